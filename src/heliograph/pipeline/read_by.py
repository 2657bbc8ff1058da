"""What a reading bears in place of an extractor: that eyes read it, that it is to be read again."""

from __future__ import annotations

from typing import Final

EYES: Final = "ocr/"
"""What the readings begin with that eyes made: name of their extractor, before its version."""

TO_BE_READ: Final = ""
"""Stands for the extractor of a reading that is to be done again, whoever did it."""

TO_BE_RETRIED: Final = "again"
"""The same, because a person asks for it: also where nothing reads its kind, or nothing did."""
