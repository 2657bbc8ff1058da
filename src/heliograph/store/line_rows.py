"""Keeps, for each claim, the line by which the queue narrows, counts, folds and sorts it.

Lines are made from the other tables alone, in the transaction that changes those, so they are never
behind; `line_up_all` makes them anew. Which lines changed is kept for a while, so that whoever has
read them all need read no more than those.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple, cast

from msgspec import Struct
from msgspec.structs import astuple, replace

from heliograph.hand_records import PERSON
from heliograph.media import family
from heliograph.records import ClaimId, Digest, EntityId, PageId, Stance, Strength
from heliograph.store.database import OnDatabase, Row
from heliograph.store.queue_schema import QUEUE_LINES
from heliograph.store.remembered import LINES, renew
from heliograph.store.score_bands import band_of
from heliograph.store.shapes import (
    columns,
    holders,
    insertion,
    kept_words,
    listed,
    slices,
    words_of,
)
from heliograph.store.standing import standing_of
from heliograph.views import ClaimLine, Standing

OPEN: Final = "open"
"""The state of a claim that nobody reviewed."""
ORGANISATIONS: Final = ("company", "public-body")
"""The kinds of known names that are organisations; a private person is of no kind."""

LINES_VERSION: Final = "1"
CHANGES_KEPT: Final = 20_000
"""Whoever is further behind reads all lines."""
_MARK: Final = "queue_lines"
_AT_A_TIME: Final = 500

_TRUTH = f"""
SELECT c.key, p.digest, c.id, c.capability, c.stance, c.strength, c.language, c.score,
  coalesce(r.media_type, ''),
  coalesce((SELECT min(d.path) FROM documents d WHERE d.digest = p.digest), ''),
  p.number, c.begins, coalesce(f.alike, f.exact, c.id), c.judged_by = '{PERSON}',
  {standing_of("c.id")}
FROM claims c JOIN pages p ON p.key = c.page_key
LEFT JOIN readings r ON r.digest = p.digest LEFT JOIN fingerprints f ON f.claim_key = c.key
WHERE coalesce(r.held, '') = ''
"""
_SOURCES = "SELECT DISTINCT digest, source_id FROM documents WHERE digest IN ({0}) ORDER BY 1, 2"
# `|| ''` keeps SQLite from going by all organisations instead of by page.
_NAMED = f"""
SELECT DISTINCT p.digest, m.entity_id FROM pages p JOIN mentions m ON m.page_key = p.key
WHERE p.digest IN ({{0}})
  AND m.entity_id || '' IN (SELECT id FROM entities WHERE kind IN {ORGANISATIONS}) ORDER BY 1, 2
