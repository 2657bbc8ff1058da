"""The flow, one stage a module, each a verb that takes a record and yields records.

    collect    a folder → Found: every file in it by name, without opening one
    preserve   Found → Document: its bytes are kept and named before anything looks inside
    extract    Document → Page: read by its extractor, locked in a child process
    segment    Page → Passage: runs short enough to quote, each with what it stands under
    find       Leaf → Claim, Mention: what a document says, and whom it names
    recur      Claim → Fingerprint → mark: which only repeat a clause that many documents have

A stage touches nothing but what it is handed; the pipeline alone knows their order.
"""
