"""The entry of a child that draws a page; its arguments: page, dots an inch, boxes as JSON."""

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
    page, dpi, boxes = sys.argv[1:4]
    Image.init()
    marked = msgspec.json.decode(boxes, type=list[Box])
    extractor = PagePictureExtractor(int(page), int(dpi), marked)
    serve(by_media_type([extractor]), media_type_of)


if __name__ == "__main__":
    main()
