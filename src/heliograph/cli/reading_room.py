"""The command that opens a case in a browser: serve."""

from __future__ import annotations

import webbrowser
from contextlib import suppress
from pathlib import Path
from threading import Thread

import click

from heliograph.accounts.users import users_of
from heliograph.cli.keys import passphrase_option
from heliograph.cli.options import case_option, json_option, who
from heliograph.cli.printing import json_lines, say
from heliograph.errors import UsageError
from heliograph.sealing.keys import Unlocking
from heliograph.web import ReadingRoom


@click.command()
@case_option
@click.option(
    "--port",
    default=0,
    type=click.IntRange(0, 65535),
    help="Listen here; without it, any port that is free.",
)
@click.option("--no-browser", is_flag=True, help="Print the address and open no browser.")
@click.option("--by", help="Who reviews; without it, the name you are logged in with.")
@passphrase_option
@json_option
def serve(
    case: Path,
    port: int,
    no_browser: bool,
    by: str | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Review claims in a browser, each on the page it stands on.

    It listens on this machine alone. The printed address opens the case once, in one browser; who
    has it can read the whole case, so hand it to nobody. Another Heliograph may work on the case
    meanwhile; a review then waits until it is done. Stop with Ctrl-C.

    In a case with users (`heliograph user add`) whoever comes logs in instead, and acts in their
    own name. To sign a dossier from the room, name a passphrase file, or keep the key in the
    keyring: the room never asks for a passphrase.

    \b
    Examples:
      heliograph serve --case cases/riverside
      heliograph serve --port 8700 --no-browser
    """
    if by and users_of(case):
        raise UsageError(detail="In a case with users, who logs in is who reviews: leave --by.")
    try:
        opens = Unlocking(passphrase=passphrase_file)
        room = ReadingRoom(case, by=by or who(), port=port, unlocking=opens)
    except OSError as taken:
        detail = f"Port {port} cannot be had ({taken.strerror}). Name another with --port."
        raise UsageError(detail=detail) from taken
    if as_json:
        json_lines([{"address": room.address}])
    else:
        how = "and log in" if room.team else "once"
        say(f"Open in your browser, {how}:\n  {room.address}\nStop with Ctrl-C.")
    if not no_browser:
        # Its request waits at the socket until we serve.
        Thread(target=webbrowser.open, args=[room.address], daemon=True).start()
    with suppress(KeyboardInterrupt):
        room.run()
