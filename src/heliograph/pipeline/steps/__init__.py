"""One blob after the other through the steps, then the whole case: read, judged, findable, asked.

Of one blob: `work` (its steps in order, made of `packing` and `standing`), `reading` (the loop that
leases, reads and keeps), `judges` with `judge_talk` and `judge_child` (processes that take steps
beside it), `rereading` and `seeing` (when a blob is read again). Of the whole case, after that:
`indexing`, `entities`, `recurrence`, `answering`.
"""
