"""Charts of a case: what it holds, drawn for an eye, each with the table that says the same.

gather (a view, from SQL) → draw (an SVG, made here, of text and shapes alone) or list (rows for a
table, CSV and JSON lines). Nothing in a chart is scripted or fetched; where a place in it leads
somewhere, that is a link.
"""
