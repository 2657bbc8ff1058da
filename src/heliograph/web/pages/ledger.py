"""The account of every file, drawn and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from heliograph.app import Heliograph
from heliograph.records import Outcome
from heliograph.report.page import visible
from heliograph.translation import _
from heliograph.views import LedgerLine, LedgerSums
from heliograph.web.visit import Visit
from heliograph.wording import outcome_in_words, reason_in_words, size_in_words

MOST_FILES = 100
"""Listed on one page: what a browser lays out while one waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One outcome, or one reason, as a bar of the chart and a row of the table."""

    name: str
    words: str
    count: int
    share: float
    """Of the longest bar, in percent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A file that was not read whole."""

    path: str
    outcome: str
    why: str
    name: str
    """The digest's digits; empty where nothing may be opened."""
    digest: str
    """The same, though it may not be opened; empty where there are no bytes."""
    can: str
    """What can be done with it: `retry`, `release`, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage:
    """What `ledger.html.j2` may use."""

    sums: LedgerSums
    size: str
    outcomes: list[Bar]
    reasons: list[Bar]
    files: list[Unread]
    start: int
    """How many of them were passed over."""
    later: int
    """Where the next ones start; 0 where there are none."""
    outcome: str
    tried: Tried | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A file that was just read once more."""

    path: str
    name: str
    """The digest's digits."""
    words: str
    """What became of it."""


def ledger_page(opened: Heliograph, visit: Visit) -> LedgerPage:
    """Gather the account; `?outcome=` narrows the list of files, `?start=` leads on in it."""
    outcome, start = visit.query.get("outcome", ""), visit.number("start", 0)
    account = opened.rows.ledger_account(outcome, MOST_FILES, start)
    sums = account.sums
    counts = Counter({**sums.outcomes, **({"waiting": sums.waiting} if sums.waiting else {})})
    return LedgerPage(
        sums=sums,
        size=size_in_words(sums.bytes),
        outcomes=_bars(counts, _outcome),
        reasons=_bars(Counter(account.reasons), _reason),
        files=[_unread(line) for line in account.unread],
        start=start,
        later=start + len(account.unread) if account.left_out else 0,
        outcome=outcome,
        tried=_tried(visit),
    )


def _tried(visit: Visit) -> Tried | None:
    became, name = visit.query.get("became", ""), visit.query.get("of", "")
    if became not in get_args(Outcome) or not name.isalnum():
        return None
    return Tried(path=visible(visit.query.get("tried", "")), name=name, words=_outcome(became))


def _bars(counts: Counter[str], words: Callable[[str], str]) -> list[Bar]:
    longest = max(counts.values(), default=1)
    return [
        Bar(
            name=name,
            words=visible(words(name)),
            count=count,
            share=round(100 * count / longest, 2),
        )
        for name, count in counts.most_common()
    ]


def _outcome(name: str) -> str:
    return outcome_in_words(None if name == "waiting" else name)  # type: ignore[arg-type]


def _reason(name: str) -> str:
    if name == "held":
        return _("a list of persons, held back")
    return outcome_in_words(None) if name == "waiting" else reason_in_words(name)


def _can(line: LedgerLine) -> str:
    if line.held:
        return "release"
    has_bytes = line.digest is not None and line.outcome not in (None, "unreachable", "deleted")
    return "retry" if has_bytes else ""


def _unread(line: LedgerLine) -> Unread:
    held = _("held back: %(what)s", what=line.held) if line.held else ""
    return Unread(
        path=visible(line.path),
        outcome=line.outcome or "waiting",
        why=visible(held or reason_in_words(line.reason, line.detail)),
        name="" if held or not line.digest else line.digest.removeprefix("sha256:"),
        digest=(line.digest or "").removeprefix("sha256:"),
        can=_can(line),
    )
