"""What the report's template may use: strings that are masked and made visible, and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

from heliograph.judgement_wording import capability_in_words
from heliograph.masking import mask, mask_parts
from heliograph.records import Outcome, Stance
from heliograph.report.selection import STANCES, Chosen, Wording
from heliograph.translation import _
from heliograph.views import ClaimView, LedgerLine, LedgerSums, NameSum, Surroundings
from heliograph.wording import (
    action_in_words,
    confinement_in_words,
    not_shown_in_words,
    outcome_in_words,
    reason_in_words,
    size_in_words,
    stance_in_short,
    stance_in_words,
    strength_in_short,
    strength_in_words,
    whys_in_words,
)

AROUND_SHOWN = 180
"""Characters of the page shown before and after a quote."""
LINES_SHOWN = 3
QUOTE_SHOWN = 1200

Around = Callable[[str], Surroundings]

# What a browser would obey or swallow instead of showing: controls, and marks that turn the
# reading order of what follows (they can make `exe.fdp` look like a PDF).
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_PAUSE = re.compile(r"[\s，。；、,;:：|)）】」]")
# A stand-in such as ‹name 1› that the edge cut in two.
_HALF_AT_START = re.compile(r"^[a-z]{0,8} ?\d{0,9}›")
_HALF_AT_END = re.compile(r"‹[a-z]{0,8}$")
_CODE = ("enum", "struct", "defines")
_MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One capability in the table of contents."""

    anchor: str
    title: str
    asserted: int
    reported: int
    negated: int
    furthest: str
    rung: int
    """0 to 6; -1 where no document says so itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One claim as it is printed; every string may be shown to anybody."""

    id: str
    stance: Stance
    stance_words: str
    rung: int
    strength: str
    strength_words: str
    score: str
    before: str
    quote: str
    after: str
    is_code: bool
    language: str
    heading: str
    container: str
    title: str
    path: str
    place: str
    action: str
    group: str
    whys: list[str]
    not_shown: str
    digest: str
    held_since: str
    read_by: str
    copies: list[str]
    others: list[str]
    others_unlisted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The claims of one capability that share a stance."""

    stance: Stance
    heading: str
    count: int
    entries: Iterator[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One capability with its claims."""

    anchor: str
    title: str
    id: str
    definition: str
    total: int
    left_out: int
    groups: Iterator[Group]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The ledger: its sums in words, and the files."""

    sums: list[tuple[str, str, int, float]]
    """Outcome, its words, how many files, their share of all in percent."""
    files: int
    members: int
    size: str
    unread: list[LedgerLine]
    unread_left_out: int
    read: list[LedgerLine]
    read_left_out: int


def visible(text: str) -> str:
    """Make characters visible that would be obeyed or swallowed: `⟨U+202E⟩`.

    A line break that a file writes as two characters is one line break.
    """
    return _UNSEEN.sub(lambda hit: f"⟨U+{ord(hit.group()):04X}⟩", text.replace("\r\n", "\n"))


def shown(text: str) -> str:
    """Mask and make visible."""
    return visible(mask(text)[0])


def title_of(capability: str) -> str:
    """Make a heading of a capability's id."""
    return capability_in_words(capability)


def place_of(claim: ClaimView) -> str:
    """Say where in its file a quote stands."""
    if claim.line is None:
        return _("page %(page)s", page=claim.page)
    lines = _("line %(line)s", line=claim.line)
    if claim.last_line is not None and claim.last_line > claim.line:
        lines = _("lines %(line)s to %(last)s", line=claim.line, last=claim.last_line)
    if claim.page == 1:
        return lines
    return _("page %(page)s, %(lines)s", page=claim.page, lines=lines)


def rows(chosen: Iterable[Chosen]) -> list[Row]:
    """Make the table of contents."""
    return [
        Row(
            anchor=f"capability-{number}",
            title=title_of(one.capability),
            asserted=one.counts["asserted"],
            reported=one.counts["reported"],
            negated=one.counts["negated"],
            furthest=strength_in_short(one.furthest) if one.furthest else "",
            rung=int(one.furthest[1]) if one.furthest else -1,
        )
        for number, one in enumerate(chosen, start=1)
    ]


def sections(
    chosen: Iterable[Chosen], definitions: Callable[[str], str], around: Around
) -> Iterator[Section]:
    """Go through the capabilities; claims are fetched as they are printed."""
    for number, one in enumerate(chosen, start=1):
        yield Section(
            anchor=f"capability-{number}",
            title=title_of(one.capability),
            id=one.capability,
            definition=definitions(one.capability),
            total=one.counts.total(),
            left_out=one.left_out,
            groups=_groups(one, around),
        )


def _groups(chosen: Chosen, around: Around) -> Iterator[Group]:
    for stance in STANCES:
        if chosen.wordings[stance]:
            yield Group(
                stance=stance,
                heading=stance_in_words(stance).rstrip("."),
                count=chosen.counts[stance],
                entries=(entry(one, around(one.best.id)) for one in chosen.wordings[stance]),
            )


