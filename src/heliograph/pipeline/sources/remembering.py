"""What custody says of watching → the database, where a kill or a lost database left it behind.

An entry `observed` makes its look anew, and the link it was a look at, as far as it can be told; an
entry `changed` makes the change, and puts its link where telling it had put it: so it is told once.
Words of links, validators of servers and former states are not in custody: they come anew.
"""

from __future__ import annotations

from typing import Final

import msgspec

from heliograph.pipeline.tools import Tools
from heliograph.records import CustodyEntry, Record, SourceId
from heliograph.store.watch_facts import change_from, observation_from
from heliograph.watch_records import Change, Link, LinkId, Observation

ABSENCES: Final = frozenset({"gone", "blocked", "login", "captcha", "emptied", "moved"})
"""Changes that say that something is not there any more."""
_SHOWED: Final = frozenset({"whole", "same"})


def remember_look(entry: CustodyEntry, tools: Tools) -> None:
    """Keep a look and how it left its link. Raises `CustodyBroken`."""
    look = observation_from(entry)
    known = tools.rows.link(look.link_id)
    tools.rows.keep_watching([look, _looked_at(known or _link_of(look, tools), look)])


def remember_change(entry: CustodyEntry, tools: Tools) -> None:
    """Keep a change and where it left its link. Raises `CustodyBroken`."""
    change = change_from(entry)
    found: list[Record] = [change]
    link = tools.rows.link(change.link_id)
    if link is not None:
        found.append(_told(link, change))
    tools.rows.keep_watching(found)


def _link_of(look: Observation, tools: Tools) -> Link:
    """Make a link that the database has lost. What it showed first is taken for what it says."""
    sources = {one.id: one.location for one in tools.rows.sources()}
    own = sources.get(look.source_id, "")
    return Link(
        id=LinkId(look.link_id),
        source_id=SourceId(look.source_id),
        url=look.url,
        found_on="" if look.url == own else own,
        found_at=look.at,
        next_look_at=look.at,
        base=look.id if look.seen == "whole" else None,
        state="there" if look.seen == "whole" else "new",
    )


def _looked_at(link: Link, look: Observation) -> Link:
    """The validators that came with it are lost: the next look asks for the whole."""
    if look.seen not in _SHOWED:
        return link
    stands = msgspec.structs.replace(link, looked_at=look.at, unanswered=0, etag="", modified="")
    if look.seen == "same":
        return stands
    if stands.base is None and link.state == "new" and link.found_at == look.at:
        stands = msgspec.structs.replace(stands, base=look.id, state="there")
    return msgspec.structs.replace(stands, digest=look.body, shown=look.id)


def _told(link: Link, change: Change) -> Link:
    if change.kind in ABSENCES:
        absent = "gone" if change.kind == "moved" else change.kind
        return msgspec.structs.replace(link, state="gone", absent=absent, pending=None)
    there = msgspec.structs.replace(link, state="there", absent="", pending=None)
    if change.kind == "back":
        return there
    return msgspec.structs.replace(there, base=change.after)
