"""Observations that were read → changes: told once, confirmed by a second look, noise apart.

What a link says is compared with what it last was taken to say (its base). A difference is told
when a second look a little later agrees; an absence likewise, and never on a network fault, which
is no absence. A page that goes back and forth between states it had is one change, not twenty.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, cast

import msgspec

from heliograph.codec import id_of, moment
from heliograph.pipeline.sources.following import shown_by
from heliograph.pipeline.sources.looking import judged
from heliograph.pipeline.sources.states import State
from heliograph.pipeline.tools import Tools
from heliograph.records import Source
from heliograph.store.journal import enter
from heliograph.store.watch_facts import of_change
from heliograph.versions.said import Difference, Said, digest_of_said, stable_difference
from heliograph.watch_records import Change, ChangeId, ChangeKind, Link, Observation, Schedule

CONFIRM: Final = timedelta(minutes=10)
"""Between a difference and the second look at it."""
CONFIRM_ABSENCE: Final = timedelta(hours=1)
"""Servers are often down for minutes; few say "not found" for an hour by mistake."""
STATES: Final = 6
"""Former states that are remembered."""
COMES_AND_GOES: Final = 2
"""What was told so often of late is not told again."""
_LONGEST_DETAIL: Final = 600

_ABSENT: Final[dict[str, ChangeKind]] = {
    "gone": "gone", "blocked": "blocked", "emptied": "emptied",
}  # fmt: skip
"""What a look met → the change it would be. Everything else that is not whole is a fault."""

_OF_THE_SITE: Final = frozenset({"blocked", "captcha", "login"})
"""Absences that a whole site puts in our way, told once and not for each of its pages."""

Told = tuple[Link, list[Change]]


def tell_changes(
    source: Source, schedule: Schedule, observations: Sequence[Observation], tools: Tools
) -> list[Change]:
    """Compare each look with what its link last was taken to say, and keep what changed."""
    told: list[Change] = []
    for look in observations:
        link = tools.rows.link(look.link_id)
        if link is not None:
            state = _state(source, schedule, link, look, tools)
            stands, changes = _judged(state)
            _keep(look, stands, changes, tools)
            if stands.state == "missing" and link.state != "missing":
                _hurry(state.lists(), look.at + CONFIRM, tools)
            told += changes
    return told


def _hurry(lists: Sequence[Link], then: datetime, tools: Tools) -> None:
    """Have the lists looked at before an absence is told: it may stand elsewhere by now."""
    hurried = [_changed(one, next_look_at=min(one.next_look_at, then)) for one in lists]
    tools.rows.keep_watching(hurried)


def _state(
    source: Source, schedule: Schedule, link: Link, look: Observation, tools: Tools
) -> State:
    """Where a look met the same bytes as the last, it shows what that one showed."""
    showed = shown_by(look, link, tools)
    return State(source=source, schedule=schedule, link=link, look=look, showed=showed, tools=tools)


def _keep(look: Observation, link: Link, changes: Sequence[Change], tools: Tools) -> None:
    def also() -> None:
        tools.rows.keep_watching([link])
        judged(look, tools)

    enter([of_change(one) for one in changes], tools, also)


def _judged(state: State) -> Told:
    """Say how the link stands now, and what is to be told."""
    if state.look.seen in _ABSENT:
        why = f"status {state.look.status}" if state.look.status else state.look.detail
        return _absent(state, _ABSENT[state.look.seen], why)
    if state.look.seen not in ("whole", "same"):
        # A network fault, a busy server or its rules: says nothing about the document.
        return state.link, []
    if state.is_place:
        return _changed(state.link, state="there", absent=""), _back(state)
    barrier = state.barrier()
    if barrier is not None:
        return _absent(state, barrier, state.look.led_to or "another page in its place")
    return _present(state)


def _absent(state: State, kind: ChangeKind, why: str) -> Told:
    """Confirm an absence by a second look of the same kind, then tell it once."""
    link = state.link
    if link.state == "new" or (link.state == "gone" and link.absent == kind):
        # What never stood here did not vanish; what vanished did so once.
        return link, []
    if link.state == "there" or link.absent != kind:
        missing = _changed(link, state="missing", absent=kind, pending=None)
        return _changed(missing, next_look_at=state.look.at + CONFIRM_ABSENCE), []
    if kind == "gone" and state.may_be_elsewhere():
        return _changed(link, next_look_at=state.look.at + CONFIRM), []
    return _confirmed(state, kind, why)


def _confirmed(state: State, kind: ChangeKind, why: str) -> Told:
    """Tell an absence that a second look met as well."""
    link = state.link
    gone = _changed(link, state="gone")
    if state.leads and link.found_on:
        # A list that grew shorter has a page less; what stood on it is looked at for itself.
        return gone, []
    if kind == "gone" and (moved := state.moved_to()):
        return gone, [_change(state, "moved", f"now at {moved}")]
    times = state.times_told(kind)
    if times >= COMES_AND_GOES or (kind in _OF_THE_SITE and state.told_of_source(kind)):
        return gone, []
    return gone, [_change(state, kind, f"{why}; it comes and goes" if times else why)]


def _present(state: State) -> Told:
    """It is there: say whether it was not, or says something else."""
    link = state.link
    back = _back(state)
    stands = _changed(link, state="there", absent="")
    now = state.says()
    if link.base is None:
        stands, changes = _first(state, stands, now)
    elif state.leads:
        stands, changes = _of_list(state, stands, now)
    elif digest_of_said(now) == digest_of_said(state.said()):
        stands, changes = _same_words(state, stands, now)
    else:
        stands, changes = _other_words(state, stands, now)
    return stands, [*back, *changes]


def _back(state: State) -> list[Change]:
    """It is there again, and was told to be gone."""
    link = state.link
    is_page = state.leads and link.found_on
    if link.state != "gone" or is_page:
        return []
    if not 0 < state.times_told(_kind(link.absent)) < COMES_AND_GOES:
        return []
    return [_change(state, "back", f"it was {link.absent}")]


def _first(state: State, link: Link, now: Said) -> Told:
    """Take a first look as what the link says. It appeared, unless it stood there before us."""
    stands = _settled(state, link, now)
    if not link.found_on or link.is_first or state.leads:
        return stands, []
    elsewhere = state.same_bytes_at()
    if state.source.kind == "git":
        # A tag and the branch on which it stands are the same bytes, and that is no news.
        same = f", the same as {elsewhere}" if elsewhere else ""
        return stands, [_change(state, "appeared", f"{link.url}{same}")]
    if elsewhere:
        return stands, [_change(state, "reissued", f"the same bytes as {elsewhere}")]
    elsewhere = state.same_words_at()
    if elsewhere:
        return stands, [_change(state, "reissued", f"the same words as {elsewhere}")]
    return stands, [_change(state, "appeared", link.url)]


def _of_list(state: State, link: Link, now: Said) -> Told:
    """Of a list, what it leads to is told by itself; other words for the same addresses are not."""
    if link.found_on or digest_of_said(now) == digest_of_said(state.said()):
        return _settled(state, link, now), []
    if not state.leads_as_before():
        return _settled(state, link, now), []
    return _other_words(state, link, now)


def _same_words(state: State, link: Link, now: Said) -> Told:
    """The words are the same: of a file, other bytes that stay are a change all the same."""
    if not (state.is_file() and state.has_other_bytes()):
        return _changed(link, pending=None), []
    if link.pending is None:
        return _to_be_confirmed(state, link), []
    pending = state.observed(link.pending)
    if pending is None or pending.body != state.showed.body:
        # Made anew at every request: only its words can be held against each other.
        return _changed(link, pending=None), []
    replaced = _change(state, "replaced", "other bytes that say the same")
    return _settled(state, link, now), [replaced]


def _other_words(state: State, link: Link, now: Said) -> Told:
    """It says something else: tell it when a second look does, too, in what both agree."""
    pending = state.said_pending()
    if pending is None:
        return _to_be_confirmed(state, link), []
    difference = stable_difference(state.said(), pending, now)
    if not difference.is_one:
        return _changed(link, pending=None), []
    if state.flaps(digest_of_said(now)):
        return _settled(state, link, now), []
    if state.leads and not (difference.added and difference.removed):
        # Banners come and go on lists; another name takes the place of one.
        return _settled(state, link, now), []
    kind = "changed" if state.leads else _kind_of(difference, is_file=state.is_file())
    change = _change(state, kind, _detail(difference))
    return _settled(state, link, now), [change]


def _kind_of(difference: Difference, *, is_file: bool) -> ChangeKind:
    if is_file:
        return "replaced"
    return "clause-gone" if len(difference.lost) > len(difference.fresh) else "changed"


def _settled(state: State, link: Link, now: Said) -> Link:
    """Take what is said now as what the link says."""
    digest = digest_of_said(now)
    before = link.before
    if not before or not before[0].endswith(digest):
        before = (f"{moment(state.look.at)} {digest}", *before)[:STATES]
    return _changed(link, base=state.showed.id, pending=None, before=before)


def _to_be_confirmed(state: State, link: Link) -> Link:
    return _changed(link, pending=state.showed.id, next_look_at=state.look.at + CONFIRM)


def _change(state: State, kind: ChangeKind, detail: str) -> Change:
    return Change(
        id=ChangeId(id_of("change", state.link.id, kind, state.look.id)),
        source_id=state.link.source_id,
        link_id=state.link.id,
        kind=kind,
        at=state.look.at,
        before=state.link.base,
        after=state.showed.id,
        detail=detail[:_LONGEST_DETAIL],
    )


def _changed(link: Link, **to: object) -> Link:
    return msgspec.structs.replace(link, **to)


def _kind(absent: str) -> ChangeKind:
    return cast("ChangeKind", absent)


def _detail(difference: Difference) -> str:
    """Say what is different, in the words as folded: the documents themselves have the others."""
    parts = []
    if difference.removed:
        parts.append(f"gone: {' | '.join(difference.removed[:3])}")
    if difference.added:
        parts.append(f"new: {' | '.join(difference.added[:3])}")
    return "; ".join(parts)
