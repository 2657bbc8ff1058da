"""How far an open case is sealed: what people keep outside of it, and what is left to do."""

from __future__ import annotations

from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.proof.checkpoints import Checkpoints, read_checkpoint
from heliograph.proof.clock import ClockQuality, clock_quality
from heliograph.records import Digest
from heliograph.sealing.checkpoints import SAYS_NOTHING_NEW
from heliograph.sealing.keys import current_key
from heliograph.sealing.timestamps import stampings


class SealedTo(Struct, frozen=True, kw_only=True):
    """The last checkpoint."""

    size: int
    digest: Digest
    root: str
    at: str


class SealState(Struct, frozen=True, kw_only=True):
    """Custody's end, what was signed of it, and what is open."""

    case: str
    entries: int
    head: Digest
    key: str | None
    fingerprint: str | None
    checkpoint: SealedTo | None
    unsealed: int
    """Entries that matter and that no checkpoint covers."""
    stamped: tuple[str, ...]
    """Authorities that stamped the last checkpoint."""
    pending: tuple[str, ...]
    """Authorities that have not answered about it."""
    clock: ClockQuality


def seal_state(opened: Heliograph) -> SealState:
    """Look; nothing is changed and nobody is asked."""
    last = Checkpoints(opened.folder.checkpoints).last()
    covered = last.size if last is not None else 0
    key = current_key(opened)
    stamps = [one for one in stampings(opened) if last is not None and one.about == last.digest]
    checkpoint = None
    if last is not None:
        _, said = read_checkpoint(last.content)
        checkpoint = SealedTo(size=last.size, digest=last.digest, root=said.root, at=said.at)
    return SealState(
        case=opened.custody.case,
        entries=opened.custody.count,
        head=opened.custody.head,
        key=key.id if key else None,
        fingerprint=key.fingerprint if key else None,
        checkpoint=checkpoint,
        unsealed=sum(
            entry.event not in SAYS_NOTHING_NEW
            for entry in opened.custody.entries(from_sequence=min(covered, opened.custody.count))
        ),
        stamped=tuple(one.authority for one in stamps if one.state == "stamped"),
        pending=tuple(one.authority for one in stamps if one.state == "pending"),
        clock=clock_quality(),
    )


def in_short(state: SealState) -> str:
    """Say in one line how far the case is sealed and what to do."""
    if state.key is None:
        return "not signed yet: heliograph key make"
    if state.checkpoint is None or state.unsealed:
        return f"{state.unsealed} entries are not signed yet: heliograph seal"
    stamped = f", timestamped by {', '.join(state.stamped)}" if state.stamped else ""
    waits = f"; {', '.join(state.pending)} not heard yet: heliograph timestamp"
    return (
        f"signed up to its entry {state.checkpoint.size}{stamped}{waits if state.pending else ''}"
    )
