"""What charts show: counts of a case for an eye, and the shapes that `--json` promises.

A name beside another, or beside a claim, says that both stand on one page. It ties nobody to
anything: that is for a person to read.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from heliograph.views import ClaimRef, DocumentRef

Unit = Literal["day", "month", "year"]
LedgerBy = Literal["kind", "folder", "source"]


class NameView(Struct, frozen=True, kw_only=True):
    """A known name, by how much of the case names it."""

    id: str
    name: str
    kind: str
    pages: int
    mentions: int


class PairView(Struct, frozen=True, kw_only=True, tag="pair"):
    """Two known names that stand in the same passages."""

    first: str
    """Id of a name."""
    second: str
    passages: int
    pages: int


class NetworkView(Struct, frozen=True, kw_only=True):
    """Names that are named together, the strongest pairs first; what is left out is counted."""

    kinds: tuple[str, ...]
    """Kinds of names that are shown."""
    most: int
    """Names that are shown at most."""
    least: int
    """Passages that two names must share to be a pair."""
    names: list[NameView]
    pairs: list[PairView]
    names_left_out: int
    """Names with a pair that is strong enough, and no place in the chart."""
    pairs_left_out: int


class TogetherView(Struct, frozen=True, kw_only=True):
    """One passage that names both of two names, with the claims that stand in it."""

    document: DocumentRef
    page: int
    line: int | None
    """First line of the passage in the file, where the file has lines."""
    text_line: int
    """First line of the passage in the page's text."""
    start: int
    end: int
    quote: str
    marks: list[tuple[int, int]]
    """Stretches of `quote` that are one of the two names, as offsets in it."""
    claims: list[ClaimRef]
    """Claims whose words begin in this passage."""
    claims_beside: int
    """Claims elsewhere on its page."""


class NamedPage(Struct, frozen=True, kw_only=True):
    """A page that names somebody."""

    document: DocumentRef
    page: int
    mentions: int
    claims: int
    """All that stand on it."""


class CellView(Struct, frozen=True, kw_only=True):
    """How many claims of a capability stand on pages that name somebody."""

    name: str
    """Id of a name."""
    capability: str
    claims: int


class BesideAsked(Struct, frozen=True, kw_only=True):
    """Which claims beside a name are asked for; empty words ask for all."""

    name: str
    """Id of a name."""
    capability: str = ""
    stance: str = ""
    near: int = 0
    """Characters between name and claim, at most; 0 asks for the whole page."""


class MatrixView(Struct, frozen=True, kw_only=True):
    """Names by capabilities, those with most claims first; what is left out is counted."""

    kinds: tuple[str, ...]
    stance: str
    """The only stance that is counted; empty where all are."""
    near: int
    """Characters between name and claim, at most; 0 where the whole page counts."""
    names: list[NameView]
    capabilities: list[str]
    cells: list[CellView]
    names_left_out: int


class SpanView(Struct, frozen=True, kw_only=True, tag="span"):
    """What came within a day, a month or a year of UTC."""

    start: str
    """`2026`, `2026-03` or `2026-03-01`."""
    captures: int
    documents: int
    """Files that these captures brought."""
    asserted: int
    """Claims by stance, counted when their bytes were first held."""
    reported: int
    negated: int
    changes: int
    """What was different at a watched address."""


class TimelineView(Struct, frozen=True, kw_only=True):
    """When things came to the case, without gaps; what is before the first span is counted."""

    unit: Unit
    spans: list[SpanView]
    earlier: int
    """Spans before these that are not shown."""
    watched: bool
    """Whether anything is watched, so that changes could be seen at all."""


class LedgerRow(Struct, frozen=True, kw_only=True):
    """The files of one kind, folder or source, by what became of them."""

    name: str
    outcomes: dict[str, int]
    files: int


class LedgerChartView(Struct, frozen=True, kw_only=True):
    """The account of every file, by kind, folder or source; the rows add up to all files."""

    by: LedgerBy
    rows: list[LedgerRow]
    rows_left_out: int
    files_left_out: int
    """In those rows."""
    files: int


class PairLine(Struct, frozen=True, kw_only=True, tag="pair"):
    """One line of the network, as `heliograph chart network --json` prints it."""

    first: str
    first_name: str
    first_kind: str
    second: str
    second_name: str
    second_kind: str
    passages: int
    pages: int


class CellLine(Struct, frozen=True, kw_only=True, tag="cell"):
    """One cell of the matrix, as `heliograph chart matrix --json` prints it."""

    name: str
    """Id of the name."""
    words: str
    """The name itself."""
    kind: str
    capability: str
    claims: int
    """On pages that name it; none of them is tied to it by that."""


class OutcomeLine(Struct, frozen=True, kw_only=True, tag="outcome"):
    """The files of one row of the ledger's chart that have one outcome."""

    by: LedgerBy
    name: str
    outcome: str
    files: int


class ChartSum(Struct, frozen=True, kw_only=True, tag="sum"):
    """What a chart leaves out, printed after its lines."""

    chart: str
    shown: int
    """Lines."""
    left_out: dict[str, int]
    """Of what how many have no place in it."""
