"""Pictures that a web page carries in itself, as `data:` addresses: members like attached files."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Final

from lxml import etree

from heliograph.records import Problem
from heliograph.seams import Member

MOST: Final = 500
"""Pictures of one page that are taken out, each once."""

LEAST_BYTES: Final = 200
"""Smaller ones are dots and rules."""

_BEGINNING: Final = "data:image/"
_CARRIES: Final = ("img", "image", "source", "input")
_ATTRIBUTES: Final = ("src", "href", "{http://www.w3.org/1999/xlink}href")


def inlined(root: etree._Element) -> Iterator[Member | Problem]:
    """Yield the pictures in base64 that stand in a page's own markup."""
    told: set[str] = set()
    for element in root.iter(*_CARRIES):
        for address in (element.get(name, "").strip() for name in _ATTRIBUTES):
            if address[: len(_BEGINNING)].lower() != _BEGINNING or address in told:
                continue
            if len(told) == MOST:
                detail = f"more than {MOST} pictures in its markup"
                yield Problem(outcome="cut", reason="too-many-members", detail=detail)
                return
            told.add(address)
            yield from _taken(address, len(told))


def _taken(address: str, number: int) -> Iterator[Member]:
    head, _, packed = address.partition(",")
    kind, _, coding = head[len(_BEGINNING) :].partition(";")
    if "base64" not in coding.lower():
        return
    ending = "".join(one for one in kind.partition("+")[0] if one.isalnum())[:8]
    name = f"picture-{number}.{ending}"
    try:
        content = base64.b64decode("".join(packed.split()))
    except (binascii.Error, ValueError):
        why = Problem(outcome="damaged", reason="member-unreadable", detail=name)
        yield Member(name=name, raw_name=None, packed_size=None, chunks=iter(()), refusal=why)
        return
    if len(content) >= LEAST_BYTES:
        yield Member(name=name, raw_name=None, packed_size=len(packed), chunks=iter([content]))