def entry(wording: Wording, found: Surroundings) -> Entry:
    """Make one claim ready to print."""
    claim = found.claim
    before, quote, after = (
        part.replace("\r\n", "\n").replace("\r", "\n")
        for part in mask_parts([found.before, claim.quote, found.after], found.header)
    )
    return Entry(
        id=visible(claim.id),
        stance=claim.stance,
        stance_words=stance_in_short(claim.stance),
        rung=int(claim.strength[1]),
        strength=claim.strength,
        strength_words=strength_in_words(claim.strength),
        score=f"{claim.score:.2f}",
        before=visible(_from_a_pause(before)),
        quote=visible(_bounded(quote)),
        after=visible(_to_a_pause(after)),
        is_code=found.container.split(" ")[0] in _CODE or found.read_by.startswith("source-code"),
        language=claim.language,
        heading=shown(found.heading),
        container=shown(found.container),
        title=shown(found.title),
        path=shown(claim.document.path),
        place=place_of(claim),
        action=action_in_words(claim.action),
        group=shown(claim.group or ""),
        whys=[shown(words) for words in whys_in_words(claim.why)],
        not_shown=not_shown_in_words(claim.stance, claim.strength),
        digest=visible(claim.document.digest),
        held_since=when(found.collected_at),
        read_by=f"{visible(found.read_by)}, {confinement_in_words(found.confinement)}",
        copies=[shown(path) for path in claim.copies],
        others=[shown(f"{one.document.path}, {place_of(one)}") for one in wording.places],
        others_unlisted=wording.others - len(wording.places),
    )


def _from_a_pause(text: str) -> str:
    """Begin after a space or mark: what was cut at the edge could be half a number or a name."""
    cut = _HALF_AT_START.sub("", text[-AROUND_SHOWN:])
    pause = _PAUSE.search(cut)
    lines = cut[pause.end() :].lstrip().split("\n") if pause else [""]
    return "… " + "\n".join(lines[-LINES_SHOWN:])


def _to_a_pause(text: str) -> str:
    cut = text[:AROUND_SHOWN]
    pauses = [pause.start() for pause in _PAUSE.finditer(cut)]
    lines = _HALF_AT_END.sub("", cut[: pauses[-1]]).split("\n") if pauses else [""]
    return "\n".join(lines[:LINES_SHOWN]) + " …"


def when(moment: str) -> str:
    """Write a record's moment for people: `1 March 2026, 08:00:02 UTC`."""
    try:
        at = datetime.fromisoformat(moment).astimezone(UTC)
    except ValueError:
        return visible(moment)
    return _(
        "%(day)s %(month)s %(year)s, %(time)s UTC",
        day=at.day,
        month=_(_MONTHS[at.month - 1]),
        year=at.year,
        time=f"{at:%H:%M:%S}",
    )


def _bounded(quote: str) -> str:
    if len(quote) <= QUOTE_SHOWN:
        return quote
    return f"{quote[:QUOTE_SHOWN]} … ({len(quote) - QUOTE_SHOWN} characters more)"


def account(lines: Iterable[LedgerLine], sums: LedgerSums, most: int) -> Account:
    """Read the ledger once; list at most so many of the files that were read, and of the rest."""
    unread: list[LedgerLine] = []
    telling: list[LedgerLine] = []
    silent: list[LedgerLine] = []
    all_unread = 0
    for line in lines:
        if line.outcome != "read" or line.reason:
            all_unread += 1
            files = unread
        else:
            files = telling if line.claims else silent
        if len(files) < most:
            files.append(line)
    # Of files that were read, those with claims are listed first when not all can be.
    read = sorted((telling + silent)[:most], key=lambda line: line.path)
    return Account(
        sums=_sums(sums),
        files=sums.files,
        members=sums.members,
        size=size_in_words(sums.bytes),
        unread=unread,
        unread_left_out=all_unread - len(unread),
        read=read,
        read_left_out=sums.files - all_unread - len(read),
    )


def _sums(sums: LedgerSums) -> list[tuple[str, str, int, float]]:
    counts = [(outcome, sums.outcomes.get(outcome, 0)) for outcome in get_args(Outcome)]
    named = [(outcome, outcome_in_words(outcome), count) for outcome, count in counts]
    named.append(("waiting", outcome_in_words(None), sums.waiting))
    return [
        (name, words, count, 100 * count / max(sums.files, 1))
        for name, words, count in sorted(named, key=lambda one: (one[0] != "read", -one[2]))
        if count
    ]


def trouble_in_words(line: LedgerLine) -> str:
    """Say why a file was not read, or not wholly."""
    return shown(reason_in_words(line.reason, line.detail) or outcome_in_words(line.outcome))


def names(sums: Iterable[NameSum], most: int) -> tuple[list[NameSum], int]:
    """Keep the most frequent of the known names; say how many more there are."""
    listed: list[NameSum] = []
    more = 0
    for one in sums:
        if len(listed) < most:
            listed.append(one)
        else:
            more += 1
    return listed, more
