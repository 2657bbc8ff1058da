"""Records ⇄ rows: which field stands in which column, and how lists and structure are kept."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sized
from datetime import datetime
from itertools import islice
from typing import TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import Table

from heliograph.codec import moment
from heliograph.records import (
    Block,
    Capture,
    Claim,
    Container,
    Corrected,
    Document,
    Doubt,
    Entity,
    Mark,
    Mention,
    Page,
    PageId,
    Passage,
    PassageId,
    Problem,
    Reading,
    Source,
)
from heliograph.store.database import Row, Value

T = TypeVar("T")

_MSGPACK = msgspec.msgpack.Encoder()
_JSON = msgspec.json.Encoder()
_WORDS = msgspec.json.Decoder(tuple[str, ...])


class Layout(Struct, frozen=True, array_like=True):
    """What a page's text is made of, as one column keeps it."""

    marks: tuple[Mark, ...] = ()
    containers: tuple[Container, ...] = ()
    blocks: tuple[Block, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    as_read: PageId | None = None


_LAYOUT = msgspec.msgpack.Decoder(Layout)
_CONTAINER = msgspec.msgpack.Decoder(Container)


def insertion(table: Table, then: str = "DO NOTHING", *, conflict: str = "id") -> str:
    """Write the statement that inserts a row of all columns but `key`.

    ON CONFLICT, not OR IGNORE: the latter would also swallow a value that must not be null.
    """
    names = columns(table)
    return (
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({holders(names)}) "
        f"ON CONFLICT ({conflict}) {then}"
    )


def upsertion(table: Table, *, conflict: str = "id") -> str:
    """Write the statement that inserts a row, or puts its values in place of those that stood."""
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns(table) if name != conflict)
    return insertion(table, f"DO UPDATE SET {sets}", conflict=conflict)


def columns(table: Table) -> list[str]:
    """Name the columns of a table, but for a `key` that the database gives."""
    return [one.name for one in table.columns if not (one.name == "key" and one.primary_key)]


def holders(values: Sized) -> str:
    """Write a place for each of the values, as IN takes them."""
    return ", ".join("?" * len(values))


def listed(table: Table, prefix: str = "") -> str:
    """Write the columns as a SELECT names them."""
    return ", ".join(f"{prefix}{name}" for name in columns(table))


def words_of(kept: str) -> tuple[str, ...]:
    """Read a JSON list of strings."""
    return _WORDS.decode(kept)


def kept_words(value: tuple[str, ...]) -> str:
    """Write strings as a JSON list."""
    return _JSON.encode(value).decode()


def _when(at: datetime | None) -> str | None:
    return moment(at) if at else None


