"""One line of an interface → its name, type, value and comment; which names only hold a place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from heliograph.language.tokens import parts
from heliograph.versions.words import key_of, name_key

_COMMENT: Final = re.compile(r"//[^\n]*|/\*(?s:.*?)(?:\*/|\Z)")
_SIGNS: Final = re.compile(r"^[ \t]*(?:/\*+!?<?|\*+/|//+!?<?|\*+(?!/))|\*+/[ \t]*$", re.MULTILINE)
_DEFINE: Final = re.compile(r"\s*#\s*define\s+([A-Za-z_]\w*)(.*)", re.DOTALL)
_NAME: Final = re.compile(r"[^\W\d]\w*")
_LENGTH: Final = re.compile(r"\[\s*(\w+)\s*\]")
_POINTER: Final = re.compile(r"\(\s*(?:\w+\s*)?\*\s*(\w+)\s*\)\s*\(")
_BITS: Final = re.compile(r":\s*\d+\s*$")
_NUMBER: Final = re.compile(r"0[xX][\da-fA-F]+|\d+")

_RESERVES: Final = frozenset(
    {"res", "reserve", "reserved", "reserves", "rsv", "rsvd", "resv", "unused", "padding", "pad"}
)
_RESERVED_ENTRIES: Final = _RESERVES - {"res", "pad"}
_RESERVED_WORDS: Final = re.compile(r"(?:字段)?(?:保留|预留|預留)(?:字段|字节|位)?\d*")
_LONGEST_PREFIX: Final = 3
"""Letters of what vendors put before a name to tell its type: by, dw, sz, em."""

_SIZES: Final = {
    **dict.fromkeys(("byte", "char", "bool", "boolean", "uint8", "int8", "uint8_t", "int8_t"), 1),
    **dict.fromkeys(("unsigned char", "signed char", "uchar", "u8"), 1),
    **dict.fromkeys(("word", "short", "ushort", "unsigned short", "uint16_t", "int16_t"), 2),
    **dict.fromkeys(("int64", "uint64", "double", "long long", "int64_t", "uint64_t"), 8),
}
_USUAL_SIZE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A field, an enum entry or a define, taken apart."""

    name: str
    """As written; empty where none could be told."""
    type: str = ""
    """Folded, one space between words."""
    value: str = ""
    length: int = 1
    """Elements, where it is an array of a number of them."""
    said: str = ""
    """Its comment, without the signs that make it one."""

    @property
    def key(self) -> str:
        """The name as it is compared."""
        return name_key(self.name)

    @property
    def said_key(self) -> str:
        """The comment as it is compared."""
        return key_of(self.said)

    @property
    def size(self) -> int:
        """Bytes it takes, as far as its type tells: for positions in one struct only."""
        return _SIZES.get(self.type, _USUAL_SIZE if self.type else 1) * self.length


def declaration_of(words: str, *, is_entry: bool) -> Declaration:
    """Take one passage apart, in the writing of C or of a field table (`name | comment`)."""
    declared, said = _halves(words)
    define = _DEFINE.match(declared)
    if define:
        return Declaration(name=define[1], value=_plain(define[2]), said=said)
    declared, _, value = declared.partition("=")
    declared = _BITS.sub("", declared.strip(" \t\r\n,;{}"))
    pointer = _POINTER.search(declared)
    if pointer and not is_entry:
        return Declaration(name=pointer[1], type=_plain(declared).lower(), said=said)
    lengths = [int(each) for each in _LENGTH.findall(declared) if each.isdecimal()]
    bare = _LENGTH.sub(" ", declared)
    names = list(_NAME.finditer(bare))
    if not names:
        return Declaration(name=declared.strip(), said=said, value=_plain(value))
    last = names[0] if is_entry else names[-1]
    return Declaration(
        name=last[0],
        type="" if is_entry else _plain(bare[: last.start()]).lower(),
        value=_plain(value),
        length=_product(lengths),
        said=said,
    )


def is_reserve(declaration: Declaration, *, is_entry: bool) -> bool:
    """Whether a name holds a place and means nothing: `byRes[4]`, `dwReserved2`, `保留`."""
    if _RESERVED_WORDS.fullmatch(declaration.name):
        return True
    found = name_parts(declaration.name)
    if is_entry:
        return bool(found) and found[-1] in _RESERVED_ENTRIES
    if len(found) > 1 and len(found[0]) <= _LONGEST_PREFIX and found[0] not in _RESERVES:
        found = found[1:]
    return bool(found) and all(part in _RESERVES for part in found)


def name_parts(name: str) -> list[str]:
    """List the words that a name is made of, in lower case, numbers left out."""
    cut = [part for part in parts(name) if part[0].isalpha()] or [name.lower()]
    return [bare for part in cut if (bare := part.strip("_0123456789"))]


def _halves(words: str) -> tuple[str, str]:
    """Part what is declared from what is said of it."""
    bar, comment = words.find("|"), _COMMENT.search(words)
    table = bar >= 0 and (comment is None or bar < comment.start())
    if table and words.count("(", 0, bar) == words.count(")", 0, bar):
        return words[:bar], words[bar + 1 :].strip()
    said = " ".join(_said(each) for each in _COMMENT.findall(words))
    return _COMMENT.sub(" ", words), said.strip()


def _said(comment: str) -> str:
    return " ".join(_SIGNS.sub("", comment).split())


def said_in(comment: str) -> str:
    """Give the words of a comment that stands alone, with or without its signs."""
    found = _COMMENT.findall(comment)
    return " ".join(map(_said, found)) if found else " ".join(comment.split())


def _plain(words: str) -> str:
    return " ".join(words.strip(" \t\r\n,;").split())


def _product(numbers: list[int]) -> int:
    made = 1
    for number in numbers:
        made *= max(1, number)
    return made


def same_value(one: str, other: str) -> bool:
    """Whether two written values do not contradict: one that is not written says nothing."""
    if not one or not other:
        return True
    if _NUMBER.fullmatch(one) and _NUMBER.fullmatch(other):
        return _number(one) == _number(other)
    return key_of(one) == key_of(other)


def _number(written: str) -> int:
    return int(written, 16) if written[:2] in ("0x", "0X") else int(written)
