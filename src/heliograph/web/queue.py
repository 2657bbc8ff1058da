"""The queue of claims as an address asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from msgspec.structs import asdict, replace

from heliograph.store.queue_rows import SORTS, Cut, QueueRows, Wanted
from heliograph.views import ClaimLine

A_PAGE: Final = 20


class Asked(Wanted, frozen=True, kw_only=True):
    """Which claims an address asks for, in which order; empty asks for all."""

    after: str = ""
    """The claim behind which the page begins: `0-ID`, or `1-ID` if it was reviewed by then."""

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Asked:
        """Take what is known from an address; the rest of it is ignored."""
        known = {name: said[name][:1000] for name in cls.__struct_fields__ if said.get(name)}
        asked = cls(**known)
        return asked if asked.sort in SORTS else replace(asked, sort="matters")

    def query(self, **instead: str) -> str:
        """Spell it for an address, with these parts as given; a page begins at its beginning."""
        parts = asdict(self) | {"after": ""} | instead
        if parts["sort"] == "matters":
            parts["sort"] = ""
        return urlencode({name: value for name, value in parts.items() if value})


class Queue:
    """All claims of a case as one address asks for them; asked of the store as it is needed."""

    def __init__(self, rows: QueueRows, asked: Asked) -> None:
        """Take the records of a case."""
        self._rows = rows
        self._asked = asked

    @property
    def progress(self) -> tuple[int, int]:
        """How many claims of the case were reviewed, of how many; the same words count once."""
        return self._rows.queue_progress()

    @property
    def total(self) -> int:
        """How many are asked for; the same words count once."""
        return self._rows.queue_total(self._asked)

    def facet(self, name: str) -> list[tuple[str, int]]:
        """Count each value of a facet over what the other facets leave; the same words once."""
        return self._rows.queue_facet(self._asked, name)

    def cut(self) -> Cut:
        """Give the page that is asked for."""
        return self._rows.queue_cut(self._asked, self._asked.after, A_PAGE)

    def around(self, claim_id: str) -> tuple[str, str, int]:
        """Name what comes before and after a claim, and its place from 1; 0 where it has none."""
        return self._rows.queue_around(self._asked, claim_id)

    def same_words(self, claim_id: str, limit: int) -> tuple[list[ClaimLine], int]:
        """Give the first of the other claims in the same words, by place, and count them all."""
        return self._rows.same_words(claim_id, limit)
