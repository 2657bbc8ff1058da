"""What a person does to a case, or has done: entered in custody whole, then done to the records.

Read `deciding` (reviews, opinions) first, the pattern of all: one function enters a deed, another
does what an entry says, now or when it is made again. Then `adding` and `correcting`, `holding` and
`retrying`, `packets`, `asking`, `viewing`; in `second_reading` a model at an endpoint opines.
"""
