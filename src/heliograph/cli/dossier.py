"""Commands that make a dossier, and that check one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TypedDict, Unpack, get_args

import click

from heliograph.app import Heliograph
from heliograph.cli.keys import passphrase_option, unlocking
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import json_lines, progress_bars, say
from heliograph.dossier import heliograph_verify
from heliograph.dossier.choosing import Choice
from heliograph.dossier.making import Dossier, make_dossier
from heliograph.drafting.drafts import Drafts
from heliograph.drafting.publishing import place_for, publish
from heliograph.records import Judgement
from heliograph.wording import size_in_words


class Wanted(TypedDict):
    """What the dossier is to hold, and where it is to stand."""

    claims: tuple[str, ...]
    reviewed: Judgement
    out: Path | None
    without_originals: bool
    title: str
    draft: str | None
    passphrase_file: Path | None


@click.command()
@click.argument("claims", nargs=-1, metavar="[CLAIM]...")
@click.option(
    "--reviewed",
    type=click.Choice([one for one in get_args(Judgement) if one != "withdrawn"]),
    default="accepted",
    show_default=True,
    help="Without CLAIMs: all that were reviewed so.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="A file that ends in .zip, or a folder; without it, dossier.zip in the case folder.",
)
@click.option(
    "--without-originals", is_flag=True, help="Leave the documents here; give their digests alone."
)
@click.option("--title", default="", help="What the dossier calls itself.")
@click.option("--draft", help="Make what this draft asks for: see `heliograph draft`.")
@passphrase_option
@case_option
@json_option
def dossier(case: Path, as_json: bool, **wanted: Unpack[Wanted]) -> None:
    """Bundle reviewed claims so that a stranger can check them without Heliograph.

    One zip or folder with each quote, the picture of its page, what it does not show, the
    documents, and what custody proves of them, signed with the key of the case. Personal numbers
    and labelled names are covered in texts and pictures. It is entered in custody.

    \b
    Examples:
      heliograph dossier --title "Riverside procurement" --out riverside.zip
      heliograph dossier 3f9a61c2 8b04d7e1 --without-originals --out for-the-editor.zip
      heliograph dossier --draft riverside
    """
    if wanted["draft"] is not None:
        _from_draft(case, wanted["draft"], wanted, as_json=as_json)
        return
    where = wanted["out"] or case / "dossier.zip"
    choice = Choice(
        claims=wanted["claims"],
        reviewed=wanted["reviewed"],
        with_originals=not wanted["without_originals"],
        title=wanted["title"],
    )
    open_key = unlocking(wanted["passphrase_file"])
    with Heliograph.open_to_work(case) as opened, progress_bars(quiet=as_json) as progress:
        made = make_dossier(opened, choice, where, open_key, progress)
    if as_json:
        json_lines([made])
    else:
        _tell(made)


def _from_draft(case: Path, name: str, wanted: Wanted, *, as_json: bool) -> None:
    if wanted["claims"] or wanted["title"] or wanted["without_originals"]:
        message = "A draft says what the dossier holds: change it with `heliograph draft`."
        raise click.UsageError(message)
    draft = Drafts(case).read(name)
    where = wanted["out"] or place_for(case, draft)
    open_key = unlocking(wanted["passphrase_file"])
    with Heliograph.open_to_work(case) as opened, progress_bars(quiet=as_json) as progress:
        made = publish(opened, draft, where, open_key, progress=progress)
    if as_json:
        json_lines([made])
    elif isinstance(made, Dossier):
        _tell(made)
    else:
        say(f"Written to {made.where}: {made.claims} findings, {made.masks} masks.")
        say(f"To check: heliograph verify-dossier {made.where} --key FINGERPRINT")
        say("Look at every page before you hand it on: what is not named is not hidden.")


def _tell(made: Dossier) -> None:
    if made.left_behind:
        say(f"An earlier run was stopped and had left {made.left_behind}, unfinished; removed.")
    say(
        f"Written to {made.where}: {made.claims} findings from {made.documents} documents "
        f"({made.included} included), {size_in_words(made.bytes)}; {made.masked} stretches covered."
    )
    say(f"Manifest {made.digest}. Signed by {made.signer}.")
    if not made.timestamps:
        say("No timestamp vouches for the time yet: `heliograph timestamp` asks for one.")
    say("Tell the reader the signer's digits (heliograph key show) by another way.")
    say(f"To check: heliograph verify-dossier {made.where} --key FINGERPRINT")


@click.command(
    "verify-dossier",
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def verify_dossier(arguments: tuple[str, ...]) -> None:
    """Check a dossier or a redacted edition: DOSSIER [--key FINGERPRINT] [--tsa-root FILE]...

    FINGERPRINT is what its owners read out to you, in quotes, or whole. `--json` is taken, too.
    Runs the very file that a stranger runs without Heliograph, heliograph_verify.py, and ends
    as it does: 0 all holds and the signer is the one you named, 1 something fails, 2 it could not
    be opened, 3 all holds but you named no signer, 4 something required is not checkable here.

    \b
    Example:
      heliograph verify-dossier riverside.zip --key "fe7b 5a79 dd17 712f cb67 61e1 41cc f935"
    """
    try:
        code = heliograph_verify.main(list(arguments))
    except SystemExit as asked:
        code = asked.code if isinstance(asked.code, int) else 2
    sys.exit(code)
