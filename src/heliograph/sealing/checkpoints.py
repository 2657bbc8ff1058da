"""An open case → a signed checkpoint over all its entries, then the entry that names it.

The file is written first. Killed in between, the next seal enters the file that stands there, so
that each is entered once and nothing is signed twice.
"""

from __future__ import annotations

from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.codec import moment
from heliograph.errors import CustodyBroken, HeliographError, ProofBroken
from heliograph.proof.checkpoints import (
    CHECKPOINT,
    Checkpoints,
    Kept,
    checkpoint_payload,
    read_checkpoint,
)
from heliograph.proof.clock import clock_quality
from heliograph.proof.envelope import sealed, written
from heliograph.proof.merkle import Growing
from heliograph.records import Digest
from heliograph.sealing.keys import Unlocking, signer_of
from heliograph.store.facts import Facts

SAYS_NOTHING_NEW = frozenset({"checkpoint", "timestamp-asked", "timestamped"})
"""Entries for which alone no new checkpoint is worth making."""


class Sealed(Struct, frozen=True, kw_only=True):
    """A checkpoint as people are told of it."""

    size: int
    digest: Digest
    """Of the envelope's file: keep it outside the case."""
    head: Digest
    root: str
    key: str
    new: bool
    """False where nothing had been done since the last one."""


class _State(Struct):
    """What custody says, read once."""

    tree: Growing
    last: Kept | None
    entered: bool = False
    """Whether the last checkpoint has its entry."""
    since: int = 0
    """Entries that matter and that the last checkpoint does not cover."""


def seal(opened: Heliograph, unlocking: Unlocking) -> Sealed:
    """Make a checkpoint, unless nothing was done since the last. Raises `NoKey`.

    Raises `CustodyBroken` where the chain does not hold: what is broken is not signed.
    """
    folder = Checkpoints(opened.folder.checkpoints)
    state = _state(opened, folder.last())
    last = state.last
    if last is not None and not state.entered:
        # Its entry is what a kill cost us.
        _enter(opened, last)
        state = _state(opened, last)
    if last is not None and not state.since:
        return _sealed(last, new=False)
    with signer_of(opened, unlocking) as signer:
        payload = checkpoint_payload(
            case=opened.custody.case,
            size=state.tree.size,
            head=opened.custody.head,
            root=state.tree.root(),
            at=moment(opened.clock()),
            clock=clock_quality(),
            previous=last.digest if last is not None else None,
            public=signer.public,
        )
        content = written(sealed(CHECKPOINT, payload, [signer]))
    made = Kept(size=state.tree.size, content=content)
    folder.keep(made.size, made.content)
    _enter(opened, made)
    return _sealed(made, new=True)


def seal_unasked(opened: Heliograph) -> Sealed | str:
    """Seal if the key can be used without asking anybody; else say why not."""
    try:
        return seal(opened, Unlocking())
    except HeliographError as wrong:
        return str(wrong)


def _state(opened: Heliograph, last: Kept | None) -> _State:
    state = _State(tree=Growing(), last=last)
    covered = last.size if last is not None else 0
    for entry, line in zip(opened.custody.entries(), opened.custody.lines(), strict=True):
        state.tree.add(line)
        if last is not None and state.tree.size == covered:
            _same_root(last, state.tree)
        if entry.event == "checkpoint" and last is not None:
            state.entered |= entry.facts.get("digest") == last.digest
        elif entry.sequence >= covered and entry.event not in SAYS_NOTHING_NEW:
            state.since += 1
    if state.tree.size == 0 or state.tree.size < covered:
        wrong = f"it ends here, and the last checkpoint covers {covered} entries"
        raise CustodyBroken(entry=state.tree.size, detail=wrong)
    return state


def _same_root(last: Kept, tree: Growing) -> None:
    """See that the last checkpoint is one of this chain: what is broken is not signed over."""
    _, checkpoint = read_checkpoint(last.content)
    if checkpoint.root != f"sha256:{tree.root().hex()}":
        raise ProofBroken(
            detail=f"checkpoint {last.size} has another root than the entries it covers"
        )


def _enter(opened: Heliograph, kept: Kept) -> None:
    _, checkpoint = read_checkpoint(kept.content)
    facts: Facts = {"size": kept.size, "digest": kept.digest, "root": checkpoint.root}
    opened.enter("checkpoint", facts)


def _sealed(kept: Kept, *, new: bool) -> Sealed:
    envelope, checkpoint = read_checkpoint(kept.content)
    return Sealed(
        size=kept.size,
        digest=kept.digest,
        head=checkpoint.head,
        root=checkpoint.root,
        key=envelope.key_ids[0],
        new=new,
    )
