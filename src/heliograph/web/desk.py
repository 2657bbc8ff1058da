"""What lasts between the requests of one run of the room."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

from heliograph.sealing.keys import Unlocking
from heliograph.web.looks import Looks
from heliograph.web.making import Makers


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What pages and acts share."""

    looks: Looks | None = None
    """Where looks are noted, in a case with users."""
    unlocking: Unlocking = field(default_factory=Unlocking)
    """How the key of the case may be had: never by asking somebody."""
    machine: Lock = field(default_factory=Lock)
    """One translation at a time: each takes a processor, and memory for a model."""
    makers: Makers = field(default_factory=Makers)
