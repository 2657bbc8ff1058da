"""The command that reads files again: retry."""

from __future__ import annotations

from pathlib import Path

import click

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option, who
from heliograph.cli.printing import json_lines, progress_bars, say
from heliograph.handwork.files import retry_file
from heliograph.wording import outcome_in_words, reason_in_words


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--by", help="Who asks for it; without it, who is logged in.")
@case_option
@json_option
def retry(files: tuple[str, ...], by: str | None, case: Path, as_json: bool) -> None:
    """Read FILEs once more, by path or digest, that were not read whole.

    Of use where the machine was too busy, a reader was missing and is there now, or a limit in
    heliograph.toml was raised. What was read before stays where the new try gives less.

    \b
    Examples:
      heliograph retry vendor/manual.pdf
      heliograph ledger --not-read --json | jq -r '.digest // empty' | xargs heliograph retry
    """
    with Heliograph.open_to_work(case) as opened, progress_bars(quiet=as_json) as progress:
        tried = [retry_file(opened, one, by or who(), progress) for one in files]
    if as_json:
        json_lines(tried)
        return
    for one in tried:
        why = f" ({reason_in_words(one.reason)})" if one.reason else ""
        say(f"{one.path}: {outcome_in_words(one.outcome)}{why}, {one.pages} pages.")
