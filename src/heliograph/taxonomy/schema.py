"""The form of the taxonomy's TOML files, which refuses what it does not know."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from heliograph.records import Action, Stance, Strength

Terms = dict[str, list[str]]
"""Language (ISO 639-1) → terms. `*` stands for any end of a word."""


class ClassEntry(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One capability as its family's file has it."""

    id: str
    definition: str
    action: Action
    strong: Terms
    weak: Terms = {}
    acts: list[str] = []
    """What is done; with one of `objects` in the same clause it says the capability."""
    objects: list[str] = []
    """To what or whom it is done."""
    context: list[str] = []
    against: list[str] = []
    traps: list[str] = []
    examples: list[str]
    """Sentences that claim it."""
    not_examples: list[str] = []
    """Sentences that sound like it and do not claim it."""


class FamilyFile(
    Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, rename={"classes": "class"}
):
    """One file for each family of capabilities; the TOML table is called `class`."""

    version: Literal[1]
    family: str
    classes: list[ClassEntry]


class AddEntry(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Words that a case adds to a class that ships with Heliograph. Fields as in `ClassEntry`."""

    to: str
    strong: Terms = {}
    weak: Terms = {}
    acts: list[str] = []
    objects: list[str] = []
    context: list[str] = []
    against: list[str] = []
    traps: list[str] = []


class OwnFile(
    Struct,
    forbid_unknown_fields=True,
    frozen=True,
    kw_only=True,
    rename={"classes": "class", "additions": "add"},
):
    """A file of a case: classes of its own, and words for those that there are."""

    version: Literal[1]
    family: str = "own"
    classes: list[ClassEntry] = []
    additions: list[AddEntry] = []


class CueEntry(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One kind of cue: words that say how a passage speaks."""

    kind: str
    words: list[str]


class CueFile(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """All cues."""

    version: Literal[1]
    cue: list[CueEntry]


class GenreEntry(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One kind of document, its usual stance and the rung it lends to what it says."""

    id: str
    stance: Stance | Literal["unclaimed"]
    strength: Strength
    cues: dict[str, float]


class VoiceEntry(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Words that tell of a genre where they stand thick, and what each is worth."""

    of: str
    words: dict[str, float]


class GenreFile(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """All genres."""

    version: Literal[1]
    genre: list[GenreEntry]
    voice: list[VoiceEntry] = []


class NameEntry(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """An organisation, product, component or programme, and what it is called."""

    name: str
    kind: Literal["company", "public-body", "product", "component", "programme", "list"]
    aliases: list[str] = []
    ambiguous: list[str] = []
    """Names that count only where one of `near` stands close by, or a full name elsewhere."""
    near: list[str] = []
    note: str = ""


class NameFile(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """All names."""

    version: Literal[1]
    entity: list[NameEntry]
