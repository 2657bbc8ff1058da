"""The command that draws a case: timeline, matrix, network, ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict, Unpack

import click

from heliograph.app import Heliograph
from heliograph.chart_views import ChartSum
from heliograph.charts.asked import KINDS, Asked
from heliograph.charts.making import CHARTS, FORMATS, ChartName, Format, write
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain, say, table
from heliograph.errors import UsageError


class Said(TypedDict):
    """What is asked of the chart; None where nothing is."""

    kind: tuple[str, ...]
    most: int | None
    least: int | None
    stance: str | None
    near: int | None
    by: str | None


@click.command()
@click.argument("which", type=click.Choice(list(CHARTS)))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it to this file: .svg draws it, .csv and .jsonl list what it shows.",
)
@click.option("--kind", multiple=True, type=click.Choice(KINDS), help="Only names of this kind.")
@click.option("--most", type=click.IntRange(1), help="How many names, or rows, at most.")
@click.option("--least", type=click.IntRange(1), help="Passages that two names share at least.")
@click.option(
    "--near",
    type=click.IntRange(1),
    help="Of the matrix: only claims at most so many characters from the name.",
)
@click.option("--stance", type=click.Choice(["asserted", "reported", "negated"]))
@click.option(
    "--by",
    type=click.Choice(["day", "month", "year", "kind", "folder", "source"]),
    help="Of the timeline: day, month or year; of the ledger: kind, folder or source.",
)
@case_option
@json_option
def chart(
    which: ChartName, out: Path | None, case: Path, as_json: bool, **said: Unpack[Said]
) -> None:
    """Draw WHICH chart of a case, or list what it shows.

    timeline: when files, claims and changes came. matrix: organisations by capability, with the
    claims on pages that name them. network: names that stand in the same passages. ledger: what
    became of the files. A name beside another, or beside a claim, ties nobody to anything.

    \b
    Examples:
      heliograph chart network --out network.svg
      heliograph chart matrix --stance asserted --near 300 --json
      heliograph chart ledger --by folder --out ledger.csv
    """
    words = {name: str(one) for name, one in said.items() if one}
    asked = Asked({**words, "kind": ",".join(said["kind"])})
    if out is not None:
        into = _format(out)
        with Heliograph.open_to_work(case) as opened:
            written = write(opened, which, asked, into, out)
        if as_json:
            json_lines([written])
        else:
            say(f"Written to {written.path} ({written.digest}).")
        return
    with Heliograph.open(case) as opened:
        view = CHARTS[which].gather(opened, asked)
    if as_json:
        json_lines(CHARTS[which].lines(view))
    else:
        _print(which, view)


def _format(out: Path) -> Format:
    for one in FORMATS:
        if out.suffix.lower() == f".{one}":
            return one
    raise UsageError(detail=f"{out.name} ends in none of .svg, .csv and .jsonl.")


def _print(which: ChartName, view: object) -> None:
    columns = [one for one in CHARTS[which].columns if one not in ("first", "second")]
    columns = [one for one in columns if (which, one) != ("matrix", "name")]
    listed = table(*(one.replace("_", " ") for one in columns))
    out = console()
    for line in CHARTS[which].lines(view):
        if isinstance(line, ChartSum):
            out.print(listed)
            left = ", ".join(f"{count} {what}" for what, count in line.left_out.items() if count)
            if left:
                out.print(f"Left out: {left}.")
        else:
            listed.add_row(*(plain(str(getattr(line, column))) for column in columns))
