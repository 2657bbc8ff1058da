"""What a run did, as people are told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from heliograph.pipeline.collecting.intake import Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run did."""

    caught_up: int
    """Custody entries that a killed run had left behind."""
    taken: tuple[Taken, ...]
    """Sources that were walked: newly asked for, or left from a run that was interrupted."""
    missing: tuple[str, ...]
    """Sources that were asked for and are not there, as seen from the case folder."""
    judged_anew: int
    read_anew: int
    """Blobs that another version of an extractor had read."""
    read: int
