"""What leaves a case in other people's formats, and what comes in from them.

`selection` says what leaves, `masked` what is hidden in it, `writing` puts it down so that a kill
leaves nothing half done; each format has a module of its own. None of them reads a document: that
was done, confined, before.
"""
