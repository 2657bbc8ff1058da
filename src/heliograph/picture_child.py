"""The entry of a child that draws a page; its arguments: page, dots an inch, boxes, covers."""

from __future__ import annotations

import sys

import msgspec
from PIL import Image

from heliograph.codec import Box
from heliograph.extractors.kinds import media_type_of
from heliograph.extractors.page_pictures import PagePictureExtractor
from heliograph.plugins.extractors import by_media_type
from heliograph.sandbox.serving import serve


def main() -> None:
    """Draw what the parent hands over until it hangs up."""
    page, dpi, boxes, covers = sys.argv[1:5]
    Image.init()
    marked = msgspec.json.decode(boxes, type=list[Box])
    covered = msgspec.json.decode(covers, type=list[Box])
    extractor = PagePictureExtractor(int(page), int(dpi), marked, covered)
    serve(by_media_type([extractor]), media_type_of)


if __name__ == "__main__":
    main()
