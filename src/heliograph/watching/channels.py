"""The channels of a case: `channels.toml`, a file that people may edit; secrets are not in it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.codec import id_of, moment
from heliograph.durable import write_whole
from heliograph.egress.exchange import Asker
from heliograph.errors import BadChannel, BadSetting, NothingThere
from heliograph.notifiers.channel import Channel
from heliograph.notifiers.courier import Courier
from heliograph.notifiers.message import Message, Outcome
from heliograph.stages.tell import title_of

_HEAD: Final = '# Whom to tell. Secrets stand elsewhere: secret = "env:NAME" or "file:PATH".\n'


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    channels: dict[str, dict[str, object]] = {}


def courier_of(opened: Heliograph, asker: Asker | None = None) -> Courier:
    """Make the one that takes messages out of this case."""
    folder = opened.folder
    return Courier(folder.root, folder.egress, opened.clock, asker)


def channels(opened: Heliograph) -> dict[str, Channel]:
    """Read the channels, by name. Raises `BadSetting`."""
    path = opened.folder.channels
    if not path.exists():
        return {}
    try:
        said = msgspec.toml.decode(path.read_bytes(), type=_File)
        return {
            name: msgspec.convert({**fields, "name": name}, Channel)
            for name, fields in said.channels.items()
        }
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise BadSetting(detail=f"{path.name} cannot be understood: {wrong}") from wrong


def add_channel(opened: Heliograph, wanted: Channel) -> Channel:
    """Name a channel, or say anew how it is. Nobody is told yet. Raises `BadChannel`."""
    courier_of(opened).check(wanted)
    _write(opened.folder.channels, channels(opened) | {wanted.name: wanted})
    return wanted


def remove_channel(opened: Heliograph, name: str) -> Channel:
    """Tell nobody by this channel any more. Raises `NothingThere`, and `BadChannel` if one does."""
    known = channels(opened)
    removed = named_channel(opened, name)
    using = [one.name for one in opened.rows.watches() if name in one.channels]
    if using:
        raise BadChannel(detail=f"watches tell by it: {', '.join(using[:5])}; end them first")
    _write(opened.folder.channels, {one: known[one] for one in known if one != name})
    return removed


def named_channel(opened: Heliograph, name: str) -> Channel:
    """Find a channel. Raises `NothingThere`."""
    known = channels(opened)
    if name not in known:
        hint = "`heliograph channel list` names them; `heliograph channel add` makes one."
        raise NothingThere(what=f"channel {name}", hint=hint)
    return known[name]


def try_channel(opened: Heliograph, name: str) -> Outcome:
    """Send a test now and say what came of it."""
    channel = named_channel(opened, name)
    at = opened.clock()
    message = Message(
        key=id_of("test", name, moment(at)),
        title=title_of("test", 0),
        words="This channel works. Nothing was found; this is a test that somebody asked for.",
        at=at,
        kind="test",
    )
    return courier_of(opened).take(message, channel)


def _write(path: Path, known: dict[str, Channel]) -> None:
    lines = [_HEAD]
    for name, channel in sorted(known.items()):
        lines.append(f"\n[channels.{name}]\n")
        for field, value in msgspec.structs.asdict(channel).items():
            if field != "name" and value != _default(field):
                lines.append(f"{field} = {msgspec.json.encode(value).decode()}\n")
    write_whole(path, "".join(lines).encode())


def _default(field: str) -> object:
    """What a field is where nobody says it; JSON writes all the others as TOML does."""
    blank = Channel(name="", address="")
    value: object = getattr(blank, field)
    return value
