"""Commands about questions that stay asked: watch add, list, end; findings, finding."""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import click
import msgspec
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain, progress_bars, say, table
from heliograph.records import SourceId, Stance, Strength
from heliograph.store.finding_rows import NONE_FOUND, FindingCounts
from heliograph.watch_records import ChangeKind, FindingState, Watch, WatchId
from heliograph.watching.sources import named_source
from heliograph.watching.watches import (
    FoundView,
    add_watch,
    end_watch,
    found,
    found_one,
    named_entity,
    named_watch,
    set_state,
)

_SHOWN = 3
_DECISIONS = ("seen", "accepted", "rejected", "escalated", "new")


class _Line(Struct, frozen=True, kw_only=True):
    """A watch as it is printed."""

    id: str
    number: int
    name: str
    asks: str
    tells: tuple[str, ...]
    digest: str
    findings: int
    new: int
    ended: bool


@click.group()
def watch() -> None:
    """Questions that stay asked: add, list, end.

    \b
    Examples:
      heliograph watch add ethnic --capability ethnicity_alarm --least-strength S2 --tell newsroom
      heliograph findings --state new
      heliograph finding 3f9a61c2 accepted
    """


@watch.command("add")
@click.argument("name")
@click.option("--query", default="", help="Words, as for `heliograph search`.")
@click.option("--capability", "capabilities", multiple=True, help="Its claims; `taxonomy` lists.")
@click.option("--stance", "stances", multiple=True, type=click.Choice(get_args(Stance)))
@click.option("--least-strength", type=click.Choice(get_args(Strength)))
@click.option("--least-score", default=0.0, type=click.FloatRange(0, 1))
@click.option("--entity", "entities", multiple=True, help="A known name; `names` lists them.")
@click.option("--source", "sources", multiple=True, help="Only what comes of this web source.")
@click.option("--change", "changes", multiple=True, type=click.Choice(get_args(ChangeKind)),
              help="What happens at sources, in place of what documents say.")  # fmt: skip
@click.option("--tell", "channels", multiple=True, help="A channel; `channel add` makes one.")
@click.option("--digest", type=click.Choice(["daily", "weekly"]),
              callback=lambda _context, _option, said: said or "",
              help="Gather what is told, in place of telling at once.")  # fmt: skip
@case_option
@json_option
def add(
    name: str, sources: tuple[str, ...], entities: tuple[str, ...], case: Path, as_json: bool,
    **asked: object,
) -> None:  # fmt: skip
    """Ask a question from now on: of all that is in the case, and of all that will be.

    All that you say must fit. Of a watch with --change, changes at its sources answer; of one that
    asks for claims, claims; else pages.

    \b
    Examples:
      heliograph watch add ethnic --capability ethnicity_alarm --least-strength S2 --tell newsroom
      heliograph watch add tender --query '人脸 布控' --source tenders.example/list --digest daily
      heliograph watch add vanished --change gone --change clause-gone --tell newsroom
    """
    with Heliograph.open_to_work(case) as opened, progress_bars(quiet=as_json) as progress:
        ids = tuple(named_source(opened, one)[0].id for one in sources)
        names = tuple(named_entity(opened, one) for one in entities)
        fields = {"type": "Watch", "id": "", "number": 0, "name": name, "made_at": opened.clock()}
        wanted = msgspec.convert({**asked, **fields, "sources": ids, "entities": names}, Watch)
        line = _line(opened, add_watch(opened, wanted, progress))
    if as_json:
        json_lines([line])
    else:
        say(f"Watch {line.number} ({line.name}) is asked from now on: {line.new} findings so far.")
        say("Next: heliograph findings --state new")


@watch.command("list")
@click.option("--ended", is_flag=True, help="Also those that have ended.")
@case_option
@json_option
def list_(ended: bool, case: Path, as_json: bool) -> None:
    """List the questions that are asked, and how much answered.

    \b
    Example:
      heliograph watch list
    """
    with Heliograph.open(case) as opened:
        counts = opened.rows.finding_counts()
        lines = [_line(opened, one, counts) for one in opened.rows.watches(ended=ended)]
    if as_json:
        json_lines(lines)
        return
    shown = table(">no", "watch", "asks", "tells", ">findings", ">new")
    for one in lines:
        tells = ", ".join(one.tells) + (f" ({one.digest})" if one.digest else "")
        shown.add_row(
            str(one.number), plain(one.name), plain(one.asks), plain(tells),
            str(one.findings), "ended" if one.ended else str(one.new),
        )  # fmt: skip
    console().print(shown)


