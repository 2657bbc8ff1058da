"""Passages → Claim, Mention: every finder reads the whole document, text and structure alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from heliograph.records import Claim, Leaf, Mention
from heliograph.seams import Finder


def find(leaves: Sequence[Leaf], *, finders: Sequence[Finder]) -> Iterator[Claim | Mention]:
    """Yield what the finders find in one document. A span outside its page is a broken promise."""
    lengths = {leaf.page.id: len(leaf.page.text) for leaf in leaves}
    for finder in finders:
        for found in finder.find(leaves):
            if not 0 <= found.start < found.end <= lengths[found.page_id]:
                message = f"{finder.name} found {found.start}:{found.end} outside its page"
                raise ValueError(message)
            yield found
