"""Makes the catalogues of the reading room: takes out what is said, merges, compiles.

python -m tools.catalogues [--missing LANGUAGE]

Run by `make catalogues`. `--missing` prints what has no words in a language yet and writes nothing.
Nothing in the files depends on the time or on line numbers, so that a second run changes nothing.
"""

from __future__ import annotations

import argparse
import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from heliograph.errors import REASONS, HeliographError
from heliograph.judgement_wording import capability_in_words
from heliograph.taxonomy import load_taxonomy
from heliograph.translation import LANGUAGES

HOUSE: Final = Path(__file__).parent.parent / "src" / "heliograph"
LOCALE: Final = HOUSE / "web" / "locale"
ENGLISH: Final = "en"
WIDTH: Final = 100
KEYWORDS: Final = {"_": None, "ngettext": (1, 2)}
_HEAD: Final = frozenset({"Language", "Plural-Forms", "MIME-Version", "Content-Type"})
_NAMED: Final = re.compile(r"%\((\w+)\)s|\{(\w*)\}")

MessageId = str | tuple[str, str]


class Undated(Catalog):
    """A catalogue whose head says nothing of when, by whom and with what it was made."""

    def _headers(self) -> list[tuple[str, str]]:
        return [
            ("Project-Id-Version", self.project),
            *(one for one in self._get_mime_headers() if one[0] in _HEAD),
        ]

    mime_headers = property(_headers, Catalog._set_mime_headers)


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase, and the file whose words it is."""

    words: MessageId
    place: str


@cache
def everything_said() -> list[Said]:
    """Give every phrase that the room can show a person, each once, by file."""
    found: dict[MessageId, Said] = {}
    for one in (*_in_templates(), *_in_code(), *_in_tables(), *_in_the_taxonomy()):
        found.setdefault(one.words, one)
    return sorted(found.values(), key=lambda one: (one.place, str(one.words)))


def _in_templates() -> Iterator[Said]:
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
    for file in sorted(HOUSE.glob("web/templates/*.j2")):
        with file.open("rb") as source:
            for _, _, words, _ in babel_extract(source, list(KEYWORDS), [], options):
                yield Said(_both(words), _place(file))


def _in_code() -> Iterator[Said]:
    for file in sorted(HOUSE.rglob("*.py")):
        content = file.read_bytes()
        # In other modules `_` is a value that nobody wants.
        if b"heliograph.translation import" not in content:
            continue
        for _, words, _, _ in extract("python", BytesIO(content), KEYWORDS):
            yield Said(_both(words), _place(file))


def _both(words: object) -> MessageId:
    """Take a phrase, or one with its plural, from what an extractor gives."""
    if isinstance(words, str):
        return words
    assert isinstance(words, tuple)
    strings = [one for one in words if isinstance(one, str)]
    return (strings[0], strings[1]) if len(strings) > 1 else strings[0]


def _in_tables() -> Iterator[Said]:
    """Yield the words of every module of wording, and of errors."""
    for file in sorted(HOUSE.rglob("*wording.py")):
        name = ".".join(("heliograph", *file.relative_to(HOUSE).with_suffix("").parts))
        for called, value in vars(importlib.import_module(name)).items():
            if isinstance(value, (dict, tuple)) and not called.startswith("__"):
                yield from (Said(words, _place(file)) for words in _strings(value))
    place = _place(HOUSE / "errors.py")
    yield from (Said(words, place) for words in REASONS.values() if words)
    yield from (Said(kind.template, place) for kind in _under(HeliographError))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if value:
            yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _strings(one)


def _under(kind: type[HeliographError]) -> Iterator[type[HeliographError]]:
    for one in kind.__subclasses__():
        if "template" in vars(one):
            yield one
        yield from _under(one)


def _in_the_taxonomy() -> Iterator[Said]:
    for one in load_taxonomy().capabilities:
        place = _place(HOUSE / "taxonomy" / "data")
        yield Said(capability_in_words(one.id), place)
        yield Said(one.definition, place)


def _place(file: Path) -> str:
    return file.relative_to(HOUSE.parent.parent).as_posix()


def merged(language: str) -> Catalog:
    """Give the catalogue of a language with everything that is said today, and no more."""
    made, before = _empty(language), read(language)
    for one in everything_said():
        known = before.get(one.words)
        made.add(
            one.words,
            string=known.string if known and not known.fuzzy else None,
            locations=[(one.place, 1)],
            user_comments=known.user_comments if known else (),
        )
    return made


def _empty(language: str) -> Catalog:
    return Undated(
        locale=language,
        project="Heliograph",
        header_comment=f"# {LANGUAGES[language]}: words of the reading room.",
        fuzzy=False,
    )


def read(language: str) -> Catalog:
    """Read the catalogue of a language as a person left it; there may be none yet."""
    made, file = _empty(language), po_file(language)
    if file.exists():
        with file.open("rb") as source:
            for one in read_po(source, locale=language):
                if one.id:
                    made[one.id] = one
    return made


def po_file(language: str) -> Path:
    """Name the file that a person edits."""
    return LOCALE / language / "LC_MESSAGES" / "heliograph.po"


def compiled(catalogue: Catalog) -> bytes:
    """Give a catalogue as programs read it."""
    made = BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def faults(catalogue: Catalog) -> Iterator[str]:
    """Say which phrases have no words, and which words lost or made up a name."""
    for message in catalogue:
        if not message.id:
            continue
        forms = _forms(message)
        if message.fuzzy or not all(forms):
            yield f"no words for {message.id!r}"
        elif not _fit(message, forms):
            yield f"other names in {message.string!r} than in {message.id!r}"


def _forms(message: Message) -> list[str]:
    said = message.string
    return [said or ""] if isinstance(said, (str, type(None))) else list(said)


def _fit(message: Message, forms: list[str]) -> bool:
    """Say whether each form names what it must: of one thing alone the number may go unsaid."""
    one, many = (message.id, message.id) if isinstance(message.id, str) else message.id
    *fewer, last = map(_names, forms)
    return last == _names(many) and all(_names(one) <= form <= last for form in fewer)


def _names(words: str) -> frozenset[str]:
    return frozenset(one or f"{{{other}}}" for one, other in _NAMED.findall(words))


def write(catalogue: Catalog, language: str) -> None:
    """Write what a person edits, and beside it what programs read."""
    file = po_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        write_po(target, catalogue, width=WIDTH, include_lineno=False, ignore_obsolete=True)
    file.with_suffix(".mo").write_bytes(compiled(catalogue))


def main() -> None:
    """Make the catalogues, and say what they lack."""
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--missing", choices=[one for one in LANGUAGES if one != ENGLISH])
    only = wanted.parse_args().missing
    for language in LANGUAGES:
        if language == ENGLISH or (only and language != only):
            continue
        catalogue = merged(language)
        wrong = list(faults(catalogue))
        if only:
            print("\n".join(wrong))
            continue
        write(catalogue, language)
        print(f"{language}: {len(catalogue)} phrases, {len(wrong)} to be seen to")


if __name__ == "__main__":
    main()
