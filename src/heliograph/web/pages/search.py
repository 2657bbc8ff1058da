"""Pages found by their words."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from heliograph.app import Heliograph
from heliograph.errors import BadQuery
from heliograph.report.page import visible
from heliograph.views import SearchHit, SearchResult
from heliograph.watching.watches import asked_already
from heliograph.web.visit import Visit

A_PAGE = 20
DEEPEST = 10_000
FACET_VALUES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page that answers."""

    name: str
    """The digest's hexadecimal digits."""
    path: str
    page: int
    line: int | None
    pieces: list[tuple[str, bool]]
    """Stretches of the snippet, and whether they answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """What `search.html.j2` may use."""

    query: str
    wrong: str
    """Why the query cannot be understood; empty where it can."""
    asked: bool
    total: int
    found: list[Found]
    facets: list[tuple[str, list[tuple[str, int, str]]]]
    """Name, and values: each with how many pages, and the query narrowed to it."""
    earlier: str
    later: str
    watch: str
    """Id of the watch that asks the same already; empty where none does."""


def search_page(opened: Heliograph, visit: Visit) -> SearchPage:
    """Search; a query that cannot be understood is an answer, too."""
    query = visit.query.get("q", "").strip()
    offset = visit.number("offset", 0, DEEPEST)
    if not query:
        return _nothing(query, "")
    try:
        result = opened.search(query, limit=A_PAGE, offset=offset)
    except BadQuery as wrong:
        return _nothing(query, str(wrong.facts["detail"]))
    more = offset + A_PAGE < min(result.total, DEEPEST)
    return SearchPage(
        query=query,
        wrong="",
        asked=True,
        total=result.total,
        found=[_found(hit) for hit in result.hits],
        facets=_facets(query, result),
        earlier=_at(query, max(0, offset - A_PAGE)) if offset else "",
        later=_at(query, offset + A_PAGE) if more else "",
        watch=asked_already(opened, query),
    )


def _nothing(query: str, wrong: str) -> SearchPage:
    return SearchPage(
        query=query,
        wrong=visible(wrong),
        asked=False,
        total=0,
        found=[],
        facets=[],
        earlier="",
        later="",
        watch="",
    )


def _at(query: str, offset: int) -> str:
    return urlencode({"q": query, "offset": offset} if offset else {"q": query})


def _found(hit: SearchHit) -> Found:
    pieces, at = [], 0
    for start, end in hit.marks:
        pieces += [(visible(hit.snippet[at:start]), False), (visible(hit.snippet[start:end]), True)]
        at = end
    pieces.append((visible(hit.snippet[at:]), False))
    return Found(
        name=hit.document.digest.removeprefix("sha256:"),
        path=visible(hit.document.path),
        page=hit.page,
        line=hit.line,
        pieces=pieces,
    )


def _facets(query: str, result: SearchResult) -> list[tuple[str, list[tuple[str, int, str]]]]:
    return [
        (name, [(visible(value), count, _narrowed(query, name, value))
                for value, count in list(counts.items())[:FACET_VALUES] if '"' not in value])
        for name, counts in result.facets.items()
        if counts
    ]  # fmt: skip


def _narrowed(query: str, name: str, value: str) -> str:
    return urlencode({"q": f'({query}) {name}:"{value}"'})
