"""Checks the timestamps of a case: each over a checkpoint, asked for, vouched for, and entered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from cryptography import x509
from msgspec import Struct

from heliograph.codec import digest_of, moment
from heliograph.errors import BadAuthority, ProofBroken
from heliograph.proof.checkpoints import read_checkpoint
from heliograph.proof.stamp_folder import KeptStamp, StampFolder
from heliograph.proof.timestamps import Expected, Stamp, certificates_in, checked
from heliograph.records import CustodyEntry
from heliograph.store import CaseFolder
from heliograph.store.authority_files import read_authority
from heliograph.store.checks import Check, failed, held, unanswered
from heliograph.store.verify_proof import TOLERANCE, Chain, Outside


class _Trust(Struct, frozen=True):
    """By what a timestamp is checked."""

    roots: Sequence[x509.Certificate]
    policy: str


def check_stamps(folder: CaseFolder, chain: Chain, outside: Outside) -> Iterator[Check]:
    """Check each; the first that fails is named, then the first that cannot be checked."""
    name = "timestamps"
    found = list(StampFolder(folder.timestamps).all())
    answers = [_check(one, folder, chain, outside) for one in found]
    answers += _missing(found, chain)
    worst = [one for one in answers if one.fails] + [
        one for one in answers if one.answer == "not-checkable"
    ]
    if worst:
        yield worst[0]
    elif not answers:
        yield unanswered(
            name, "there is none: when this was done rests on the clock of one machine"
        )
    else:
        yield held(name, "; ".join(one.detail for one in answers))


def _check(one: KeptStamp, folder: CaseFolder, chain: Chain, outside: Outside) -> Check:
    name = "timestamps"
    what = f"the timestamp of {one.authority} over {one.about}"
    kept = next((each for each in chain.kept if each.digest == one.about), None)
    if kept is None:
        return failed(name, f"{what} is over no checkpoint of this case")
    try:
        trust = _trust(one, folder, chain, outside)
    except BadAuthority as missing:
        if "is missing" in str(missing):
            return unanswered(name, f"{what}: its root is not here; name it with --trust")
        return failed(name, f"{what}: {missing}")
    expected = Expected(content=kept.content, nonces=_nonces(one, chain), policy=trust.policy)
    try:
        stamp = checked(one.reply, expected, trust.roots)
        _, said = read_checkpoint(kept.content)
    except ProofBroken as broken:
        return failed(name, f"{what}: {broken}")
    if stamp.at < datetime.fromisoformat(said.at) - TOLERANCE:
        wrong = f"it is of {moment(stamp.at)}, before the checkpoint's own date, {said.at}"
        return failed(name, f"{what}: {wrong}: the machine's clock was ahead, or was set so")
    return _entered(one, stamp, kept.size, chain)


def _entered(one: KeptStamp, stamp: Stamp, size: int, chain: Chain) -> Check:
    at = moment(stamp.at)
    right = f"{one.authority} had checkpoint {size} by {at}"
    entries = [entry for entry in chain.of("timestamped") if _is_about(entry, one)]
    if not entries:
        return held(
            "timestamps", f"{right}; unfinished: it is not entered yet (heliograph timestamp)"
        )
    token = digest_of(one.reply)
    if not any(
        (entry.facts.get("token"), entry.facts.get("at")) == (token, at) for entry in entries
    ):
        return failed(
            "timestamps",
            f"the timestamp of {one.authority} over {one.about} is not the one that was entered",
        )
    return held("timestamps", right)


def _missing(found: Sequence[KeptStamp], chain: Chain) -> Iterator[Check]:
    """Say of what was entered and is not there."""
    there = {(one.about, one.authority) for one in found}
    for entry in chain.of("timestamped"):
        about, authority = entry.facts.get("about"), entry.facts.get("authority")
        if (about, authority) not in there:
            yield failed(
                "timestamps",
                f"the timestamp of {authority} over {about} is in custody (entry "
                f"{entry.sequence}), and is missing",
            )


def _trust(one: KeptStamp, folder: CaseFolder, chain: Chain, outside: Outside) -> _Trust:
    """Say which roots count: the reader's, or those that custody says a person trusted."""
    added = [
        entry for entry in chain.of("authority-added") if entry.facts.get("name") == one.authority
    ]
    if outside.roots:
        return _Trust(certificates_in(outside.roots), "")
    if not added:
        raise BadAuthority(detail=f"custody names no authority {one.authority}")
    named = read_authority(
        folder.authorities / f"{one.authority}.json", str(added[-1].facts.get("digest"))
    )
    return _Trust(certificates_in(named.roots.encode()), named.policy)


def _nonces(one: KeptStamp, chain: Chain) -> frozenset[str]:
    return frozenset(
        str(entry.facts.get("nonce"))
        for entry in chain.of("timestamp-asked")
        if _is_about(entry, one)
    )


def _is_about(entry: CustodyEntry, one: KeptStamp) -> bool:
    facts = entry.facts
    return facts.get("about") == one.about and facts.get("authority") == one.authority
