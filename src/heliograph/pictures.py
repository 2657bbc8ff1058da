"""Pictures of pages, drawn when asked for, in a confined child; kept in the case as a cache.

The parent never looks into a picture: what a child drew is bytes to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from heliograph.codec import Box, digest_of, id_of
from heliograph.errors import NothingThere
from heliograph.records import Digest, Problem
from heliograph.sandbox.pool import Patience, ReadingPool, TakenMember, Task, child_command
from heliograph.seams import Blobs, Kept, Limits

DPI = 110
"""Dots an inch that are enough to read a page on a screen."""

FOLDER = "pictures"
"""Below the case folder; may be deleted at any time."""

MOST_BYTES = 64 * 2**20


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
    marks = msgspec.json.encode(boxes).decode()
    hidden = msgspec.json.encode(covers).decode()
    name = f"{digest.removeprefix('sha256:')}-{page}-{dpi}-{id_of(marks, hidden)}.png"
    kept = case / FOLDER / name
    if kept.exists():
        return kept.read_bytes()
    drawn = _drawn(digest, (str(page), str(dpi), marks, hidden), blobs)
    kept.parent.mkdir(exist_ok=True)
    beside = kept.with_suffix(".new")
    beside.write_bytes(drawn)
    beside.replace(kept)
    return drawn


def _drawn(digest: Digest, arguments: tuple[str, ...], blobs: Blobs) -> bytes:
    taken: list[bytes] = []

    def take(chunks: Iterable[bytes]) -> Kept:
        whole = b"".join(chunks)
        taken.append(whole)
        return Kept(digest=digest_of(whole), second="", size=len(whole), new=True)

    with blobs.open(digest) as file:
        size = file.seek(0, 2)
    task = Task(
        key=digest,
        open=lambda: blobs.open(digest),
        size=size,
        name="",
        limits=Limits(member_bytes=MOST_BYTES),
        depth=0,
    )
    command = (*child_command("heliograph.picture_child"), *arguments)
    with ReadingPool(command, workers=1, patience=Patience(), take=take) as pool:
        (read,) = pool.read_all([task])
    if not any(isinstance(value, TakenMember) and value.kept for value in read.values):
        why = [value.reason for value in read.values if isinstance(value, Problem)]
        hint = f"It could not be drawn: {', '.join(why) or 'there is no such page'}."
        raise NothingThere(what=f"a picture of page {arguments[0]}", hint=hint)
    return taken[0]
