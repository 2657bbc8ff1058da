"""Commands that hand out claims to review: packet make, list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option, who
from heliograph.cli.printing import console, json_lines, plain, say, table
from heliograph.cli.queue import narrowing
from heliograph.cli.summary import place, quoted
from heliograph.handwork.narrowing import wanted_of
from heliograph.handwork.packets import USUAL_MINUTES, hand_out
from heliograph.records import ClaimId
from heliograph.store.packet_rows import Packed, Progressed
from heliograph.views import ClaimView

if TYPE_CHECKING:
    from rich.console import Console

QUOTE_WIDTH = 400


class _Line(Struct, frozen=True, kw_only=True):
    """A packet as it is printed."""

    number: int
    name: str
    minutes: int
    claims: int
    reviewed: int
    gone: int
    query: str
    by: str
    at: str


class _Handed(Struct, frozen=True, kw_only=True):
    """A claim of a packet as it is printed."""

    id: ClaimId
    is_there: bool
    review: str
    claim: ClaimView | None
    """None where it is no longer made."""


@click.group()
def packet() -> None:
    """Hand somebody some minutes of the queue: make, list, show.

    \b
    Examples:
      heliograph packet make --minutes 20 --for "Ana" --language zh
      heliograph packet list
      heliograph packet show 3
    """


@packet.command("make")
@click.option("--minutes", default=USUAL_MINUTES, show_default=True, type=click.IntRange(1, 480))
@click.option("--for", "name", default="", help="For whom, or what for.")
@narrowing
@click.option("--by", help="Who hands it out; without it, who is logged in.")
@case_option
@json_option
def make(minutes: int, name: str, by: str | None, case: Path, as_json: bool, **asked: str) -> None:
    """Choose as many claims as are reviewed in so many minutes, and keep them as a packet.

    Only claims that nobody reviewed and that are in no other packet are taken, in the order of the
    queue. How many are reviewed in a minute is measured from the reviews of the case. The packet
    stays as it is; `heliograph serve` shows it at /packets/NUMBER.

    \b
    Examples:
      heliograph packet make --minutes 20 --for "Ana" --language zh
      heliograph packet make --capability ethnicity_alarm --minutes 45
      heliograph packet make --organisation Hikvision --score sure
    """
    with Heliograph.open_to_work(case) as opened:
        made = hand_out(
            opened, wanted_of(opened, asked), minutes=minutes, name=name, by=by or who()
        )
        line = _line(Progressed(packet=made, reviewed=0, gone=0))
    if as_json:
        json_lines([line])
    else:
        say(f"Packet {line.number}: {line.claims} claims for about {line.minutes} minutes.")


@packet.command("list")
@case_option
@json_option
def list_(case: Path, as_json: bool) -> None:
    """List the packets, and how far each is.

    \b
    Example:
      heliograph packet list
    """
    with Heliograph.open(case) as opened:
        lines = [_line(one) for one in opened.rows.packets()]
    if as_json:
        json_lines(lines)
        return
    shown = table(">no", "for", ">minutes", ">claims", ">reviewed", ">gone", "asked for", "made")
    for one in lines:
        shown.add_row(
            str(one.number), plain(one.name), str(one.minutes), str(one.claims), str(one.reviewed),
            str(one.gone), plain(one.query), f"{one.at[:10]} {one.by}",
        )  # fmt: skip
    console().print(shown)


@packet.command("show")
@click.argument("number", type=click.IntRange(1))
@case_option
@json_option
def show(number: int, case: Path, as_json: bool) -> None:
    """List the claims of a packet: their words and where they stand, with what was said of each.

    \b
    Example:
      heliograph packet show 3 --json | jq -r 'select(.review == "") | .id'
    """
    with Heliograph.open(case) as opened:
        packed = opened.rows.packed(opened.rows.packet(number))
        claims = opened.rows.claims_named(one.id for one in packed)
    shown = [_told(one, claims.get(one.id)) for one in packed]
    if as_json:
        json_lines(shown)
        return
    out = console()
    for one in shown:
        _print(out, one)


def _told(one: Packed, claim: ClaimView | None) -> _Handed:
    return _Handed(id=one.id, is_there=one.is_there, review=one.review, claim=claim)


def _print(out: Console, one: _Handed) -> None:
    claim = one.claim
    if claim is None:
        out.print(plain(f"{one.id[:8]}  {_state(one)}"))
        return
    head = f"{claim.id[:8]}  {claim.capability} · {claim.stance} · {claim.strength}"
    out.print(plain(f"{head} · {claim.score:.2f}  {place(claim)}  [{_state(one)}]"))
    out.print(plain(f"          “{quoted(claim, QUOTE_WIDTH)}”"))


def _state(one: _Handed) -> str:
    return one.review or ("not reviewed" if one.is_there else "no longer made")


def _line(one: Progressed) -> _Line:
    return _Line(
        number=one.packet.number,
        name=one.packet.name,
        minutes=one.packet.minutes,
        claims=len(one.packet.claims),
        reviewed=one.reviewed,
        gone=one.gone,
        query=one.packet.query,
        by=one.packet.by,
        at=one.packet.at.isoformat(),
    )
