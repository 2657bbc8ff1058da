"""Commands about what is watched: source add, list, check, pause, resume, remove; changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain, progress_bars, say, table
from heliograph.errors import BadSource
from heliograph.pipeline.sources.checking import Checked
from heliograph.pipeline.sources.looking import WITHOUT_COOKIES
from heliograph.records import SourceId, SourceKind
from heliograph.watch_records import Change, Schedule
from heliograph.watching.checks import check_sources, due_sources, gate_of
from heliograph.watching.differences import Different, difference
from heliograph.watching.looks import bring_forward, wish_of
from heliograph.watching.sources import (
    KINDS,
    Standing,
    add_source,
    named_source,
    pause_source,
    remove_source,
    standings,
)

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


class _Span(click.ParamType[int]):
    """A length of time: 30m, 6h, 1d."""

    name = "time"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read it as seconds."""
        found = re.fullmatch(r"(\d+)\s*([smhdw])", str(value).strip())
        if found is None:
            self.fail(f"{value!r} is no length of time; say 30m, 6h, 1d or 2w", param, ctx)
        return int(found[1]) * _SECONDS[found[2]]


class _Told(Struct, frozen=True, kw_only=True):
    """A change as it is printed."""

    id: str
    at: datetime
    kind: str
    source: str
    url: str
    detail: str


@click.group()
def source() -> None:
    """What is watched on the web: add, list, check, pause, resume, remove.

    Nothing is asked of anyone until you add a source and check it.

    \b
    Examples:
      heliograph source add listing https://tenders.example/list.html --every 6h
      heliograph source check
      heliograph changes
    """


@source.command("add")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("url")
@click.option("--every", "every_s", type=_Span(), default="1d", show_default=True,
              help="How often to look: 30m, 6h, 1d, 1w.")  # fmt: skip
@click.option("--by-frequency", is_flag=True, help="Look more often while more appears.")
@click.option("--hours", type=(int, int), help="Look only between these hours of the day (UTC).")
@click.option("--expect", "expected_s", type=_Span(),
              help="Warn when nothing new came for so long.")  # fmt: skip
@click.option("--follow", default="", help="Pattern (RE2) of the addresses that are documents.")
@click.option("--next-pages", default=0, show_default=True, help="Further pages of a listing.")
@click.option("--items", default="",
              help="Where addresses stand in a JSON answer: /data/*/url")  # fmt: skip
@click.option("--proxy", default="",
              help="Go this way: socks5://127.0.0.1:9050 for Tor.")  # fmt: skip
@click.option("--agent", default="", help="User agent to send.")
@click.option("--header", "headers", multiple=True, help='More to send, such as "Referer: …".')
@click.option("--cookies", default="", help="File of cookies (Netscape) in the case folder.")
@click.option("--allow", "allowed", multiple=True,
              help="Host, or host:port, to reach though it is not public.")  # fmt: skip
@click.option(
    "--ignore-robots", is_flag=True, help="Look even where the host's robots.txt says no."
)
@case_option
@json_option
def add(
    kind: SourceKind, url: str, ignore_robots: bool, headers: Sequence[str], case: Path,
    as_json: bool, **how: object,
) -> None:  # fmt: skip
    """Watch URL, a KIND of source. Nothing is asked of it before the first check.

    \b
    Kinds:
      url      one file; another file in its place is told
      page     one page; other words on it are told
      listing  a page of links to documents: each is taken in, and looked at again
      feed     RSS or Atom
      sitemap  a site map
      api      an answer in JSON that holds addresses; say where with --items
      folder   a folder of this machine, by its path: files that come, change or go
      git      a repository, by its path or https address: each tag, and its first branch

    \b
    Examples:
      heliograph source add page https://vendor.example/products/face
      heliograph source add listing https://tenders.example/ --follow 'notice/\\d+' --next-pages 3
      heliograph source add feed https://blog.example/feed --every 2h --proxy socks5://127.0.0.1:9050
      heliograph source add folder ~/incoming --every 1h
      heliograph source add git https://code.example/vendor/sdk.git
    """
    parted = tuple(_header(one) for one in headers)
    wanted = msgspec.convert(
        {"type": "Schedule", "source_id": "", "heed_robots": not ignore_robots, **how}
        | {"headers": parted},
        Schedule,
    )
    with Heliograph.open_to_work(case) as opened:
        added = add_source(opened, kind, url, wanted)
        standing = next(one for one in standings(opened) if one.id == added.id)
    if as_json:
        json_lines([standing])
    else:
        say(f"{added.name} is watched. Next: heliograph source check --case {case}")


