"""The command line: each command parses, calls one thing, prints."""

from __future__ import annotations

import os
import sys

import click

from heliograph import __version__
from heliograph.cli.alerts import alerts, channel
from heliograph.cli.asking import second_reader
from heliograph.cli.comparing import compare
from heliograph.cli.dossier import dossier, verify_dossier
from heliograph.cli.exchange import export, import_file
from heliograph.cli.explaining import explain_command
from heliograph.cli.judging import judge, labels
from heliograph.cli.keys import key
from heliograph.cli.looking import claims, ledger, search
from heliograph.cli.machine import doctor, plugins_command
from heliograph.cli.printing import say
from heliograph.cli.proving import delete, release, report, verify
from heliograph.cli.reading_room import serve
from heliograph.cli.redacting import open_one, redact
from heliograph.cli.sealing import authority, custody, seal, timestamp, timestamps
from heliograph.cli.showing import show
from heliograph.cli.sources import changes, source
from heliograph.cli.status import daemon, status_command
from heliograph.cli.taxonomy import names, taxonomy
from heliograph.cli.watches import finding, findings, watch
from heliograph.cli.working import add, init, rebuild, run, scan
from heliograph.errors import HeliographError

INTERRUPTED = 130
"""What shells expect of a command that Ctrl-C ended."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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


for command in (
    scan, init, add, run, source, changes, watch, findings, finding, channel, alerts, daemon,
    status_command, rebuild, claims, search, ledger, show,
    explain_command, names, compare, report, dossier, verify_dossier, verify, release, delete,
    taxonomy, doctor, plugins_command, judge, labels, second_reader, key, seal, timestamp,
    timestamps, authority, custody, export, import_file, redact, open_one, serve,
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """Run the command line; the one place where errors become sentences and exit codes."""
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except HeliographError as error:
        say(f"Error: {error}")
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        say("Stopped. Nothing is lost: `heliograph run` goes on where this ended.")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has had enough; a second complaint at exit helps nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
