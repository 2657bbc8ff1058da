"""Commands that make a redacted edition, and open one piece of it later."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict, Unpack

import click

from heliograph.app import Heliograph
from heliograph.cli.keys import passphrase_option, unlocking
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain, progress_bars, say
from heliograph.dossier.choosing import Choice
from heliograph.errors import UsageError
from heliograph.redaction.making import redact as make_redacted
from heliograph.redaction.opening import items_of, open_item
from heliograph.redaction.plan import read_plan


class Asked(TypedDict):
    """Which claims, hidden how, to where, for whom."""

    claims: tuple[str, ...]
    out: Path
    to: tuple[str, ...]
    title: str
    passphrase_file: Path | None


@click.command()
@click.argument("plan", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("claims", nargs=-1, metavar="[CLAIM]...")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="A file that ends in .zip, or a folder.",
)
@click.option(
    "--to",
    multiple=True,
    metavar="RECIPIENT",
    help="Seal the source's facts for this key of age (age1…); may be given more than once.",
)
@click.option("--title", default="", help="What the edition calls itself.")
@passphrase_option
@case_option
@json_option
def redact(plan: Path, case: Path, as_json: bool, **asked: Unpack[Asked]) -> None:
    """Make a redacted edition of a dossier: what PLAN names is hidden in text and pictures.

    PLAN is a TOML file: words and persons to hide everywhere, boxes to paint over in pictures, and
    whether the source's details are hidden. Masks have one length. Documents do not travel; of
    every piece of the full edition there is a salted digest, so that one can be opened later by
    itself with `heliograph open-item`. Each mask is entered in custody, never what it hides.

    \b
    Example:
      heliograph redact plan.toml --out for-print.zip --to age1qy…
    """
    choice = Choice(claims=asked["claims"], with_originals=False, title=asked["title"])
    wanted = read_plan(plan)
    with Heliograph.open_to_work(case) as opened, progress_bars(quiet=as_json) as progress:
        made = make_redacted(
            opened,
            choice,
            wanted,
            asked["out"],
            unlocking=unlocking(asked["passphrase_file"]),
            to=asked["to"],
            progress=progress,
        )
    if as_json:
        json_lines([made])
        return
    say(f"Written to {made.where}: {made.claims} findings, {made.masks} masks.")
    say(f"Edition {made.edition}, manifest {made.digest}.")
    say(f"{made.pieces} pieces can be opened later: heliograph open-item {made.edition}")
    for mask in made.idle:
        say(
            f"Mask {mask} of the plan hides nothing more: what it names stands nowhere here, or "
            "the dossier's own rules cover it."
        )
    if not made.annex:
        say("The source's facts are in the case alone; --to seals a copy for somebody.")
    say(f"To check: heliograph verify-dossier {made.where} --key FINGERPRINT")
    say("Look at every page before you hand it on: what the plan does not name is not hidden.")


@click.command("open-item")
@click.argument("edition")
@click.argument("item", type=int, required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.")
@click.option("--reason", help="Why; it is kept in custody.")
@case_option
@json_option
def open_one(
    edition: str, item: int | None, out: Path | None, reason: str | None, case: Path, as_json: bool
) -> None:
    """Open one piece of a redacted EDITION with its salt, or list its pieces.

    Whoever has the edition checks it with its own `check.sh FINGERPRINT FOLDER`.

    \b
    Examples:
      heliograph open-item 5f0c…
      heliograph open-item 5f0c… 3 --out for-the-court --reason "order of 4 May"
    """
    if item is None:
        with Heliograph.open(case) as looked:
            pieces = items_of(looked, edition)
        if as_json:
            json_lines(pieces)
            return
        for one in pieces:
            console().print(plain(f"{one.item:5}  {one.kind:<9} {one.about}: {one.name}"))
        return
    if out is None or not reason:
        raise UsageError(detail="To open a piece, say --out FOLDER and --reason WHY.")
    with Heliograph.open_to_work(case) as opened:
        given = open_item(opened, edition, item, out, reason)
    if as_json:
        json_lines([given])
    else:
        say(f"Piece {given.item} ({given.about}) is in {given.path}, its salt beside it.")
