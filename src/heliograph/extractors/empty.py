"""A file without bytes: nothing to read, and the ledger says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from heliograph.media import EMPTY
from heliograph.records import Problem
from heliograph.seams import Extracted, Limits


class EmptyExtractor:
    """Reads `application/x-empty`."""

    name = "empty"
    version = "1"
    media_types = frozenset({EMPTY})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield that there is nothing."""
        yield Problem(outcome="empty", reason="no-bytes")
