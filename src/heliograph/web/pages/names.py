"""The known names: who is named where, with which claims beside, and together with whom.

They are names of organisations, products and programmes; a private person is none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args
from urllib.parse import urlencode

from heliograph.app import Heliograph
from heliograph.chart_views import BesideAsked, NamedPage, NameView, PairView, TogetherView
from heliograph.charts.asked import KINDS
from heliograph.charts.matrix import FARTHEST
from heliograph.errors import NothingThere
from heliograph.masking import mask_parts
from heliograph.records import Stance
from heliograph.report.page import place_of, shown, visible
from heliograph.translation import _
from heliograph.views import ClaimView
from heliograph.web.visit import Visit

A_PAGE = 25
MOST_PAIRS = 40
DEEPEST = 1_000_000
QUOTE_SHOWN = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesPage:
    """What `names.html.j2` may use."""

    names: list[NameView]
    first: int
    total: int
    kind: str
    kinds: tuple[str, ...]
    earlier: str
    later: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A claim on a page that names somebody."""

    claim: ClaimView
    quote: str
    path: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePage:
    """What `name.html.j2` may use."""

    name: NameView
    also: list[str]
    note: str
    claims: list[Beside]
    claims_total: int
    claims_first: int
    claims_earlier: str
    claims_later: str
    capability: str
    stance: str
    near: int
    """Characters between name and claim, at most; 0 where the whole page counts."""
    pages: list[tuple[NamedPage, str]]
    """With their paths."""
    pages_first: int
    pages_earlier: str
    pages_later: str
    together: list[tuple[PairView, NameView]]
    """Pairs, each with the other name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A passage that names two, as it is shown."""

    found: TogetherView
    path: str
    document: str
    """The digest's hexadecimal digits."""
    pieces: list[tuple[str, bool]]
    """Stretches of the quote, and whether they are one of the names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TogetherPage:
    """What `together.html.j2` may use."""

    first: NameView
    second: NameView
    pair: PairView
    quotes: list[Quoted]
    at: int
    earlier: str
    later: str


def names_page(opened: Heliograph, visit: Visit) -> NamesPage:
    """Gather the known names that are met, those on most pages first."""
    kind = visit.query.get("kind", "")
    kinds = (kind,) if kind in KINDS else KINDS
    start = visit.number("from", 0, DEEPEST)
    names = opened.rows.names_of(kinds)
    cut = names[start : start + 4 * A_PAGE]
    kept = {"kind": kind if kind in KINDS else ""}
    return NamesPage(
        names=cut,
        first=start + 1,
        total=len(names),
        kind=kept["kind"],
        kinds=KINDS,
        earlier=_at(kept, "from", max(0, start - 4 * A_PAGE)) if start else "",
        later=_at(kept, "from", start + len(cut)) if start + len(cut) < len(names) else "",
    )


def name_page(opened: Heliograph, visit: Visit) -> NamePage:
    """Gather one name. Raises `NothingThere`."""
    rows = opened.rows
    name = known_name(opened, visit.path["name"])
    capability, stance = visit.query.get("capability", "")[:200], visit.query.get("stance", "")
    stance = stance if stance in get_args(Stance) else ""
    at, page_at = visit.number("claims", 0, DEEPEST), visit.number("pages", 0, DEEPEST)
    near = visit.number("near", 0, FARTHEST)
    beside = BesideAsked(name=name.id, capability=capability, stance=stance, near=near)
    ids, total = rows.claims_beside(beside, A_PAGE, at)
    pages = rows.pages_naming(name.id, A_PAGE, page_at)
    entity = next((one for one in rows.entities() if one.id == name.id), None)
    kept = {"capability": capability, "stance": stance, "near": str(near or "")}
    return NamePage(
        name=name,
        also=[visible(one) for one in entity.names] if entity else [],
        note=visible(entity.note) if entity else "",
        claims=[_beside(opened, one) for one in ids],
        claims_total=total,
        claims_first=at + 1,
        claims_earlier=_at(kept, "claims", max(0, at - A_PAGE)) if at else "",
        claims_later=_at(kept, "claims", at + A_PAGE) if at + A_PAGE < total else "",
        capability=capability,
        stance=stance,
        near=near,
        pages=[(one, shown(one.document.path)) for one in pages],
        pages_first=page_at + 1,
        pages_earlier=_at(kept, "pages", max(0, page_at - A_PAGE)) if page_at else "",
        pages_later=_at(kept, "pages", page_at + A_PAGE) if page_at + A_PAGE < name.pages else "",
        together=_together(opened, name),
    )


def together_page(opened: Heliograph, visit: Visit) -> TogetherPage:
    """Gather the passages that name both of two. Raises `NothingThere`."""
    first, second = (known_name(opened, visit.path[which]) for which in ("first", "second"))
    at = visit.number("from", 0, DEEPEST)
    pair = opened.rows.pair(first.id, second.id)
    found = opened.rows.together(first.id, second.id, A_PAGE, at)
    return TogetherPage(
        first=first,
        second=second,
        pair=pair,
        quotes=[_quoted(one) for one in found],
        at=at + 1,
        earlier=_at({}, "from", max(0, at - A_PAGE)) if at else "",
        later=_at({}, "from", at + A_PAGE) if at + A_PAGE < pair.passages else "",
    )


def known_name(opened: Heliograph, name_id: str) -> NameView:
    """Fetch a name that may be shown. Raises `NothingThere`."""
    found = opened.rows.name(name_id)
    if found is None or found.kind not in KINDS:
        raise NothingThere(what=f"a name {name_id[:40]}", hint=_("`heliograph names` lists them."))
    return found


def _at(kept: dict[str, str], name: str, number: int) -> str:
    said = {**kept, name: str(number) if number else ""}
    return urlencode({key: one for key, one in said.items() if one})


def _beside(opened: Heliograph, claim_id: str) -> Beside:
    claim = next(opened.rows.claim_views(claim_id=claim_id))
    quote = claim.quote if len(claim.quote) <= QUOTE_SHOWN else f"{claim.quote[:QUOTE_SHOWN]} …"
    return Beside(
        claim=claim,
        quote=shown(quote.replace("\r", "\n")),
        path=shown(claim.document.path),
        place=place_of(claim),
    )


def _together(opened: Heliograph, name: NameView) -> list[tuple[PairView, NameView]]:
    names = {one.id: one for one in opened.rows.names_of(KINDS)}
    found = []
    for one in opened.rows.pairs_with(name.id, MOST_PAIRS):
        other = names.get(one.second if one.first == name.id else one.first)
        if other is not None:
            found.append((one, other))
    return found


def _quoted(found: TogetherView) -> Quoted:
    parts, at = [], 0
    for start, end in found.marks:
        parts += [found.quote[at:start], found.quote[start:end]]
        at = end
    parts.append(found.quote[at:])
    masked = mask_parts(parts)
    return Quoted(
        found=found,
        path=shown(found.document.path),
        document=found.document.digest.removeprefix("sha256:"),
        pieces=[(visible(words), place % 2 == 1) for place, words in enumerate(masked) if words],
    )
