"""Draws pages of a PDF or a picture as PNG, with boxes marked on them, for people to look at."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageDraw
from pypdfium2 import PdfDocument

from heliograph.codec import Box
from heliograph.extractors.rendering import decoded, rendered
from heliograph.media import PDF, PICTURES
from heliograph.records import Problem
from heliograph.seams import Drawing, Extracted, Limits, Member

COLOUR = (214, 40, 40)
COVER = (40, 40, 40)
MOST_COLOURS = 256
MARGIN = 3
"""Pixels between the words and the frame around them."""

LINE = 3


class PagePictureExtractor:
    """Gives the picture of each page that is wanted as a member named by its place, from 0."""

    name = "picture"
    version = "1"
    media_types = PICTURES | {PDF}

    def __init__(self, wanted: Sequence[Drawing], dpi: int) -> None:
        """Say which pages, at how many dots an inch."""
        self._wanted = wanted
        self._dpi = dpi

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield each picture, or why there is none."""
        for place, one in enumerate(self._wanted):
            file.seek(0)
            picture = self._drawn(file, media_type, one.page)
            if picture is None:
                yield Problem(outcome="damaged", reason="page-unreadable", page=one.page)
                continue
            content = _marked(picture, one)
            yield Member(name=str(place), raw_name=None, packed_size=None, chunks=iter([content]))

    def _drawn(self, file: BinaryIO, media_type: str, page: int) -> Image.Image | None:
        if media_type != PDF:
            return next(islice(decoded(file, media_type), page - 1, None), None)
        document = PdfDocument(file)
        try:
            if page > len(document):
                return None
            return rendered(document[page - 1], self._dpi)
        finally:
            document.close()


def _marked(picture: Image.Image, wanted: Drawing) -> bytes:
    brush = ImageDraw.Draw(picture)
    for box in wanted.covers:
        brush.rectangle(_edges(box, picture, 0), fill=COVER)
    for box in wanted.boxes:
        brush.rectangle(_edges(box, picture, MARGIN), outline=COLOUR, width=LINE)
    packed = io.BytesIO()
    _in_few_colours(picture).save(packed, format="PNG", compress_level=6)
    return packed.getvalue()


def _in_few_colours(picture: Image.Image) -> Image.Image:
    """Number the colours where a byte can; the same picture, dot for dot, in half the bytes."""
    dots = np.asarray(picture, dtype=np.uint32)
    colours, numbers = np.unique(
        dots[..., 0] << 16 | dots[..., 1] << 8 | dots[..., 2], return_inverse=True
    )
    if len(colours) > MOST_COLOURS:
        return picture
    numbered = Image.fromarray(numbers.reshape(dots.shape[:2]).astype(np.uint8), "L")
    numbered.putpalette([part for one in colours.tolist() for part in one.to_bytes(3, "big")])
    return numbered


def _edges(box: Box, picture: Image.Image, margin: int) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return (
        left * picture.width - margin,
        top * picture.height - margin,
        right * picture.width + margin,
        bottom * picture.height + margin,
    )
