"""Pictures on a page of a PDF whose text layer may not say what stands on them.

A scan under its own text layer, a photograph behind words and a screenshot are all pictures: they
are told apart by how much of each the characters of the layer cover.
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import numpy.typing as npt
from pypdfium2 import PdfPage, raw

from heliograph.codec import Box
from heliograph.extractors.pdf_text import places, quick, to_fractions

Floats = npt.NDArray[np.float64]

MOST_OBJECTS = 5_000
"""Objects of a page, those in its forms too, that are looked at."""

MOST_PICTURES = 200
"""Pictures of a page that are looked at: scanners cut a page into strips."""

MOST_REGIONS = 8
"""Regions of a page that are read, the largest ones."""

DEEPEST = 4
"""Forms within forms."""

LEAST_PIXELS = 24
"""Of the shorter side of a picture: lower ones are rules and dots."""

LEAST_WIDTH, LEAST_HEIGHT = 0.08, 0.015
"""Shares of the page's sides below which a region is an icon."""

COVERED = 0.04
"""Share of a region that the layer's characters cover where they say what stands on it. Running
text covers from 0.1, a table with wide gaps 0.05."""

LEAST_DPI, MOST_DPI = 150, 300
"""Bounds of the dots an inch at which pictures are drawn; within them, a picture's own."""

NEAR = 0.003
"""Share of the page's sides that two pictures may be apart and be strips of one."""

POINTS_AN_INCH = 72

_NOTABLE = frozenset({raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM})

