"""Documents as a person browses them: by folder, source and kind, a stretch at a time.

Lists go along the index of paths, from where the last stretch ended: how many documents a case has
does not count, but for what is narrowed to something rare.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from heliograph.media import family
from heliograph.records import Digest, DocumentId
from heliograph.shelf_views import (
    ClaimOn,
    Coming,
    FileView,
    FolderView,
    Relative,
    ShelfAsked,
    ShelfView,
    SourceCount,
)
from heliograph.store.database import OnDatabase, Row, Value
from heliograph.store.ledger_rows import OUTCOME
from heliograph.store.shapes import holders

A_STRETCH: Final = 200
BESIDE: Final = "\U0010ffff"
"""Behind whatever begins alike."""

_NEXT = "SELECT path FROM documents WHERE path > ? AND path < ? ORDER BY path LIMIT 1"
_BELOW = "SELECT count(*) FROM documents WHERE path >= ? AND path < ?"
_FILE = f"""
SELECT d.path, d.digest, d.size, coalesce(r.media_type, ''), {OUTCOME}, coalesce(r.pages, 0),
  (SELECT count(*) FROM pages p JOIN claims c ON c.page_key = p.key WHERE p.digest = d.digest),
  coalesce(r.held, '')
FROM documents d LEFT JOIN readings r ON r.digest = d.digest
"""
_TYPES = "SELECT DISTINCT media_type FROM readings"
_SOURCES = """
SELECT s.id, s.kind, s.name, count(d.key) FROM sources s
LEFT JOIN documents d ON d.source_id = s.id GROUP BY s.id ORDER BY s.added_at, s.id
"""
_RELATIVE = """
SELECT d.path, CASE WHEN coalesce(r.held, '') = '' THEN d.digest END,
  coalesce(r.media_type, ''), d.depth, d.parent_id
FROM documents d LEFT JOIN readings r ON r.digest = d.digest
"""
_COMINGS = """
SELECT d.path, s.name, s.kind, s.id, k.id, k.started_at, coalesce(k.finished_at, ''),
  coalesce(d.modified_at, '')
FROM documents d JOIN captures k ON k.id = d.capture_id JOIN sources s ON s.id = d.source_id
WHERE d.digest = ? ORDER BY k.started_at, d.key LIMIT ?
"""
_CLAIMS = """
SELECT c.id, c.capability, c.stance, c.strength, p.number, c.begins, c.ends,
  coalesce((SELECT nullif(r.judgement, 'withdrawn') FROM reviews r WHERE r.claim_id = c.id
    ORDER BY r.key DESC LIMIT 1), ''), count(*) OVER ()
