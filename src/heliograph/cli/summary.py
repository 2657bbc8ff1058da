"""The summary that ends a scan: claims with their best quotes, the ledger, what to do next."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import msgspec
from msgspec import Struct
from rich.console import Console

from heliograph.app import Heliograph
from heliograph.cli.printing import plain, table
from heliograph.language.folding import fold
from heliograph.report.selection import weight as in_report
from heliograph.sealing.state import SealState, in_short, seal_state
from heliograph.search.highlight import Stretch, snippet
from heliograph.views import CaseSummary, ClaimView, LedgerSums
from heliograph.wording import size_in_words

QUOTE_WIDTH = 90
WORST_FILES = 10


class CapabilityLine(Struct, frozen=True, kw_only=True, tag="capability"):
    """What the case holds on one capability."""

    capability: str
    asserted: int
    reported: int
    negated: int
    best: ClaimView


class LedgerLines(Struct, frozen=True, kw_only=True, tag="ledger"):
    """The ledger's sums."""

    sums: LedgerSums


class CaseLine(Struct, frozen=True, kw_only=True, tag="case"):
    """What the case holds."""

    case: CaseSummary


class SealLine(Struct, frozen=True, kw_only=True, tag="seal"):
    """How far its custody is signed and timestamped."""

    seal: SealState


def by_capability(opened: Heliograph) -> list[CapabilityLine]:
    """Count the claims of each capability by stance and choose the quote that says most."""
    counts: dict[str, Counter[str]] = {}
    best: dict[str, ClaimView] = {}
    for claim in opened.rows.claim_views(recurring=False):
        counts.setdefault(claim.capability, Counter())[claim.stance] += 1
        if claim.capability not in best or weight(claim) > weight(best[claim.capability]):
            best[claim.capability] = claim
    lines = [
        CapabilityLine(
            capability=capability,
            asserted=count["asserted"],
            reported=count["reported"],
            negated=count["negated"],
            best=best[capability],
        )
        for capability, count in counts.items()
    ]
    return sorted(lines, key=lambda line: (-line.asserted, -line.reported, line.capability))


def weight(claim: ClaimView) -> tuple[object, ...]:
    """What a person rejected last, the document's own assertion first, of these what a person
    accepted, then as the report sorts: the sure before the strong.
    """
    accepted = claim.review in {"accepted", "accepted-by-one"}
    asserted = claim.stance == "asserted"
    return (claim.review != "rejected", asserted, accepted, *in_report(claim))


def summary_lines(opened: Heliograph) -> Iterator[object]:
    """The summary as `--json` prints it: a case line, capability lines, then ledger and seal."""
    yield CaseLine(case=opened.summary())
    yield from by_capability(opened)
    yield LedgerLines(sums=opened.rows.ledger_sums())
    yield SealLine(seal=seal_state(opened))


def print_summary(opened: Heliograph, out: Console) -> None:
    """Print the summary for people."""
    case = opened.summary()
    sums = opened.rows.ledger_sums()
    out.print(
        f"[bold]{case.name}[/bold]: {sums.files} files ({sums.members} of them from inside "
        f"others), {size_in_words(sums.bytes)}, {case.pages} pages, {case.claims} claims, "
        f"{case.mentions} mentions of known names"
    )
    out.print()
    _print_claims(opened, case, out)
    _print_ledger(opened, sums, out)
    out.print(plain(f"Custody: {in_short(seal_state(opened))}"))
    out.print()
    _print_next(opened, case, sums, out)


