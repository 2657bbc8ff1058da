"""The order of the flow, and the loop that runs it.

`work.EXTRACTING` and then `work.JUDGING` are the order. `intake` takes files in, `reading` takes
each blob through the steps and keeps what they make in batches, `indexing` makes it findable,
`recovery` mends what a kill left.
"""
