"""A machine's translation as the case keeps it: the text, and all that says whose it is."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from heliograph.records import Digest

FileRole = Literal["model", "vocabulary", "target-vocabulary", "shortlist"]

MOST_FILES = 4


class FileOfModel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of a model, by the bytes that were used."""

    role: FileRole
    name: str
    digest: Digest


class MachineTranslation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words and what a machine made of them: for understanding, never to be quoted."""

    words: str
    """As they stand in the document."""
    text: str
    source: str
    """Language of the words, as the model was named for it."""
    target: str
    engine: str
    """Name and version of the program."""
    model: str
    """Id of engine, languages and files together: the same id on the same words, the same text."""
    files: tuple[FileOfModel, ...]
    made_at: datetime
    confinement: int
    """The level at which the engine was locked in."""
    left_out: int = 0
    """Characters at the end that were too many and were not translated."""