def _print_claims(opened: Heliograph, case: CaseSummary, out: Console) -> None:
    if case.recurring:
        out.print(
            f"{case.recurring} of the claims repeat {case.clauses} clauses of many documents: "
            "heliograph claims --recurring"
        )
    lines = by_capability(opened)
    if not lines:
        out.print("No claims were found. `heliograph search` looks for words of your own.")
        out.print()
        return
    claims = table(
        "capability", ">asserted", ">reported", ">negated", "best quote and its place",
        title="What the documents claim",
    )  # fmt: skip
    for line in lines:
        claims.add_row(
            line.capability.replace("_", " "),
            *(
                str(count) if count else "·"
                for count in (line.asserted, line.reported, line.negated)
            ),
            plain(f"“{quoted(line.best)}” {place(line.best)}"),
        )
    out.print(claims)
    out.print(
        "asserted: the document itself says, offers or needs it; reported: it tells of somebody "
        "else's; negated: it denies or reserves it. A claim is what a document says, not what is "
        "so: open it on its page before you use it.",
        style="dim",
    )
    out.print()


def _print_ledger(opened: Heliograph, sums: LedgerSums, out: Console) -> None:
    parts = [f"{count} {outcome}" for outcome, count in sorted(sums.outcomes.items())]
    if sums.waiting:
        parts.append(f"{sums.waiting} waiting")
    out.print("[bold]The ledger[/bold]: every file has one outcome")
    out.print(f"{' + '.join(parts)} = {sums.files} files" if parts else "No file was taken in.")
    lost = [
        line
        for outcome in ("damaged", "timed-out", "cut", "unreachable", "encrypted", "unsupported")
        for line in opened.rows.ledger_lines(outcome=outcome)
    ]
    for line in lost[:WORST_FILES]:
        out.print(plain(f"  {line.outcome}: {line.path} ({line.reason or line.media_type})"))
    if len(lost) > WORST_FILES:
        out.print(f"  … and {len(lost) - WORST_FILES} more: heliograph ledger --not-read")
    out.print()


def _print_next(opened: Heliograph, case: CaseSummary, sums: LedgerSums, out: Console) -> None:
    where = f"--case {opened.folder.root}"
    out.print("[bold]Next[/bold]")
    if sums.waiting:
        out.print(f"  heliograph run {where}    {sums.waiting} files still wait")
    if case.claims > case.recurring:
        first = by_capability(opened)[0]
        out.print(f"  heliograph claims {where} --capability {first.capability}")
        out.print(f"  heliograph show {first.best.id[:8]} {where}    that quote in its place")
    if not sums.files:
        out.print(f"  heliograph scan PATH {where}    a folder that has files")
        return
    out.print(f"  heliograph report {where}    one page to read, print and keep")
    out.print(f"  heliograph verify {where}    every byte and the chain of custody, again")


def place(claim: ClaimView) -> str:
    """Name where a claim stands, as people cite it."""
    if claim.line is not None:
        return f"{claim.document.path}, line {claim.line}"
    return f"{claim.document.path}, page {claim.page}"


def quoted(claim: ClaimView, width: int = QUOTE_WIDTH) -> str:
    """Cut a quote to a width on one line, around the words that made the claim."""
    if len(" ".join(claim.quote.split())) <= width:
        return shortened(claim.quote, width)
    shown, _ = snippet(claim.quote, _telling(claim), width - 2)
    return " ".join(shown.split())


def _telling(claim: ClaimView) -> list[Stretch]:
    """Find the terms of a claim in its quote, in order; as whole words where they stand so."""
    folded = fold(claim.quote)
    found: set[Stretch] = set()
    for why in claim.why:
        kind, _, term = why.partition(":")
        words = fold(term).text.strip("*").split() if kind == "term" else []
        word = r"\s+".join(map(re.escape, words))
        if word:
            met = re.search(rf"\b{word}\b", folded.text) or re.search(word, folded.text)
            found.update([folded.source(*met.span())] if met else ())
    return sorted(found)


def shortened(words: str, width: int = QUOTE_WIDTH) -> str:
    """Cut words to a width on one line."""
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= width else one_line[: width - 1] + "…"


def as_json(value: object) -> str:
    """One value as a line of JSON."""
    return msgspec.json.encode(value).decode()
