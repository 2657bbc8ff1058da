"""The command that has words translated by a model that the user has: translate."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option, who
from heliograph.cli.printing import console, json_lines, plain, progress_bars
from heliograph.cli.summary import shortened
from heliograph.errors import UsageError
from heliograph.handwork.translating import (
    Translated,
    translate_claims,
    translate_words,
    waiting_claims,
)
from heliograph.machine_translation.made import MachineTranslation
from heliograph.machine_translation.wording import (
    maker_in_words,
    role_in_words,
    warning_in_words,
    why_not_in_words,
)

NOTHING_MADE = 1
WIDTH = 4_000


@click.command()
@click.argument("claims", metavar="[CLAIM]...", nargs=-1)
@click.option("--text", help="Translate these words instead of a claim's; they are not kept.")
@click.option("--from", "language", default="", help="Language of the words of --text, such as zh.")
@click.option(
    "--waiting",
    type=click.IntRange(1, 1_000_000),
    help="Translate up to so many claims that no machine translated yet.",
)
@case_option
@json_option
def translate(
    claims: tuple[str, ...],
    text: str | None,
    language: str,
    waiting: int | None,
    case: Path,
    as_json: bool,
) -> None:
    """Have the words of CLAIM translated by a model that you have, on this machine.

    A machine's translation is no evidence: it reads well even where it is wrong. It is kept beside
    the claim with engine, digests of the model and date, shown in the reading room beside the
    words, and never searched, exported or put into a dossier. Heliograph brings no model and
    fetches none: name the folder of one in heliograph.toml, [translation] models. It is loaded in
    a confined child. Custody tells who had what translated by which model.

    \b
    Examples:
      heliograph translate 3f9a61c2
      heliograph translate --waiting 200
      heliograph translate --text 人脸布控 --from zh
    """
    if sum((bool(claims), text is not None, waiting is not None)) != 1:
        detail = "Name claims, or give words with --text, or say --waiting: one of the three."
        raise UsageError(detail=detail)
    with Heliograph.open(case) as opened, progress_bars(quiet=as_json) as progress:
        if text is not None:
            made: Iterator[Translated] = iter([translate_words(opened, text, language)])
        else:
            named: Sequence[str] = claims or waiting_claims(opened, waiting or 0)
            made = translate_claims(opened, named, who(), progress)
        found = list(made)
    if as_json:
        json_lines(found)
    else:
        _print(console(), found)
    if found and not any(one.translation for one in found):
        sys.exit(NOTHING_MADE)


def _print(out: Console, found: Sequence[Translated]) -> None:
    if any(one.translation for one in found):
        out.print(warning_in_words(), style="dim")
    for one in found:
        out.print()
        if one.claim:
            out.print(plain(one.claim[:8]), style="dim")
        if one.translation is not None:
            _print_translation(out, one.translation)
        elif one.problem is not None:
            out.print(plain(f"not translated: {why_not_in_words(one.problem)}"), style="red")
    if not found:
        out.print("Nothing waits to be translated.")


def _print_translation(out: Console, made: MachineTranslation) -> None:
    out.print(plain(shortened(made.words, WIDTH)), style="bold")
    out.print(plain(shortened(made.text, WIDTH)))
    out.print(plain(f"  {maker_in_words(made)}"), style="dim")
    for file in made.files:
        out.print(plain(f"  {role_in_words(file.role)} {file.name} {file.digest}"), style="dim")
    if made.left_out:
        out.print(f"  {made.left_out} characters at the end were left out.", style="dim")
