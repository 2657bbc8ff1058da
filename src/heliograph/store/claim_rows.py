"""Claims as the faces show them: with document, page, line, quote and boxes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from heliograph.codec import Edges, boxes_at
from heliograph.errors import NothingThere
from heliograph.records import ClaimId
from heliograph.store.database import Database, OnDatabase, Row, Value
from heliograph.store.decision_rows import DecisionRows
from heliograph.store.leaf_rows import Lines
from heliograph.store.queue_rows import QueueRows, Wanted
from heliograph.store.shapes import container_of, holders, layout_of, slices, words_of
from heliograph.store.standing import standing_of
from heliograph.views import ClaimView, DocumentRef, Surroundings

SHORTEST_PREFIX = 6
AROUND_CHARACTERS = 300
_IDS_AT_A_TIME = 500

# Without the text: what is sorted should be small.
_CLAIMS = f"""
SELECT c.id, c.page_key, c.begins, c.ends, c.capability, c.stance, c.strength, c.action,
  c.group_words, c.language, c.score, c.why, p.digest, p.number,
  (SELECT min(d.path) FROM documents d WHERE d.digest = p.digest) AS first_path,
  coalesce(f.recurs, 0),
  {standing_of("c.id")}
FROM claims c JOIN pages p ON p.key = c.page_key LEFT JOIN fingerprints f ON f.claim_key = c.key
"""
_ORDER = " ORDER BY first_path, p.number, p.key, c.begins, c.ends, c.key"
_COPIES = "SELECT DISTINCT path FROM documents WHERE digest = ? ORDER BY path"
_PAGE = "SELECT text, first_line, layout, boxes FROM pages WHERE key = ?"
_AROUND = """
SELECT p.text, p.read_by, p.confinement, coalesce(r.title, ''),
  (SELECT min(k.finished_at) FROM documents d JOIN captures k ON k.id = d.capture_id
   WHERE d.digest = p.digest)
FROM claims c JOIN pages p ON p.key = c.page_key LEFT JOIN readings r ON r.digest = p.digest
WHERE c.id = ?
"""
_PASSAGE = """
SELECT x.heading, x.container
FROM claims c JOIN passages s ON s.page_key = c.page_key
  AND s.begins <= c.begins AND s.ends > c.begins
