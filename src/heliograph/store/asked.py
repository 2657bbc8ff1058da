"""What was asked to be taken in and is not yet: written before the case does anything else.

A run that is killed at any moment after this can go on, even one that had not made the database.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from heliograph.durable import write_whole


class Asked:
    """The open requests of one case, as locations relative to its folder."""

    def __init__(self, path: Path) -> None:
        """Name the file; it exists only while something is open."""
        self._path = path

    def locations(self) -> tuple[str, ...]:
        """The locations that are still open, in the order in which they were asked for."""
        try:
            return tuple(json.loads(self._path.read_bytes()))
        except FileNotFoundError:
            return ()

    def add(self, locations: Sequence[str]) -> None:
        """Ask for more; durable when this returns."""
        self._write(tuple(dict.fromkeys((*self.locations(), *locations))))

    def done(self, location: str) -> None:
        """Close one request."""
        self._write(tuple(one for one in self.locations() if one != location))

    def _write(self, locations: tuple[str, ...]) -> None:
        if not locations:
            self._path.unlink(missing_ok=True)
            return
        write_whole(self._path, json.dumps(locations, ensure_ascii=False).encode())
