"""Commands that look into a case: claims, search, ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypedDict, Unpack

import click
from rich.text import Text

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain, table
from heliograph.cli.queue import origin_options, score_option
from heliograph.cli.summary import place, quoted
from heliograph.handwork.narrowing import wanted_of
from heliograph.records import ClaimId, Outcome
from heliograph.views import ClaimView, LedgerLine, SearchHit
from heliograph.wording import reason_in_words, size_in_words


class Wanted(TypedDict):
    """Which claims are asked for; None asks for all."""

    capability: str | None
    stance: str | None
    strength: str | None
    min_score: float | None
    path: str | None
    language: str | None


OUTCOMES: tuple[Outcome, ...] = (
    "read", "empty", "encrypted", "unsupported", "damaged", "timed-out", "cut", "unreachable",
    "deleted",
)  # fmt: skip


@click.command()
@case_option
@click.option("--capability", help="Only this class of the taxonomy, e.g. ethnicity_alarm.")
@click.option("--stance", type=click.Choice(["asserted", "reported", "negated"]))
@click.option(
    "--strength",
    type=click.Choice(["S0", "S1", "S2", "S3", "S4", "S5", "S6"]),
    help="Only this rung: S1 a field, S2 the vendor says, S3 a buyer requires, S4 a test passed, "
    "S5 seen in use.",
)
@click.option("--min-score", type=click.FloatRange(0, 1), help="Only claims at least this sure.")
@click.option("--path", help="Only documents at this path or in this folder.")
@click.option("--language", help="Only passages in this language: zh, en, fr, ru …")
@score_option
@origin_options
@click.option(
    "--recurring", is_flag=True, help="Only clauses that many documents repeat, each once."
)
@json_option
def claims(
    case: Path,
    recurring: bool,
    source: str,
    organisation: str,
    score: str,
    as_json: bool,
    **wanted: Unpack[Wanted],
) -> None:
    """List the claims of a case, each with its exact quote and place.

    A clause that stands in five documents and more that are no versions of each other (a price
    preference, the foot of a licence) is not listed: --recurring shows it once, with its count.

    \b
    Examples:
      heliograph claims --capability ethnicity_alarm --stance asserted
      heliograph claims --strength S4 --json | jq -r .quote
      heliograph claims --recurring
      heliograph claims --organisation Hikvision --score sure
    """
    with Heliograph.open(case) as opened:
        beside = {"source": source, "organisation": organisation, "score": score}
        narrowed = wanted_of(opened, beside)
        found = opened.rows.claim_views(**wanted, recurring=recurring, narrowed=narrowed)
        if recurring:
            found = _once(found, opened.rows.clause_of())
        if as_json:
            json_lines(found)
            return
        out = console()
        for claim in found:
            out.print(
                Text(f"{claim.id[:8]}  ", style="dim"),
                Text(f"{claim.capability} · {claim.stance} · {claim.strength}", style="bold"),
                Text(f" · {claim.score:.2f}  "),
                plain(place(claim)),
                Text(_counted(claim), style="dim"),
                sep="",
            )
            out.print(plain(f"          “{quoted(claim, 400)}”"))


def _once(found: Iterator[ClaimView], clause_of: Mapping[ClaimId, str]) -> Iterator[ClaimView]:
    """Leave out all but the first of each clause."""
    seen: set[str] = set()
    for claim in found:
        clause = clause_of.get(ClaimId(claim.id), claim.id)
        if clause not in seen:
            seen.add(clause)
            yield claim


def _counted(claim: ClaimView) -> str:
    """Say what else is known of a claim: how many documents repeat it, what a person said."""
    recurs = f"  (in {claim.recurs} documents)" if claim.recurs else ""
    return recurs + (f"  [{claim.review}]" if claim.review else "")


@click.command()
@click.argument("query", nargs=-1, required=True)
@case_option
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--offset", default=0, show_default=True, type=click.IntRange(0))
@json_option
def search(query: tuple[str, ...], case: Path, limit: int, offset: int, as_json: bool) -> None:
    """Find pages by their words.

    Words must all be there; "in quotes" they must stand together; OR, NOT and parentheses work,
    a word may end in *, and fields narrow: capability: stance: language: kind: folder:.
    Chinese needs no spaces; traditional and simplified, full and half width find each other.

    \b
    Examples:
      heliograph search 人脸布控
      heliograph search '"ethnic minority" OR 少数民族' language:zh
      heliograph search 报警 NOT 停车 folder:tenders
    """
    with Heliograph.open(case) as opened:
        result = opened.search(" ".join(query), limit=limit, offset=offset)
    if as_json:
        json_lines([result])
        return
    out = console()
    out.print(f"{result.total} pages")
    for hit in result.hits:
        _print_hit(hit)
    for name, counts in result.facets.items():
        if counts:
            listed = ", ".join(f"{value} {count}" for value, count in list(counts.items())[:8])
            out.print(plain(f"{name}: {listed}"), style="dim")


def _print_hit(hit: SearchHit) -> None:
    out = console()
    where = f"line {hit.line}" if hit.line is not None else f"page {hit.page}"
    out.print(plain(f"{hit.document.path}, {where}"), style="bold")
    words = plain(hit.snippet)
    for start, end in hit.marks:
        words.stylize("bold yellow", start, end)
    out.print(Text("    ").append_text(words))


def _why(line: LedgerLine) -> str:
    return f"held back: {line.held}" if line.held else reason_in_words(line.reason, line.detail)


@click.command()
@case_option
@click.option("--outcome", type=click.Choice(OUTCOMES), help="Only files with this outcome.")
@click.option("--not-read", is_flag=True, help="Only files that were not read whole.")
@click.option("--held", is_flag=True, help="Only lists of persons, which are held back.")
@json_option
def ledger(case: Path, outcome: Outcome | None, not_read: bool, held: bool, as_json: bool) -> None:
    """Account for every file: what became of it, and why.

    \b
    Examples:
      heliograph ledger
      heliograph ledger --not-read
      heliograph ledger --outcome encrypted --json
    """
    with Heliograph.open(case) as opened:
        lines = (
            line
            for line in opened.rows.ledger_lines(outcome="held back" if held else outcome)
            if not (not_read and line.outcome in ("read", "empty"))
        )
        sums = opened.rows.ledger_sums()
        if as_json:
            json_lines([*lines, sums])
            return
        listed = table("outcome", ">pages", ">claims", ">size", "file", "why")
        for line in lines:
            listed.add_row(
                line.outcome or "waiting",
                str(line.pages or "·"),
                str(line.claims or "·"),
                size_in_words(line.size),
                plain(line.path),
                plain(_why(line)),
            )
    out = console()
    out.print(listed)
    if sums.held:
        out.print(f"{sums.held} held back: kept, but not searched, quoted or exported")
    counted = [f"{count} {name}" for name, count in sorted(sums.outcomes.items())]
    counted += [f"{sums.waiting} waiting"] if sums.waiting else []
    out.print(f"{' + '.join(counted)} = {sums.files} files")
