"""The dictionary that ships with Heliograph: TOML → entries, checked."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from heliograph.errors import TaxonomyError

FILES: Final = ("zh.toml",)
LONGEST: Final = 120
"""Characters of a gloss: it helps to read on, it does not explain a country."""

_Gloss = Annotated[str, Meta(min_length=2, max_length=LONGEST)]


class _EntryForm(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry as its file has it: senses parted by `;`, in each language of the faces."""

    en: _Gloss
    fr: _Gloss


class Entry(Struct, frozen=True, kw_only=True):
    """A term, and what it can mean in each language."""

    term: str
    language: str
    senses: dict[str, tuple[str, ...]]
    """Language → senses, the likeliest in these documents first."""


@cache
def load_dictionary() -> tuple[Entry, ...]:
    """Read what ships with Heliograph. Raises `TaxonomyError`."""
    folder = files("heliograph.gloss") / "data"
    return tuple(
        entry for name in FILES for entry in dictionary_of(name, (folder / name).read_bytes())
    )


def dictionary_of(name: str, content: bytes) -> list[Entry]:
    """Read one file: `version`, `language`, and tables of entries by term.

    Raises `TaxonomyError` naming file and term where one is not of its form, stands twice, or has
    not as many senses in one language as in the other.
    """
    try:
        whole = msgspec.toml.decode(content, type=dict[str, object])
        version, language = whole.pop("version", None), whole.pop("language", None)
        tables = msgspec.convert(whole, dict[str, dict[str, _EntryForm]])
    except (msgspec.DecodeError, UnicodeDecodeError) as broken:
        raise TaxonomyError(file=name, detail=str(broken)) from broken
    if version != 1 or not isinstance(language, str):
        raise TaxonomyError(file=name, detail="it needs `version = 1` and a `language`")
    found: dict[str, Entry] = {}
    for table in tables.values():
        for term, form in table.items():
            if term in found:
                raise TaxonomyError(file=name, detail=f"“{term}” stands twice")
            found[term] = Entry(term=term, language=language, senses=_senses(name, term, form))
    return list(found.values())


def _senses(name: str, term: str, form: _EntryForm) -> dict[str, tuple[str, ...]]:
    senses = {
        language: tuple(one.strip() for one in getattr(form, language).split(";"))
        for language in _EntryForm.__struct_fields__
    }
    if not term.strip() or any(not one for some in senses.values() for one in some):
        raise TaxonomyError(file=name, detail=f"“{term}” has an empty sense")
    if len({len(some) for some in senses.values()}) > 1:
        raise TaxonomyError(file=name, detail=f"“{term}” has more senses in one language")
    return senses
