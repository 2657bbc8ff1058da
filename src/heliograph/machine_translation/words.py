"""Words of a page → what a translator is given: lines that the layout broke are joined again."""

from __future__ import annotations

import re
from typing import Final

from heliograph.language import letters
from heliograph.language.folding import SIMPLIFIED

LONGEST: Final = 4_000
"""Characters of a passage that are translated; the rest is said to be left out."""

_BREAK: Final = r"[ \t\u3000]*(?:\r\n|[\n\r\v\f\x85\u2028\u2029])[ \t\u3000]*"
_DENSE: Final = f"[{letters.HAN}{letters.KANA}\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]"
_BETWEEN_HAN: Final = re.compile(f"(?<={_DENSE}){_BREAK}(?={_DENSE})")
_HYPHENED: Final = re.compile(rf"(?<=[^\W\d_])[-\u00ad\u2010]{_BREAK}(?=[^\W\d_A-Z])")
_BROKEN: Final = re.compile(_BREAK)
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_TO_SIMPLIFIED: Final = str.maketrans(SIMPLIFIED)


def to_be_translated(words: str) -> str:
    """Give words in one line, cut to `LONGEST`, without what is not seen and no lone surrogate.

    An engine that meets a line break takes what stands before and after it for two sentences.
    """
    cut = words[:LONGEST].encode("utf-8", "replace").decode()
    joined = _HYPHENED.sub("", _BETWEEN_HAN.sub("", cut))
    return _UNSEEN.sub("", _BROKEN.sub(" ", joined)).strip()


def simplified(text: str) -> str:
    """Write Chinese in simplified characters: for a model that was trained on these alone."""
    return text.translate(_TO_SIMPLIFIED)
