"""Complaints → health alerts: each once a spell, again when it lasts, and once when it is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.codec import id_of, moment
from heliograph.notifiers.channel import Channel
from heliograph.watch_records import Alert, AlertId
from heliograph.watching.status import Complaint, Status, in_words

_MARK: Final = "spells"
_DAY: Final = timedelta(days=1)
_LONGEST: Final = timedelta(days=7)
_MOST: Final = 30
"""Lines of one alert; `heliograph status` has them all."""


class _Spell(Struct, frozen=True, kw_only=True):
    """One complaint, as long as it lasts."""

    since: datetime
    told_at: datetime
    times: int
    about: str
    name: str


def raise_alerts(opened: Heliograph, found: Status, known: Mapping[str, Channel]) -> list[Alert]:
    """Make the alerts for what is newly wrong, still wrong after long, or well again."""
    before = _spells(opened)
    due = [one for one in found.complaints if _is_due(one, before.get(one.key), found.at)]
    over = {key: spell for key, spell in before.items() if key not in _keys(found.complaints)}
    if not due and not over:
        return []
    after = {key: spell for key, spell in before.items() if key not in over}
    for one in due:
        after[one.key] = _told(one, before.get(one.key), found.at)
    key = id_of(moment(found.at), *(one.key for one in due), *over)
    made = [
        Alert(
            id=AlertId(id_of("alert", channel.name, "health", key)),
            channel=channel.name,
            kind="health",
            words=_words(due, over, with_names=channel.tell_all),
            made_at=found.at,
            next_at=found.at,
        )
        for channel in known.values()
        if channel.health
    ]
    with opened.rows.all_or_nothing():
        opened.rows.keep_watching(made)
        opened.rows.set_mark(_MARK, msgspec.json.encode(after).decode())
    return made


def _spells(opened: Heliograph) -> dict[str, _Spell]:
    said = opened.rows.mark(_MARK)
    return msgspec.json.decode(said, type=dict[str, _Spell]) if said else {}


def _keys(complaints: Iterable[Complaint]) -> set[str]:
    return {one.key for one in complaints}


def _is_due(one: Complaint, spell: _Spell | None, at: datetime) -> bool:
    """Whether it is new, or was told so long ago that it is told again."""
    if spell is None:
        return True
    turn = max(timedelta(seconds=one.every_s), _DAY)
    pause = min(turn * 2 ** min(spell.times - 1, 10), max(turn, _LONGEST))
    return bool(at - spell.told_at >= pause)


def _told(one: Complaint, spell: _Spell | None, at: datetime) -> _Spell:
    return _Spell(
        since=spell.since if spell else at,
        told_at=at,
        times=spell.times + 1 if spell else 1,
        about=one.about,
        name=one.name,
    )


def _words(due: list[Complaint], over: Mapping[str, _Spell], *, with_names: bool) -> str:
    lines = [in_words(one, with_names=with_names) for one in due]
    for key, spell in over.items():
        subject = f"{spell.name if with_names else spell.about[:8]}: " if spell.about else ""
        lines.append(f"{subject}well again: {key.partition(' ')[0]}")
    if len(lines) > _MOST:
        lines = [*lines[:_MOST], f"and {len(lines) - _MOST} more"]
    return "\n".join([*lines, "More: heliograph status"])
