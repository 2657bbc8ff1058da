"""The command line: each command parses, calls one thing, prints."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from pathlib import Path
from typing import NoReturn

import click

from heliograph import __version__
from heliograph.cli.late import Late
from heliograph.durable import NEW, disk_refused
from heliograph.errors import HeliographError, UsageError

_SHUT = frozenset({errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EISDIR, errno.EEXIST})
INTERRUPTED = 130
"""What shells expect of a command that Ctrl-C ended."""
CUT_SHORT = 141
"""What shells expect of a command whose reader went away. Not 0: the end was not said to anybody,
and it may have been that something does not hold."""


COMMANDS = Late(
    {
        "working": ("scan", "init", "add", "run", "rebuild"),
        "sources": ("source", "changes"),
        "watches": ("watch", "findings", "finding"),
        "alerts": ("channel", "alerts"),
        "status": ("daemon", "status"),
        "looking": ("claims", "search", "ledger"),
        "retrying": ("retry",),
        "queue": ("queue",),
        "packets": ("packet",),
        "browsing": ("documents",),
        "charts": ("chart",),
        "showing": ("show",),
        "beside": ("gloss", "elsewhere"),
        "explaining": ("explain",),
        "naming": ("names",),
        "taxonomy": ("taxonomy",),
        "comparing": ("compare",),
        "proving": ("report", "verify", "release", "delete"),
        "dossier": ("dossier", "verify-dossier"),
        "drafting": ("draft",),
        "machine": ("doctor", "plugins"),
        "judging": ("judge", "labels"),
        "handwork": ("correct", "claim"),
        "asking": ("second-reader",),
        "translating": ("translate",),
        "keys": ("key",),
        "sealing": ("seal", "timestamp", "timestamps", "authority", "custody"),
        "exchange": ("export", "import"),
        "redacting": ("redact", "open-item"),
        "reading_room": ("serve",),
        "users": ("user",),
        "rules": ("rule",),
    }
)


class Commands(click.Group):
    """The commands, any of which may lose whoever reads its output."""

    def invoke(self, ctx: click.Context) -> object:
        """Run one. Click and Rich would end with 1, as after a mistake."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            pass
        except SystemExit as ended:
            if not isinstance(ended.__context__, BrokenPipeError):
                raise
        # What is still to be flushed at exit would complain once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(CUT_SHORT)


@click.group(
    cls=Commands,
    commands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="heliograph")
def cli() -> None:
    """Find what surveillance documents claim a product can do to people, and keep the proof.

    Heliograph reads documents about organisations, products and contracts. It never analyses
    people. Nothing leaves this machine.

    \b
    Start here:
      heliograph scan FOLDER        the main job: preserve, read, find, sum up
      heliograph claims             every claim with its exact quote and place
      heliograph report             one page to read, print and keep
    """


def main() -> None:
    """Run the command line; the one place where errors become sentences and exit codes."""
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except HeliographError as error:
        _told(error)
    except (OSError, sqlite3.Error) as error:
        refused = disk_refused(error) or _place_refused(error)
        if refused is None:
            raise
        _told(refused)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        words = "Stopped. Nothing is lost: `heliograph run` goes on where this ended."
        click.echo(words, err=True)
        sys.exit(INTERRUPTED)


def _place_refused(error: Exception) -> UsageError | None:
    """Say that a place cannot be written to; None where it is something else that went wrong."""
    if isinstance(error, sqlite3.Error):
        name = str(getattr(error, "sqlite_errorname", "")).removeprefix("SQLITE_")
        shut = name.startswith(("CANTOPEN", "READONLY", "PERM"))
        where, why = "The database of the case", str(error)
    else:
        assert isinstance(error, OSError)
        path = Path(str(error.filename or "").removesuffix(NEW))
        lost = error.errno == errno.ENOENT and not path.parent.is_dir()
        shut = bool(error.filename) and (lost or error.errno in _SHUT)
        where, why = str(path), error.strerror or str(error)
    if not shut:
        return None
    hint = "Name another place, or see that this one is there and that you may write in it."
    return UsageError(detail=f"{where}: {why}. {hint}")


def _told(error: HeliographError) -> NoReturn:
    click.echo(f"Error: {error}", err=True)
    sys.exit(error.exit_code)
