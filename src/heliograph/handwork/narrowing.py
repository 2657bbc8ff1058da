"""What the queue is narrowed to, as a person says it: sources and organisations by their names."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from heliograph.app import Heliograph
from heliograph.errors import NothingThere
from heliograph.records import Entity, Source
from heliograph.store.line_rows import ORGANISATIONS
from heliograph.store.queue_rows import Wanted


def wanted_of(opened: Heliograph, said: Mapping[str, str]) -> Wanted:
    """Take what is said of each facet. Raises `NothingThere` for a name that nothing has."""
    asked = {name: words for name, words in said.items() if words}
    if words := asked.get("source"):
        asked["source"] = source_called(opened, words).id
    if words := asked.get("organisation"):
        asked["organisation"] = entity_called(opened, words, ORGANISATIONS).id
    return Wanted(**asked)


def source_called(opened: Heliograph, words: str) -> Source:
    """Find a source by its id, its name or where it is. Raises `NothingThere`."""
    found = [one for one in opened.rows.sources() if words in (one.id, one.name, one.location)]
    if len(found) != 1:
        listed = found or opened.rows.sources()
        spelled = ", ".join(one.location if found else one.name for one in listed)
        raise NothingThere(what=f"one source {words}", hint=f"There are: {spelled}.")
    return found[0]


def entity_called(opened: Heliograph, words: str, kinds: Collection[str]) -> Entity:
    """Find whom a name, or an id, stands for. Raises `NothingThere`."""
    wanted = words.casefold()
    for one in opened.rows.entities():
        spelled = (one.id, one.name, *one.names)
        if one.kind in kinds and wanted in (each.casefold() for each in spelled):
            return one
    raise NothingThere(what=f"a known name {words}", hint="`heliograph names` lists them.")