@source.command("list")
@case_option
@json_option
def list_(case: Path, as_json: bool) -> None:
    """List what is watched, and how it stands.

    \b
    Example:
      heliograph source list
    """
    with Heliograph.open(case) as opened:
        found = standings(opened)
    if as_json:
        json_lines(found)
        return
    shown = table("id", "kind", "source", ">there", ">gone", "answered", "next look")
    for one in found:
        shown.add_row(
            one.id[:8], one.kind, plain(one.name), str(one.there), str(one.gone),
            _day(one.looked_at), "paused" if one.paused else _day(one.next_look_at),
        )  # fmt: skip
    console().print(shown)


@source.command("check")
@click.argument("names", nargs=-1, metavar="[SOURCE]…")
@click.option("--now", is_flag=True, help="Of those you name, also where nothing is due.")
@case_option
@json_option
def check_(names: tuple[str, ...], now: bool, case: Path, as_json: bool) -> None:
    """Look at what is due now: of every source, or of those you name. Says what changed.

    Each request is written into egress.jsonl in the case folder before it is made. With --now the
    address of each source that you name is asked for even if its turn has not come.

    \b
    Examples:
      heliograph source check
      heliograph source check tenders.example/list.html --now
    """
    with (
        Heliograph.open_to_work(case) as opened,
        progress_bars(quiet=as_json) as progress,
        opened.staying_ready(),
    ):
        named = [named_source(opened, name) for name in names]
        for source, schedule in named if now else []:
            bring_forward(opened, wish_of(opened, source, schedule))
        wanted = [source for source, _ in named] or due_sources(opened, opened.clock())
        checked = check_sources(opened, wanted, gate_of(opened), progress) if wanted else []
        told = [change for one in checked for change in _told(opened, one.changes)]
    if as_json:
        json_lines([*map(_counted, checked), *told])
        return
    if not checked:
        say("Nothing is due. `heliograph source list` says when to look next.")
    for one in checked:
        say(_checked_in_words(one))
        if lacks := _without_cookies(one):
            say(f"  Looked {lacks}.")
    _print_changes(told)


@source.command()
@click.argument("name", metavar="SOURCE")
@case_option
@json_option
def pause(name: str, case: Path, as_json: bool) -> None:
    """Stop looking at a source for now. What was kept of it stays.

    \b
    Example:
      heliograph source pause tenders.example/list.html
    """
    _set_paused(name, case, paused=True, as_json=as_json)


@source.command()
@click.argument("name", metavar="SOURCE")
@case_option
@json_option
def resume(name: str, case: Path, as_json: bool) -> None:
    """Go on looking at a source that was paused.

    \b
    Example:
      heliograph source resume tenders.example/list.html
    """
    _set_paused(name, case, paused=False, as_json=as_json)


@source.command()
@click.argument("name", metavar="SOURCE")
@case_option
@json_option
def remove(name: str, case: Path, as_json: bool) -> None:
    """Stop looking at a source for good. What was kept of it stays, and custody says so.

    \b
    Example:
      heliograph source remove tenders.example/list.html
    """
    with Heliograph.open_to_work(case) as opened:
        removed = remove_source(opened, name)
    if as_json:
        json_lines([removed])
    else:
        say(f"{removed.name} is no longer looked at. What was kept of it stays.")