JOIN contexts x ON x.page_key = s.page_key AND x.context = s.context
WHERE c.id = ? ORDER BY s.number LIMIT 1
"""


class ClaimRows(OnDatabase):
    """The claims of `Rows`."""

    def claim_views(  # noqa: PLR0913 - each is one filter of the command line, all by name
        self,
        *,
        capability: str | None = None,
        stance: str | None = None,
        strength: str | None = None,
        min_score: float | None = None,
        path: str | None = None,
        claim_id: str | None = None,
        language: str | None = None,
        recurring: bool | None = None,
        narrowed: Wanted | None = None,
    ) -> Iterator[ClaimView]:
        """Go through the claims by path, page and place; one for each, however many copies.

        `path` is a document's, or a folder's or container's with all in it; `language` `zh` takes
        `zh-Hant` too; `recurring` takes those alone whose clause recurs (or, False, none of them);
        `narrowed` takes those of the queue that fit it, not only the first in each's words;
        `claim_id` may be the beginning of an id that only one claim has. Raises
        `NothingThere` for an id that names no claim, or several.
        """
        found: list[tuple[str, list[Value]]] = [
            (f"c.{column} = ?", [value])
            for column, value in (
                ("capability", capability),
                ("stance", stance),
                ("strength", strength),
            )
            if value is not None
        ]
        if min_score is not None:
            found.append(("c.score >= ?", [min_score]))
        if path is not None:
            found.append(_under(path))
        if language is not None:
            found.append(("(c.language = ? OR c.language LIKE ? || '-%')", [language, language]))
        if recurring is not None:
            found.append((f"coalesce(f.recurs, 0) {'>' if recurring else '='} 0", []))
        if narrowed is not None and narrowed.narrowed:
            keys = json.dumps(QueueRows(self._database).keys_fitting(narrowed))
            found.append(("c.key IN (SELECT value FROM json_each(?))", [keys]))
        if claim_id is not None:
            found.append(("c.id = ?", [self._whole_id(claim_id)]))
        where = " WHERE " + " AND ".join(one for one, _ in found) if found else ""
        values = [value for _, some in found for value in some]
        return _views(self._database, where, values)

    def claims_named(self, ids: Iterable[str]) -> dict[str, ClaimView]:
        """Fetch claims by their whole ids, each page read once; ids that name none are left out."""
        found: dict[str, ClaimView] = {}
        for some in slices(ids, _IDS_AT_A_TIME):
            where = f" WHERE c.id IN ({holders(some)})"
            found |= {one.id: one for one in _views(self._database, where, list(some))}
        return found

    def surroundings(self, claim_id: str) -> Surroundings:
        """Fetch one claim with what stands around it. Raises `NothingThere`."""
        claim = next(self.claim_views(claim_id=claim_id))
        row = self._database.one(_AROUND, (claim.id,))
        if row is None:
            raise NothingThere(what=f"the page of claim {claim.id}", hint="")
        text = row[0]
        heading, packed = self._database.one(_PASSAGE, (claim.id,)) or ("", b"")
        container = container_of(packed)
        return Surroundings(
            claim=claim,
            before=text[max(0, claim.start - AROUND_CHARACTERS) : claim.start],
            after=text[claim.end : claim.end + AROUND_CHARACTERS],
            heading=heading,
            container=f"{container.kind} {container.name}".strip() if container else "",
            header=list(container.header) if container else [],
            title=row[3],
            read_by=row[1],
            confinement=row[2],
            # When the capture was done, not when it began: by then the bytes were held.
            collected_at=row[4] or "",
            reviews=self._decisions.reviews(ClaimId(claim.id)),
            opinions=self._decisions.opinions(ClaimId(claim.id)),
        )

    @property
    def _decisions(self) -> DecisionRows:
        return DecisionRows(self._database)

    def _whole_id(self, beginning: str) -> str:
        sql = "SELECT id FROM claims WHERE id >= ? AND id < ? ORDER BY id LIMIT 2"
        rows = self._database.all(sql, (beginning, beginning + "\U0010ffff"))
        if rows and rows[0][0] == beginning:
            return beginning
        if len(beginning) >= SHORTEST_PREFIX and len(rows) == 1:
            return str(rows[0][0])
        hint = "`heliograph claims` lists them."
        if rows:
            hint = (
                f"More than one may begin so; give at least {SHORTEST_PREFIX} characters, or all."
            )
        raise NothingThere(what=f"claim {beginning}", hint=hint)


def _under(path: str) -> tuple[str, list[Value]]:
    """Choose pages whose document stands at a path, in it, or came out of it."""
    path = path.rstrip("/")
    values: list[Value] = [path, f"{path}/", f"{path}0", f"{path}!/", f"{path}!0"]
    return (
        "p.digest IN (SELECT digest FROM documents WHERE path = ? "
        "OR (path >= ? AND path < ?) OR (path >= ? AND path < ?))",
        values,
    )


def _views(database: Database, where: str, values: list[Value]) -> Iterator[ClaimView]:
    """Put claims together, reading each page and each document's paths once."""
    page = _PageOfClaims(database, 0)
    digest, paths = "", [""]
    for row in database.stream(_CLAIMS + where + _ORDER, values):
        if row[12] != digest:
            digest = row[12]
            paths = [one for (one,) in database.all(_COPIES, (digest,))] or [""]
        if row[1] != page.key:
            page = _PageOfClaims(database, row[1])
        yield page.view(row, paths)


class _PageOfClaims:
    """One page, read once for all its claims."""

    def __init__(self, database: Database, key: int) -> None:
        self.key = key
        row = database.one(_PAGE, (key,)) or ("", None, b"", b"")
        self._text, first_line, layout, boxes = row
        self._edges = Edges(boxes)
        marks = layout_of(layout).marks if first_line is None else ()
        self._lines = Lines(self._text, first_line, marks)

    def view(self, row: Row, paths: list[str]) -> ClaimView:
        start, end = row[2], row[3]
        return ClaimView(
            id=row[0],
            document=DocumentRef(path=paths[0], digest=row[12]),
            page=row[13],
            line=self._lines.at(start),
            last_line=self._lines.at(max(start, end - 1)),
            start=start,
            end=end,
            quote=self._text[start:end],
            boxes=boxes_at(self._edges, start, end),
            language=row[9],
            capability=row[4],
            stance=row[5],
            strength=row[6],
            action=row[7],
            group=row[8],
            score=row[10],
            why=list(words_of(row[11])),
            copies=paths[1:],
            recurs=row[15],
            review=row[16],
        )
