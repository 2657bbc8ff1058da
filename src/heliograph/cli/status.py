"""Commands about the watching itself: daemon, status."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from types import FrameType

import click

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain, say, table
from heliograph.watching.daemon import Daemon
from heliograph.watching.rounds import Rounds, Went
from heliograph.watching.status import SourceStatus, Status, in_words, status

NEEDS_A_PERSON = 1


@click.command()
@click.option("--once", is_flag=True, help="Go round once and end: for cron and timers.")
@case_option
@json_option
def daemon(once: bool, case: Path, as_json: bool) -> None:
    """Watch a case until stopped: look at what is due, ask the watches, tell.

    It asks nobody but the sources and channels that you added. Killed at any moment it goes on
    where it was when it is started again. While it sleeps, others can work on the case. Ctrl-C or
    SIGTERM lets it end what is at hand; a second one ends it at once.

    \b
    Example:
      heliograph daemon --case cases/riverside
    """
    went: list[Went] = []

    def told(one: Went) -> None:
        went[:] = [one]
        if as_json:
            json_lines([_counted(one)])
        elif one.checked or one.sent:
            say(_in_words(one))

    watching = Daemon(folder=case, rounds=Rounds(say=say), told=told)
    _heed_signals(watching)
    watching.run(1 if once else None)
    if not as_json:
        say("Stopped; nothing is lost.")
    if once and went and went[-1].complaints:
        sys.exit(NEEDS_A_PERSON)


def _heed_signals(watching: Daemon) -> None:
    """Let the first signal end what is at hand, and a second one all."""

    def heard(_number: int, _frame: FrameType | None) -> None:
        if watching.stop.is_set():
            raise KeyboardInterrupt
        watching.stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, heard)


@click.command("status")
@case_option
@json_option
def status_command(case: Path, as_json: bool) -> None:
    """Say how well the watching goes, and what needs a person: then it ends with 1.

    Each source with its last look, answer and news; what was not checked, fails, or is quieter than
    it used to be; alerts that wait or were given up; the disk, the clock, the last signature.

    \b
    Examples:
      heliograph status
      heliograph status --json
    """
    with Heliograph.open(case) as opened:
        found = status(opened)
    if as_json:
        json_lines([found])
    else:
        _print(found)
    if found.complaints:
        sys.exit(NEEDS_A_PERSON)


def _print(found: Status) -> None:
    shown = table("id", "source", "looked at", "answered", "news", "next look", "")
    for one in found.sources:
        shown.add_row(
            one.id[:8], plain(one.name), _at(one.checked_at), _at(one.answered_at),
            _at(one.news_at), _at(one.next_look_at), plain(_state(one)),
        )  # fmt: skip
    out = console()
    out.print(shown)
    out.print(plain(
        f"Alerts: {found.sent} taken, {found.waiting} waiting, {found.given_up} given up. "
        f"Last round: {_at(found.round_at)}. {'A' if found.daemon else 'No'} daemon runs. "
        f"Free: {found.free_mb:,} MB. "
        f"Waiting to be read or found: {found.behind}. "
        f"Entries not signed: {found.unsigned if found.checkpoint_at else 'no checkpoint yet'}."
    ))  # fmt: skip
    for each in found.complaints:
        out.print(plain(f"! {in_words(each, with_names=True)}"))
    if not found.complaints:
        out.print("Nothing needs a person.")


def _state(one: SourceStatus) -> str:
    if one.paused:
        return "paused"
    words = [
        "not checked" if one.not_checked_since else "",
        f"failing: {one.failing}" if one.failing_since else "",
        "without its cookies" if one.without_cookies_since else "",
        one.shut,
        "quiet" if one.quiet_since else "",
        f"{one.unanswered} addresses do not answer" if one.unanswered else "",
    ]
    return ", ".join(filter(None, words)) or ("well" if one.checked_at else "not looked at yet")


def _counted(one: Went) -> dict[str, object]:
    return {
        "checked": one.checked,
        "changes": len(one.changes),
        "failed": one.failed,
        "sent": one.sent,
        "complaints": one.complaints,
        "next": one.next_at,
    }


def _in_words(one: Went) -> str:
    failed = f", {len(one.failed)} failed" if one.failed else ""
    return (
        f"{one.checked} sources checked{failed}, {len(one.changes)} changes, {one.sent} alerts "
        f"taken. Next: {_at(one.next_at)}"
    )


def _at(at: object) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else "never"
