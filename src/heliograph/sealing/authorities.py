"""The timestamp authorities that a person named for a case, each with the roots to trust for it.

Custody says who is named and with which digest; the files hold the certificates. One that was
removed is not asked again, but its file stays: what it stamped can be checked as before.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.codec import canonical, digest_of
from heliograph.durable import make_folder, write_whole
from heliograph.egress.endpoint import address_of
from heliograph.errors import BadAuthority, ProofBroken
from heliograph.proof.timestamps import certificates_in
from heliograph.records import CustodyEntry, Digest
from heliograph.store.authority_files import Authority, read_authority

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class Named(Struct, frozen=True, kw_only=True):
    """An authority as people are told of it."""

    name: str
    url: str
    digest: Digest
    asked: bool
    """False for one that was removed."""


def add_authority(opened: Heliograph, name: str, url: str, root: Path, policy: str = "") -> Named:
    """Name an authority. Raises `BadAuthority` and `BadEndpoint`; nothing is sent."""
    if not _NAME.fullmatch(name):
        raise BadAuthority(detail=f"{name!r} is no name: use a to z, 0 to 9 and -")
    address_of(url)
    try:
        roots = root.read_text("ascii")
        self_signed = [one for one in certificates_in(roots.encode()) if one.subject == one.issuer]
    except (OSError, UnicodeDecodeError, ProofBroken) as wrong:
        raise BadAuthority(
            detail=f"{root.name} cannot be read as certificates ({wrong})"
        ) from wrong
    if not self_signed:
        raise BadAuthority(detail=f"{root.name} holds no root: no certificate that signed itself")
    made = Authority(name=name, url=url, roots=roots, policy=policy)
    content = canonical(made) + b"\n"
    path = _path(opened, name)
    if path.exists() and path.read_bytes() != content:
        raise BadAuthority(
            detail=f"{name} was named before with other roots, by which its timestamps are "
            "checked; take another name"
        )
    make_folder(path.parent)
    write_whole(path, content)
    facts = {"name": name, "url": url, "digest": digest_of(content)}
    opened.enter("authority-added", {**facts})
    return Named(name=name, url=url, digest=digest_of(content), asked=True)


def remove_authority(opened: Heliograph, name: str) -> None:
    """Ask it no more. Raises `BadAuthority` where it is not named."""
    if not any(one.name == name and one.asked for one in named_in(opened)):
        raise BadAuthority(detail=f"{name} is not named in this case")
    opened.enter("authority-removed", {"name": name})


def named_in(opened: Heliograph) -> list[Named]:
    """List every authority that was ever named, in order of names."""
    found: dict[str, Named] = {}
    for entry in opened.custody.entries():
        one = _named(entry, found)
        if one is not None:
            found[one.name] = one
    return [found[name] for name in sorted(found)]


def authority(opened: Heliograph, named: Named) -> Authority:
    """Read its file. Raises `BadAuthority` where that is not what custody says."""
    return read_authority(_path(opened, named.name), named.digest)


def _named(entry: CustodyEntry, found: dict[str, Named]) -> Named | None:
    facts = entry.facts
    if entry.event == "authority-added":
        return Named(
            name=str(facts["name"]),
            url=str(facts["url"]),
            digest=Digest(str(facts["digest"])),
            asked=True,
        )
    if entry.event == "authority-removed" and str(facts["name"]) in found:
        return msgspec.structs.replace(found[str(facts["name"])], asked=False)
    return None


def _path(opened: Heliograph, name: str) -> Path:
    return opened.folder.authorities / f"{name}.json"
