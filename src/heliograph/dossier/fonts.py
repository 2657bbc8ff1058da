"""Finds letters for print: fonts that packages brought (the extra `fonts`), or the system's own.

Fonts that come with a package go first, so that the same dossier is the same on every machine
where the extra is installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import uharfbuzz

FOLDERS: Final = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/Library/Fonts"),
    Path("/System/Library/Fonts"),
)

PACKAGED: Final = {
    "NotoSansCJK-Regular.ttc": ("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc"),
    "Amiri-Regular.ttf": ("fontpkg_amiri", "files/Amiri-Regular.ttf"),
}
"""File → the package that brings it, and its place in there."""

WANTED: Final = (
    ("latin", ("NotoSans-Regular.ttf", "DejaVuSans.ttf", "NotoSansCJK-Regular.ttc")),
    (
        "chinese",
        ("NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf", "wqy-microhei.ttc",
         "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf"),
    ),
    (
        "arabic",
        ("NotoNaskhArabic-Regular.ttf", "Amiri-Regular.ttf", "NotoSansArabic-Regular.ttf",
         "DejaVuSans.ttf"),
    ),
    ("tibetan", ("NotoSerifTibetan-Regular.ttf", "Jomolhari-Regular.ttf", "Jomolhari.ttf")),
    ("signs", ("DejaVuSans.ttf", "NotoSansSymbols2-Regular.ttf")),
)  # fmt: skip
"""Script → files that have its letters, the best first. Uyghur is written with Arabic letters."""

_JOINING = re.compile("[\u0590-\u109f\u1780-\u18af\ufb1d-\ufdff\ufe70-\ufefc]")
_CJK = "NotoSansCJK-Regular.ttc"
_SC_IN_CJK: Final = 2
"""Of the faces in Noto's collection, the one with the forms of mainland China."""


@dataclass(frozen=True, slots=True)
class Font:
    """A file with letters."""

    name: str
    """The script that it was found for."""
    path: Path
    face: int
    """Which of a collection's faces."""
    letters: frozenset[int]
    """Code points that it has."""


@cache
def fonts() -> tuple[Font, ...]:
    """Find one font for each script; fewer where the machine has none. The first is the basis."""
    there = _by_name()
    found: list[Font] = []
    for script, files in WANTED:
        file = next((name for name in files if name in there), None)
        if file is not None and there[file] not in [one.path for one in found]:
            found.append(_font(script, there[file]))
    return tuple(found)


def fonts_for(text: str) -> tuple[Font, ...]:
    """Choose the fonts that these words need, the basis in any case: each costs time and bytes."""
    letters = {ord(letter) for letter in text if letter.isprintable()}
    chosen: list[Font] = []
    for one in fonts():
        if not chosen or letters & one.letters:
            chosen.append(one)
            letters -= one.letters
    return tuple(chosen)


def joins(text: str) -> bool:
    """Say whether letters of the text change with those beside them, or run from the right.

    So do those of the scripts from Hebrew and Arabic to Tibetan, Burmese, Khmer and Mongolian.
    """
    return _JOINING.search(text) is not None


def missing(text: str, having: tuple[Font, ...]) -> bool:
    """Say whether a letter of the text is in none of the fonts."""
    return any(ch.isprintable() and not _has(having, ch) for ch in text)


def printable(text: str, having: tuple[Font, ...]) -> str:
    """Put an empty box for every letter that no font has."""
    return "".join(ch if ch in "\n " or _has(having, ch) else "□" for ch in text)


def _has(having: tuple[Font, ...], letter: str) -> bool:
    return any(ord(letter) in one.letters for one in having)


def _font(script: str, path: Path) -> Font:
    face = _SC_IN_CJK if path.name == _CJK else 0
    letters = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), face).unicodes
    return Font(script, path, face, frozenset(letters))


def _by_name() -> dict[str, Path]:
    found = {path.name: path for path in _on_system()}
    for name, (package, place) in PACKAGED.items():
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            path = Path(spec.origin).parent / place
            if path.is_file():
                found[name] = path
    return found


def _on_system() -> Iterator[Path]:
    names = {name for _, files in WANTED for name in files}
    for folder in FOLDERS:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.name in names:
                yield path
