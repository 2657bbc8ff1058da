"""Many questions put to a few pages: an index in memory that lives as long as one batch.

Turning the search round (which of ten thousand questions does this page answer?) needs no second
engine: the same tokens, the same compiler and the same engine over a handful of pages give by
construction what the same question gives over the case. Most questions need not be put: a word
that they cannot do without stands nowhere in the batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

import tantivy

from heliograph.seams import IndexEntry
from heliograph.search.needs import keys_of, may_answer, needs_of
from heliograph.search.query import Tree, parse
from heliograph.search.tantivy_index import document_for, laid_out, schema_of_pages
from heliograph.search.tantivy_query import compiled

_HEAP: Final = 32_000_000
_REMEMBERED: Final = 32_768


class PassingIndex:
    """A few pages, for as long as questions are put to them."""

    def __init__(self, entries: Iterable[IndexEntry]) -> None:
        """Take the pages in."""
        self._index = tantivy.Index(schema_of_pages())
        self._keys: set[str] = set()
        self._count = 0
        writer = self._index.writer(_HEAP, 1)
        for entry in entries:
            laid = laid_out(entry)
            self._keys |= keys_of(laid)
            writer.add_document(document_for(entry.page_id, laid))
            self._count += 1
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def __len__(self) -> int:
        """Count the pages."""
        return self._count

    def worth_asking(self, queries: Iterable[str]) -> list[str]:
        """Leave out the questions that no page here can answer, and repeats."""
        wanted = dict.fromkeys(queries)
        return [query for query in wanted if may_answer(needs_of(query), self._keys)]

    def answers(self, queries: Sequence[str]) -> Mapping[str, set[str]]:
        """Say which pages answer each question, by page id; questions without any are left out.

        A question that cannot be understood has no answer: `watch add` refuses such.
        """
        if not self._count:
            return {}
        searcher = self._index.searcher()
        found: dict[str, set[str]] = {}
        for query in self.worth_asking(queries):
            asked = compiled(_tree(query), self._index.schema)
            hits = searcher.search(asked, limit=self._count, count=False).hits
            if hits:
                found[query] = {str(searcher.doc(address)["page_id"][0]) for _, address in hits}
        return found


@lru_cache(maxsize=_REMEMBERED)
def _tree(query: str) -> Tree:
    return parse(query)
