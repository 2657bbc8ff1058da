"""Digests that a packaged crawl gives its members, held against the bytes as they go by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Final

from heliograph.records import Note, Problem

LIST: Final = "datapackage.json"
LIST_DIGEST: Final = "datapackage-digest.json"
LONGEST_LIST: Final = 16 << 20
_KNOWN: Final = frozenset({"sha256", "md5"})
_TOLD: Final = 200
"""Differences that are told one by one."""


class Package:
    """What was seen of the members, and in the end what their list says of them."""

    def __init__(self) -> None:
        """Begin before the first member."""
        self._seen: dict[str, dict[str, str]] = {}
        self._lists: dict[str, bytes] = {}

    def watched(self, name: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Pass a member's bytes on. What is not read to its end is not judged."""
        hashes = {one: hashlib.new(one, usedforsecurity=False) for one in sorted(_KNOWN)}
        held = bytearray()
        for chunk in chunks:
            for one in hashes.values():
                one.update(chunk)
            if name in (LIST, LIST_DIGEST) and len(held) < LONGEST_LIST:
                held += chunk
            yield chunk
        self._seen[name] = {one: hashing.hexdigest() for one, hashing in hashes.items()}
        if held:
            self._lists[name] = bytes(held)

    def verdict(self) -> Iterator[Note | Problem]:
        """Say how many digests hold, name those that differ and the members nobody lists."""
        said = _said(self._lists.get(LIST, b""))
        if not said:
            yield Note(key="wacz:digests", value="the package lists no digests")
            return
        said |= _own(self._lists.get(LIST_DIGEST, b""))
        differ = [name for name, digest in said.items() if not self._holds(name, digest)]
        for name in differ[:_TOLD]:
            missing = "" if name in self._seen else ": it is listed and not there"
            yield Problem(outcome="damaged", reason="digest-differs", detail=f"{name}{missing}")
        unlisted = sorted(self._seen.keys() - said.keys() - {LIST, LIST_DIGEST})
        if unlisted:
            yield Note(key="wacz:unlisted", value="\n".join(unlisted[:_TOLD]))
        words = f"{len(said) - len(differ)} hold, {len(differ)} differ, {len(unlisted)} unlisted"
        yield Note(key="wacz:digests", value=words)

    def _holds(self, name: str, digest: str) -> bool:
        algorithm, _, value = digest.partition(":")
        if name in self._seen and algorithm not in _KNOWN:
            return True
        return self._seen.get(name, {}).get(algorithm) == value.lower()


def _said(content: bytes) -> dict[str, str]:
    """Read which digest each path has."""
    resources = _object(content).get("resources")
    found = {}
    for one in resources if isinstance(resources, list) else ():
        if isinstance(one, dict) and isinstance(one.get("path"), str):
            found[one["path"]] = str(one.get("hash") or "")
    return {path: digest for path, digest in found.items() if digest}


def _own(content: bytes) -> dict[str, str]:
    digest = _object(content).get("hash")
    return {LIST: digest} if isinstance(digest, str) else {}


def _object(content: bytes) -> dict[str, object]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
