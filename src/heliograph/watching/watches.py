"""Asking a question that stays asked, taking it back, and what a person says of its findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.codec import id_of, moment
from heliograph.errors import NothingThere
from heliograph.pipeline.deeds.asking import end, enter_watch
from heliograph.pipeline.deeds.deciding import decide
from heliograph.pipeline.recovery import recover
from heliograph.pipeline.steps.answering import answer_watches
from heliograph.pipeline.tools import Progress, no_progress
from heliograph.plugins.finders import definitions
from heliograph.search.query import parse
from heliograph.watch_records import Decision, Finding, FindingState, Place, Watch, WatchId
from heliograph.watching.channels import channels


class FoundPlace(Struct, frozen=True, kw_only=True):
    """Where a finding stands, as people are told of it."""

    kind: str
    about: str
    path: str
    """Of the document; the address, where it is a change."""
    page: int | None


class FoundView(Struct, frozen=True, kw_only=True):
    """A finding with its watch and its places."""

    id: str
    watch: str
    state: FindingState
    found_at: str
    quote: str
    places: tuple[FoundPlace, ...]
    said: tuple[Decision, ...] = ()
    """What people said of it, the latest last; of one that is shown by itself."""


def add_watch(opened: Heliograph, wanted: Watch, progress: Progress = no_progress) -> Watch:
    """Ask a question from now on, of what is there and of all that comes.

    `id`, `number` and `made_at` of what is wanted are not looked at. Raises `BadQuery` and
    `NothingThere` where it cannot be asked.
    """
    tools = opened.tools()
    if wanted.query:
        parse(wanted.query)
    known = definitions(opened.folder.taxonomy)
    for capability in wanted.capabilities:
        if capability not in known:
            raise NothingThere(what=f"capability {capability}", hint=", ".join(sorted(known)))
    known_channels = channels(opened)
    for name in wanted.channels:
        if name not in known_channels:
            hint = "`heliograph channel add` makes one."
            raise NothingThere(what=f"channel {name}", hint=hint)
    now = tools.clock()
    number = opened.rows.last_watch() + 1
    watch = msgspec.structs.replace(
        wanted,
        id=WatchId(id_of("watch", wanted.name, str(number), moment(now))),
        number=number,
        made_at=now,
    )
    recover(tools)
    enter_watch(watch, tools)
    answer_watches(tools, progress)
    return watch


def end_watch(opened: Heliograph, name: str) -> Watch:
    """Ask a question no longer. Its findings stay. Raises `NothingThere`."""
    tools = opened.tools()
    recover(tools)
    return end(named_watch(opened, name), tools)


def named_watch(opened: Heliograph, name: str, *, ended: bool = False) -> Watch:
    """Find a watch by name, number or the start of its id; with `ended`, also one that has."""
    for watch in opened.rows.watches(ended=ended):
        if name in (watch.name, str(watch.number)) or watch.id.startswith(name):
            return watch
    raise NothingThere(what=f"watch {name}", hint="`heliograph watch list` names them.")


def asked_already(opened: Heliograph, query: str) -> str:
    """Name the watch that asks for these words on any page and nothing else; empty: none does."""
    for one in opened.rows.watches():
        same = msgspec.structs.replace(
            Watch(id=one.id, number=one.number, name=one.name, query=query, made_at=one.made_at),
            channels=one.channels,
            digest=one.digest,
        )
        if one == same:
            return one.id
    return ""


def named_entity(opened: Heliograph, name: str) -> str:
    """Find the id of a known name: by the id, or by any way in which the name is written."""
    wanted = name.casefold()
    for one in opened.rows.entities():
        if wanted in (one.id.casefold(), *(each.casefold() for each in (one.name, *one.names))):
            return one.id
    raise NothingThere(what=f"the name {name}", hint="`heliograph names` lists what is known.")


def set_state(
    opened: Heliograph,
    finding_id: str,
    state: FindingState,
    by: str = "a person",
    note: str = "",
) -> Finding:
    """Say what became of a finding, and why; custody tells of it. Raises `NothingThere`."""
    tools = opened.tools()
    recover(tools)
    return decide(named_finding(opened, finding_id), state, tools, by=by, note=note)


def named_finding(opened: Heliograph, beginning: str) -> Finding:
    """Find a finding by the start of its id. Raises `NothingThere`."""
    finding = opened.rows.finding(beginning) if beginning else None
    if finding is None:
        hint = "`heliograph findings` lists them."
        raise NothingThere(what=f"finding {beginning}", hint=hint)
    return finding


def found(
    opened: Heliograph, asked: Mapping[str, str] | None = None, limit: int = -1
) -> list[FoundView]:
    """Give the findings with where each stands: what nobody looked at first, the newest first.

    `asked` narrows them by `FINDING_FACETS`: state, id of the watch or source, change, capability.
    """
    names = {one.id: one.name for one in opened.rows.watches(ended=True)}
    ours, _, _ = opened.rows.findings_page(asked or {}, limit)
    return [_view(opened, one, names) for one in ours]


def found_one(opened: Heliograph, beginning: str) -> FoundView:
    """Give one finding. Raises `NothingThere`."""
    names = {one.id: one.name for one in opened.rows.watches(ended=True)}
    finding = named_finding(opened, beginning)
    said = tuple(opened.rows.decisions(finding.id))
    return msgspec.structs.replace(_view(opened, finding, names), said=said)


def _view(opened: Heliograph, one: Finding, names: dict[WatchId, str]) -> FoundView:
    return FoundView(
        id=one.id,
        watch=names.get(one.watch_id, ""),
        state=one.state,
        found_at=moment(one.found_at),
        quote=one.quote,
        places=tuple(_places(opened, opened.rows.places(one.id))),
    )


def _places(opened: Heliograph, places: Sequence[Place]) -> list[FoundPlace]:
    told = []
    for one in places:
        path, page = opened.rows.where(one)
        told.append(FoundPlace(kind=one.kind, about=one.about, path=path, page=page))
    return told
