"""Commands that fill a case: scan, init, add, run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from heliograph.accounts.rules import ask_for_people
from heliograph.app import Heliograph
from heliograph.cli.keys import passphrase_option, told, unlocking
from heliograph.cli.options import case_option, json_option, who
from heliograph.cli.printing import console, json_lines, progress_bars, say
from heliograph.cli.summary import print_summary, summary_lines
from heliograph.config import passphrase_from_environment
from heliograph.pipeline.collecting.intake import Taken
from heliograph.pipeline.collecting.places import existing
from heliograph.plugins.extractors import missing_tools
from heliograph.sealing.checkpoints import seal_unasked
from heliograph.sealing.keys import KeyMade, current_key, make_key

PATHS = click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    callback=lambda _context, _argument, paths: existing(paths),
)


@click.command()
@PATHS
@case_option
@json_option
def scan(paths: tuple[Path, ...], case: Path, as_json: bool) -> None:
    """Preserve PATHS, read them, and say what they claim.

    This is the main job. It makes the case if there is none, takes in every file, reads what can
    be read, and ends with a summary: the claims found with their best quotes, the account of
    every file, and what to do next. Run it again at any time: what is there already is not made
    twice. If it is interrupted, `heliograph run` goes on.

    \b
    Examples:
      heliograph scan leaks/
      heliograph scan tender.pdf sdk/ --case cases/riverside
      heliograph scan leaks/ --json > summary.jsonl
    """
    _say_what_is_missing()
    with (
        Heliograph.create(case, ask=paths) as opened,
        progress_bars(quiet=as_json) as progress,
    ):
        ran = opened.run(progress)
        seal_unasked(opened)
    _say_deleted(ran.taken)
    _sum_up(case, as_json=as_json)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--two-people", is_flag=True, help="Two people must accept each claim: see `rule`.")
@case_option
@passphrase_option
@json_option
def init(
    folder: Path | None,
    case: Path,
    passphrase_file: Path | None,
    two_people: bool,
    as_json: bool,
) -> None:
    """Make an empty case in FOLDER, and a key that signs for it if you wish.

    On a terminal you are asked whether to make the key; in a script, name a passphrase file.

    \b
    Examples:
      heliograph init cases/riverside
      heliograph init cases/riverside --passphrase-file riverside.pass
    """
    where = folder or case
    with Heliograph.create(where) as made:
        if two_people:
            ask_for_people(made, 2, who())
        key = _first_key(made, passphrase_file, as_json=as_json)
        if as_json:
            json_lines([made.summary(), *([key] if key else [])])
            return
        say(f"There is a case in {where}. Next: heliograph add PATH --case {where}")
        if key:
            told(key, as_json=False)
        elif current_key(made) is None:
            say(f"Its custody is not signed yet: heliograph key make --case {where}")


@click.command()
@PATHS
@case_option
@json_option
def add(paths: tuple[Path, ...], case: Path, as_json: bool) -> None:
    """Preserve PATHS in a case without reading them yet.

    Every file is hashed twice over, stored, and entered in the chain of custody before anything
    looks inside. `heliograph run` then reads them.

    \b
    Example:
      heliograph add usb-stick/ --case cases/riverside
    """
    with Heliograph.open_to_work(case) as opened, progress_bars(quiet=as_json) as progress:
        taken = [opened.add(path, progress) for path in paths]
    if as_json:
        json_lines(taken)
        return
    for one in taken:
        say(_taken_in_words(one))
    _say_deleted(taken)
    say(f"Next: heliograph run --case {case}")


@click.command()
@case_option
@click.option(
    "--forget-missing",
    is_flag=True,
    help="Give up what was to be taken in and is no longer there.",
)
@json_option
def run(case: Path, forget_missing: bool, as_json: bool) -> None:
    """Do all that waits in a case: finish, read, judge, index.

    After an interruption this goes on where it stopped; with nothing to do it does nothing.

    \b
    Example:
      heliograph run --case cases/riverside
    """
    _say_what_is_missing()
    with Heliograph.open_to_work(case) as opened, progress_bars(quiet=as_json) as progress:
        ran = opened.run(progress)
        for location in ran.missing:
            say(
                f"Not there: {case / location}. It was being taken in when an earlier run was "
                "stopped. Put it back and run again, or say --forget-missing."
            )
            if forget_missing:
                opened.asked.done(location)
        seal_unasked(opened)
    _say_deleted(ran.taken)
    _sum_up(case, as_json=as_json)


@click.command()
@case_option
@json_option
def rebuild(case: Path, as_json: bool) -> None:
    """Throw the full-text index away and make it anew from what the case keeps.

    The index is a cache: nothing is lost with it.

    \b
    Example:
      heliograph rebuild --case cases/riverside
    """
    with Heliograph.open_to_work(case) as opened, progress_bars(quiet=as_json) as progress:
        indexed = opened.rebuild_index(progress)
    if as_json:
        json_lines([{"indexed": indexed}])
    else:
        say(f"{indexed} documents indexed anew.")


def _say_what_is_missing() -> None:
    """Say before anything is read what this machine cannot read, and what to do about it."""
    for kind, why in missing_tools():
        say(f"Not read on this machine: {kind}: {why}")


def _first_key(made: Heliograph, passphrase_file: Path | None, *, as_json: bool) -> KeyMade | None:
    """Make a key where a person agrees to it, or a passphrase file says that it is wanted."""
    if current_key(made) is not None:
        return None
    named = passphrase_file or passphrase_from_environment()
    asks = not named and not as_json and sys.stdin.isatty() and sys.stderr.isatty()
    if named or (asks and click.confirm("Make a key that signs for it now?", err=True)):
        return make_key(made, unlocking(passphrase_file))
    return None


def _sum_up(case: Path, *, as_json: bool) -> None:
    with Heliograph.open(case) as opened:
        if as_json:
            json_lines(summary_lines(opened))
        else:
            print_summary(opened, console())


def _say_deleted(taken: Sequence[Taken]) -> None:
    for one in taken:
        if one.deleted:
            say(
                f"{one.source.name}: {one.deleted} files were not taken in again: they had been "
                "deleted. `heliograph ledger --outcome deleted` lists them."
            )


def _taken_in_words(taken: Taken) -> str:
    if taken.new == taken.files:
        return f"{taken.source.name}: {taken.files} files taken in."
    already = taken.files - taken.new
    return f"{taken.source.name}: {taken.new} files taken in, {already} were there already."
