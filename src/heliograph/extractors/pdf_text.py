"""The text of one PDF page as PDFium gives it, and the place of every character."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable
from itertools import repeat

import numpy as np
import numpy.typing as npt
from pypdfium2 import PdfPage, PdfTextPage, raw

from heliograph.codec import BOX_SCALE, NO_BOX, pack_planes, unpack_planes

Floats = npt.NDArray[np.float64]
Units = npt.NDArray[np.uint16]

RESOLUTION = 1 << 20
"""Device pixels on each side of the page when its map is asked for: finer than any box kept."""

SURROGATE_BITS, HIGH_SURROGATE, LOW_SURROGATE = 0xFC00, 0xD800, 0xDC00
"""Which bits of a UTF-16 unit say that it is half a character, and which half."""

Plain = type[ctypes.c_void_p | ctypes.c_int | ctypes.c_ulong]


def quick(function: object, gives: Plain | None, *takes: Plain) -> Callable[..., int]:
    """Make a function of PDFium one that takes and gives plain addresses and numbers.

    For what is called once a character, or once an object of a page: there a pointer object, a
    result and letting go of the lock cost more than the call itself. No address is `None`.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value  # type: ignore[arg-type]
    return ctypes.PYFUNCTYPE(gives, *takes)(address or 0)


# Where it fails, the box stays the point it was made as.
_loose_box = quick(
    raw.FPDFText_GetLooseCharBox, None, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
)


def text_and_boxes(page: PdfPage) -> tuple[str, bytes]:
    """Read an open `pypdfium2.PdfPage`: its text, and the packed box of every code point of it.

    The text is PDFium's own, with its `\\r\\n` between lines and its U+FFFE for a hyphen that
    breaks a word. A character beyond U+FFFF comes as two UTF-16 units, which are joined here; a
    unit that has lost its other half becomes U+FFFD.
    """
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if not count:
            return "", b""
        read: str = textpage.get_text_range(errors="surrogatepass")
        units = np.frombuffer(read.encode("utf-16-le", "surrogatepass"), dtype="<u2")
        boxes = _loose_boxes(textpage, count)
        if len(units) != count:
            boxes = _as_in_text(textpage, boxes, len(units))
    finally:
        textpage.close()
    text, edges = join_surrogates(units, to_fractions(page, boxes))
    return text, pack_planes(planes(quantised(edges)))


def _loose_boxes(textpage: PdfTextPage, count: int) -> Floats:
    """Ask PDFium for the box of each character: left, top, right, bottom in page units.

    The loose box has the height of the font, not of the glyph: those of one line lie in one
    band, so that a quote is marked as a band too.
    """
    boxes = np.zeros((count, 4), dtype=np.float32)
    handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value
    start, step = boxes.ctypes.data, boxes.strides[0]
    places = range(start, start + step * count, step)
    deque(map(_loose_box, repeat(handle), range(count), places), maxlen=0)
    return np.nan_to_num(boxes.astype(np.float64))


def _as_in_text(textpage: PdfTextPage, boxes: Floats, length: int) -> Floats:
    """Bring boxes into the order of the text, where PDFium left out characters or put some in."""
    find = raw.FPDFText_GetCharIndexFromTextIndex
    places = np.array([find(textpage, at) for at in range(length)], dtype=np.int64)
    known = (places >= 0) & (places < len(boxes))
    ordered = np.zeros((length, 4))
    ordered[known] = boxes[places[known]]
    return ordered


def to_fractions(page: PdfPage, boxes: Floats) -> Floats:
    """Map boxes from page units to fractions of the page as it is shown.

    The map is PDFium's own (`FPDF_PageToDevice`, which knows of /Rotate and CropBox). It is
    affine, so three mapped corners of the page give it whole.
    """
    bounds = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, bounds)
    width = (bounds.right - bounds.left) or 1.0
    height = (bounds.top - bounds.bottom) or 1.0
    origin = _device(page, bounds.left, bounds.bottom)
    across = (_device(page, bounds.left + width, bounds.bottom) - origin) / width
    up = (_device(page, bounds.left, bounds.bottom + height) - origin) / height
    x, y = boxes[:, 0::2] - bounds.left, boxes[:, [1, 3]] - bounds.bottom
    shown_x = origin[0] + x * across[0] + y * up[0]
    shown_y = origin[1] + x * across[1] + y * up[1]
    shown = np.empty_like(boxes)
    shown[:, 0], shown[:, 2] = np.minimum(*shown_x.T), np.maximum(*shown_x.T)
    shown[:, 1], shown[:, 3] = np.minimum(*shown_y.T), np.maximum(*shown_y.T)
    return shown


def _device(page: PdfPage, x: float, y: float) -> Floats:
    at_x, at_y = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, RESOLUTION, RESOLUTION, 0, x, y, at_x, at_y)
    return np.array((at_x.value, at_y.value), dtype=np.float64) / RESOLUTION


def join_surrogates(units: Units, edges: Floats) -> tuple[str, Floats]:
    """Decode UTF-16 units, and unite the boxes of the two units of one character."""
    text = units.tobytes().decode("utf-16-le", "replace")
    kinds = units & SURROGATE_BITS
    pairs = np.flatnonzero((kinds[:-1] == HIGH_SURROGATE) & (kinds[1:] == LOW_SURROGATE))
    if not len(pairs):
        return text, edges
    first, second = edges[pairs], edges[pairs + 1]
    united = edges.copy()
    united[pairs, :2] = np.minimum(first[:, :2], second[:, :2])
    united[pairs, 2:] = np.maximum(first[:, 2:], second[:, 2:])
    return text, np.delete(united, pairs + 1, axis=0)


def quantised(edges: Floats) -> Units:
    """Give edges as 16-bit fractions; a character without extent or off the page has no box."""
    left, top, right, bottom = edges.T
    point = (right <= left) & (bottom <= top)
    off = (right <= 0) | (bottom <= 0) | (left >= 1) | (top >= 1)
    kept = np.rint(np.clip(edges, 0.0, 1.0) * BOX_SCALE).astype("<u2")
    kept[point | off] = NO_BOX
    return kept


def planes(edges: Units) -> bytes:
    """Lay edges out as `codec.pack_planes` wants them; the numbers wrap around by themselves."""
    left, top, right, bottom = edges.T
    steps = np.empty((4, len(edges)), dtype="<u2")
    steps[0, :1], steps[1, :1] = left[:1], top[:1]
    steps[0, 1:], steps[1, 1:] = left[1:] - right[:-1], top[1:] - top[:-1]
    steps[2], steps[3] = right - left, bottom - top
    return steps.tobytes()


def places(packed: bytes) -> Floats:
    """Unpack the boxes of a page, as fractions of it; those of characters without one are left out.

    `planes` undone for a whole page at once, where `codec.Edges` is asked for a few.
    """
    if not packed:
        return np.zeros((0, 4))
    steps = np.frombuffer(unpack_planes(packed), dtype=np.uint16).reshape(4, -1)
    right = np.cumsum(steps[0] + steps[2], dtype=np.uint16)
    top = np.cumsum(steps[1], dtype=np.uint16)
    left = right - steps[2]
    edges = np.stack((left, top, right, top + steps[3]), axis=1)
    kept: Floats = edges[left != NO_BOX].astype(np.float64) / BOX_SCALE
    return kept