FROM pages p JOIN claims c ON c.page_key = p.key
WHERE p.digest = ? AND (? IS NULL OR p.number = ?) ORDER BY p.number, c.begins, c.key LIMIT ?
"""


class ShelfRows(OnDatabase):
    """The documents of `Rows`, for browsing."""

    def shelf(self, asked: ShelfAsked, limit: int = A_STRETCH) -> ShelfView:
        """List what stands in a folder; where it is narrowed, all files below it that fit."""
        start = _start(asked.folder)
        if asked.narrowed:
            return self._fitting(asked, start, limit)
        folders: list[FolderView] = []
        direct: list[str] = []
        later = after = asked.after
        for path in self._steps(start, asked.after):
            if len(folders) + len(direct) == limit:
                later = after
                break
            after = path
            if path.endswith(BESIDE):
                folders.append(self._folder(path.removesuffix(BESIDE), len(start)))
            else:
                direct.append(path)
        else:
            later = ""
        files = list(self._files(direct, len(start)))
        return _shelf(asked, folders, files, later)

    def sources_by_files(self) -> list[SourceCount]:
        """Count the files of each source."""
        rows = self._database.all(_SOURCES)
        return [SourceCount(id=row[0], kind=row[1], name=row[2], files=row[3]) for row in rows]

    def ancestors(self, parent_id: DocumentId | None) -> list[Relative]:
        """Fetch what a document came out of, outermost first."""
        found: list[Relative] = []
        while parent_id is not None:
            row = self._database.one(f"{_RELATIVE} WHERE d.id = ?", (parent_id,))
            if row is None:
                break
            found.append(_relative(row))
            parent_id = row[4]
        return found[::-1]

    def members(
        self, document_id: DocumentId, limit: int, after: str = ""
    ) -> tuple[list[Relative], int]:
        """Fetch what came straight out of a document, by path; say how much that is in all."""
        sql = f"{_RELATIVE} WHERE d.parent_id = ? AND d.path > ? ORDER BY d.path, d.key LIMIT ?"
        rows = self._database.all(sql, (document_id, after, limit))
        sql = "SELECT count(*) FROM documents WHERE parent_id = ?"
        count = self._database.one(sql, (document_id,)) or (0,)
        return [_relative(row) for row in rows], int(count[0])

    def comings(self, digest: Digest, limit: int) -> list[Coming]:
        """Fetch the captures that brought some bytes, the first one first."""
        rows = self._database.all(_COMINGS, (digest, limit))
        return [Coming(**dict(zip(Coming.__struct_fields__, row, strict=True))) for row in rows]

    def claims_on(
        self, digest: Digest, limit: int, page: int | None = None
    ) -> tuple[list[ClaimOn], int]:
        """Fetch the claims of some bytes, or of one page of them; say how many there are."""
        rows = self._database.all(_CLAIMS, (digest, page, page, limit))
        found = [
            ClaimOn(**dict(zip(ClaimOn.__struct_fields__, row[:-1], strict=True))) for row in rows
        ]
        return found, int(rows[0][-1]) if rows else 0

    def _fitting(self, asked: ShelfAsked, start: str, limit: int) -> ShelfView:
        """Go along the paths below a folder and take the files that fit."""
        where, values = self._narrowed(asked)
        sql = f"{_FILE} WHERE d.path > ? AND d.path < ?{where} ORDER BY d.path, d.key LIMIT ?"
        values = [asked.after or start, start + BESIDE, *values, limit + 1]
        rows = self._database.all(sql, values)
        shown, later = rows[:limit], ""
        if len(rows) > limit:
            # A path that stands twice is not cut in two, unless nothing else is there.
            shown = [row for row in shown if row[0] != rows[limit][0]] or shown
            later = shown[-1][0]
        return _shelf(asked, [], [_file(row, len(start)) for row in shown], later)

    def _steps(self, start: str, after: str) -> Iterator[str]:
        """Go through what stands right in a folder: files, and folders with `BESIDE` behind."""
        at = after or start
        while (row := self._database.one(_NEXT, (at, start + BESIDE))) is not None:
            end = row[0].find("/", len(start))
            at = row[0] if end < 0 else row[0][: end + 1] + BESIDE
            yield at

    def _folder(self, inner: str, start: int) -> FolderView:
        """Count what stands in a folder; `inner` is how the paths of that begin."""
        row = self._database.one(_BELOW, (inner, inner + BESIDE)) or (0,)
        path = inner.removesuffix("/")
        return FolderView(
            path=path,
            name=path.removesuffix("!")[start:],
            files=row[0],
            container=path.endswith("!"),
        )

    def _narrowed(self, asked: ShelfAsked) -> tuple[str, list[Value]]:
        parts: list[tuple[str, list[Value]]] = []
        if asked.kind:
            known = [str(row[0]) for row in self._database.all(_TYPES)]
            types: list[Value] = [one for one in known if one and family(one) == asked.kind]
            parts.append((f"r.media_type IN ({holders(types)})", types))
        if asked.outcome == "waiting":
            parts.append((f"{OUTCOME} IS NULL", []))
        elif asked.outcome:
            parts.append((f"{OUTCOME} = ?", [asked.outcome]))
        if asked.source:
            parts.append(("d.source_id = ?", [asked.source]))
        if asked.words:
            parts.append(("instr(lower(d.path), lower(?)) > 0", [asked.words]))
        where = "".join(f" AND {sql}" for sql, _ in parts)
        return where, [value for _, some in parts for value in some]

    def _files(self, paths: Sequence[str], start: int) -> Iterator[tuple[FileView, bool]]:
        sql = f"{_FILE} WHERE d.path IN ({holders(paths)}) ORDER BY d.path, d.key"
        for row in self._database.all(sql, paths):
            yield _file(row, start)


def _start(folder: str) -> str:
    """Say with what the paths of all that stands in a folder begin; a container ends in `!`."""
    folder = folder.rstrip("/")
    return f"{folder}/" if folder else ""


def _shelf(
    asked: ShelfAsked, folders: list[FolderView], files: list[tuple[FileView, bool]], later: str
) -> ShelfView:
    shown = [file for file, held in files if not held]
    held = len(files) - len(shown)
    return ShelfView(asked=asked, folders=folders, files=shown, held=held, later=later)


def _file(row: Row, start: int) -> tuple[FileView, bool]:
    file = FileView(
        path=row[0],
        name=row[0][start:],
        digest=row[1],
        size=row[2],
        media_type=row[3],
        outcome=row[4],
        pages=row[5],
        claims=row[6],
    )
    return file, bool(row[7])


def _relative(row: Row) -> Relative:
    return Relative(path=row[0], digest=row[1], media_type=row[2], depth=row[3])
