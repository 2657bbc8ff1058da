"""Commands that carry proof: report, verify."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain, progress_bars, say
from heliograph.errors import CaseInconsistent
from heliograph.report.writing import write_report


@click.command()
@click.argument("what")
@click.option("--reason", required=True, help="Why your work needs it; it is kept in custody.")
@case_option
@json_option
def release(what: str, reason: str, case: Path, as_json: bool) -> None:
    """Let a held-back document, by path or digest, be searched, judged and quoted.

    Documents that are mostly rows of persons are kept as evidence and held back from search,
    claims and exports. `heliograph ledger --held` lists them. Who needs one says why; that goes
    into the chain of custody, and masking in what leaves the case stays as it is.

    \b
    Example:
      heliograph release leak/patrol-roster.csv --reason "the roster proves the contract was used"
    """
    with Heliograph.open_to_work(case) as opened, progress_bars(quiet=as_json) as progress:
        released = opened.release(what, reason, progress)
    if as_json:
        json_lines([released])
        return
    say(f"{released.path} is released ({released.held}). Custody keeps your reason.")


@click.command()
@case_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write it; without it, report.html in the case folder.",
)
@json_option
def report(case: Path, out: Path | None, as_json: bool) -> None:
    """Write one HTML file with the claims, their surroundings, the ledger and the custody.

    It opens in any browser, asks nothing of any network, and prints well. Personal numbers and
    labelled names are masked in it. Its digest is entered in custody.

    \b
    Example:
      heliograph report --case cases/riverside --out riverside.html
    """
    where = out or case / "report.html"
    with Heliograph.open_to_work(case) as opened:
        written = write_report(opened, where)
    if as_json:
        json_lines([{"report": str(where), "digest": written}])
    else:
        say(f"Written to {where} ({written}).")


@click.command()
@case_option
@json_option
def verify(case: Path, as_json: bool) -> None:
    """Re-read every byte and the whole chain of custody, and name the first thing that is wrong.

    Ends with 0 only if every check holds.

    \b
    Example:
      heliograph verify --case cases/riverside
    """
    with (
        Heliograph.open_to_work(case) as opened,
        progress_bars(quiet=as_json) as progress,
    ):
        checks = list(opened.verify(progress))
    if as_json:
        json_lines(checks)
    else:
        out = console()
        for check in checks:
            mark = "[green]holds[/green]" if check.holds else "[red]FAILS[/red]"
            out.print(mark, plain(f"{check.name}: {check.detail}"))
    if not all(check.holds for check in checks):
        sys.exit(CaseInconsistent.exit_code)
