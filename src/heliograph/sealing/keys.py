"""The keys of an open case: made, replaced, lost, each in custody before it is used.

A private key is kept first and entered second: killed in between, nobody names it, and the next
`make` or `rotate` makes another. What was replaced is removed last.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.codec import moment
from heliograph.config import keys_folder, passphrase_from_environment
from heliograph.errors import NoKey, UsageError
from heliograph.proof.envelope import key_id, sealed, written
from heliograph.proof.keys import ROTATION, CaseKey, keys_in, rotation_payload
from heliograph.proof.signing import Custodian, KeySigner, Place, Session
from heliograph.records import Event
from heliograph.store.facts import Facts

PROBE = b"heliograph: can this key sign?"
"""Signed and thrown away; no envelope's encoding begins like this."""

MAKE_ONE = "Make one: heliograph key make"


class Unlocking(Struct, frozen=True, kw_only=True):
    """How the key may be had."""

    passphrase: Path | None = None
    """A file whose first line it is; None: `HELIOGRAPH_PASSPHRASE_FILE`, if that is set."""
    may_ask: bool = False
    """Whether a person may be asked, on the terminal."""


class KeyMade(Struct, frozen=True, kw_only=True):
    """What is told of a new key."""

    key: str
    fingerprint: str
    place: Place
    event: Event


def current_key(opened: Heliograph) -> CaseKey | None:
    """Give the key that speaks for the case now; None where it has none yet."""
    keys = keys_in(opened.custody.entries(), opened.custody.case)
    return keys[-1] if keys else None


@contextmanager
def signer_of(opened: Heliograph, unlocking: Unlocking) -> Iterator[KeySigner]:
    """Give who signs for the case. Raises `NoKey`, with what to do, here or when it signs."""
    key = current_key(opened)
    if key is None:
        raise NoKey(detail="this case has no key yet", hint=MAKE_ONE)
    with Session(custodian_of(opened, unlocking)) as session:
        yield KeySigner(session, key.public)


def custodian_of(opened: Heliograph, unlocking: Unlocking) -> Custodian:
    """Say where the keys of this case are and how they open."""
    return Custodian(
        case=opened.custody.case,
        folder=keys_folder(),
        passphrase=unlocking.passphrase or passphrase_from_environment(),
        may_ask=unlocking.may_ask,
    )


def make_key(opened: Heliograph, unlocking: Unlocking, place: Place | None = None) -> KeyMade:
    """Give the case its first key. Raises `UsageError` where it has one, and `NoKey`."""
    if current_key(opened) is not None:
        raise UsageError(detail="This case has a key. Replace it with `heliograph key rotate`.")
    with Session(custodian_of(opened, unlocking)) as session:
        public, stands = session.make(place)
    return _entered(opened, "key-made", public, stands, {})


def rotate_key(opened: Heliograph, unlocking: Unlocking, place: Place | None = None) -> KeyMade:
    """Replace the key by a new one that the old one signs. Raises `NoKey`."""
    old = current_key(opened)
    if old is None:
        raise NoKey(detail="this case has no key yet", hint=MAKE_ONE)
    with Session(custodian_of(opened, unlocking)) as session:
        # First of all the old one: who cannot open it must not make another.
        session.sign(old.public, PROBE)
        public, stands = session.make(place or session.place(old.public))
        payload = rotation_payload(opened.custody.case, public, old.public, moment(opened.clock()))
        signers = [KeySigner(session, one) for one in (old.public, public)]
        statement = written(sealed(ROTATION, payload, signers)).decode("ascii")
        facts: Facts = {"previous": old.id, "statement": statement}
        made = _entered(opened, "key-rotated", public, stands, facts)
        session.forget(old.public)
    return made


def lose_key(
    opened: Heliograph, reason: str, unlocking: Unlocking, place: Place | None = None
) -> KeyMade:
    """Replace a key that is gone: custody keeps the reason, and that the link is broken."""
    old = current_key(opened)
    if old is None:
        raise NoKey(detail="this case has no key yet", hint=MAKE_ONE)
    with Session(custodian_of(opened, unlocking)) as session:
        public, stands = session.make(place)
    facts: Facts = {"previous": old.id, "reason": reason}
    return _entered(opened, "key-lost", public, stands, facts)


def _entered(
    opened: Heliograph, event: Event, public: bytes, place: Place, facts: Facts
) -> KeyMade:
    name = key_id(public)
    shown = base64.b64encode(public).decode("ascii")
    opened.enter(event, {"key": name, "public": shown, "place": place, **facts})
    key = CaseKey(public=public, since=opened.custody.count - 1, event=event)
    return KeyMade(key=name, fingerprint=key.fingerprint, place=place, event=event)
