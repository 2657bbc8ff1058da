"""The taxonomy's TOML files → one frozen `Taxonomy`, checked, versioned by its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Literal, TypeVar

import msgspec

from heliograph.errors import TaxonomyError
from heliograph.records import Action, CapabilityId, Stance, Strength
from heliograph.taxonomy.schema import (
    AddEntry,
    ClassEntry,
    CueFile,
    FamilyFile,
    GenreFile,
    NameFile,
    OwnFile,
)
from heliograph.taxonomy.spelling import explained

FAMILIES = (
    "identity_profiling",
    "biometric_identification",
    "behaviour_affect",
    "assembly_dissent",
    "communications_devices",
    "internet_control",
    "platforms_prediction",
    "controlled_places",
)
"""One file each, in the order in which capabilities are shown."""

LANGUAGES = frozenset({"zh", "en", "fr", "ru", "es", "ar", "ug", "tr"})
_OTHERS = ("cues", "genres", "entities")

File = TypeVar("File", FamilyFile, OwnFile, CueFile, GenreFile, NameFile)


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that can be done to people, and the words for it."""

    id: CapabilityId
    family: str
    definition: str
    action: Action
    strong: Mapping[str, tuple[str, ...]]
    weak: Mapping[str, tuple[str, ...]]
    acts: tuple[str, ...]
    objects: tuple[str, ...]
    context: tuple[str, ...]
    against: tuple[str, ...]
    traps: tuple[str, ...]
    examples: tuple[str, ...]
    not_examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that say how a passage speaks, whatever it speaks about."""

    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of document, told by its weighted cues."""

    id: str
    stance: Stance | Literal["unclaimed"]
    strength: Strength
    cues: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Voice:
    """Words that tell of a genre where they stand thick."""

    of: str
    words: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Name:
    """A known organisation, product, component, programme or public body."""

    name: str
    kind: str
    aliases: tuple[str, ...]
    ambiguous: tuple[str, ...]
    near: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All that finders know of the field."""

    version: str
    """The first 16 hex digits of the SHA-256 over the files' bytes, in order."""
    capabilities: tuple[Capability, ...]
    cues: tuple[Cue, ...]
    genres: tuple[Genre, ...]
    voices: tuple[Voice, ...]
    names: tuple[Name, ...]

    def capability(self, wanted: str) -> Capability:
        """Give one class by its id. Raises `KeyError`."""
        return next(one for one in self.capabilities if one.id == wanted)


@lru_cache(maxsize=1)
def load_taxonomy() -> Taxonomy:
    """Read the taxonomy that ships with Heliograph. Raises `TaxonomyError`."""
    folder = files("heliograph.taxonomy") / "data"
    names = [f"{name}.toml" for name in (*FAMILIES, *_OTHERS)]
    return taxonomy_of({name: (folder / name).read_bytes() for name in names})


def taxonomy_of(contents: Mapping[str, bytes]) -> Taxonomy:
    """Make a taxonomy of files: name → bytes. Raises `TaxonomyError` naming file and key."""
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(name.encode() + b"\0" + content + b"\0")
    capabilities = tuple(
        capability
        for name in contents
        if name.removesuffix(".toml") not in _OTHERS
        for capability in _capabilities(name, contents[name])
    )
    refuse_twice("taxonomy", "class id", (one.id for one in capabilities))
    return Taxonomy(
        version=digest.hexdigest()[:16],
        capabilities=capabilities,
        cues=_cues("cues.toml", contents["cues.toml"]),
        genres=_genres("genres.toml", contents["genres.toml"]),
        voices=_voices("genres.toml", contents["genres.toml"]),
        names=_names("entities.toml", contents["entities.toml"]),
    )


def decoded(name: str, content: bytes, form: type[File]) -> File:
    """Read one file. Raises `TaxonomyError` naming file and key, and the nearest known key."""
    try:
        return msgspec.toml.decode(content, type=form)
    except (msgspec.DecodeError, UnicodeDecodeError) as broken:
        raise TaxonomyError(file=name, detail=explained(str(broken), content, form)) from broken


def _capabilities(name: str, content: bytes) -> Iterator[Capability]:
    family = decoded(name, content, FamilyFile)
    if not family.classes:
        raise TaxonomyError(file=name, detail="`class` is empty")
    for entry in family.classes:
        yield capability_of(name, family.family, entry)


