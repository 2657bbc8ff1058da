"""Text as it stands → the same text folded for matching, with the way back.

Folded are: compatibility forms and width (NFKC), case, Traditional Chinese to Simplified, letters
that different keyboards write differently (ي ی ى, ك ک, ё е), what has no width, and the line ends
that a layout put inside a word. Offsets of a match lead back to the code points of the original.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import opencc

from heliograph.language import letters

Places = npt.NDArray[np.int64]

FOLDING_VERSION = f"1+opencc-{opencc.__version__}+unicode-{unicodedata.unidata_version}"
"""Changes whenever the same text may fold otherwise: what was folded before must be folded anew."""

# Radicals that PDF fonts give out in place of the character that looks the same. Unicode's
# EquivalentUnifiedIdeograph has them; NFKC does not.
_RADICALS = dict(
    zip(
        "⺁⺎⺒⺓⺝⺞⺠⺢⺦⺩⺬⺶⺻⻁⻄⻅⻆⻉⻊⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
        "厂尢巳幺月歹民水丬王示羊聿虎西见角贝足车长长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齐齿齿龙龙龟龟",
        strict=True,
    )
)

_VARIANTS = {
    **_RADICALS,
    **dict.fromkeys("ىیۍ", "ي"),
    "ک": "ك",
    "ڪ": "ك",
    **dict.fromkeys("أإآٱ", "ا"),
    "ة": "ه",
    "ё": "е",
    "ı": "i",
    "ς": "σ",
    # A reader's footnote, not a letter of the word that it stands at.
    **dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹", "^"),
    **dict.fromkeys("‐‑–−", "-"),
    **dict.fromkeys("•‧・･∙⋅", "·"),
    **dict.fromkeys("‘’ʼ＇", "'"),
    **dict.fromkeys("“”„", '"'),
    # The one character of Taiwan that OpenCC leaves alone for want of its neighbours.
    "著": "着",
}


def _simplified() -> dict[str, str]:
    """Derive Traditional → Simplified, character by character, so that length is kept.

    From OpenCC's `t2s`; characters go in one to a line, so that no phrase of its dictionary
    can reach over them.
    """
    blocks = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
    han = [chr(point) for first, last in blocks for point in range(first, last)]
    convert = opencc.OpenCC("t2s").convert
    once = dict(zip(han, convert("\n".join(han)).split("\n"), strict=True))
    changed = {have: want for have, want in once.items() if have != want and len(want) == 1}
    return {have: changed.get(want, want) for have, want in changed.items()}


SIMPLIFIED: dict[str, str] = _simplified()
"""Traditional character → its Simplified one, where they differ."""


def _folded(point: int) -> int:
    """Fold one code point; one that NFKC writes as several stays as it is."""
    character = chr(point)
    if character in _VARIANTS:
        return ord(_VARIANTS[character])
    character = unicodedata.normalize("NFKC", character)
    character = (character if len(character) == 1 else chr(point)).lower()
    # The lower case of İ alone is two: an i and the dot that is on it already.
    character = SIMPLIFIED.get(character[0], character[0])
    character = _VARIANTS.get(character, character)
    digit = unicodedata.decimal(character, None)
    return ord(character) if digit is None else ord("0") + digit


def _table() -> npt.NDArray[np.uint32]:
    """Lay out every code point's folded one."""
    # Outside these blocks nothing has another case, width or form.
    blocks = ((0, 0x3400), (0xA640, 0xAC00), (0xF900, 0x10500), (0x1D400, 0x1D800))
    more = ((0x1E900, 0x1E960), (0x1F100, 0x1F200), (0x2F800, 0x2FA20))
    table = np.arange(0x110000, dtype=np.uint32)
    for first, last in blocks + more:
        table[first:last] = [_folded(point) for point in range(first, last)]
    for character in SIMPLIFIED:
        table[ord(character)] = _folded(ord(character))
    table[ord("著")] = _folded(ord("著"))
    return table


