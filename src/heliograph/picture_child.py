"""The entry of a child that draws pages; its arguments: dots an inch, the pages as JSON."""

from __future__ import annotations

import sys

import msgspec
from PIL import Image

from heliograph.extractors.kinds import media_type_of
from heliograph.extractors.page_pictures import PagePictureExtractor
from heliograph.plugins.extractors import by_media_type
from heliograph.sandbox.serving import serve
from heliograph.seams import Drawing


def main() -> None:
    """Draw what the parent hands over until it hangs up."""
    dpi, wanted = sys.argv[1:3]
    Image.init()
    drawings = msgspec.json.decode(wanted, type=list[Drawing])
    extractor = PagePictureExtractor(drawings, int(dpi))
    serve(by_media_type([extractor]), media_type_of)


if __name__ == "__main__":
    main()
