"""The command that shows the queue of claims, and the options that narrow it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

import click
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain, table
from heliograph.cli.summary import place, quoted
from heliograph.handwork.narrowing import wanted_of
from heliograph.records import Judgement, Stance, Strength
from heliograph.store.queue_rows import FACETS, SORTS, Wanted
from heliograph.store.score_bands import BANDS
from heliograph.views import ClaimView

STATES = ("open", "accepted-by-one", *get_args(Judgement))

Command = TypeVar("Command", bound=Callable[..., Any])


class Entry(Struct, frozen=True, kw_only=True):
    """One entry of the queue as it is printed."""

    claim: ClaimView
    times: int
    """In how many places the same words stand."""


class Choice(Struct, frozen=True, kw_only=True):
    """What may be chosen, and how many entries that would leave."""

    facet: str
    value: str
    name: str
    """Of a source or an organisation."""
    entries: int


def score_option(command: Command) -> Command:
    """Add `--score`."""
    return click.option(
        "--score", default="", type=click.Choice(["", *BANDS]), show_choices=False,
        help="Only this band: sure (0.95 and over), likely (0.85), fair (0.70), doubtful, by-hand.",
    )(command)  # fmt: skip


def origin_options(command: Command) -> Command:
    """Add `--source` and `--organisation`."""
    for name, words in (
        ("--organisation", "Only documents that name this company or public body, wherever."),
        ("--source", "Only documents that came from this source: its name, place or id."),
    ):
        command = click.option(name, default="", help=words)(command)
    return command


def narrowing(command: Command) -> Command:
    """Add an option for each facet but the state, and `--sort`."""
    command = click.option(
        "--sort", default="matters", show_default=True, type=click.Choice(SORTS)
    )(command)
    for name, words in (
        ("--folder", "Only documents of this folder."),
        ("--kind", "Only files of this kind: pdf, office, table…"),
        ("--language", "Only passages in this language."),
    ):
        command = click.option(name, default="", help=words)(command)
    command = score_option(origin_options(command))
    for name, known, words in (
        ("--strength", get_args(Strength), "Only this rung: S0 to S6."),
        ("--stance", get_args(Stance), "asserted, reported or negated."),
    ):
        command = click.option(
            name, default="", type=click.Choice(["", *known]), show_choices=False, help=words
        )(command)
    return click.option("--capability", default="", help="Only this class of the taxonomy.")(
        command
    )


@click.command()
@click.option("--state", default="", type=click.Choice(["", *STATES]), show_choices=False,
              help="open, accepted, rejected, unsure…: what was said of it.")  # fmt: skip
@narrowing
@click.option("--limit", default=25, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--counts", is_flag=True, help="Count what each further choice would leave, instead.")
@case_option
@json_option
def queue(case: Path, limit: int, counts: bool, as_json: bool, **asked: str) -> None:
    """List the claims to review as the reading room does: what matters first, the same words once.

    An organisation is one that the document of a claim names, wherever in it: that does not tie
    the claim to it. The same words that came from several sources are under each of them.

    \b
    Examples:
      heliograph queue --organisation Hikvision --score sure
      heliograph queue --state open --source tenders --json | jq -r .claim.quote
      heliograph queue --capability gait_reid_tracking --counts
    """
    with Heliograph.open(case) as opened:
        wanted = wanted_of(opened, asked)
        if counts:
            _print_counts(list(_choices(opened, wanted)), as_json=as_json)
            return
        cut = opened.rows.queue_cut(wanted, "", limit)
        views = opened.rows.claims_named(one.line.id for one in cut.shown)
        entries = [Entry(claim=views[one.line.id], times=one.times) for one in cut.shown]
    if as_json:
        json_lines(entries)
        return
    out = console()
    for one in entries:
        claim = one.claim
        more = f"  (in {one.times} places)" if one.times > 1 else ""
        said = f"  [{claim.review}]" if claim.review else ""
        head = f"{claim.id[:8]}  {claim.capability} · {claim.stance} · {claim.strength}"
        out.print(plain(f"{head} · {claim.score:.2f}  {place(claim)}{more}{said}"))
        out.print(plain(f"          “{quoted(claim, 400)}”"))
    out.print(f"{len(entries)} of {cut.total}")


def _choices(opened: Heliograph, wanted: Wanted) -> Iterator[Choice]:
    for facet in FACETS:
        counts = [one for one in opened.rows.queue_facet(wanted, facet) if one[0]]
        names: dict[str, str] = {}
        if facet == "source":
            names = {one.id: one.name for one in opened.rows.sources()}
        elif facet == "organisation":
            names = opened.rows.names_called([value for value, _ in counts])
        for value, entries in counts:
            yield Choice(facet=facet, value=value, name=names.get(value, ""), entries=entries)


def _print_counts(choices: list[Choice], *, as_json: bool) -> None:
    if as_json:
        json_lines(choices)
        return
    listed = table("facet", "value", ">entries")
    for one in choices:
        listed.add_row(one.facet, plain(one.name or one.value), str(one.entries))
    console().print(listed)
