"""The entry of a child that reads pictures: load every network, fork, then be locked in."""

from __future__ import annotations

import sys

from heliograph.extractors.kinds import media_type_of
from heliograph.extractors.seen_words import SeenWordsExtractor
from heliograph.ocr.eye import load_eye
from heliograph.ocr.models import PAGES_ALONE, installed
from heliograph.plugins.extractors import by_media_type
from heliograph.sandbox.serving import serve

ADDRESS_SPACE = 3 * 2**30
"""Bytes that a reader of pictures may take: the networks need 1.6 GB on large pages."""


def main() -> None:
    """Read what the parent hands over until it hangs up. One argument: `PAGES_ALONE`, or none."""
    found = installed()
    alone = PAGES_ALONE if PAGES_ALONE in sys.argv[1:] else ""
    extractor = SeenWordsExtractor(load_eye(), f"{found.stamp}{alone}", found.named())
    serve(by_media_type([extractor]), media_type_of, ADDRESS_SPACE)


if __name__ == "__main__":
    main()
