"""A page of a PDF or a picture file → pixels, bounded whatever the file says of its size."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from typing import BinaryIO, cast

from PIL import Image, ImageFile
from pypdfium2 import PdfPage

MOST_RENDERED = 25_000_000
"""Pixels of a rendered page, whatever size it claims."""

MOST_DECODED = 100_000_000
"""Pixels to which a picture may unpack: an A3 page at 600 dots an inch has 70 million."""

LONG_SIDE = 3_500
"""Pixels of the longer side beyond which a picture is shrunk: an A4 page at 300 dots an inch."""

POINTS_AN_INCH = 72

FORMATS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/tiff": "TIFF",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/bmp": "BMP",
}
"""Media type → the one decoder that may touch it."""


class TooManyPixels(Exception):
    """A picture would unpack to more than is allowed."""


def rendered(page: PdfPage, dpi: int) -> Image.Image:
    """Draw a page of a PDF as RGB, at `dpi` dots an inch or as many as are allowed."""
    width, height = (max(float(side), 1.0) for side in page.get_size())
    scale = min(
        dpi / POINTS_AN_INCH,
        math.sqrt(MOST_RENDERED / (width * height)),
        LONG_SIDE / max(width, height),
    )
    picture = cast(Image.Image, page.render(scale=scale).to_pil())
    return picture.convert("RGB")


def decoded(file: BinaryIO, media_type: str, *, mend: bool = False) -> Iterator[Image.Image]:
    """Decode the frames of a picture file as RGB, upright; more than one for TIFF alone.

    `mend` takes what there is of a file that was cut. Raises `TooManyPixels` before anything is
    unpacked, and whatever the decoder raises.
    """
    Image.MAX_IMAGE_PIXELS = MOST_DECODED
    ImageFile.LOAD_TRUNCATED_IMAGES = mend
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(file, formats=(FORMATS[media_type],)) as picture:
            frames = getattr(picture, "n_frames", 1) if media_type == "image/tiff" else 1
            for at in range(frames):
                picture.seek(at)
                if picture.width * picture.height > MOST_DECODED:
                    raise TooManyPixels(f"{picture.width} × {picture.height}")
                yield _plain(picture)


def _plain(picture: Image.Image) -> Image.Image:
    """Make RGB on white, turned as its camera says, and no larger than is of use."""
    picture.draft("RGB", (LONG_SIDE, LONG_SIDE))
    if picture.has_transparency_data:
        over = picture.convert("RGBA")
        plain = Image.new("RGB", picture.size, "white")
        plain.paste(over, mask=over.getchannel("A"))
    else:
        plain = picture.convert("RGB")
    orientation = picture.getexif().get(_ORIENTATION)
    if orientation in _UPRIGHT:
        plain = plain.transpose(_UPRIGHT[orientation])
    plain.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    return plain


_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF's word for how a camera was held → what sets the picture upright."""
