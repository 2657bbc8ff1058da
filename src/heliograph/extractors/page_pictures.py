"""Draws one page of a PDF or a picture as PNG, with boxes marked on it, for people to look at."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO

from PIL import Image, ImageDraw
from pypdfium2 import PdfDocument

from heliograph.codec import Box
from heliograph.extractors.rendering import decoded, rendered
from heliograph.media import PDF, PICTURES
from heliograph.records import Problem
from heliograph.seams import Extracted, Limits, Member

COLOUR = (214, 40, 40)
COVER = (40, 40, 40)
MARGIN = 3
"""Pixels between the words and the frame around them."""

LINE = 3


class PagePictureExtractor:
    """Gives the picture of one page as the one member of the file."""

    name = "picture"
    version = "1"
    media_types = PICTURES | {PDF}

    def __init__(
        self, page: int, dpi: int, boxes: Sequence[Box], covers: Sequence[Box] = ()
    ) -> None:
        """Say which page, counted from 1, at how many dots an inch, with which boxes marked.

        Whatever stands in `covers` is painted over.
        """
        self._page = page
        self._dpi = dpi
        self._boxes = boxes
        self._covers = covers

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield the picture, or why there is none."""
        picture = self._drawn(file, media_type)
        if picture is None:
            yield Problem(outcome="damaged", reason="page-unreadable", page=self._page)
            return
        brush = ImageDraw.Draw(picture)
        for box in self._covers:
            brush.rectangle(_edges(box, picture, 0), fill=COVER)
        for box in self._boxes:
            brush.rectangle(_edges(box, picture, MARGIN), outline=COLOUR, width=LINE)
        packed = io.BytesIO()
        picture.save(packed, format="PNG", compress_level=3)
        yield Member(
            name="page.png", raw_name=None, packed_size=None, chunks=iter([packed.getvalue()])
        )

    def _drawn(self, file: BinaryIO, media_type: str) -> Image.Image | None:
        if media_type != PDF:
            return next(islice(decoded(file, media_type), self._page - 1, None), None)
        document = PdfDocument(file)
        try:
            if self._page > len(document):
                return None
            return rendered(document[self._page - 1], self._dpi)
        finally:
            document.close()


def _edges(box: Box, picture: Image.Image, margin: int) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return (
        left * picture.width - margin,
        top * picture.height - margin,
        right * picture.width + margin,
        bottom * picture.height + margin,
    )
