"""Two versions of a document → what appeared, changed or vanished between them.

`units` is what is compared, `words` what counts as the same words. `groups`, `members`, `rows`
and `prose` each pair one kind of unit, `comparison` puts them together, `telling` adds quotes,
places and claims. `chains` finds documents of a case that are versions of each other.
"""
