"""Envelopes: what is signed is what is read, and nothing else passes for it."""

import base64
import json
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec.structs import replace

from heliograph.errors import ProofBroken
from heliograph.proof.envelope import key_id, read, sealed, signed_by, to_sign, written

KIND = "application/vnd.heliograph.test+json"


class KeyInHand:
    """Signs in this process, as only tests may."""

    def __init__(self):
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw()

    def sign(self, message):
        return self.key.sign(message)


@pytest.fixture
def hand():
    return KeyInHand()


def test_the_encoding_is_that_of_the_specification():
    assert to_sign("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_an_envelope_comes_back_and_holds(hand):
    envelope = sealed(KIND, b'{"a":1}', [hand])
    content = written(envelope)
    assert read(content) == envelope
    assert envelope.content == b'{"a":1}'
    assert envelope.key_ids == (key_id(hand.public),)
    assert signed_by(envelope, hand.public)
    assert set(json.loads(content)) == {"payloadType", "payload", "signatures"}


def test_two_may_sign(hand):
    other = KeyInHand()
    envelope = sealed(KIND, b"x", [hand, other])
    assert signed_by(envelope, hand.public)
    assert signed_by(envelope, other.public)
    assert not signed_by(envelope, KeyInHand().public)


def test_another_payload_kind_key_or_signature_does_not_hold(hand):
    envelope = sealed(KIND, b"x", [hand])
    (one,) = envelope.signatures
    foreign = sealed(KIND, b"x", [KeyInHand()]).signatures[0]
    for bent in (
        replace(envelope, payload=base64.b64encode(b"y").decode()),
        replace(envelope, kind=KIND + "x"),
        replace(envelope, signatures=()),
        replace(envelope, signatures=(foreign,)),
        replace(envelope, signatures=(replace(foreign, keyid=one.keyid),)),
        replace(envelope, signatures=(one, replace(one, sig="AAAA"))),
        replace(envelope, signatures=(replace(one, sig="no base64"),)),
    ):
        assert not signed_by(bent, hand.public)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'{"payload":"!","payloadType":"x","signatures":[]}',
        b'{"payload":"","payloadType":"x","signatures":[],"more":1}',
        b"\xff",
    ],
)
def test_what_is_no_envelope_is_told(content):
    with pytest.raises(ProofBroken):
        read(content)


def test_openssl_alone_checks_a_signature(hand, tmp_path):
    envelope = sealed(KIND, b'{"a":1}', [hand])
    public = hand.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "key.pem").write_bytes(public)
    (tmp_path / "message").write_bytes(to_sign(envelope.kind, envelope.content))
    (tmp_path / "sig").write_bytes(base64.b64decode(envelope.signatures[0].sig))
    files = ("-inkey", "key.pem", "-in", "message", "-sigfile", "sig")
    said = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-rawin", *files],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert b"Signature Verified Successfully" in said.stdout