"""
_NAMING = (
    "SELECT DISTINCT p.digest FROM mentions m JOIN pages p ON p.key = m.page_key WHERE m.entity_id"
)
_MOVED = """
SELECT l.claim_key FROM queue_lines l JOIN fingerprints f ON f.claim_key = l.claim_key
WHERE l.clause != coalesce(f.alike, f.exact)
"""
_SET = (
    "INSERT INTO marks (key, value) VALUES (?, ?) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_SETS = ", ".join(
    f"{name} = excluded.{name}" for name in columns(QUEUE_LINES) if name != "claim_key"
)
_KEEP = insertion(QUEUE_LINES, f"DO UPDATE SET {_SETS}", conflict="claim_key")
_LINES = f"SELECT {listed(QUEUE_LINES)} FROM queue_lines"
_CHANGED = "INSERT INTO line_changes (token, claim_key, whole) VALUES (?, ?, ?)"
_FORGET = "DELETE FROM line_changes WHERE number <= (SELECT max(number) FROM line_changes) - ?"

Changes = dict[int, bool]
"""Claims by their keys, and whether more than the state is another."""


class Line(Struct, frozen=True):
    """One row of `queue_lines`: its fields are the columns, in their order."""

    claim_key: int
    id: str
    clause: str
    fold: int
    capability: str
    stance: Stance
    strength: Strength
    language: str
    kind: str
    folder: str
    band: str
    sources: str
    organisations: str
    state: str
    turn: int
    lack: float
    missing: int
    path: str
    page: int
    begins: int


class _Blobs(NamedTuple):
    """Whence some blobs came, and which organisations they name."""

    sources: Mapping[str, Sequence[str]]
    organisations: Mapping[str, Sequence[str]]


class LineRows(OnDatabase):
    """The lines of `Rows`."""

    def claim_lines(self) -> Iterator[ClaimLine]:
        """Go through all claims but those of what is held back, as the other tables have them."""
        rows = self._database.stream(_TRUTH)
        while some := list(islice(rows, _AT_A_TIME)):
            yield from (one for _, one in self._told(some))

    @property
    def lined_up(self) -> bool:
        """Say whether there are lines, made as this version makes them."""
        row = self._database.one("SELECT value FROM marks WHERE key = ?", (_MARK,))
        return row is not None and row[0] == LINES_VERSION

    def line_up_all(self) -> None:
        """Make all lines anew."""
        with self._database.all_or_nothing():
            # What an earlier version kept instead.
            self._database.run("DROP TABLE IF EXISTS claim_lines")
            self._database.run("DELETE FROM queue_lines")
            self._database.run("DELETE FROM line_changes")
            for some in slices(self._keys_of_all(), _AT_A_TIME):
                self._line_up_some(some)
            # Of no claim: from here on changes are told.
            self._tell({0: True})
            self._database.run(_SET, (_MARK, LINES_VERSION))

    def line_up(self, blobs: Iterable[Digest], claims: Iterable[ClaimId] = ()) -> None:
        """Bring the lines of all claims on pages of these blobs up to date, and of these claims."""
        sql = "SELECT c.key FROM pages p JOIN claims c ON c.page_key = p.key WHERE p.digest"
        keys = {*self._keys(sql, sorted(set(blobs)))}
        keys |= {*self._keys("SELECT c.key FROM claims c WHERE c.id", sorted(set(claims)))}
        self._line_up(sorted(keys))

    def naming(self, ids: Iterable[EntityId]) -> set[Digest]:
        """Give the blobs that name any of these."""
        return {Digest(row[0]) for row in self._rows(_NAMING, sorted(set(ids)))}

    def bearing(self, pages: Iterable[PageId]) -> set[Digest]:
        """Give the blobs of these pages."""
        sql = "SELECT DISTINCT digest FROM pages WHERE id"
        return {Digest(row[0]) for row in self._rows(sql, sorted(set(pages)))}

    def line_up_clauses(self) -> None:
        """Bring those lines up to date whose claims are now known to repeat another clause."""
        self._line_up([row[0] for row in self._database.all(_MOVED)])

    def forget_lines(self, digest: Digest) -> None:
        """Forget the lines of a blob, before its claims are forgotten."""
        mine = (
            "claim_key IN (SELECT c.key FROM pages p JOIN claims c ON c.page_key = p.key "
            "WHERE p.digest = ?)"
        )
        sql = f"SELECT claim_key FROM queue_lines WHERE {mine}"
        gone = {row[0]: True for row in self._database.all(sql, (digest,))}
        self._database.run(f"DELETE FROM queue_lines WHERE {mine}", (digest,))
        self._tell(gone)

    def _keys_of_all(self) -> list[int]:
        return [row[0] for row in self._database.all("SELECT key FROM claims")]

    def _keys(self, sql: str, values: Sequence[str]) -> list[int]:
        return [row[0] for row in self._rows(sql, values)]

    def _rows(self, sql: str, values: Sequence[str]) -> Iterator[Row]:
        for some in slices(values, _AT_A_TIME):
            yield from self._database.all(f"{sql} IN ({holders(some)})", some)

    def _line_up(self, keys: list[int]) -> None:
        with self._database.all_or_nothing():
            for some in slices(keys, _AT_A_TIME):
                self._tell(self._line_up_some(some))

    def _line_up_some(self, keys: list[int]) -> Changes:
        """Put lines in place of those that stood; say which are others now."""
        places = holders(keys)
        sql = f"{_LINES} WHERE claim_key IN ({places})"
        stood = {row[0]: Line(*row) for row in self._database.all(sql, keys)}
        truth = self._database.all(f"{_TRUTH} AND c.key IN ({places})", keys)
        made = {key: _line(key, one) for key, one in self._told(truth)}
        others = [one for key, one in made.items() if one != stood.get(key)]
        gone = stood.keys() - made.keys()
        self._database.run_many(
            "DELETE FROM queue_lines WHERE claim_key = ?", ((one,) for one in gone)
        )
        self._database.run_many(_KEEP, map(astuple, others))
        told = {one.claim_key: _is_more(one, stood.get(one.claim_key)) for one in others}
        return dict.fromkeys(gone, True) | told

    def _tell(self, changes: Changes) -> None:
        """Keep which lines changed, for whoever has read them before."""
        if changes:
            token = renew(self._database, LINES)
            rows = ((token, key, int(whole)) for key, whole in changes.items())
            self._database.run_many(_CHANGED, rows)
            self._database.run(_FORGET, (CHANGES_KEPT,))

    def _told(self, truth: Sequence[Row]) -> Iterator[tuple[int, ClaimLine]]:
        blobs = self._blobs({row[1] for row in truth})
        return ((row[0], _claim_line(row, blobs)) for row in truth)

    def _blobs(self, digests: set[str]) -> _Blobs:
        """Ask of each blob once, however many claims it has."""
        found: list[defaultdict[str, list[str]]] = []
        for sql in (_SOURCES, _NAMED):
            by_blob = defaultdict[str, list[str]](list)
            for digest, name in self._database.all(sql.format(holders(digests)), [*digests]):
                by_blob[digest].append(name)
            found.append(by_blob)
        return _Blobs(*found)


def folder_of(path: str) -> str:
    """Name the outermost folder of a path; nothing for a file in none."""
    return path.partition("/")[0] if "/" in path else ""


def line_view(one: Line) -> ClaimLine:
    """Show a line."""
    return ClaimLine(
        id=one.id,
        capability=one.capability,
        stance=one.stance,
        strength=one.strength,
        language=one.language,
        score=abs(one.lack),
        kind=one.kind,
        path=one.path,
        page=one.page,
        start=one.begins,
        clause=one.clause,
        band=one.band,
        sources=words_of(one.sources),
        organisations=words_of(one.organisations),
        review=cast("Standing", "" if one.state == OPEN else one.state),
    )


def _is_more(made: Line, before: Line | None) -> bool:
    """Say whether more than the state is another."""
    return before is None or replace(made, state=before.state) != before


def _claim_line(row: Row, blobs: _Blobs) -> ClaimLine:
    return ClaimLine(
        id=row[2],
        capability=row[3],
        stance=row[4],
        strength=row[5],
        language=row[6],
        score=row[7],
        kind=family(row[8]),
        path=row[9],
        page=row[10],
        start=row[11],
        clause=row[12],
        band=band_of(row[7], by_hand=bool(row[13])),
        sources=tuple(blobs.sources.get(row[1], ())),
        organisations=tuple(blobs.organisations.get(row[1], ())),
        review=row[14],
    )


def _line(key: int, one: ClaimLine) -> Line:
    rung = int(one.strength[1])
    return Line(
        claim_key=key,
        id=one.id,
        clause=one.clause,
        fold=fold_of(one),
        capability=one.capability,
        stance=one.stance,
        strength=one.strength,
        language=one.language,
        kind=one.kind,
        folder=folder_of(one.path),
        band=one.band,
        sources=kept_words(one.sources),
        organisations=kept_words(one.organisations),
        state=one.review or OPEN,
        turn=(10 - round(round(one.score, 1) * 10)) * 10 + (9 - rung),
        lack=-one.score,
        missing=9 - rung,
        path=one.path,
        page=one.page,
        begins=one.start,
    )


def fold_of(one: ClaimLine) -> int:
    """Name the entry of the queue to which a claim belongs: 63 bits of BLAKE2b."""
    words = "\x1f".join((one.clause, one.capability, one.stance))
    whole = hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(whole) >> 1
