"""Reads the words of a picture of a page: where lines stand, what they say, how sure that is.

`models` finds what is installed; `eye` chooses for each page who reads it, `han` the network for
Chinese, Latin and Japanese letters, `tesseract` for other scripts. Nothing here looks at anything
but letters.
"""
