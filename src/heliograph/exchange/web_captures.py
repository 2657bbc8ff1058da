"""Which of a case's documents came from the web: address, time, answer, and the bytes.

Of web archives the notes tell the answers in their order, and by digest which member each brought.
Saved pages name their own address, so less is known of them: no status, no headers, and the time is
that at which the case took them in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from heliograph.exchange.selection import Selection
from heliograph.records import Digest, Note
from heliograph.store.rows import Rows
from heliograph.views import Original

HTML = frozenset({"text/html", "application/xhtml+xml"})
ANSWERS = frozenset({"warc:response", "warc:resource", "warc:conversion"})
SAVED = {"text/html": "canonical", "multipart/related": "mhtml:Snapshot-Content-Location"}
"""Media type → key of the note in which a saved page names its address."""

NO_TIME = "1970-01-01T00:00:00Z"


class WebCapture(Struct, frozen=True, kw_only=True):
    """One answer of a server, or one saved page."""

    kind: Literal["response", "resource"]
    address: str
    at: str
    """UTC, ISO 8601, seconds, `Z`."""
    head: tuple[str, ...] = ()
    """Status line and header fields as the server sent them; empty where there were none."""
    digest: Digest | None
    """Of its content, undone of what HTTP wrapped it in; None where it had none."""
    size: int = 0
    media_type: str = ""
    title: str = ""

    @property
    def is_page(self) -> bool:
        """Whether a reader would open it by itself."""
        return self.media_type in HTML


def web_captures(rows: Rows, selection: Selection) -> Iterator[WebCapture]:
    """Go through what came from the web and may leave, by archive and time of each answer."""
    leaving = {one.digest: one for one in selection.bare_originals()}
    archived: set[Digest] = set()
    for reading in rows.readings():
        if reading.media_type == "application/warc" and not reading.held:
            for capture in _archived(rows.notes(reading.digest), leaving):
                if capture.digest is not None:
                    archived.add(capture.digest)
                elif selection.wanted.narrow:
                    continue
                yield capture
    for original in leaving.values():
        if original.digest not in archived:
            yield from _saved(rows, original)


def _archived(notes: list[Note], leaving: dict[Digest, Original]) -> Iterator[WebCapture]:
    """Put each answer together with the note behind it that names its content's digest.

    An answer whose content stays is left out, address and all. One without content, such as a
    redirection, is kept.
    """
    for at, note in enumerate(notes):
        if note.key in ANSWERS:
            found = _answer(note, _content(notes, at), leaving)
            if found is not None:
                yield found


def _content(notes: list[Note], at: int) -> Digest | None:
    if at + 1 < len(notes) and notes[at + 1].key == "warc:content":
        return Digest(notes[at + 1].value)
    return None


def _answer(
    note: Note, digest: Digest | None, leaving: dict[Digest, Original]
) -> WebCapture | None:
    address, at, *head = note.value.split("\n")
    original = leaving.get(digest) if digest else None
    if digest is not None and original is None:
        return None
    kind = note.key.removeprefix("warc:")
    return WebCapture(
        kind="response" if kind == "response" else "resource",
        address=address.strip("<>"),
        at=at or NO_TIME,
        head=tuple(head),
        digest=digest,
        size=original.size if original else 0,
        media_type=original.media_type if original else "",
        title=original.title if original else "",
    )


def _saved(rows: Rows, original: Original) -> Iterator[WebCapture]:
    key = SAVED.get(original.media_type)
    notes = rows.notes(original.digest) if key else []
    address = next((one.value for one in notes if one.key == key), "")
    if address.startswith(("http://", "https://")):
        yield WebCapture(
            kind="resource",
            address=address,
            at=f"{original.held_since[:19]}Z" if original.held_since else NO_TIME,
            digest=original.digest,
            size=original.size,
            media_type=original.media_type,
            title=original.title,
        )
