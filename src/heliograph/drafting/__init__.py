"""Dossiers while they are being put together: chosen, ordered, commented, looked at, made.

    drafts       what is chosen, and what is said of it: one file each in the case folder
    editing      a draft and what a person does to it → another draft
    previewing   a draft → what its reader will see
    publishing   a draft → a dossier or a redacted edition, by the functions that make those

A draft is working paper and no evidence: it is in no database, custody knows nothing of it before
something leaves, and whoever removes it leaves no trace of it.
"""
