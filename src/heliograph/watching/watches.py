"""Asking a question that stays asked, taking it back, and what a person says of its findings."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.codec import id_of, moment
from heliograph.errors import NothingThere
from heliograph.pipeline.answering import answer_watches
from heliograph.pipeline.tools import Progress, no_progress
from heliograph.plugins.finders import definitions
from heliograph.search.query import parse
from heliograph.watch_records import Finding, FindingState, Place, Watch, WatchId


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
    now = tools.clock()
    number = opened.rows.last_watch() + 1
    watch = msgspec.structs.replace(
        wanted,
        id=WatchId(id_of("watch", wanted.name, str(number), moment(now))),
        number=number,
        made_at=now,
    )
    tools.rows.keep_watching([watch])
    answer_watches(tools, progress)
    return watch


def end_watch(opened: Heliograph, name: str) -> Watch:
    """Ask a question no longer. Its findings stay. Raises `NothingThere`."""
    watch = named_watch(opened, name)
    ended = msgspec.structs.replace(watch, ended_at=opened.clock())
    opened.rows.keep_watching([ended])
    return ended


def named_watch(opened: Heliograph, name: str) -> Watch:
    """Find a watch by name or the start of its id."""
    for watch in opened.rows.watches():
        if watch.name == name or watch.id.startswith(name):
            return watch
    raise NothingThere(what=f"watch {name}", hint="`heliograph watch list` names them.")


def set_state(opened: Heliograph, finding_id: str, state: FindingState) -> Finding:
    """Say what became of a finding. Raises `NothingThere`."""
    finding = next((one for one in opened.rows.findings() if one.id.startswith(finding_id)), None)
    if finding is None:
        hint = "`heliograph findings` lists them."
        raise NothingThere(what=f"finding {finding_id}", hint=hint)
    changed = msgspec.structs.replace(finding, state=state)
    opened.rows.keep_watching([changed])
    return changed


def found(
    opened: Heliograph, state: FindingState | None = None, limit: int = -1
) -> list[FoundView]:
    """Give the findings, newest first, each with where it stands."""
    names = {one.id: one.name for one in opened.rows.watches()}
    return [
        FoundView(
            id=one.id,
            watch=names.get(one.watch_id, "ended"),
            state=one.state,
            found_at=moment(one.found_at),
            quote=one.quote,
            places=tuple(_places(opened, opened.rows.places(one.id))),
        )
        for one in opened.rows.findings(state, limit)
    ]


def _places(opened: Heliograph, places: Sequence[Place]) -> list[FoundPlace]:
    told = []
    for one in places:
        path, page = opened.rows.where(one)
        told.append(FoundPlace(kind=one.kind, about=one.about, path=path, page=page))
    return told
