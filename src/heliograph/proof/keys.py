"""Custody → the public keys of a case, each with the entries from which on it speaks for it.

The private halves are nobody's business here: see `heliograph.proof.signing`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from string import hexdigits

import msgspec
from msgspec import Struct

from heliograph.codec import canonical
from heliograph.errors import ProofBroken, UsageError
from heliograph.proof.envelope import Envelope, key_id, read, signed_by
from heliograph.records import CustodyEntry

ROTATION = "application/vnd.heliograph.key+json"
ROTATION_FORMAT = "heliograph-key/1"
RAW_BYTES = 32

_GROUPS, _LETTERS = 8, 4
_LENGTHS = (_GROUPS * _LETTERS, 64)


class Rotation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What both keys sign when one replaces the other."""

    format: str
    case: str
    public: str
    """The new key, base64."""
    previous: str
    """Id of the old key."""
    at: str


class CaseKey(Struct, frozen=True, kw_only=True):
    """A key and its time."""

    public: bytes
    since: int
    """Sequence of the entry that brought it: it signs checkpoints that are longer than this."""
    event: str
    """`key-made`, `key-rotated` or `key-lost`."""
    reason: str = ""
    wrong: str = ""
    """What does not hold about how it came to be; empty where all does."""

    @property
    def id(self) -> str:
        """`sha256:` and 64 hex digits."""
        return key_id(self.public)

    @property
    def fingerprint(self) -> str:
        """The id's first 128 bits, in eight groups that two people can read to each other."""
        return fingerprint(self.public)


def fingerprint(public: bytes) -> str:
    """Write a key as eight groups of four hex digits: 128 bits of its SHA-256."""
    digits = key_id(public).removeprefix("sha256:")
    return " ".join(digits[at * _LETTERS : (at + 1) * _LETTERS] for at in range(_GROUPS))


def digits_told(text: str) -> str:
    """Take the hex digits of a fingerprint that a person was told; empty for nothing.

    It may have spaces, colons, capitals and `sha256:` before it, and is what `fingerprint` writes
    or a whole id: of no other length, for fewer digits would let a key pass that was made to begin
    so. Raises `UsageError`, which says what its length is.
    """
    digits = "".join(text.lower().replace("sha256:", "").replace(":", " ").split())
    if digits and (len(digits) not in _LENGTHS or set(digits) - set(hexdigits)):
        detail = (
            f"{text!r} is no fingerprint: it has {len(digits)} signs. One has 32 hex digits as it "
            "is read out, or all 64; `heliograph key show` prints it where the key was made."
        )
        raise UsageError(detail=detail)
    return digits


def public_from(text: object) -> bytes | None:
    """Read a public key from base64; None where it is none."""
    try:
        raw = base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == RAW_BYTES else None


def rotation_payload(case: str, public: bytes, previous: bytes, at: str) -> bytes:
    """Write what both keys are to sign."""
    return canonical(
        Rotation(
            format=ROTATION_FORMAT,
            case=case,
            public=base64.b64encode(public).decode("ascii"),
            previous=key_id(previous),
            at=at,
        )
    )


def keys_in(entries: Iterable[CustodyEntry], case: str) -> list[CaseKey]:
    """Go through custody and list the keys, oldest first."""
    found: list[CaseKey] = []
    for entry in entries:
        made = key_from(entry, found[-1] if found else None, case)
        if made is not None:
            found.append(made)
    return found


def key_from(entry: CustodyEntry, before: CaseKey | None, case: str) -> CaseKey | None:
    """Read the key that an entry brings, checked against the one before; None if it brings none."""
    if entry.event not in ("key-made", "key-rotated", "key-lost"):
        return None
    public = public_from(entry.facts.get("public"))
    wrong = ""
    if public is None:
        public, wrong = bytes(RAW_BYTES), "it names no key"
    elif entry.facts.get("key") != key_id(public):
        wrong = "it names another key than it brings"
    elif entry.event == "key-made" and before is not None:
        wrong = f"key {before.id} was there already, and neither signed for it nor was lost"
    elif entry.event == "key-rotated":
        wrong = _wrong_rotation(entry, public, before, case)
    return CaseKey(
        public=public,
        since=entry.sequence,
        event=entry.event,
        reason=str(entry.facts.get("reason") or ""),
        wrong=wrong,
    )


def key_at(keys: Iterable[CaseKey], size: int) -> CaseKey | None:
    """Give the key in force after the first `size` entries."""
    return next((key for key in reversed(list(keys)) if key.since < size), None)


def _wrong_rotation(entry: CustodyEntry, public: bytes, before: CaseKey | None, case: str) -> str:
    if before is None:
        return "there is no key before it"
    try:
        envelope = read(str(entry.facts.get("statement")).encode())
        said = msgspec.json.decode(envelope.content, type=Rotation)
    except (ProofBroken, msgspec.DecodeError) as broken:
        return f"its statement cannot be read ({broken})"
    expected = (ROTATION_FORMAT, case, public, before.id)
    if (said.format, said.case, public_from(said.public), said.previous) != expected:
        return "its statement is about something else"
    return _unsigned(envelope, public, before.public)


def _unsigned(envelope: Envelope, new: bytes, old: bytes) -> str:
    if envelope.kind != ROTATION:
        return "its statement is of another kind"
    for name, key in (("old", old), ("new", new)):
        if not signed_by(envelope, key):
            return f"the {name} key did not sign it"
    return ""
