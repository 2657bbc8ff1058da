"""Commands about telling people: channel add, list, remove, test; alerts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args

import click
import msgspec

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain, say, table
from heliograph.notifiers.channel import Channel
from heliograph.notifiers.message import Declined
from heliograph.watch_records import Alert, AlertState
from heliograph.watching.alerts import outbox, try_again
from heliograph.watching.channels import add_channel, channels, remove_channel, try_channel

NOT_TAKEN = 1


@click.group()
def channel() -> None:
    """Ways to tell people: add, list, remove, test.

    Nothing is sent to anyone but by a channel that you added, for a watch that names it or when
    the watching itself is not well. Each sending is written into egress.jsonl before it is made.

    \b
    Examples:
      heliograph channel add newsroom 'smtp://bot:{secret}@mail.example:587/?to=desk@example.org' \\
          --secret env:MAIL_PASSWORD
      heliograph channel test newsroom
    """


@channel.command("add")
@click.argument("name")
@click.argument("url")
@click.option("--secret", default="", help="Where {secret} is kept: env:NAME or file:PATH.")
@click.option("--tell-all", is_flag=True, help="Tell what, where and why: think who reads.")
@click.option("--no-health", is_flag=True, help="Do not tell when the watching is not well.")
@click.option("--quiet", type=(click.IntRange(0, 23), click.IntRange(0, 23)),
              help="Tell nothing between these hours of the day (UTC).")  # fmt: skip
@click.option("--proxy", default="", help="Of a webhook: go this way, socks5://127.0.0.1:9050.")
@case_option
@json_option
def add(name: str, url: str, no_health: bool, case: Path, as_json: bool, **how: object) -> None:
    """Tell by a channel. Nobody is told yet; `channel test` tries it.

    \b
    URL is one of:
      smtp://user:{secret}@host:587/?to=you@example.org   a mail, encrypted by STARTTLS
      smtps://…                                           a mail, encrypted from the first byte
      https://host/path                                   a POST of JSON with an Idempotency-Key
      jsonl:alerts.jsonl   atom:alerts.xml                a file, seen from the case folder
      desktop:                                            a note on this screen
      ntfys://…, tgram://…, matrixs://…                   whatever apprise speaks (extra `alerts`)

    {secret} stands for what is kept elsewhere; the case keeps no secret.

    \b
    Examples:
      heliograph channel add feed atom:alerts.xml --tell-all
      heliograph channel add phone 'ntfys://{secret}' --secret file:~/.config/heliograph/topic
    """
    fields = {**how, "name": name, "address": url, "health": not no_health}
    wanted = msgspec.convert(fields, Channel)
    with Heliograph.open_to_work(case) as opened:
        added = add_channel(opened, wanted)
    if as_json:
        json_lines([added])
    else:
        say(f"{name} is added ({added.kind}). Next: heliograph channel test {name}")


@channel.command("list")
@case_option
@json_option
def list_(case: Path, as_json: bool) -> None:
    """List the channels of a case.

    \b
    Example:
      heliograph channel list
    """
    with Heliograph.open(case) as opened:
        known = list(channels(opened).values())
    if as_json:
        json_lines(known)
        return
    shown = table("channel", "kind", "address", "told", "quiet (UTC)")
    for one in known:
        told = ("all" if one.tell_all else "that, not what") + (", health" if one.health else "")
        quiet = f"{one.quiet[0]}-{one.quiet[1]}" if one.quiet else ""
        shown.add_row(plain(one.name), one.kind, plain(one.address), told, quiet)
    console().print(shown)


@channel.command("remove")
@click.argument("name")
@case_option
@json_option
def remove(name: str, case: Path, as_json: bool) -> None:
    """Tell nobody by a channel any more.

    \b
    Example:
      heliograph channel remove newsroom
    """
    with Heliograph.open_to_work(case) as opened:
        removed = remove_channel(opened, name)
    if as_json:
        json_lines([removed])
    else:
        say(f"{name} is removed.")


@channel.command("test")
@click.argument("name")
@case_option
@json_option
def test(name: str, case: Path, as_json: bool) -> None:
    """Send a test by a channel now, and say what its receiver answered.

    \b
    Example:
      heliograph channel test newsroom
    """
    with Heliograph.open(case) as opened:
        outcome = try_channel(opened, name)
    failed = isinstance(outcome, Declined)
    if as_json:
        json_lines([{"channel": name, "taken": not failed, "said": _said(outcome)}])
    else:
        say(f"{name}: {'not taken: ' if failed else 'taken: '}{_said(outcome)}")
    if failed:
        sys.exit(NOT_TAKEN)


@click.command()
@click.option("--state", type=click.Choice(get_args(AlertState)))
@click.option("--try-again", "again", metavar="ALERT", help="Try one anew, or `all` that failed.")
@case_option
@json_option
def alerts(state: AlertState | None, again: str | None, case: Path, as_json: bool) -> None:
    """List what was told, waits to be told, or was given up, with the receivers' own proof.

    An alert that was given up is tried anew with --try-again; the next round sends it.

    \b
    Examples:
      heliograph alerts --state given-up
      heliograph alerts --try-again all
    """
    if again is not None:
        with Heliograph.open_to_work(case) as opened:
            found = try_again(opened, again)
    else:
        with Heliograph.open(case) as opened:
            found = outbox(opened, state)
    if as_json:
        json_lines(found)
        return
    shown = table("alert", "state", "channel", "kind", ">findings", "made", ">tried", "answer")
    for one in found:
        shown.add_row(
            one.id[:8], one.state, plain(one.channel), one.kind, str(len(one.findings)),
            f"{one.made_at:%Y-%m-%d %H:%M}", str(one.attempts), plain(_answer(one)),
        )  # fmt: skip
    console().print(shown)


def _said(outcome: object) -> str:
    return str(getattr(outcome, "proof", "") or getattr(outcome, "reason", ""))


def _answer(one: Alert) -> str:
    if one.state == "sent":
        return one.proof
    is_tried = one.state == "waiting" and one.failed
    return one.failed + (f" (again {one.next_at:%Y-%m-%d %H:%M})" if is_tried else "")