@watch.command("end")
@click.argument("name", metavar="WATCH")
@case_option
@json_option
def end(name: str, case: Path, as_json: bool) -> None:
    """Ask a question no longer; WATCH is its name or number. Its findings stay.

    \b
    Example:
      heliograph watch end ethnic
    """
    with Heliograph.open_to_work(case) as opened:
        line = _line(opened, end_watch(opened, name))
    if as_json:
        json_lines([line])
    else:
        say(f"Watch {line.number} ({line.name}) is asked no more.")


@click.command()
@click.option("--state", type=click.Choice(get_args(FindingState)))
@click.option("--watch", "name", help="Of one watch: its name or number.")
@click.option("--capability", help="That stand at a claim of this class.")
@click.option("--change", type=click.Choice(get_args(ChangeKind)), help="That are such a change.")
@click.option("--source", help="Of one web source.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1))
@case_option
@json_option
def findings(
    name: str | None, source: str | None, limit: int, case: Path, as_json: bool,
    **asked: str | None,
) -> None:  # fmt: skip
    """List what answered your watches: what nobody looked at first, and of that the newest.

    \b
    Examples:
      heliograph findings --state new
      heliograph findings --watch ethnic --json
      heliograph findings --capability ethnicity_alarm --source tenders.example/list.html
    """
    with Heliograph.open(case) as opened:
        wanted = {facet: value for facet, value in asked.items() if value}
        if name:
            wanted["watch"] = named_watch(opened, name, ended=True).id
        if source:
            wanted["source"] = named_source(opened, source)[0].id
        views = found(opened, wanted, limit)
    if as_json:
        json_lines(views)
        return
    for one in views:
        _print(one)


@click.command()
@click.argument("finding_id", metavar="FINDING")
@click.argument("decision", required=False, type=click.Choice(_DECISIONS))
@click.option("--note", default="", help="Why, in your words.")
@click.option("--by", help="Who says so; without it, who is logged in.")
@case_option
@json_option
def finding(
    finding_id: str, decision: FindingState | None, note: str, by: str | None, case: Path,
    as_json: bool,
) -> None:  # fmt: skip
    """Show FINDING whole, or say what became of it: new takes back what was said.

    What you say is kept in custody, with your note.

    \b
    Examples:
      heliograph finding 3f9a61c2
      heliograph finding 3f9a61c2 escalated --note "for the lawyers"
    """
    if decision is not None:
        with Heliograph.open_to_work(case) as opened:
            set_state(opened, finding_id, decision, by or getpass.getuser(), note)
    with Heliograph.open(case) as opened:
        view = found_one(opened, finding_id)
    if as_json:
        json_lines([view])
    else:
        _print(view, places=len(view.places))
        for said in view.said:
            note = f": {said.note}" if said.note else ""
            console().print(plain(f"    {said.at:%Y-%m-%d %H:%M} {said.state} by {said.by}{note}"))


def _line(
    opened: Heliograph, one: Watch, counts: Mapping[WatchId, FindingCounts] | None = None
) -> _Line:
    count = (opened.rows.finding_counts() if counts is None else counts).get(one.id, NONE_FOUND)
    asks = [
        one.query, *one.capabilities, *one.stances, one.least_strength or "",
        f"score {one.least_score}" if one.least_score else "", *one.entities, *one.changes,
        *(_source_name(opened, each) for each in one.sources),
    ]  # fmt: skip
    return _Line(
        id=one.id, number=one.number, name=one.name, asks=" ".join(filter(None, asks)),
        tells=one.channels, digest=one.digest, findings=count.findings, new=count.new,
        ended=one.ended_at is not None,
    )  # fmt: skip


def _source_name(opened: Heliograph, source_id: SourceId) -> str:
    return next((one.name for one in opened.rows.sources() if one.id == source_id), source_id)


def _print(one: FoundView, places: int = _SHOWN) -> None:
    out = console()
    out.print(plain(f"{one.id[:8]}  {one.state}  {one.watch}  {one.found_at}"))
    if one.quote:
        out.print(plain(f"    {one.quote}"))
    for place in one.places[:places]:
        page = f", page {place.page}" if place.page else ""
        out.print(plain(f"    {place.kind} {place.about[:8]} in {place.path}{page}"))
    if len(one.places) > places:
        out.print(plain(f"    and {len(one.places) - places} other places"))
