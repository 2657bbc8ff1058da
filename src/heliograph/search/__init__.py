"""Asking a case: the query language, the text index, and showing where the answer stands."""
