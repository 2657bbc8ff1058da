"""What browsing documents shows: what stands in a folder, and what belongs to one document."""

from __future__ import annotations

from msgspec import Struct

from heliograph.records import Digest, Judgement, Outcome, Stance, Strength


class ShelfAsked(Struct, frozen=True, kw_only=True):
    """Which documents are asked for; empty words ask for all."""

    folder: str = ""
    """A folder or a container: what stands in it."""
    kind: str = ""
    """A family of media types, see `heliograph.media.family`."""
    outcome: str = ""
    """An outcome, or `waiting`."""
    source: str = ""
    """Id of a source."""
    words: str = ""
    """A part of the path, whatever its case."""
    after: str = ""
    """The path behind which the list goes on."""

    @property
    def narrowed(self) -> bool:
        """Whether files are listed one by one, wherever they stand below the folder."""
        return bool(self.kind or self.outcome or self.source or self.words)


class FolderView(Struct, frozen=True, kw_only=True, tag="folder"):
    """A folder or a container, by how many files stand in it and below."""

    path: str
    name: str
    files: int
    container: bool
    """Whether it is a file itself: an archive, a mail."""


class FileView(Struct, frozen=True, kw_only=True, tag="file"):
    """One file of the list."""

    path: str
    name: str
    """Its path inside the folder that is listed."""
    digest: Digest | None
    size: int
    media_type: str
    outcome: Outcome | None
    """None while it waits to be read."""
    pages: int
    claims: int


class ShelfView(Struct, frozen=True, kw_only=True, tag="shelf"):
    """A stretch of a list of documents."""

    asked: ShelfAsked
    folders: list[FolderView]
    files: list[FileView]
    held: int
    """Held back, and therefore not listed, in this stretch."""
    later: str
    """The path behind which the list goes on; empty where it ends."""


class SourceCount(Struct, frozen=True, kw_only=True):
    """A source, by the files that came from it."""

    id: str
    kind: str
    name: str
    files: int


class Relative(Struct, frozen=True, kw_only=True):
    """A document that came out of another, or out of which others came."""

    path: str
    digest: Digest | None
    """None where there are no bytes, or they are held back."""
    media_type: str
    depth: int


class Coming(Struct, frozen=True, kw_only=True):
    """One way in which bytes came to the case: which capture of which source, to which path."""

    path: str
    source: str
    source_kind: str
    source_id: str
    capture: str
    started_at: str
    finished_at: str
    """Empty while it is not finished."""
    modified_at: str
    """What the file system or server said; empty where it said nothing."""


class ClaimOn(Struct, frozen=True, kw_only=True):
    """A claim in one line, on a document's own page."""

    id: str
    capability: str
    stance: Stance
    strength: Strength
    page: int
    start: int
    end: int
    review: Judgement | str