def capability_of(name: str, family: str, entry: ClassEntry) -> Capability:
    """Make a class of its entry in the file `name`. Raises `TaxonomyError`."""
    if not any(entry.strong.values()):
        raise TaxonomyError(file=name, detail=f"`{entry.id}.strong` is empty")
    check_words(name, entry.id, entry)
    return Capability(
        id=CapabilityId(entry.id),
        family=family,
        definition=entry.definition,
        action=entry.action,
        strong={language: tuple(terms) for language, terms in entry.strong.items()},
        weak={language: tuple(terms) for language, terms in entry.weak.items()},
        acts=tuple(entry.acts),
        objects=tuple(entry.objects),
        context=tuple(entry.context),
        against=tuple(entry.against),
        traps=tuple(entry.traps),
        examples=tuple(entry.examples),
        not_examples=tuple(entry.not_examples),
    )


def check_words(name: str, of: str, entry: ClassEntry | AddEntry) -> None:
    """Refuse words in a language we do not name, and a word that stands twice."""
    for level, terms in (("strong", entry.strong), ("weak", entry.weak)):
        for language in terms:
            if language not in LANGUAGES:
                raise TaxonomyError(
                    file=name, detail=f"`{of}.{level}.{language}` is no language we know"
                )
    for language in LANGUAGES:
        both = [*entry.strong.get(language, ()), *entry.weak.get(language, ())]
        refuse_twice(name, f"{of}.{language}", both)
    for key in ("acts", "objects", "context", "against", "traps"):
        refuse_twice(name, f"{of}.{key}", getattr(entry, key))


def refuse_twice(name: str, key: str, words: Iterable[str]) -> None:
    """Raise where a word is empty or stands twice under one key."""
    seen: set[str] = set()
    for word in words:
        plain = " ".join(word.lower().split())
        if not plain.strip("*"):
            raise TaxonomyError(file=name, detail=f"`{key}` has an empty word")
        if plain in seen:
            raise TaxonomyError(file=name, detail=f"`{key}` has {word!r} twice")
        seen.add(plain)


def _cues(name: str, content: bytes) -> tuple[Cue, ...]:
    found = decoded(name, content, CueFile)
    refuse_twice(name, "cue.kind", (one.kind for one in found.cue))
    for one in found.cue:
        _refuse_empty(name, one.kind, one.words)
        refuse_twice(name, one.kind, one.words)
    return tuple(Cue(one.kind, tuple(one.words)) for one in found.cue)


def _genres(name: str, content: bytes) -> tuple[Genre, ...]:
    found = decoded(name, content, GenreFile)
    refuse_twice(name, "genre.id", (one.id for one in found.genre))
    for one in found.genre:
        _refuse_empty(name, one.id, list(one.cues))
    return tuple(Genre(one.id, one.stance, one.strength, one.cues) for one in found.genre)


def _voices(name: str, content: bytes) -> tuple[Voice, ...]:
    found = decoded(name, content, GenreFile)
    known = {one.id for one in found.genre}
    for one in found.voice:
        if one.of not in known:
            raise TaxonomyError(file=name, detail=f"`voice.of` {one.of!r} is no genre")
        _refuse_empty(name, f"voice.{one.of}", list(one.words))
    for genre in sorted({one.of for one in found.voice}):
        # A genre may have several voices, each of some languages.
        words = chain.from_iterable(one.words for one in found.voice if one.of == genre)
        refuse_twice(name, f"voice.{genre}", words)
    return tuple(Voice(one.of, one.words) for one in found.voice)


def _refuse_empty(name: str, key: str, words: Sequence[str]) -> None:
    if not words:
        raise TaxonomyError(file=name, detail=f"`{key}` is empty")


def _names(name: str, content: bytes) -> tuple[Name, ...]:
    found = decoded(name, content, NameFile)
    refuse_twice(name, "entity.name", (one.name for one in found.entity))
    for one in found.entity:
        refuse_twice(name, one.name, [*one.aliases, *one.ambiguous])
        if one.ambiguous and not one.near:
            raise TaxonomyError(file=name, detail=f"`{one.name}.ambiguous` needs `near`")
    return tuple(
        Name(
            one.name,
            one.kind,
            tuple(one.aliases),
            tuple(one.ambiguous),
            tuple(one.near),
            one.note,
        )
        for one in found.entity
    )
