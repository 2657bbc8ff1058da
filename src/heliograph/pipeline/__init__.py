"""The order of the flow, and what runs it: four rooms over `tools`, which all of them work with.

collecting → what comes into a case, and how it goes out of it again
deeds      → what a person does or has done: custody first, then the records
steps      → blobs through the steps, then the whole case: read, judged, findable, asked
sources    → places that are looked at again and again, and what changed there
recovery   → what a killed run left, mended by all four; the one that knows them all

Read `tools`, then the rooms in this order. `collecting` and `deeds` know nothing of each other nor
of the two that stand on them, `steps` and `sources`, which know nothing of each other either.
`read_by` holds what a reading bears in place of an extractor, `ran` what a run did.
"""
