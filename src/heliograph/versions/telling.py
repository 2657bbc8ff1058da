"""Comparisons → views: each change with both quotes, their places, and the claims that stood there.

What happened to a claim is told first: it is what people look for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from heliograph.records import Document
from heliograph.store.leaf_rows import Lines
from heliograph.store.rows import Rows
from heliograph.versions.changes import Change
from heliograph.versions.comparison import Comparison, compare
from heliograph.versions.units import Unit, Version, version_of
from heliograph.views import (
    ChangeKind,
    ChangeView,
    ClaimChange,
    ClaimRef,
    ClaimView,
    ComparisonView,
    DocumentRef,
    QuoteView,
)

BY_USER = "the order in which they were named"

_FIRST: tuple[ClaimChange, ...] = ("vanished", "changed", "appeared", "kept", "")
_TAKEN_BACK: frozenset[ChangeKind] = frozenset({"comment-blanked", "renamed-to-reserved"})
_LONGEST_CONTEXT = 200


class Side:
    """One document of a case, ready to be compared and quoted."""

    def __init__(self, rows: Rows, document: Document) -> None:
        """Fetch its passages and claims. The document must hold bytes."""
        if document.digest is None:
            message = "a document without bytes has no versions"
            raise ValueError(message)
        reading = rows.reading(document.digest)
        self.ref = DocumentRef(path=document.path, digest=document.digest)
        self.version: Version = version_of(
            document,
            rows.leaves(document.digest),
            is_cut=reading is not None and reading.outcome == "cut",
        )
        found = rows.claim_views(path=document.path)
        self._claims: dict[int, list[ClaimView]] = {}
        for claim in found:
            if claim.document.digest == document.digest:
                self._claims.setdefault(claim.page, []).append(claim)
        self._lines: dict[str, Lines] = {}

    def claims(self, unit: Unit | None) -> list[ClaimView]:
        """Give the claims that stand on a unit."""
        if unit is None:
            return []
        start, end = _span(unit, with_lead=True)
        on_page = self._claims.get(unit.page.number, [])
        return [claim for claim in on_page if claim.start < end and start < claim.end]

    def quote(self, unit: Unit, *, with_lead: bool) -> QuoteView:
        """Quote a unit, with the comment before it where that matters."""
        start, end = _span(unit, with_lead=with_lead)
        page = unit.page
        lines = self._lines.get(page.id)
        if lines is None:
            lines = self._lines[page.id] = Lines(page.text, page.first_line, page.marks)
        return QuoteView(
            document=self.ref,
            page=page.number,
            line=lines.at(start),
            last_line=lines.at(max(start, end - 1)),
            start=start,
            end=end,
            quote=page.text[start:end],
            language=unit.language,
        )


def told(
    older: Side, newer: Side, *, ordered_by: str = BY_USER
) -> tuple[list[ChangeView], ComparisonView]:
    """Compare two documents; what took a claim back comes first, what touches none last."""
    comparison = compare(older.version, newer.version)
    shown = [each for each in comparison.changes if _matters(each, older, newer)]
    views = [(_order(each), _change_view(each, older, newer)) for each in shown]
    ordered = [view for _, view in sorted(views, key=lambda one: (*_gravity(one[1]), *one[0]))]
    return ordered, _sum(comparison, ordered, (older, newer), ordered_by)


def _matters(change: Change, older: Side, newer: Side) -> bool:
    """Whether a change is in the text proper, or a claim stood there all the same."""
    units = [unit for unit in (change.before, change.after) if unit]
    in_text = any(unit.main for unit in units)
    return in_text or bool(older.claims(change.before) or newer.claims(change.after))


def _order(change: Change) -> tuple[int, int]:
    """Put changes in the order in which a reader of the newer version meets them."""
    before = change.before.number if change.before else 0
    return (change.after.number if change.after else before, before)


def _gravity(view: ChangeView) -> tuple[bool, bool, int]:
    """Put vanished claims first, then those of which the words are gone, then all others."""
    blanked = bool(view.claim) and view.kind in _TAKEN_BACK
    return view.claim != "vanished", not blanked, _FIRST.index(view.claim)


def _change_view(change: Change, older: Side, newer: Side) -> ChangeView:
    before, after = change.before, change.after
    unit = before if before and not (before.reserve and after) else after
    if unit is None:
        message = "a change has at least one side"
        raise ValueError(message)
    leads = [one.lead.key if one and one.lead else "" for one in (before, after)]
    with_lead = leads[0] != leads[1] or not unit.is_member
    # A reserve that gave way lends its quote, not its claims: it means nothing itself.
    claims_before = older.claims(before) if before and not before.reserve else []
    claims_after = newer.claims(after) if after and not after.reserve else []
    return ChangeView(
        older=older.ref,
        newer=newer.ref,
        kind=change.kind,
        claim=_claim_change(claims_before, claims_after),
        role=unit.role,
        container=_container(unit),
        name=_name(unit),
        before=older.quote(before, with_lead=with_lead) if before else None,
        after=newer.quote(after, with_lead=with_lead) if after else None,
        claims_before=_refs(claims_before),
        claims_after=_refs(claims_after),
        translated=change.translated,
        detail=change.detail,
    )


def _claim_change(before: Sequence[ClaimView], after: Sequence[ClaimView]) -> ClaimChange:
    """Say what became of the claims: one that is only denied now has vanished as well."""
    if not before and not after:
        return ""
    had, has = {one.capability for one in before}, {one.capability for one in after}
    denied = {one.capability for one in after if one.stance == "negated"}
    stood = {one.capability for one in before if one.stance != "negated"}
    if had - has or stood & denied:
        return "vanished"
    if has - had:
        return "appeared"
    return "changed" if _said(before) != _said(after) else "kept"


def _said(claims: Iterable[ClaimView]) -> set[tuple[str, str, str]]:
    return {(one.capability, one.stance, one.strength) for one in claims}


def _refs(claims: Iterable[ClaimView]) -> list[ClaimRef]:
    return [
        ClaimRef(
            id=one.id, capability=one.capability, stance=one.stance, strength=one.strength
        )
        for one in claims
    ]  # fmt: skip


def _container(unit: Unit) -> str:
    kept = unit.container
    if kept is not None and kept.kind != "list":
        name = kept.name.partition(", ")[0] or " | ".join(kept.header)
        return f"{kept.kind} {name}".strip()[:_LONGEST_CONTEXT]
    return unit.heading


def _name(unit: Unit) -> str:
    if unit.member is not None:
        return unit.member.name
    return next((cell for cell in unit.cells if cell), "")


def _span(unit: Unit, *, with_lead: bool) -> tuple[int, int]:
    start = unit.lead.start if with_lead and unit.lead is not None else unit.start
    return start, unit.end


def _sum(
    comparison: Comparison,
    views: Sequence[ChangeView],
    sides: tuple[Side, Side],
    ordered_by: str,
) -> ComparisonView:
    older, newer = sides
    return ComparisonView(
        older=older.ref,
        newer=newer.ref,
        changes=dict(Counter(view.kind for view in views)),
        claims_vanished=sum(view.claim == "vanished" for view in views),
        claims_appeared=sum(view.claim == "appeared" for view in views),
        same=comparison.same,
        not_shown=list(_not_shown(comparison, older, newer)),
        other_language=comparison.other_language,
        unreadable=comparison.unreadable,
        ordered_by=ordered_by,
    )


def _not_shown(comparison: Comparison, older: Side, newer: Side) -> Iterator[QuoteView]:
    mine = set(older.version.units)
    for unit in comparison.not_shown:
        yield (older if unit in mine else newer).quote(unit, with_lead=False)
