"""A sealed case → timestamps over its last checkpoint, from the authorities that a person named.

Each request is in custody and in `egress.jsonl` before it is sent. What does not come now is asked
for again by the next `heliograph timestamp`; only the last checkpoint is, since it covers all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.codec import digest_of, moment
from heliograph.egress.endpoint import Refused, address_of, post
from heliograph.egress.log import write_down
from heliograph.errors import HeliographError, ProofBroken
from heliograph.proof.checkpoints import Checkpoints, Kept
from heliograph.proof.stamp_folder import StampFolder
from heliograph.proof.timestamps import (
    Expected,
    Stamp,
    certificates_in,
    checked,
    question_about,
)
from heliograph.records import Digest
from heliograph.sealing.authorities import Named, authority, named_in
from heliograph.store.authority_files import Authority
from heliograph.store.facts import Facts

SECONDS = 30.0
"""How long an authority may take."""


class Stamping(Struct, frozen=True, kw_only=True):
    """How it stands between one checkpoint and one authority."""

    size: int
    """The checkpoint's."""
    about: Digest
    authority: str
    state: Literal["stamped", "pending"]
    at: str | None = None
    detail: str = ""


def timestamp(opened: Heliograph) -> list[Stamping]:
    """Ask every named authority about the last checkpoint, unless it has answered already."""
    last = Checkpoints(opened.folder.checkpoints).last()
    if last is None:
        return []
    return [_stamp(opened, last, named) for named in named_in(opened) if named.asked]


def stampings(opened: Heliograph) -> Iterator[Stamping]:
    """Say of every checkpoint and every named authority how it stands; nothing is sent."""
    kept = Checkpoints(opened.folder.checkpoints).all()
    entered = {
        (entry.facts.get("about"), entry.facts.get("authority")): str(entry.facts.get("at"))
        for entry in opened.custody.entries()
        if entry.event == "timestamped"
    }
    for one in kept:
        for named in named_in(opened):
            at = entered.get((one.digest, named.name))
            waits = named.asked and one is kept[-1]
            if at is None and not waits:
                continue
            yield Stamping(
                size=one.size,
                about=one.digest,
                authority=named.name,
                state="stamped" if at else "pending",
                at=at,
            )


def _stamp(opened: Heliograph, last: Kept, named: Named) -> Stamping:
    folder = StampFolder(opened.folder.timestamps)
    try:
        trusted = authority(opened, named)
        reply = folder.reply(last.digest, named.name)
        if reply is None:
            reply = _asked(opened, last, trusted)
            stamp = _checked(opened, last, trusted, reply)
            folder.keep(last.digest, named.name, reply, stamp.chain)
        else:
            stamp = _checked(opened, last, trusted, reply)
    except HeliographError as wrong:
        return _stamping(last, named, None, str(wrong))
    _enter(opened, last, named, reply, stamp)
    return _stamping(last, named, stamp, stamp.authority)


def _asked(opened: Heliograph, last: Kept, trusted: Authority) -> bytes:
    """Write down what is about to be sent, and send it. Raises `ProofBroken`."""
    question = question_about(last.content)
    where = msgspec.structs.replace(
        address_of(trusted.url),
        asks="application/timestamp-query",
        answers="application/timestamp-reply",
    )
    facts: Facts = {
        "about": last.digest,
        "authority": trusted.name,
        "host": where.name,
        "nonce": question.nonce,
        "bytes": len(question.content),
        "digest": digest_of(question.content),
    }
    StampFolder(opened.folder.timestamps).ask(last.digest, trusted.name, question.content)
    reason = f"a timestamp by {trusted.name}"
    write_down(opened.folder.egress, opened.clock(), where.url, reason, sent=facts)
    opened.enter("timestamp-asked", facts)
    came = post(where, question.content, seconds=SECONDS)
    if isinstance(came, Refused):
        raise ProofBroken(detail=f"{where.name} gave no timestamp: {came.reason}")
    return came


def _checked(opened: Heliograph, last: Kept, trusted: Authority, reply: bytes) -> Stamp:
    nonces = frozenset(
        str(entry.facts.get("nonce"))
        for entry in opened.custody.entries()
        if entry.event == "timestamp-asked"
        and (entry.facts.get("about"), entry.facts.get("authority")) == (last.digest, trusted.name)
    )
    expected = Expected(content=last.content, nonces=nonces, policy=trusted.policy)
    return checked(reply, expected, certificates_in(trusted.roots.encode()))


def _enter(opened: Heliograph, last: Kept, named: Named, reply: bytes, stamp: Stamp) -> None:
    """Enter what came, unless it is entered already."""
    token = digest_of(reply)
    for entry in opened.custody.entries():
        if entry.event == "timestamped" and entry.facts.get("token") == token:
            return
    facts: Facts = {
        "about": last.digest,
        "authority": named.name,
        "token": token,
        "at": moment(stamp.at),
        "policy": stamp.policy,
        "serial": stamp.serial,
    }
    opened.enter("timestamped", facts)


def _stamping(last: Kept, named: Named, stamp: Stamp | None, detail: str) -> Stamping:
    return Stamping(
        size=last.size,
        about=last.digest,
        authority=named.name,
        state="pending" if stamp is None else "stamped",
        at=moment(stamp.at) if stamp is not None else None,
        detail=detail,
    )
