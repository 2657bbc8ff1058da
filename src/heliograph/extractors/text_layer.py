"""Whether the text layer of a page says what stands on the page, or has to be read from it."""

from __future__ import annotations

import re
import unicodedata

LEAST_CHARACTERS = 20
"""Characters below which nothing is said about a text layer."""

LOST_SHARE = 0.2
"""Share of characters without a meaning (U+FFFD, private use, controls) from which a layer is bad:
its fonts do not say which letters they draw."""

MISREAD_SHARE = 0.4
"""Share of letters from the upper half of Latin-1 from which a layer was decoded wrongly; the
languages written with them have a tenth at the most."""

DOUBLED_SHARE = 0.8
"""Share of characters that stand twice in a row from which each was drawn twice, for bold type."""

_LATIN_1 = re.compile("[\u0080-\u00ff]")
_PAIRS = re.compile(r"(\S)\1", re.DOTALL)


def what_is_bad(text: str) -> str:
    """Say what is wrong with a text layer, in one word; empty where nothing shows."""
    letters = "".join(text.split())
    if len(letters) < LEAST_CHARACTERS:
        return ""
    if sum(map(_is_lost, letters)) >= LOST_SHARE * len(letters):
        return "lost"
    if len(_LATIN_1.findall(letters)) >= MISREAD_SHARE * len(letters):
        return "misread"
    if 2 * sum(1 for _ in _PAIRS.finditer(letters)) >= DOUBLED_SHARE * len(letters):
        return "doubled"
    return ""


def _is_lost(letter: str) -> bool:
    # U+FFFE is how PDFium writes a hyphen that breaks a word.
    return letter == "\ufffd" or (unicodedata.category(letter) in {"Co", "Cc"})
