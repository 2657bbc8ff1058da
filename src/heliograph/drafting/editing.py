"""A draft and what a person does to it → another draft. Nothing here reads or writes a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from heliograph.drafting.drafts import Chosen, Draft
from heliograph.errors import NothingThere, UsageError
from heliograph.redaction.plan import Plan, Region, Words, refuse_short

MOST_FINDINGS: Final = 2_000
MOST_TITLE: Final = 300
MOST_COMMENT: Final = 10_000
MOST_FOREWORD: Final = 50_000


def with_claims(draft: Draft, claims: Iterable[str]) -> Draft:
    """Put claims behind the others; one that is in it already stays where it is."""
    new = [one for one in dict.fromkeys(claims) if one not in draft.claims]
    if len(draft.findings) + len(new) > MOST_FINDINGS:
        raise UsageError(detail=f"A draft holds {MOST_FINDINGS} findings at most.")
    return replace(draft, findings=(*draft.findings, *(Chosen(claim=one) for one in new)))


def without_claim(draft: Draft, claim: str) -> Draft:
    """Take a claim out. Raises `NothingThere`."""
    _place_of(draft, claim)
    return replace(draft, findings=tuple(one for one in draft.findings if one.claim != claim))


def moved(draft: Draft, claim: str, place: int) -> Draft:
    """Put a claim at a place, from 1; past the end is the end. Raises `NothingThere`."""
    at = _place_of(draft, claim)
    left = [one for one in draft.findings if one.claim != claim]
    left.insert(min(max(place, 1), len(draft.findings)) - 1, draft.findings[at - 1])
    return replace(draft, findings=tuple(left))


def moved_by(draft: Draft, claim: str, steps: int) -> Draft:
    """Move a claim down so many places, or up. Raises `NothingThere`."""
    return moved(draft, claim, _place_of(draft, claim) + steps)


def placed(draft: Draft, places: Mapping[str, int]) -> Draft:
    """Put claims at the places that are given for them, but for those that stand there."""
    now = {claim: at for at, claim in enumerate(draft.claims, start=1)}
    wanted = {one: at for one, at in places.items() if one in now and now[one] != at}
    for claim, at in sorted(wanted.items(), key=lambda one: one[1]):
        draft = moved(draft, claim, at)
    return draft


def commented(draft: Draft, comments: Mapping[str, str]) -> Draft:
    """Say something of claims; nothing takes back what was said."""
    return replace(
        draft,
        findings=tuple(
            replace(one, comment=_cut(comments.get(one.claim, one.comment), MOST_COMMENT))
            for one in draft.findings
        ),
    )


def worded(draft: Draft, title: str | None = None, foreword: str | None = None) -> Draft:
    """Give it a title, a foreword."""
    return replace(
        draft,
        title=draft.title if title is None else _cut(" ".join(title.split()), MOST_TITLE),
        foreword=draft.foreword if foreword is None else _cut(foreword, MOST_FOREWORD),
    )


def carrying(
    draft: Draft, originals: bool | None = None, plan: Plan | None = None, *, whole: bool = False
) -> Draft:
    """Say whether documents go along, what is hidden, or (`whole`) that nothing is."""
    if originals is not None:
        draft = replace(draft, originals=originals)
    if plan is not None:
        draft = replace(draft, plan=plan, redacted=True)
    return replace(draft, redacted=False) if whole else draft


def with_words_hidden(draft: Draft, words: Words) -> Draft:
    """Hide words wherever they stand. Raises `UsageError` for what is too short."""
    plan = replace(draft.plan, words=(*draft.plan.words, words))
    refuse_short(plan)
    return replace(draft, plan=plan, redacted=True)


def with_region_hidden(draft: Draft, region: Region) -> Draft:
    """Paint over a box on the picture of a page."""
    plan = replace(draft.plan, regions=(*draft.plan.regions, region))
    return replace(draft, plan=plan, redacted=True)


def with_source_hidden(draft: Draft, reason: str) -> Draft:
    """Hide paths, file names and the facts of capture; without a reason, show them."""
    plan = replace(draft.plan, source=reason.strip())
    return replace(draft, plan=plan, redacted=draft.redacted or bool(reason.strip()))


def with_pictures(draft: Draft, *, travel: bool) -> Draft:
    """Say whether pictures of pages go with a redacted edition."""
    return replace(draft, plan=replace(draft.plan, pictures=travel))


def without_mask(draft: Draft, mask: int) -> Draft:
    """Take back a mask by its number, words first and then regions. Raises `NothingThere`."""
    words, regions = list(draft.plan.words), list(draft.plan.regions)
    if not 1 <= mask <= len(words) + len(regions):
        raise NothingThere(what=f"mask {mask}", hint="They are numbered from 1, words first.")
    if mask <= len(words):
        del words[mask - 1]
    else:
        del regions[mask - 1 - len(words)]
    return replace(draft, plan=replace(draft.plan, words=tuple(words), regions=tuple(regions)))


def hides_something(plan: Plan) -> bool:
    """Say whether a plan hides anything."""
    return plan != Plan(pictures=plan.pictures)


def region_of(said: Mapping[str, object]) -> Region:
    """Make a region of what a person wrote. Raises `UsageError`."""
    try:
        return msgspec.convert(said, Region, strict=False)
    except msgspec.ValidationError as wrong:
        detail = f"That is no region of a page ({wrong}). Its edges are fractions from 0 to 1."
        raise UsageError(detail=detail) from wrong


def _place_of(draft: Draft, claim: str) -> int:
    if claim not in draft.claims:
        raise NothingThere(what=f"claim {claim[:40]} in the draft {draft.name}", hint="")
    return draft.claims.index(claim) + 1


def _cut(words: str, most: int) -> str:
    return words.replace("\r\n", "\n").strip()[:most]
