"""Commands for what is done by hand: correct a misread word, add a claim to words of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypedDict, TypeVar, Unpack, get_args

import click

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option, who
from heliograph.cli.printing import console, json_lines, plain, say
from heliograph.cli.summary import shortened
from heliograph.handwork.additions import (
    AdditionView,
    Says,
    add_to_page,
    additions,
    take_claim_back,
)
from heliograph.handwork.corrections import (
    CorrectionView,
    Corrector,
    correct_word,
    corrections,
    take_correction_back,
)
from heliograph.handwork.places import Pointed, document_of
from heliograph.records import Action, Stance, Strength

Command = TypeVar("Command", bound=Callable[..., Any])


class Where(TypedDict):
    """Options that say which words are meant, and who says so."""

    page: int
    line: int | None
    by: str | None
    note: str


class Meant(Where):
    """Options that say what words claim."""

    capability: str
    stance: Stance
    strength: Strength
    action: Action | None
    group: str


def where_options(command: Command) -> Command:
    """Add what tells which words are meant, and who says so."""
    for option in (
        click.option("--note", default="", help="Why, in your words."),
        click.option("--by", help="Who says it; without it, the name you are logged in with."),
        click.option(
            "--line",
            type=click.IntRange(1),
            help="The line on which the words begin, where they stand more than once.",
        ),
        click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Page."),
    ):
        command = option(command)
    return command


@click.group()
def correct() -> None:
    """Correct words that were misread in a picture. Both readings are kept.

    \b
    Examples:
      heliograph correct word vendor/scan.pdf 民旅 民族 --page 2
      heliograph correct list
    """


@correct.command(name="word")
@click.argument("document")
@click.argument("words")
@click.argument("instead")
@where_options
@case_option
@json_option
def correct_one(
    document: str,
    words: str,
    instead: str,
    case: Path,
    as_json: bool,
    **where: Unpack[Where],
) -> None:
    """Say that WORDS on a page of DOCUMENT read INSTEAD.

    DOCUMENT is a path or digest; WORDS are as the page has them now, to the letter. The page as it
    was read stays beside the corrected one, claims and index are made anew, and custody says who
    read what, and why. Only what was read from a picture can be corrected.

    \b
    Examples:
      heliograph correct word scans/test.pdf 报瞥 报警 --page 7 --note "clear on the picture"
      heliograph correct word scans/test.pdf 0 O --page 2 --line 14
    """
    pointed = Pointed(document=document, page=where["page"], words=words, line=where["line"])
    with Heliograph.open_to_work(case) as opened:
        made = correct_word(opened, pointed, instead, _corrector(where["by"], where["note"]))
    _print_corrections([made], as_json=as_json)


@correct.command(name="list")
@click.argument("document", required=False)
@case_option
@json_option
def list_corrections(document: str | None, case: Path, as_json: bool) -> None:
    """List corrections, of DOCUMENT or of the case, oldest first; those taken back, too.

    \b
    Example:
      heliograph correct list scans/test.pdf
    """
    with Heliograph.open(case) as opened:
        digest = document_of(opened, document)[1] if document else None
        _print_corrections(corrections(opened, digest), as_json=as_json)


@correct.command(name="withdraw")
@click.argument("correction")
@click.option("--by", help="Who says it; without it, the name you are logged in with.")
@click.option("--note", default="", help="Why, in your words.")
@case_option
@json_option
def withdraw_correction(
    correction: str, by: str | None, note: str, case: Path, as_json: bool
) -> None:
    """Take CORRECTION back: what was read stands again. Nothing is erased.

    \b
    Example:
      heliograph correct withdraw 3f9a61c2 --note "it was right after all"
    """
    with Heliograph.open_to_work(case) as opened:
        made = take_correction_back(opened, correction, _corrector(by, note))
    _print_corrections([made], as_json=as_json)


@click.group()
def claim() -> None:
    """Add claims that finders did not make, to words that you mark.

    \b
    Examples:
      heliograph claim add vendor/sdk.h "byte mood;" --capability emotion_recognition
      heliograph claim list
    """


@claim.command(name="add")
@click.argument("document")
@click.argument("words")
@click.option("--capability", required=True, help="What the words claim: an id of the taxonomy.")
@click.option(
    "--stance", type=click.Choice(get_args(Stance)), default="asserted", show_default=True,
    help="Whose statement it is.",
)  # fmt: skip
@click.option(
    "--strength", type=click.Choice(get_args(Strength)), default="S0", show_default=True,
    help="How far the words go.",
)  # fmt: skip
@click.option(
    "--action", type=click.Choice(get_args(Action)),
    help="What is done; without it, what is usual for the capability.",
)  # fmt: skip
@click.option("--group", default="", help="The group named, as the words have it.")
@where_options
@case_option
@json_option
def add_claim(document: str, words: str, case: Path, as_json: bool, **meant: Unpack[Meant]) -> None:
    """Add a claim to WORDS on a page of DOCUMENT.

    WORDS must stand on the page to the letter. The claim is listed, searched, reviewed and exported
    like others; its first reason says that a person made it, its score is 1. It stays when
    documents are judged or read anew, as long as its words stand on the page.

    \b
    Examples:
      heliograph claim add notes.txt "识别结果为维吾尔族时自动告警" --capability ethnicity_alarm
      heliograph claim add tender.pdf "gait search" --page 7 --capability gait_reid_tracking \\
        --strength S3
    """
    pointed = Pointed(document=document, page=meant["page"], words=words, line=meant["line"])
    says = Says(
        capability=meant["capability"],
        by=meant["by"] or who(),
        stance=meant["stance"],
        strength=meant["strength"],
        action=meant["action"],
        group=meant["group"],
        note=meant["note"],
    )
    with Heliograph.open_to_work(case) as opened:
        made = add_to_page(opened, pointed, says)
    if as_json:
        json_lines([made])
    else:
        say(f"Added as {made.id[:8]}: heliograph show {made.id[:8]}")


@claim.command(name="list")
@case_option
@json_option
def list_claims(case: Path, as_json: bool) -> None:
    """List the claims that persons added, oldest first; those taken back, too.

    \b
    Example:
      heliograph claim list --json
    """
    with Heliograph.open(case) as opened:
        _print_additions(additions(opened), as_json=as_json)


@claim.command(name="withdraw")
@click.argument("claim_id", metavar="CLAIM")
@click.option("--by", help="Who says it; without it, the name you are logged in with.")
@click.option("--note", default="", help="Why, in your words.")
@case_option
@json_option
def withdraw_claim(claim_id: str, by: str | None, note: str, case: Path, as_json: bool) -> None:
    """Take back CLAIM, which a person added. Reviews of it and the entry in custody stay.

    \b
    Example:
      heliograph claim withdraw 3f9a61c2
    """
    with Heliograph.open_to_work(case) as opened:
        made = take_claim_back(opened, claim_id, by or who(), note)
    _print_additions([made], as_json=as_json)


def _corrector(by: str | None, note: str) -> Corrector:
    return Corrector(by=by or who(), note=note)


def _print_corrections(found: Iterable[CorrectionView], *, as_json: bool) -> None:
    if as_json:
        json_lines(found)
        return
    for one in found:
        state = _state(one)
        console().print(
            plain(f"{one.id[:8]}  {one.path}, page {one.page}: “{one.words}” → “{one.instead}”")
        )
        console().print(plain(f"          {one.by}, {one.at:%Y-%m-%d}{state}"), style="dim")


def _print_additions(found: Iterable[AdditionView], *, as_json: bool) -> None:
    if as_json:
        json_lines(found)
        return
    for one in found:
        words = f"{one.id[:8]}  {one.capability}, {one.stance}, {one.strength}: {one.path}"
        console().print(plain(f"{words}, page {one.page}"))
        console().print(plain(f"          “{shortened(one.quote, 300)}”"))
        console().print(plain(f"          {one.by}, {one.at:%Y-%m-%d}{_state(one)}"), style="dim")


def _state(one: CorrectionView | AdditionView) -> str:
    note = f": {one.note}" if one.note else ""
    if one.withdrawn_at is not None:
        return f"{note}; taken back by {one.withdrawn_by}, {one.withdrawn_at:%Y-%m-%d}"
    return note if one.stands else f"{note}; its words are not on the page as it is read now"
