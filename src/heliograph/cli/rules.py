"""The command that shows and sets the rules of a case: rule."""

from __future__ import annotations

from pathlib import Path

import click

from heliograph.accounts.rules import ask_for_people, people_asked
from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option, who
from heliograph.cli.printing import json_lines, say


@click.command()
@click.option(
    "--people",
    type=click.IntRange(1, 2),
    help="How many different people must accept a claim before it counts as accepted.",
)
@case_option
@json_option
def rule(people: int | None, case: Path, as_json: bool) -> None:
    """Show the rules of a case, or set them: whether two people must accept each claim.

    With two, a claim that one has accepted is `accepted-by-one`: not in the dossier, not among
    what was accepted in lists and exports, until another person accepts the same. Changes are
    entered in custody. People are told apart by their names: in the reading room by their log-in,
    on the command line by what is said with --by.

    \b
    Examples:
      heliograph rule
      heliograph rule --people 2 --case cases/riverside
    """
    if people is not None:
        with Heliograph.open_to_work(case) as opened:
            ask_for_people(opened, people, who())
    with Heliograph.open(case) as looked:
        asked = people_asked(looked)
    if as_json:
        json_lines([{"people": asked}])
    elif asked == 1:
        say("One person is enough for a claim to count as accepted.")
    else:
        say("Two different people must accept a claim before it counts as accepted.")
