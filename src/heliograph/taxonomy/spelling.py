"""What is wrong with a file of the taxonomy, said so that its author finds the place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

import msgspec

_UNKNOWN = re.compile(r"unknown field `([^`]+)`")
_PLACE = re.compile(r"at `\$\.?([^`]*)`")
_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")
_NAMES = ("id", "to", "kind", "name")
"""Keys by which people know an entry."""


def explained(complaint: str, content: bytes, form: type[msgspec.Struct]) -> str:
    """Say where a decoder's complaint belongs, and which known key an unknown one resembles."""
    place = _place(complaint, content)
    unknown = _UNKNOWN.search(complaint)
    if unknown is None:
        return complaint + (f" ({place})" if place else "")
    near = difflib.get_close_matches(unknown[1], sorted(set(_keys(form))), n=1)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    return f"there is no key `{unknown[1]}`{' in ' + place if place else ''}.{hint}"


def nearest(word: str, known: list[str]) -> str:
    """Give ` Did you mean …?` for a word that is not among the known ones, or nothing."""
    near = difflib.get_close_matches(word, known, n=1)
    return f" Did you mean `{near[0]}`?" if near else ""


def _keys(form: type[msgspec.Struct]) -> Iterator[str]:
    """Yield every key that a form and the forms in it know."""
    for field in msgspec.structs.fields(form):
        yield field.encode_name
        for inner in getattr(field.type, "__args__", ()):
            if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
                yield from _keys(inner)


def _place(complaint: str, content: bytes) -> str:
    """Name the entry that a decoder's path leads to, by its own name where it has one."""
    path = _PLACE.search(complaint)
    if path is None:
        return ""
    try:
        at: object = msgspec.toml.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    said = []
    for key, number in _STEP.findall(path[1]):
        at = at.get(key) if isinstance(at, dict) else None
        if number and isinstance(at, list) and int(number) < len(at):
            at = at[int(number)]
        said.append(f"`{key}`{_name_of(at)}")
    return ", ".join(said)


def _name_of(entry: object) -> str:
    if not isinstance(entry, dict):
        return ""
    return next((f" `{entry[key]}`" for key in _NAMES if isinstance(entry.get(key), str)), "")
