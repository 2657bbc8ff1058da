"""A case's own classes and words: `taxonomy/*.toml` in its folder, joined to what is shipped."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from heliograph.errors import TaxonomyError
from heliograph.taxonomy.loader import (
    Capability,
    Taxonomy,
    capability_of,
    check_words,
    decoded,
    load_taxonomy,
)
from heliograph.taxonomy.schema import AddEntry, OwnFile
from heliograph.taxonomy.spelling import nearest

OwnFiles = tuple[tuple[str, bytes], ...]
"""Name and bytes of each file, by name; those that hold nothing but comments are left out."""

_ID = re.compile(r"[a-z][a-z0-9_]*")
_MOST_BYTES = 1_000_000

Words = Mapping[str, tuple[str, ...]]


def own_files(folder: Path | None) -> OwnFiles:
    """Read a case's files; none where there is no such folder. Raises `TaxonomyError`."""
    if folder is None or not folder.is_dir():
        return ()
    found = ((path.name, _content(path)) for path in sorted(folder.glob("*.toml")))
    return tuple((name, content) for name, content in found if _says_something(content))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as refused:
        raise TaxonomyError(file=path.name, detail=refused.strerror or "unreadable") from refused
    if len(content) > _MOST_BYTES:
        raise TaxonomyError(file=path.name, detail=f"it has more than {_MOST_BYTES} bytes")
    return content


def _says_something(content: bytes) -> bool:
    lines = (line.strip() for line in content.splitlines())
    return any(line and not line.startswith(b"#") for line in lines)


@lru_cache(maxsize=4)
def taxonomy_with(own: OwnFiles) -> Taxonomy:
    """Join a case's files to the shipped taxonomy. Raises `TaxonomyError` naming file and key.

    Its version changes with every byte of them. Without files it is the shipped taxonomy.
    """
    shipped = load_taxonomy()
    if not own:
        return shipped
    digest = hashlib.sha256(shipped.version.encode())
    joined = {str(one.id): one for one in shipped.capabilities}
    for name, content in own:
        digest.update(b"\0" + name.encode() + b"\0" + content)
        file = decoded(name, content, OwnFile)
        _join(joined, name, file)
    return replace(shipped, version=digest.hexdigest()[:16], capabilities=tuple(joined.values()))


def own_classes(own: OwnFiles) -> dict[str, str]:
    """Give class id → file for the classes that a case brings itself."""
    return {
        entry.id: name for name, content in own for entry in decoded(name, content, OwnFile).classes
    }


def example_file() -> str:
    """Give the file that `init` leaves in a new case: all of it is a comment."""
    return (files("heliograph.taxonomy") / "data" / "own_example.txt").read_text("utf-8")


def leave_example(folder: Path) -> None:
    """Leave the example file in a new case, unless its folder of classes stands already."""
    if not folder.exists():
        folder.mkdir()
        (folder / "example.toml").write_text(example_file(), encoding="utf-8")


def _join(joined: dict[str, Capability], name: str, file: OwnFile) -> None:
    for entry in file.classes:
        if not _ID.fullmatch(entry.id):
            detail = f"`class.id` {entry.id!r}: small letters, digits and `_` alone make an id"
            raise TaxonomyError(file=name, detail=detail)
        if entry.id in joined:
            detail = f"`class.id`: there is a class `{entry.id}` already; use `add` for its words"
            raise TaxonomyError(file=name, detail=detail)
        joined[entry.id] = capability_of(name, file.family, entry)
    for addition in file.additions:
        if addition.to not in joined:
            hint = nearest(addition.to, list(joined))
            raise TaxonomyError(file=name, detail=f"`add.to`: no class `{addition.to}`.{hint}")
        check_words(name, addition.to, addition)
        joined[addition.to] = _with(joined[addition.to], addition)


def _with(one: Capability, more: AddEntry) -> Capability:
    """Add words to a class; a word moves where the case says it is strong, or weak."""
    more_strong, more_weak = _words(more.strong), _words(more.weak)
    return replace(
        one,
        strong=_merged(one.strong, more_strong, less=more_weak),
        weak=_merged(one.weak, more_weak, less=more_strong),
        acts=_union(one.acts, more.acts),
        objects=_union(one.objects, more.objects),
        context=_union(one.context, more.context),
        against=_union(one.against, more.against),
        traps=_union(one.traps, more.traps),
    )


def _words(terms: Mapping[str, list[str]]) -> Words:
    return {language: tuple(words) for language, words in terms.items()}


def _merged(old: Words, more: Words, *, less: Words) -> Words:
    return {
        language: tuple(
            word
            for word in _union(old.get(language, ()), more.get(language, ()))
            if _same(word) not in {_same(other) for other in less.get(language, ())}
        )
        for language in dict.fromkeys((*old, *more))
    }


def _union(old: Sequence[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple({_same(word): word for word in (*old, *more)}.values())


def _same(word: str) -> str:
    return " ".join(word.lower().split())