def _marked(*classes: str) -> npt.NDArray[np.bool_]:
    """Mark the code points of character classes."""
    marks = np.zeros(0x110000, dtype=np.bool_)
    for inside in classes:
        marks[list(letters.points(inside))] = True
    return marks


_TABLE = _table()
_TRIGGERS = _marked(letters.REMOVED, letters.UNEVEN, letters.COMPOSING)
_LINE_ENDS = _marked(letters.LINE_ENDS)
_BEFORE_JOIN = _marked(letters.HAN, letters.KANA, letters.REMOVED, *" \t\xa0-‐‑")
_STRETCH = 2**20
"""Characters looked up at once: bounds the memory that a very long page takes."""

_REMOVED = re.compile(f"[{letters.REMOVED}]+")
_GAPS = frozenset(map(chr, letters.points(letters.REMOVED))) | {" ", "\t", "\xa0"}
_JOINED = re.compile(f"[{letters.HAN}{letters.KANA}]")
_HYPHENS = frozenset("-‐‑")
_ASCII_EDIT = re.compile(r"\x02|-[ \t]*[\n-\r]")
"""What changes the length of plain ASCII; in all else only its case folds."""

_TRIGGER = re.compile(
    rf"(?P<end>\r\n?|[{letters.LINE_ENDS}])"
    rf"|(?P<removed>[{letters.REMOVED}]+)"
    rf"|(?P<uneven>[{letters.UNEVEN}])"
    # Bounded, because putting marks in order takes the square of their number.
    rf"|(?P<composing>[{letters.COMPOSING}]{{1,30}})"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and the way back to the original. All offsets count code points.

    Between two entries of `_at` the folded text and the original run side by side, unless `_size`
    says how many characters of the original one replaced stretch stands for.
    """

    text: str
    _at: array[int] = field(default_factory=lambda: array("L"))
    _from: array[int] = field(default_factory=lambda: array("L"))
    _size: array[int] = field(default_factory=lambda: array("L"))

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Give the smallest stretch of the original that `start:end` of `text` was made from.

        What was left out at either edge (a line break, a soft hyphen) stays outside.
        """
        if not self._at:
            return start, end
        first = self._source_of(start)[0]
        return (first, self._source_of(end - 1)[1]) if end > start else (first, first)

    def begins(self, starts: Places) -> Places:
        """Give where `source` begins, for the starts of many stretches at once, none empty."""
        return self._sources_of(starts)[0] if self._at else starts

    def ends(self, ends: Places) -> Places:
        """Give where `source` ends, for the ends of many stretches at once, none empty."""
        return self._sources_of(ends - 1)[1] if self._at else ends

    def _sources_of(self, places: Places) -> tuple[Places, Places]:
        """Give what `_source_of` gives, for many places at once."""
        at, origin, size = (
            np.array(one, dtype=np.int64) for one in (self._at, self._from, self._size)
        )
        index = np.searchsorted(at, places, side="right") - 1
        replaced = size[index]
        first = origin[index] + np.where(replaced, 0, places - at[index])
        return first, first + np.where(replaced, replaced, 1)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the stretch of `text` that was made from `start:end` of the original."""
        if not self._at:
            return start, end
        first = self._place_of(start)[0]
        return (first, max(first, self._place_of(end)[1])) if end > start else (first, first)

    def _source_of(self, place: int) -> tuple[int, int]:
        """Give the original's characters that the folded character at `place` comes from."""
        index = bisect_right(self._at, place) - 1
        if self._size[index]:
            return self._from[index], self._from[index] + self._size[index]
        start = self._from[index] + place - self._at[index]
        return start, start + 1

    def _place_of(self, offset: int) -> tuple[int, int]:
        """Give where the original's `offset` falls, as a start and as an end."""
        index = bisect_right(self._from, offset) - 1
        limit = self._at[index + 1] if index + 1 < len(self._at) else len(self.text)
        if self._size[index]:
            inside = offset > self._from[index]
            return self._at[index], limit if inside else self._at[index]
        place = min(self._at[index] + offset - self._from[index], limit)
        return place, place


def fold(text: str) -> Folded:
    """Fold text for matching; `Folded.source` leads back."""
    if text.isascii() and not _ASCII_EDIT.search(text):
        return Folded(text.lower())
    even, places = _even(text)
    edits = _edits(text, places)
    if not edits:
        return Folded(even)
    pieces: list[str] = []
    at, origin, size = array("L"), array("L"), array("L")
    place = done = 0
    for start, end, written in edits:
        pieces += (even[done:start], written)
        at.append(place)
        origin.append(done)
        size.append(0)
        place += start - done
        if written:
            at.append(place)
            origin.append(start)
            size.append(end - start)
            place += len(written)
        done = end
    at.append(place)
    origin.append(done)
    size.append(0)
    pieces.append(even[done:])
    return Folded("".join(pieces), at, origin, size)


_Edit = tuple[int, int, str]


def _even(text: str) -> tuple[str, list[int]]:
    """Fold what folds one to one, and list the places where more than that is to be done."""
    pieces: list[str] = []
    places: list[int] = []
    for start in range(0, len(text), _STRETCH):
        stretch = text[start : start + _STRETCH].encode("utf-32-le", "surrogatepass")
        codes = np.frombuffer(stretch, dtype="<u4")
        pieces.append(_TABLE[codes].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass"))
        # Most lines end in a letter or a full stop, and nothing is to be done about those.
        triggers = _LINE_ENDS[codes]
        triggers[1:] &= _BEFORE_JOIN[codes[:-1]]
        triggers |= _TRIGGERS[codes]
        places += (np.flatnonzero(triggers) + start).tolist()
    return "".join(pieces), places


def _edits(text: str, places: list[int]) -> list[_Edit]:
    """List what changes length, in order and apart: start, end, what stands there instead."""
    edits: list[_Edit] = []
    done = reached = 0
    for place in places:
        trigger = _TRIGGER.match(text, place) if place >= reached else None
        if trigger is None:
            continue
        edit = _edit(text, trigger, done)
        reached = trigger.end()
        if edit is None:
            continue
        while edits and edits[-1][0] >= edit[0]:
            edits.pop()
        edits.append(edit)
        done = edit[1]
        reached = max(reached, done)
    return edits


def _edit(text: str, trigger: re.Match[str], done: int) -> _Edit | None:
    """Say what one trigger does to the text, None where it leaves it as it is."""
    start, end = trigger.span()
    match trigger.lastgroup:
        case "removed":
            return start, end, ""
        case "end":
            return _joined(text, start, end)
        case "composing" if start > done and not text[start - 1].isspace():
            start -= 1
    stretch = text[start:end]
    written = _written(stretch)
    return None if written == _even(stretch)[0] else (start, end, written)


def _written(stretch: str) -> str:
    """Fold a stretch whose length may change."""
    return _even(_REMOVED.sub("", unicodedata.normalize("NFKC", stretch)))[0]


def _joined(text: str, start: int, end: int) -> _Edit | None:
    """Take out the line end at `start:end` if a layout put it inside a word.

    So it is between two Han or kana characters, which know no spaces, and after a hyphen between
    two letters. Spaces beside the line end go with it; an empty line is never joined over.
    """
    while start and text[start - 1] in _GAPS:
        start -= 1
    while end < len(text) and text[end] in _GAPS:
        end += 1
    if not start or end == len(text):
        return None
    before, after = text[start - 1], text[end]
    if _JOINED.match(before) and _JOINED.match(after):
        return start, end, ""
    return _unhyphenated(text, start, end)


def _unhyphenated(text: str, start: int, end: int) -> _Edit | None:
    """Take out a hyphen and the line end after it, where the word goes on in the next line."""
    before, after = text[start - 1], text[end]
    if before in _HYPHENS and start > 1:
        # A capital begins a word of its own: Jean-\nPaul.
        cut = text[start - 2].isalpha() and after.isalpha() and not after.isupper()
        return (start - 1, end, "") if cut and not _JOINED.match(after) else None
    marked = any(sign in text[start:end] for sign in letters.HYPHENATION)
    return (start, end, "") if marked and before.isalpha() and after.isalpha() else None
