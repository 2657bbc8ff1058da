"""Timestamps of RFC 3161: what is asked, and whether what came proves what it is to prove.

A token must be over these bytes, answer this question (nonce), be of the policy agreed on, and be
signed by a certificate for timestamping alone whose chain leads, valid at the time it tells, to a
root that the reader trusts. The chain is built here and once more by the library, which checks
the signature.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from msgspec import Struct
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from heliograph.errors import ProofBroken

LONGEST_CHAIN = 8
_SHA256 = "2.16.840.1.101.3.4.2.1"
_UNSORTED = "InvalidSetOrdering"


class Question(Struct, frozen=True, kw_only=True):
    """What is sent to an authority."""

    content: bytes
    """DER, as sent and kept."""
    nonce: str
    """Hex: it may be too large for a number in JSON."""


class Stamp(Struct, frozen=True, kw_only=True):
    """What a token says, once it has been checked."""

    at: datetime
    """When the authority had the digest, by its own clock, in UTC."""
    authority: str
    """Name in the certificate that signed."""
    policy: str
    serial: str
    """Hex."""
    chain: bytes
    """PEM: from the certificate that signed up to the trusted root."""


class Expected(Struct, frozen=True, kw_only=True):
    """What a token must be."""

    content: bytes
    """The bytes it is to be over."""
    nonces: frozenset[str]
    """Of the questions that were asked; hex."""
    policy: str = ""
    """Empty: any."""


def question_about(content: bytes) -> Question:
    """Ask about the SHA-256 of these bytes, with a fresh nonce, certificate wanted."""
    request = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).build()
    return Question(content=request.as_bytes(), nonce=f"{request.nonce or 0:x}")


def certificates_in(pem: bytes) -> list[x509.Certificate]:
    """Read every certificate of a PEM file. Raises `ProofBroken` where there is none."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as wrong:
        raise ProofBroken(detail=f"there is no certificate in PEM ({wrong})") from wrong


def checked(reply: bytes, expected: Expected, trusted: Sequence[x509.Certificate]) -> Stamp:
    """Say what a reply proves. Raises `ProofBroken` with the first thing that does not fit.

    Of `trusted`, those that signed themselves are roots; others may stand in a chain.
    """
    answer = _read(reply)
    _about(answer, expected)
    at = answer.tst_info.gen_time.astimezone(UTC)
    signer = _signer(answer, trusted)
    _for_stamping(signer)
    chain = _chain(signer, at, [*_embedded(answer), *trusted], trusted)
    builder = VerifierBuilder(intermediates=chain[1:-1], roots=[chain[-1]])
    if not answer.signed_data.certificates:
        builder = builder.tsa_certificate(chain[0])
    try:
        builder.build().verify(answer, hashlib.sha256(expected.content).digest())
    except VerificationError as wrong:
        raise ProofBroken(detail=f"the timestamp does not hold: {wrong}") from wrong
    return Stamp(
        at=at,
        authority=chain[0].subject.rfc4514_string(),
        policy=answer.tst_info.policy.dotted_string,
        serial=f"{answer.tst_info.serial_number:x}",
        chain=b"".join(one.public_bytes(Encoding.PEM) for one in chain),
    )


def _read(reply: bytes) -> TimeStampResponse:
    try:
        answer = decode_timestamp_response(reply)
        granted = answer.status == PKIStatus.GRANTED
        said = "; ".join(answer.status_string) if not granted else ""
    except ValueError as wrong:
        if _UNSORTED in str(wrong):
            raise ProofBroken(
                detail="the token's certificates are not in the order that DER demands, as "
                "OpenSSL leaves them when a chain is configured; ask the authority to send its own "
                "certificate alone, and name its chain with `heliograph authority add --root`"
            ) from wrong
        raise ProofBroken(detail=f"it is no timestamp reply ({wrong})") from wrong
    if not granted:
        raise ProofBroken(detail=f"the authority did not grant it (status {answer.status}) {said}")
    return answer


def _about(answer: TimeStampResponse, expected: Expected) -> None:
    """See that it is an answer to what was asked."""
    info = answer.tst_info
    if info.message_imprint.hash_algorithm.dotted_string != _SHA256:
        raise ProofBroken(detail="the timestamp is over another kind of digest than SHA-256")
    if info.message_imprint.message != hashlib.sha256(expected.content).digest():
        raise ProofBroken(detail="the timestamp is over other bytes")
    if f"{info.nonce or 0:x}" not in expected.nonces:
        raise ProofBroken(detail="the timestamp answers another question (its nonce differs)")
    if expected.policy and info.policy.dotted_string != expected.policy:
        raise ProofBroken(
            detail=f"the timestamp has policy {info.policy.dotted_string}, not {expected.policy}"
        )


def _embedded(answer: TimeStampResponse) -> list[x509.Certificate]:
    try:
        return [x509.load_der_x509_certificate(one) for one in answer.signed_data.certificates]
    except ValueError as wrong:
        raise ProofBroken(detail=f"a certificate in the timestamp is damaged ({wrong})") from wrong


def _signer(answer: TimeStampResponse, trusted: Iterable[x509.Certificate]) -> x509.Certificate:
    """Find the certificate that the token says it was signed with."""
    infos = list(answer.signed_data.signer_infos)
    if len(infos) != 1:
        raise ProofBroken(detail=f"the timestamp has {len(infos)} signers instead of one")
    for one in (*_embedded(answer), *trusted):
        if one.serial_number == infos[0].serial_number and one.issuer == infos[0].issuer:
            return one
    raise ProofBroken(detail="the certificate that signed the timestamp is not here")


def _for_stamping(signer: x509.Certificate) -> None:
    """See that the certificate is for timestamps and nothing else (RFC 3161, section 2.3)."""
    try:
        usage = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
        fit = usage.critical and list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    except (x509.ExtensionNotFound, ValueError):
        fit = False
    if not fit:
        name = signer.subject.rfc4514_string()
        raise ProofBroken(detail=f"{name} is not a certificate for timestamping alone (EKU)")


def _chain(
    signer: x509.Certificate,
    at: datetime,
    known: Sequence[x509.Certificate],
    trusted: Sequence[x509.Certificate],
) -> list[x509.Certificate]:
    """Walk from the signer up to a trusted root, each valid at that time."""
    roots = {one for one in trusted if one.subject == one.issuer}
    chain = [signer]
    while len(chain) <= LONGEST_CHAIN:
        _valid_at(chain[-1], at)
        if chain[-1] in roots:
            if len(chain) == 1:
                raise ProofBroken(detail="the timestamp is signed by a root itself")
            return chain
        above = next((one for one in known if one not in chain and _issued(one, chain[-1])), None)
        if above is None:
            name = chain[-1].issuer.rfc4514_string()
            raise ProofBroken(
                detail=f"nobody trusted vouches for the timestamp: {name} leads to no trusted root"
            )
        chain.append(above)
    raise ProofBroken(detail="the chain of the timestamp's certificates is too long")


def _issued(above: x509.Certificate, below: x509.Certificate) -> bool:
    """Whether one certificate, a CA's, signed the other."""
    try:
        if not above.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
        below.verify_directly_issued_by(above)
    except (x509.ExtensionNotFound, ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _valid_at(one: x509.Certificate, at: datetime) -> None:
    name = one.subject.rfc4514_string()
    if at < one.not_valid_before_utc:
        since = one.not_valid_before_utc
        raise ProofBroken(detail=f"{name} was not valid yet at {at}: it is since {since}")
    if at > one.not_valid_after_utc:
        raise ProofBroken(
            detail=f"{name} was no longer valid at {at}: it expired {one.not_valid_after_utc}"
        )
