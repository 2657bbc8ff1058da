"""A payload with the signatures over it: DSSE, version 1.0.2, as JSON.

What is signed is the pre-authentication encoding: the payload's type and its bytes, with their
lengths. Signatures are Ed25519; `keyid` is `sha256:` and the SHA-256 of the raw public key in hex.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from typing import Protocol

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from heliograph.codec import canonical
from heliograph.errors import ProofBroken

MOST_BYTES = 16 * 2**20
"""Bytes of an envelope: a manifest of a hundred thousand files stays below."""


class Signer(Protocol):
    """Whoever can sign for one key. `heliograph.proof.signing` has the one that is real."""

    @property
    def public(self) -> bytes:
        """The raw public key, 32 bytes."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Give the Ed25519 signature over `message`, 64 bytes."""
        ...


class Signature(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One signature and the id of the key that made it."""

    keyid: str
    sig: str
    """Base64."""


class Envelope(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"kind": "payloadType"}
):
    """A payload of a named kind, signed."""

    kind: str
    """`payloadType` in JSON: `application/vnd.heliograph.<what>+json`."""
    payload: str
    """Base64 of the payload's bytes."""
    signatures: tuple[Signature, ...]

    @property
    def content(self) -> bytes:
        """The payload's bytes."""
        return base64.b64decode(self.payload, validate=True)

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Who claims to have signed: not checked yet."""
        return tuple(one.keyid for one in self.signatures)


_DECODER = msgspec.json.Decoder(Envelope)


def key_id(public: bytes) -> str:
    """Name a raw public key."""
    return f"sha256:{hashlib.sha256(public).hexdigest()}"


def to_sign(kind: str, payload: bytes) -> bytes:
    """Write the pre-authentication encoding of DSSE."""
    name = kind.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


def sealed(kind: str, payload: bytes, signers: Iterable[Signer]) -> Envelope:
    """Put `payload` in an envelope signed by each of `signers`, in order."""
    message = to_sign(kind, payload)
    return Envelope(
        kind=kind,
        payload=base64.b64encode(payload).decode("ascii"),
        signatures=tuple(
            Signature(
                keyid=key_id(one.public), sig=base64.b64encode(one.sign(message)).decode("ascii")
            )
            for one in signers
        ),
    )


def written(envelope: Envelope) -> bytes:
    """Write an envelope as the file that is kept: canonical JSON and a newline."""
    return canonical(envelope) + b"\n"


def read(content: bytes) -> Envelope:
    """Read an envelope. Raises `ProofBroken` where it is none; no signature is checked."""
    if len(content) > MOST_BYTES:
        raise ProofBroken(detail=f"an envelope of {len(content)} bytes is too long")
    try:
        envelope = _DECODER.decode(content)
        _ = envelope.content
    except (msgspec.DecodeError, UnicodeDecodeError, binascii.Error, ValueError) as wrong:
        raise ProofBroken(detail=f"it is no envelope ({wrong})") from wrong
    return envelope


def signed_by(envelope: Envelope, public: bytes) -> bool:
    """Say whether the key of `public` signed this envelope: by its id, and its signature fits.

    False where it did not sign, and where any signature under its id does not fit.
    """
    mine = [one for one in envelope.signatures if one.keyid == key_id(public)]
    message = to_sign(envelope.kind, envelope.content)
    return bool(mine) and all(fits(public, message, one.sig) for one in mine)


def fits(public: bytes, message: bytes, signature: str) -> bool:
    """Say whether this base64 signature over `message` was made by the key of `public`."""
    try:
        raw = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(raw, message)
    except (InvalidSignature, ValueError):
        return False
    return True