def _time(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


def source_row(one: Source) -> tuple[Value, ...]:
    """Make a row of `sources`."""
    return (one.id, one.kind, one.name, one.location, moment(one.added_at))


def source_of(row: Row) -> Source:
    """Read a row of `sources`."""
    return Source(
        id=row[0],
        kind=row[1],
        name=row[2],
        location=row[3],
        added_at=datetime.fromisoformat(row[4]),
    )


def capture_row(one: Capture) -> tuple[Value, ...]:
    """Make a row of `captures`."""
    return (one.id, one.source_id, moment(one.started_at), _when(one.finished_at))


def capture_of(row: Row) -> Capture:
    """Read a row of `captures`."""
    return Capture(
        id=row[0],
        source_id=row[1],
        started_at=datetime.fromisoformat(row[2]),
        finished_at=_time(row[3]),
    )


def document_row(one: Document) -> tuple[Value, ...]:
    """Make a row of `documents`."""
    no = one.refusal
    refusal = (no.outcome, no.reason, no.detail, no.page) if no else (None, None, None, None)
    return (
        one.id,
        one.capture_id,
        one.source_id,
        one.path,
        one.raw_name,
        one.digest,
        one.size,
        _when(one.modified_at),
        one.parent_id,
        one.depth,
        *refusal,
    )


def document_of(row: Row) -> Document:
    """Read a row of `documents`."""
    return Document(
        id=row[0],
        capture_id=row[1],
        source_id=row[2],
        path=row[3],
        raw_name=row[4],
        digest=row[5],
        size=row[6],
        modified_at=_time(row[7]),
        parent_id=row[8],
        depth=row[9],
        refusal=problem_of(row[10:14]) if row[10] else None,
    )


def problem_of(row: Row) -> Problem:
    """Read outcome, reason, detail, page."""
    return Problem(outcome=row[0], reason=row[1], detail=row[2], page=row[3])


def reading_row(one: Reading) -> tuple[Value, ...]:
    """Make a row of `readings`; what has just been read waits for the index."""
    return (
        one.digest,
        one.media_type,
        one.outcome,
        one.reason,
        one.title,
        one.pages,
        one.read_by,
        one.confinement,
        kept_words(one.steps),
        one.held,
        0,
    )


def reading_of(row: Row) -> Reading:
    """Read a row of `readings`."""
    return Reading(
        digest=row[0],
        media_type=row[1],
        outcome=row[2],
        reason=row[3],
        title=row[4],
        pages=row[5],
        read_by=row[6],
        confinement=row[7],
        steps=words_of(row[8]),
        held=row[9],
    )


def page_row(one: Page) -> tuple[Value, ...]:
    """Make a row of `pages`."""
    return (
        one.id,
        one.digest,
        one.number,
        one.label,
        one.read_by,
        one.confinement,
        one.first_line,
        one.text,
        pack_layout(
            Layout(
                marks=one.marks,
                containers=one.containers,
                blocks=one.blocks,
                doubts=one.doubts,
                corrected=one.corrected,
                as_read=one.as_read,
            )
        ),
        one.boxes,
    )


def page_of(row: Row) -> Page:
    """Read a row of `pages`."""
    layout = layout_of(row[8])
    return Page(
        id=row[0],
        digest=row[1],
        number=row[2],
        label=row[3],
        read_by=row[4],
        confinement=row[5],
        first_line=row[6],
        text=row[7],
        boxes=row[9],
        marks=layout.marks,
        containers=layout.containers,
        blocks=layout.blocks,
        doubts=layout.doubts,
        corrected=layout.corrected,
        as_read=layout.as_read,
    )


def pack_layout(layout: Layout) -> bytes:
    """Pack what a page's text is made of: MessagePack, deflated; nothing for nothing."""
    if layout == Layout():
        return b""
    return zlib.compress(_MSGPACK.encode(layout), 1)


def layout_of(kept: bytes) -> Layout:
    """Unpack what a page's text is made of."""
    return _LAYOUT.decode(zlib.decompress(kept)) if kept else Layout()


Context = tuple[str, Container | None]
"""A passage's heading and container: many passages of a page share one."""


def context_row(context: Context) -> tuple[int, str, bytes]:
    """Make hash, heading and packed container of a row of `contexts`.

    63 bits of BLAKE2b, within one page: two of 10,000 contexts are the same by chance once in
    10^11 pages.
    """
    heading, container = context
    packed = _MSGPACK.encode(container) if container else b""
    whole = hashlib.blake2b(heading.encode() + b"\0" + packed, digest_size=8).digest()
    return int.from_bytes(whole) >> 1, heading, packed


def container_of(kept: bytes) -> Container | None:
    """Unpack a container."""
    return _CONTAINER.decode(kept) if kept else None


def passage_id(page_id: PageId, start: int, end: int) -> PassageId:
    """Name a passage by where it stands."""
    return PassageId(f"{page_id}:{start}-{end}")


def passage_row(one: Passage, page_key: int, context: int) -> tuple[Value, ...]:
    """Make a row of `passages`."""
    by_place = one.id == passage_id(one.page_id, one.start, one.end)
    return (
        page_key,
        one.number,
        None if by_place else one.id,
        one.start,
        one.end,
        one.role,
        one.language,
        context,
        one.position,
        one.siblings,
        int(one.main),
    )


def passage_of(row: Row, page_id: PageId, contexts: Mapping[int, Context]) -> Passage:
    """Read a row of `passages`."""
    heading, container = contexts[row[7]]
    return Passage(
        id=row[2] or passage_id(page_id, row[3], row[4]),
        page_id=page_id,
        number=row[1],
        start=row[3],
        end=row[4],
        role=row[5],
        language=row[6],
        heading=heading,
        container=container,
        position=row[8],
        siblings=row[9],
        main=bool(row[10]),
    )


def claim_row(one: Claim, page_key: int) -> tuple[Value, ...]:
    """Make a row of `claims`."""
    return (
        one.id,
        page_key,
        one.start,
        one.end,
        one.capability,
        one.stance,
        one.strength,
        one.action,
        one.group,
        one.language,
        one.score,
        kept_words(one.why),
        one.judged_by,
    )


def mention_row(one: Mention, page_key: int) -> tuple[Value, ...]:
    """Make a row of `mentions`."""
    return (one.id, page_key, one.start, one.end, one.words, one.entity_id)


def entity_row(one: Entity) -> tuple[Value, ...]:
    """Make a row of `entities`."""
    return (one.id, one.name, one.kind, kept_words(one.names), one.note)


def slices(things: Iterable[T], size: int) -> Iterable[list[T]]:
    """Cut into lists of at most `size`."""
    left = iter(things)
    while some := list(islice(left, size)):
        yield some
