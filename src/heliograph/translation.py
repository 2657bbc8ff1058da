"""The language in which a phrase is said: English as it stands, or what a catalogue has for it.

Whoever answers a person names a catalogue for as long as it answers. All else is said in English,
so what goes into a case, or leaves it, never depends on who looked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations
from typing import Final

LANGUAGES: Final = {"en": "English", "zh": "简体中文", "fr": "Français"}
"""What can be spoken, each by its own name, which its readers know it by; English needs nothing."""

_spoken: ContextVar[NullTranslations | None] = ContextVar("spoken", default=None)
_ENGLISH = NullTranslations()
_FIGURES = {"fr": str.maketrans({",": "\u202f", ".": ","})}
"""How a language parts thousands and fractions, where not as English does."""


@contextmanager
def speaking(catalogue: NullTranslations) -> Iterator[None]:
    """Say phrases as a catalogue has them, in this thread or task, for a block."""
    before = _spoken.set(catalogue)
    try:
        yield
    finally:
        _spoken.reset(before)


def _(message: str, /, **names: object) -> str:
    """Say a phrase; `%(name)s` in it stands for what is named so.

    Written `_("…")` around the words themselves, so that the command that makes the catalogues
    finds them; words of a table are found by that table.
    """
    said = spoken(message)
    return said % names if names else said


def ngettext(one: str, many: str, number: int, /, **names: object) -> str:
    """Say a phrase of which a number decides the form; `%(num)s` stands for that number."""
    return spoken_of(one, many, number) % {"num": number, **names}


def spoken(message: str) -> str:
    """Look a phrase up; what stands for a name is left in it."""
    catalogue = _spoken.get()
    return catalogue.gettext(message) if catalogue and message else message


def spoken_of(one: str, many: str, number: int) -> str:
    """Look a phrase up of which a number decides the form; what stands for a name is left."""
    return (_spoken.get() or _ENGLISH).ngettext(one, many, number)


def in_figures(number: float, digits: int = 0) -> str:
    """Write a number as the language that is spoken does, with so many digits of its fraction."""
    language = (_spoken.get() or _ENGLISH).info().get("language", "")
    return f"{number:,.{digits}f}".translate(_FIGURES.get(language, {}))
