"""The file of a timestamp authority: its address, and the certificates a person trusts for it."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from heliograph.codec import digest_of
from heliograph.errors import BadAuthority


class Authority(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who stamps, and by what their stamps are checked."""

    name: str
    url: str
    roots: str
    """PEM: at least one certificate that signed itself, and any that stand between."""
    policy: str = ""
    """The policy its timestamps must have, as an object identifier; empty: any."""


def read_authority(path: Path, digest: str) -> Authority:
    """Read one. Raises `BadAuthority` where it is missing or not what custody says."""
    try:
        content = path.read_bytes()
    except OSError as missing:
        raise BadAuthority(detail=f"{path.name} is missing") from missing
    if digest_of(content) != digest:
        raise BadAuthority(detail=f"{path.name} is not what custody says was trusted")
    try:
        return msgspec.json.decode(content, type=Authority)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise BadAuthority(detail=f"{path.name} cannot be read ({wrong})") from wrong