_object_of_page = quick(raw.FPDFPage_GetObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_object_of_form = quick(raw.FPDFFormObj_GetObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)
_kind_of = quick(raw.FPDFPageObj_GetType, ctypes.c_int, ctypes.c_void_p)

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a page that is picture."""

    box: Box
    """Fractions of the page as it is shown."""
    dpi: int
    """Dots an inch that the picture itself has, within bounds."""
    digest: bytes = b""
    """Of the packed pictures in it, where it was asked for."""


@dataclass(frozen=True, slots=True)
class _Picture:
    handle: raw.FPDF_PAGEOBJECT
    box: Box
    dots: int


@dataclass(slots=True)
class _Cluster:
    box: Box
    pictures: list[_Picture]


def regions(page: PdfPage, boxes: bytes, *, digests: bool = False) -> list[Region]:
    """Find the regions of a page that are pictures without words of the layer over them.

    `boxes` are those of the layer, packed. The largest come first.
    """
    found = [one for one in _united(_pictures(page)) if _is_of_use(one.box)]
    if not found:
        return []
    characters = places(boxes)
    bare = [one for one in found if _covered(one.box, characters) < COVERED]
    bare.sort(key=lambda one: -_area(one.box))
    return [_region(one, page, digests=digests) for one in bare[:MOST_REGIONS]]


def characters_within(box: Box, boxes: bytes) -> list[Box]:
    """Give the boxes of the layer's characters that touch a region."""
    characters = places(boxes)
    left, top, right, bottom = box
    touching = (
        (characters[:, 0] < right)
        & (characters[:, 2] > left)
        & (characters[:, 1] < bottom)
        & (characters[:, 3] > top)
    )
    return [(one[0], one[1], one[2], one[3]) for one in characters[touching].tolist()]


def _pictures(page: PdfPage) -> Iterator[_Picture]:
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    left = MOST_PICTURES
    for handle, matrices in _images(page):
        if not raw.FPDFImageObj_GetImagePixelSize(handle, wide, high):
            continue
        if min(wide.value, high.value) < LEAST_PIXELS and max(wide.value, high.value) < MOST_DPI:
            continue
        box = _bounds(page, handle, matrices)
        if _area(box) > 0 and left:
            left -= 1
            yield _Picture(handle, box, wide.value * high.value)


def _images(page: PdfPage) -> Iterator[tuple[raw.FPDF_PAGEOBJECT, tuple[Matrix, ...]]]:
    """Yield the pictures of a page with the matrices of the forms they stand in, inmost first."""
    left = MOST_OBJECTS
    waiting: list[tuple[raw.FPDF_PAGEOBJECT | None, tuple[Matrix, ...]]] = [(None, ())]
    while waiting and left > 0:
        form, matrices = waiting.pop()
        if form is None:
            count = min(raw.FPDFPage_CountObjects(page), left)
            objects = _notable(_object_of_page, page.raw, count)
        else:
            count = min(raw.FPDFFormObj_CountObjects(form), left)
            objects = _notable(_object_of_form, form, count)
        left -= count
        for handle, kind in objects:
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                yield handle, matrices
            elif len(matrices) < DEEPEST:
                waiting.append((handle, (_matrix(handle), *matrices)))


def _notable(
    object_of: Callable[..., int], whole: object, count: int
) -> list[tuple[raw.FPDF_PAGEOBJECT, int]]:
    """Give the pictures and forms of the objects of a page or form: most are letters and rules."""
    handle = ctypes.cast(whole, ctypes.c_void_p).value  # type: ignore[arg-type]
    addresses = list(map(object_of, repeat(handle), range(count)))
    return [
        (ctypes.cast(address, raw.FPDF_PAGEOBJECT), kind)
        for address, kind in zip(addresses, map(_kind_of, addresses), strict=True)
        if kind in _NOTABLE
    ]


def _matrix(handle: raw.FPDF_PAGEOBJECT) -> Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(handle, found):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _bounds(page: PdfPage, handle: raw.FPDF_PAGEOBJECT, matrices: tuple[Matrix, ...]) -> Box:
    """Give where an object stands, in fractions of the page as it is shown."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(handle, *edges):
        return (0.0, 0.0, 0.0, 0.0)
    left, bottom, right, top = (edge.value for edge in edges)
    corners = np.array([(left, bottom), (right, bottom), (right, top), (left, top)])
    for a, b, c, d, e, f in matrices:
        corners = corners @ np.array(((a, b), (c, d))) + (e, f)
    low, high = corners.min(axis=0), corners.max(axis=0)
    shown = to_fractions(page, np.array([[low[0], high[1], high[0], low[1]]]))[0]
    fractions = np.clip(np.nan_to_num(shown), 0.0, 1.0).tolist()
    return fractions[0], fractions[1], fractions[2], fractions[3]


def _united(pictures: Iterable[_Picture]) -> list[_Cluster]:
    """Put pictures that touch together."""
    clusters: list[_Cluster] = []
    for picture in pictures:
        cluster = _Cluster(picture.box, [picture])
        for other in [one for one in clusters if _touch(one.box, picture.box)]:
            cluster.box = _union(cluster.box, other.box)
            cluster.pictures += other.pictures
            clusters.remove(other)
        clusters.append(cluster)
    return clusters


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + NEAR
        and other[0] <= one[2] + NEAR
        and one[1] <= other[3] + NEAR
        and other[1] <= one[3] + NEAR
    )


def _union(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _is_of_use(box: Box) -> bool:
    return box[2] - box[0] >= LEAST_WIDTH and box[3] - box[1] >= LEAST_HEIGHT


def _covered(box: Box, characters: Floats) -> float:
    """Say which share of a region lies under characters."""
    left, top, right, bottom = box
    wide = np.minimum(characters[:, 2], right) - np.maximum(characters[:, 0], left)
    high = np.minimum(characters[:, 3], bottom) - np.maximum(characters[:, 1], top)
    return float((np.maximum(wide, 0) * np.maximum(high, 0)).sum()) / (_area(box) or 1.0)


def _region(cluster: _Cluster, page: PdfPage, *, digests: bool) -> Region:
    left, top, right, bottom = cluster.box
    width, height = page.get_size()
    inches = (right - left) * width * (bottom - top) * height / POINTS_AN_INCH**2
    own = int((sum(one.dots for one in cluster.pictures) / max(inches, 0.01)) ** 0.5)
    digest = hashlib.blake2b(digest_size=16)
    for one in cluster.pictures if digests else ():
        digest.update(_packed(one.handle))
    return Region(
        box=cluster.box,
        dpi=min(MOST_DPI, max(LEAST_DPI, own)),
        digest=digest.digest() if digests else b"",
    )


def _packed(handle: raw.FPDF_PAGEOBJECT) -> bytes:
    size = raw.FPDFImageObj_GetImageDataRaw(handle, None, 0)
    buffer = (ctypes.c_char * size)()
    raw.FPDFImageObj_GetImageDataRaw(handle, buffer, size)
    return bytes(buffer)
