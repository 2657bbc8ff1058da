"""Commands about the key of a case: key make, show, rotate, lost."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain, say, table
from heliograph.errors import NothingThere
from heliograph.proof.keys import CaseKey, keys_in
from heliograph.proof.signing import Place, Session
from heliograph.sealing.keys import (
    KeyMade,
    Unlocking,
    custodian_of,
    lose_key,
    make_key,
    rotate_key,
)

Command = TypeVar("Command", bound=Callable[..., Any])

HOW = {"key-made": "made", "key-rotated": "signed for by the one before", "key-lost": "LINK BROKEN"}


def passphrase_option(command: Command) -> Command:
    """Add `--passphrase-file FILE`."""
    return click.option(
        "--passphrase-file",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        help="Its first line opens the key. Without it: $HELIOGRAPH_PASSPHRASE_FILE, the keyring, "
        "or a question on the terminal.",
    )(command)


def place_option(command: Command) -> Command:
    """Add `--place keyring|file`."""
    return click.option(
        "--place",
        type=click.Choice(["keyring", "file"]),
        help="Where the private key is to stand. Without it: in the keyring of the desktop if one "
        "answers, else in a file locked by a passphrase, outside the case.",
    )(command)


def unlocking(passphrase_file: Path | None) -> Unlocking:
    """Say how the key may be had: a person is asked only where there is a terminal."""
    return Unlocking(passphrase=passphrase_file, may_ask=sys.stderr.isatty())


@click.group()
def key() -> None:
    """The key that signs for a case: make, show, rotate, lost.

    The private key is never in the case folder, and never in a process that reads documents.

    \b
    Examples:
      heliograph key make --case cases/riverside
      heliograph key show --case cases/riverside
    """


@key.command()
@case_option
@passphrase_option
@place_option
@json_option
def make(case: Path, passphrase_file: Path | None, place: Place | None, as_json: bool) -> None:
    """Give the case a key, so that its custody can be signed.

    \b
    Example:
      heliograph key make --case cases/riverside
    """
    with Heliograph.open_to_work(case) as opened:
        told(make_key(opened, unlocking(passphrase_file), place), as_json=as_json)


@key.command()
@case_option
@passphrase_option
@place_option
@json_option
def rotate(case: Path, passphrase_file: Path | None, place: Place | None, as_json: bool) -> None:
    """Replace the key by a new one, which the old one signs for.

    The old private key is removed. What it signed stays valid.

    \b
    Example:
      heliograph key rotate --case cases/riverside
    """
    with Heliograph.open_to_work(case) as opened:
        told(rotate_key(opened, unlocking(passphrase_file), place), as_json=as_json)


@key.command()
@case_option
@click.option("--reason", required=True, help="How it was lost; it is kept in custody.")
@passphrase_option
@place_option
@json_option
def lost(
    case: Path, reason: str, passphrase_file: Path | None, place: Place | None, as_json: bool
) -> None:
    """Go on with a new key where the old one cannot sign any more.

    Custody and every later `verify` say that the link between the two is broken, and why. Tell the
    new fingerprint to those who know the old one.

    \b
    Example:
      heliograph key lost --reason "the laptop was stolen" --case cases/riverside
    """
    with Heliograph.open_to_work(case) as opened:
        told(lose_key(opened, reason, unlocking(passphrase_file), place), as_json=as_json)


@key.command()
@case_option
@json_option
def show(case: Path, as_json: bool) -> None:
    """Show the fingerprint in a form that two people can read to each other, and where the key is.

    Whoever gets evidence from this case compares it with what you tell them by another way: on the
    telephone, in person, on paper.

    \b
    Example:
      heliograph key show --case cases/riverside
    """
    with Heliograph.open(case) as opened:
        keys = keys_in(opened.custody.entries(), opened.custody.case)
        if not keys:
            raise NothingThere(what="a key of this case", hint="Make one: heliograph key make")
        with Session(custodian_of(opened, Unlocking())) as session:
            place = session.place(keys[-1].public)
    if as_json:
        json_lines(_line(one, place if one is keys[-1] else None) for one in keys)
        return
    out = console()
    out.print(f"[bold]{keys[-1].fingerprint}[/bold]")
    where = {"keyring": "in the keyring", "file": "in a locked file"}
    out.print(keys[-1].id)
    out.print(f"private key: {where.get(str(place), 'NOT on this machine')}")
    if len(keys) > 1:
        shown = table("from entry", "fingerprint", "how", title="All keys of this case")
        for one in keys:
            shown.add_row(str(one.since), one.fingerprint, plain(_how(one)))
        out.print(shown)


def told(made: KeyMade, *, as_json: bool) -> None:
    """Tell of a new key."""
    if as_json:
        json_lines([made])
        return
    where = "in the keyring" if made.place == "keyring" else "in a locked file outside the case"
    say(f"The case has a key, {where}. Its fingerprint, to read to others:")
    say(f"  {made.fingerprint}")
    say("Without its passphrase it cannot sign; nobody can recover it. Next: heliograph seal")


def _line(one: CaseKey, place: str | None) -> dict[str, object]:
    return {
        "key": one.id,
        "fingerprint": one.fingerprint,
        "since": one.since,
        "event": one.event,
        "reason": one.reason,
        "wrong": one.wrong,
        "place": place,
    }


def _how(one: CaseKey) -> str:
    parts = (HOW.get(one.event, one.event), one.reason, one.wrong and f"FAILS: {one.wrong}")
    return "; ".join(part for part in parts if part)
