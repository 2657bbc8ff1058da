"""Pictures of pages, drawn when asked for, in a confined child; kept in the case as a cache.

The parent never looks into a picture: what a child drew is bytes to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from heliograph.codec import Box, digest_of, id_of
from heliograph.durable import write_whole
from heliograph.errors import NothingThere
from heliograph.records import Digest
from heliograph.sandbox.pool import Patience, ReadingPool, TakenMember, Task, child_command
from heliograph.seams import Blobs, Drawing, Kept, Limits
from heliograph.store.caches import PICTURES

DPI = 110
"""Dots an inch that are enough to read a page on a screen."""

MOST_BYTES = 64 * 2**20

AT_A_TIME = 12
"""Pages that one child draws."""

MOST_SPELLED = 100_000
"""Bytes of JSON that say what to draw: the system takes 128 KiB as one argument."""

SECONDS_A_PAGE = 30.0


def picture_of(  # noqa: PLR0913 - what is drawn, how, and from where; all but three by name
    digest: Digest,
    page: int,
    boxes: Sequence[Box],
    *,
    case: Path,
    blobs: Blobs,
    dpi: int = DPI,
    covers: Sequence[Box] = (),
) -> bytes:
    """Give a page of a blob as PNG, with boxes (fractions of the page) framed.

    What `covers` names is painted over, so that it cannot be read. Raises `NothingThere` where
    there is no such page to draw.
    """
    wanted = Drawing(page=page, boxes=list(boxes), covers=list(covers))
    (drawn,) = pictures_of(digest, [wanted], case=case, blobs=blobs, dpi=dpi)
    if drawn is None:
        hint = "It could not be drawn: there is no such page, or it is damaged."
        raise NothingThere(what=f"a picture of page {page}", hint=hint)
    return drawn


def pictures_of(
    digest: Digest, wanted: Sequence[Drawing], *, case: Path, blobs: Blobs, dpi: int = DPI
) -> list[bytes | None]:
    """Give pages of a blob as PNG, in the order in which they are wanted; None for no such page.

    A child draws several, because starting one takes longer than drawing a page.
    """
    folder = case / PICTURES
    places = [folder / _name(digest, one, dpi) for one in wanted]
    missing = [one for one, place in zip(wanted, places, strict=True) if not place.exists()]
    for some in _batches(missing):
        left = [one for one, drawn in _drawn(digest, some, dpi, blobs) if not _kept(folder, drawn)]
        # A page on which the child died takes those behind it along: each gets a child of its own.
        for one in left if len(some) > 1 else ():
            for _, drawn in _drawn(digest, [one], dpi, blobs):
                _kept(folder, drawn)
    return [place.read_bytes() if place.exists() else None for place in places]


def _name(digest: Digest, wanted: Drawing, dpi: int) -> str:
    marks = msgspec.json.encode([wanted.boxes, wanted.covers]).decode()
    return f"{digest.removeprefix('sha256:')}-{wanted.page}-{dpi}-{id_of(marks)}.png"


def _kept(folder: Path, drawn: tuple[str, bytes] | None) -> bool:
    """Keep a picture under its name; say whether there is one."""
    if drawn is None:
        return False
    name, content = drawn
    folder.mkdir(exist_ok=True)
    write_whole(folder / name, content)
    return True


def _batches(wanted: Iterable[Drawing]) -> Iterator[list[Drawing]]:
    """Cut into what one child is told to draw: so many, and no longer than one argument may be."""
    some: list[Drawing] = []
    size = 0
    for one in wanted:
        more = len(msgspec.json.encode(one))
        if some and (len(some) == AT_A_TIME or size + more > MOST_SPELLED):
            yield some
            some, size = [], 0
        some.append(one)
        size += more
    if some:
        yield some


def _drawn(
    digest: Digest, wanted: Sequence[Drawing], dpi: int, blobs: Blobs
) -> Iterator[tuple[Drawing, tuple[str, bytes] | None]]:
    """Draw in one child; give each with its name and picture, or None where there is none."""
    taken: dict[Digest, bytes] = {}

    def take(chunks: Iterable[bytes]) -> Kept:
        whole = b"".join(chunks)
        name = digest_of(whole)
        taken[name] = whole
        return Kept(digest=name, second="", size=len(whole), new=True)

    with blobs.open(digest) as file:
        size = file.seek(0, 2)
    task = Task(
        key=digest,
        open=lambda: blobs.open(digest),
        size=size,
        name="",
        # What is drawn is many times larger than what a PDF says of it.
        limits=Limits(member_bytes=MOST_BYTES, ratio_floor=MOST_BYTES * len(wanted)),
        depth=0,
    )
    spelled = msgspec.json.encode(wanted).decode()
    command = (*child_command("heliograph.picture_child"), str(dpi), spelled)
    patience = Patience(base_s=SECONDS_A_PAGE * len(wanted))
    with ReadingPool(command, workers=1, patience=patience, take=take) as pool:
        (read,) = pool.read_all([task])
    found = {
        value.name: value.kept.digest
        for value in read.values
        if isinstance(value, TakenMember) and value.kept
    }
    for place, one in enumerate(wanted):
        kept = found.get(str(place))
        yield one, (_name(digest, one, dpi), taken[kept]) if kept is not None else None
