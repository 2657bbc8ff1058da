"""Says of office documents behind a password what they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from heliograph.records import Problem
from heliograph.seams import Extracted, Limits


class EncryptedExtractor:
    """An Office Open XML package, encrypted and put into an OLE container."""

    name = "encrypted"
    version = "1"
    media_types = frozenset({"application/vnd.ms-office.encrypted"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield the one thing that can be said."""
        yield Problem(outcome="encrypted", reason="password-needed")
