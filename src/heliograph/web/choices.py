"""What a reader chose of the room itself: its language, and light or dark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations, translation
from importlib.resources import as_file, files
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from heliograph.translation import LANGUAGES

TAGS: Final = {"zh": "zh-Hans"}
"""What a page says of itself, where that is more than the catalogue's name."""
THEMES: Final = ("auto", "light", "dark")
A_YEAR = 365 * 24 * 3600
_KNOWN: Final = {"lang": tuple(LANGUAGES), "theme": THEMES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a page is shown in."""

    language: str = "en"
    theme: str = "auto"
    """`auto` is what the machine is set to."""

    @property
    def tag(self) -> str:
        """The language as HTML names it."""
        return TAGS.get(self.language, self.language)


def told(words: str, status: int) -> ASGIApp:
    """Answer with a phrase alone, in the language of whoever asks."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        language = choices_of(Request(scope)).language
        said = PlainTextResponse(catalogue(language).gettext(words), status_code=status)
        await said(scope, receive, send)

    return answer


def choices_of(request: Request) -> Choices:
    """Take what was chosen before; a language that nobody chose is the browser's."""
    language = request.cookies.get(_cookie("lang"), "")
    theme = request.cookies.get(_cookie("theme"), "")
    return Choices(
        language=language
        if language in LANGUAGES
        else language_of(request.headers.get("accept-language", "")),
        theme=theme if theme in THEMES else "auto",
    )


def newly_chosen(request: Request) -> RedirectResponse | None:
    """Keep `?lang=` or `?theme=` in a cookie and lead to the same page without it."""
    asked = request.query_params.multi_items()
    chosen = [(name, value) for name, value in asked if value in _KNOWN.get(name, ())]
    if not chosen:
        return None
    answer = RedirectResponse(request.url.path + _query(asked), status_code=303)
    for name, value in chosen:
        answer.set_cookie(_cookie(name), value, max_age=A_YEAR, httponly=True, samesite="strict")
    return answer


def address_of(request: Request) -> str:
    """Spell where a request was, ready for a choice to follow: it ends in `?` or `&`."""
    query = _query(request.query_params.multi_items())
    return f"{request.url.path}{query}&" if query else f"{request.url.path}?"


def _query(asked: Iterable[tuple[str, str]]) -> str:
    left = [(name, value) for name, value in asked if name not in _KNOWN]
    return f"?{urlencode(left)}" if left else ""


def _cookie(name: str) -> str:
    return f"heliograph-{name}"


@cache
def catalogue(language: str) -> NullTranslations:
    """Open the catalogue of a language; English is what stands in the templates."""
    with as_file(files("heliograph.web") / "locale") as folder:
        return translation("heliograph", folder, languages=[language], fallback=True)


def language_of(accepted: str) -> str:
    """Choose the language that a browser likes best of ours; `zh-Hant` is better than none."""
    wished = []
    for place, part in enumerate(accepted.split(",")):
        name, _, weight = part.partition(";")
        base = name.strip().lower().partition("-")[0]
        if base in LANGUAGES:
            wished.append((-_quality(weight), place, base))
    return min(wished)[2] if wished else "en"


def _quality(weight: str) -> float:
    """Read `q=0.8`; nothing is the whole wish, nonsense none."""
    if not weight.strip():
        return 1.0
    name, _, digits = weight.strip().partition("=")
    try:
        return float(digits) if name == "q" else 0.0
    except ValueError:
        return 0.0