@click.command()
@click.argument("change", required=False)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only from this day on (UTC).")
@case_option
@json_option
def changes(change: str | None, since: datetime | None, case: Path, as_json: bool) -> None:
    """List what appeared, changed or vanished at the sources that are watched.

    With CHANGE, the id of one, show what stood there before, what stands there now, and what is
    different between them, dates and counters apart.

    \b
    Examples:
      heliograph changes
      heliograph changes --since 2026-03-01 --json
      heliograph changes 3f9a61c2d4e5f60718293a4b
    """
    with Heliograph.open(case) as opened:
        if change is not None:
            shown = difference(opened, change)
            if as_json:
                json_lines([shown])
            else:
                _print_difference(shown)
            return
        at = since.replace(tzinfo=UTC) if since else None
        told = _told(opened, opened.rows.changes(since=at))
    if as_json:
        json_lines(told)
    else:
        _print_changes(told)


def _header(words: str) -> tuple[str, str]:
    name, colon, value = words.partition(":")
    if not colon or not re.fullmatch(r"[A-Za-z0-9-]+", name.strip()):
        raise BadSource(detail=f"{words!r} is no header; say 'Name: value'")
    return name.strip(), value.strip()


def _set_paused(name: str, case: Path, *, paused: bool, as_json: bool) -> None:
    with Heliograph.open_to_work(case) as opened:
        changed = pause_source(opened, name, paused=paused)
        standing: Standing = next(one for one in standings(opened) if one.id == changed.id)
    if as_json:
        json_lines([standing])
    else:
        say(f"{changed.name} is {'paused' if paused else 'watched again'}.")


def _told(opened: Heliograph, found: Sequence[Change]) -> list[_Told]:
    names = {one.id: one.name for one in opened.rows.sources()}
    told = []
    for one in found:
        link = opened.rows.link(one.link_id)
        told.append(
            _Told(
                id=one.id,
                at=one.at,
                kind=one.kind,
                source=names.get(SourceId(one.source_id), ""),
                url=link.url if link else "",
                detail=one.detail,
            )
        )
    return told


def _print_changes(told: Sequence[_Told]) -> None:
    out = console()
    for one in told:
        out.print(plain(f"{_day(one.at)}  {one.kind}  {one.url}  {one.id}"))
        if one.detail and one.detail != one.url:
            out.print(plain(f"    {one.detail}"))


def _print_difference(shown: Different) -> None:
    out = console()
    out.print(plain(f"{_day(shown.change.at)}  {shown.change.kind}  {shown.url}"))
    for name, side in (("before", shown.before), ("after", shown.after)):
        met = f"{_day(side.at)} {side.seen} {side.status or ''} {side.url}" if side else "nothing"
        out.print(plain(f"  {name}: {met}"))
        if side and side.document:
            out.print(plain(f"    {side.document.path}"))
    for one in shown.pieces:
        for sign, quote in (("−", one.before), ("+", one.after)):
            if quote is not None:
                out.print(plain(f"    {sign} {quote.quote}"))


def _counted(checked: Checked) -> dict[str, object]:
    return {
        "source": checked.source.name,
        "looks": len(checked.observations),
        "new": checked.new_links,
        "seen": {
            seen: sum(one.seen == seen for one in checked.observations)
            for seen in sorted({one.seen for one in checked.observations})
        },
        "without_cookies": _without_cookies(checked),
    }


def _without_cookies(checked: Checked) -> str:
    """Say why the user's cookies were not sent; empty where they were, or there are none."""
    details = (one.detail for one in checked.observations)
    return next((one for one in details if one.startswith(WITHOUT_COOKIES)), "")


def _checked_in_words(checked: Checked) -> str:
    count = _counted(checked)
    seen = ", ".join(f"{number} {what}" for what, number in dict(count["seen"]).items())  # type: ignore[call-overload]
    return f"{checked.source.name}: {count['looks']} looks ({seen or 'none'}), {count['new']} new."


def _day(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M") if at else "never"
