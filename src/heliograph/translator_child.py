"""The entry of a child that translates: load the engine, fork, then be locked in with a model."""

from __future__ import annotations

from typing import BinaryIO

import fxtranslate  # noqa: F401 - loaded before the fork, for a reader cannot reach the disk

from heliograph.machine_translation.engine import TranslatingExtractor
from heliograph.machine_translation.request import MEDIA_TYPE
from heliograph.sandbox.serving import serve

ADDRESS_SPACE = 3 * 2**30
"""Bytes that a reader may take: a model stands in it three times while it is loaded."""


def main() -> None:
    """Translate what the parent hands over until it hangs up."""
    serve({MEDIA_TYPE: TranslatingExtractor()}, _asked, ADDRESS_SPACE)


def _asked(file: BinaryIO, name: str) -> str:
    return MEDIA_TYPE


if __name__ == "__main__":
    main()
