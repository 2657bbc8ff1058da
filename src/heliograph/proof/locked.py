"""An Ed25519 private key ⇄ PKCS#8, encrypted under a passphrase, in PEM.

PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC, so that `openssl pkey` opens it, too. The library
writes such files with 2,048 rounds; what may stand on a stolen disk gets 600,000 (OWASP, 2023),
which is why the outer frame is spelled out here. Only `heliograph.signer` calls this.
"""

from __future__ import annotations

import base64
import hashlib
import os
import textwrap

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

ROUNDS = 600_000

_SEQUENCE, _INTEGER, _OCTETS, _NULL = 0x30, 0x02, 0x04, b"\x05\x00"
_PBES2 = bytes.fromhex("06092a864886f70d01050d")
_PBKDF2 = bytes.fromhex("06092a864886f70d01050c")
_HMAC_SHA256 = bytes.fromhex("06082a864886f70d0209")
_AES_256_CBC = bytes.fromhex("060960864801650304012a")
_SHORT = 0x80


def lock(key: Ed25519PrivateKey, passphrase: bytes) -> bytes:
    """Encrypt a key."""
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    salt, start = os.urandom(16), os.urandom(16)
    secret = hashlib.pbkdf2_hmac("sha256", passphrase, salt, ROUNDS, 32)
    padder = PKCS7(128).padder()
    cipher = Cipher(algorithms.AES(secret), modes.CBC(start)).encryptor()
    hidden = cipher.update(padder.update(plain) + padder.finalize()) + cipher.finalize()
    rounds = ROUNDS.to_bytes(ROUNDS.bit_length() // 8 + 1, "big")
    derivation = _sequence(
        _PBKDF2,
        _sequence(
            _tagged(_OCTETS, salt), _tagged(_INTEGER, rounds), _sequence(_HMAC_SHA256, _NULL)
        ),
    )
    scheme = _sequence(_AES_256_CBC, _tagged(_OCTETS, start))
    der = _sequence(_sequence(_PBES2, _sequence(derivation, scheme)), _tagged(_OCTETS, hidden))
    lines = textwrap.wrap(base64.b64encode(der).decode("ascii"), 64)
    frame = ("-----BEGIN ENCRYPTED PRIVATE KEY-----", *lines, "-----END ENCRYPTED PRIVATE KEY-----")
    return "\n".join((*frame, "")).encode("ascii")


def unlock(pem: bytes, passphrase: bytes) -> Ed25519PrivateKey | None:
    """Decrypt a key; None where the passphrase does not open it, or it is none of ours."""
    try:
        key = load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PrivateKey) else None


def _sequence(*parts: bytes) -> bytes:
    return _tagged(_SEQUENCE, b"".join(parts))


def _tagged(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < _SHORT:
        return bytes((tag, size)) + content
    wide = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, _SHORT | len(wide))) + wide + content
