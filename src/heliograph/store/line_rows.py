"""Keeps, for each claim, the line by which the queue narrows, counts, folds and sorts it.

Lines are made from the other tables alone, in the transaction that changes those, so they are never
behind; `line_up_all` makes them anew.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import astuple, replace

from heliograph.media import family
from heliograph.records import ClaimId, Digest
from heliograph.store.database import OnDatabase, Row
from heliograph.store.remembered import LINES, renew
from heliograph.store.schema import CLAIM_LINES
from heliograph.store.shapes import columns, insertion, listed, slices
from heliograph.store.standing import standing_of
from heliograph.views import ClaimLine

OPEN: Final = "open"
"""The state of a claim that nobody reviewed."""

LINES_VERSION = "1"
_MARK = "claim_lines"
_AT_A_TIME = 500

_TRUTH = f"""
SELECT c.key, c.id, c.capability, c.stance, c.strength, c.language, c.score,
  coalesce(r.media_type, ''),
  coalesce((SELECT min(d.path) FROM documents d WHERE d.digest = p.digest), ''),
  p.number, c.begins, coalesce(f.alike, f.exact, c.id),
  {standing_of("c.id")}
FROM claims c JOIN pages p ON p.key = c.page_key
LEFT JOIN readings r ON r.digest = p.digest LEFT JOIN fingerprints f ON f.claim_key = c.key
WHERE coalesce(r.held, '') = ''
"""
_MOVED = """
SELECT l.claim_key FROM claim_lines l JOIN fingerprints f ON f.claim_key = l.claim_key
WHERE l.clause != coalesce(f.alike, f.exact)
"""
_SET = (
    "INSERT INTO marks (key, value) VALUES (?, ?) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_SETS = ", ".join(
    f"{name} = excluded.{name}"
    for name in columns(CLAIM_LINES)
    if name not in ("claim_key", "firsts")
)
_KEEP = insertion(CLAIM_LINES, f"DO UPDATE SET {_SETS}", conflict="claim_key")
_LINES = f"SELECT {listed(CLAIM_LINES)} FROM claim_lines"

CHOSEN_KIND, CHOSEN_FOLDER, CHOSEN_TONGUE, CHOSEN_LANGUAGE = 2, 4, 8, 16
CHOSEN_STRENGTH = 1
"""Facets in which claims of the same words may differ, as parts of the number of a choice. Of the
two that are about language one at most is chosen: `zh` with all its scripts, or one script."""
CHOICES: Final = tuple(
    one for one in range(32) if not (one & CHOSEN_TONGUE and one & CHOSEN_LANGUAGE)
)
ALL_FIRST: Final = sum(1 << one for one in CHOICES)
"""Of a claim whose words stand nowhere else."""


class Line(Struct, frozen=True, kw_only=True):
    """One row of `claim_lines`: its fields are the columns, in their order."""

    claim_key: int
    id: str
    clause: str
    fold: int
    capability: str
    stance: str
    strength: str
    language: str
    kind: str
    folder: str
    state: str
    reviewed: int
    firsts: int
    turn: int
    lack: float
    missing: int
    path: str
    page: int
    begins: int

    @property
    def rank(self) -> tuple[str, float, str]:
        """How far it goes, among claims in the same words."""
        return self.strength, -self.lack, self.id

    @property
    def choosing(self) -> tuple[object, ...]:
        """All on which `firsts` hangs."""
        return self.fold, self.strength, self.lack, self.language, self.kind, self.folder


class LineRows(OnDatabase):
    """The lines of `Rows`."""

    def claim_lines(self) -> Iterator[ClaimLine]:
        """Go through all claims but those of what is held back, as the other tables have them."""
        for row in self._database.stream(_TRUTH):
            yield _claim_line(row)

    @property
    def lined_up(self) -> bool:
        """Say whether there are lines, made as this version makes them."""
        row = self._database.one("SELECT value FROM marks WHERE key = ?", (_MARK,))
        return row is not None and row[0] == LINES_VERSION

    def line_up_all(self) -> None:
        """Make all lines anew."""
        with self._database.all_or_nothing():
            self._database.run("DELETE FROM claim_lines")
            renew(self._database, LINES)
            self._line_up([row[0] for row in self._database.all("SELECT key FROM claims")])
            self._database.run(_SET, (_MARK, LINES_VERSION))

    def line_up_blobs(self, digests: Iterable[Digest]) -> None:
        """Bring the lines of all claims on pages of these blobs up to date."""
        sql = "SELECT c.key FROM pages p JOIN claims c ON c.page_key = p.key WHERE p.digest"
        self._line_up(self._keys(sql, sorted(set(digests))))

    def line_up_claims(self, ids: Iterable[ClaimId]) -> None:
        """Bring the lines of these claims up to date, after a review or a fingerprint."""
        self._line_up(self._keys("SELECT c.key FROM claims c WHERE c.id", sorted(set(ids))))

    def line_up_clauses(self) -> None:
        """Bring those lines up to date whose claims are now known to repeat another clause."""
        self._line_up([row[0] for row in self._database.all(_MOVED)])

    def forget_lines(self, digest: Digest) -> None:
        """Forget the lines of a blob, before its claims are forgotten; others may now go first."""
        mine = (
            "claim_key IN (SELECT c.key FROM pages p JOIN claims c ON c.page_key = p.key "
            "WHERE p.digest = ?)"
        )
        sql = f"SELECT DISTINCT fold FROM claim_lines WHERE {mine} AND firsts != 0"
        folds = {row[0] for row in self._database.all(sql, (digest,))}
        if self._database.run(f"DELETE FROM claim_lines WHERE {mine}", (digest,)):
            self._choose(folds)
            renew(self._database, LINES)

    def _keys(self, sql: str, values: Sequence[str]) -> list[int]:
        found: list[int] = []
        for some in slices(values, _AT_A_TIME):
            marks = ", ".join("?" * len(some))
            found += [row[0] for row in self._database.all(f"{sql} IN ({marks})", some)]
        return found

    def _line_up(self, keys: list[int]) -> None:
        folds: set[int] = set()
        with self._database.all_or_nothing():
            for some in slices(keys, _AT_A_TIME):
                folds |= self._line_up_some(some)
            self._choose(folds)

    def _line_up_some(self, keys: list[int]) -> set[int]:
        """Put lines in place of those that stood; name the folds where others may now be first."""
        marks = ", ".join("?" * len(keys))
        stood = {one.claim_key: one for one in self._lines(f"claim_key IN ({marks})", keys)}
        truth = self._database.all(f"{_TRUTH} AND c.key IN ({marks})", keys)
        made = [_line(row[0], _claim_line(row)) for row in truth]
        gone = stood.keys() - {one.claim_key for one in made}
        self._database.run_many(
            "DELETE FROM claim_lines WHERE claim_key = ?", ((one,) for one in gone)
        )
        self._database.run_many(_KEEP, map(astuple, made))
        if gone or any(not _told_as(one, stood.get(one.claim_key)) for one in made):
            renew(self._database, LINES)
        changed = [one for one in made if not _chosen_as(one, stood.get(one.claim_key))]
        left = [stood[key] for key in (*gone, *(one.claim_key for one in changed)) if key in stood]
        # What was first in nothing leaves nothing for another to be first in.
        return {one.fold for one in changed} | {one.fold for one in left if one.firsts}

    def _choose(self, folds: Iterable[int]) -> None:
        """Say anew which claims go furthest among those in the same words."""
        for some in slices(sorted(folds), _AT_A_TIME):
            marks = ", ".join("?" * len(some))
            # Most are alone in their words, and said to be.
            unsure = (
                f"fold IN (SELECT fold FROM claim_lines WHERE fold IN ({marks}) "
                "GROUP BY fold HAVING count(*) > 1 OR min(firsts) != ?)"
            )
            together = defaultdict[int, list[Line]](list)
            for line in self._lines(unsure, [*some, ALL_FIRST]):
                together[line.fold].append(line)
            for lines in together.values():
                self._put_first(sorted(lines, key=lambda one: one.rank, reverse=True))

    def _put_first(self, lines: list[Line]) -> None:
        self._database.run_many(
            "UPDATE claim_lines SET firsts = ? WHERE claim_key = ?",
            (
                (firsts, one.claim_key)
                for one, firsts in zip(lines, firsts_of(lines), strict=True)
                if firsts != one.firsts
            ),
        )

    def _lines(self, where: str, values: list[int]) -> Iterator[Line]:
        for row in self._database.all(f"{_LINES} WHERE {where}", values):
            yield Line(**dict(zip(Line.__struct_fields__, row, strict=True)))


def firsts_of(lines: list[Line]) -> Iterator[int]:
    """Say of lines in the same words, the furthest first, in which choices each is the first."""
    seen: set[tuple[object, ...]] = set()
    for line in lines:
        parts = (
            (CHOSEN_STRENGTH, line.strength),
            (CHOSEN_KIND, line.kind),
            (CHOSEN_FOLDER, line.folder),
            (CHOSEN_TONGUE, tongue_of(line.language)),
            (CHOSEN_LANGUAGE, line.language),
        )
        firsts = 0
        for choice in CHOICES:
            values = (choice, *(value for part, value in parts if choice & part))
            if values not in seen:
                seen.add(values)
                firsts |= 1 << choice
        yield firsts


def tongue_of(language: str) -> str:
    """Name a language without its script."""
    return language.partition("-")[0]


def folder_of(path: str) -> str:
    """Name the outermost folder of a path; nothing for a file in none."""
    return path.partition("/")[0] if "/" in path else ""


def _told_as(made: Line, before: Line | None) -> bool:
    """Say whether nothing but the state is another."""
    same = before and replace(
        made, state=before.state, reviewed=before.reviewed, firsts=before.firsts
    )
    return before is not None and same == before


def _chosen_as(made: Line, before: Line | None) -> bool:
    return before is not None and made.choosing == before.choosing


def _claim_line(row: Row) -> ClaimLine:
    return ClaimLine(
        id=row[1],
        capability=row[2],
        stance=row[3],
        strength=row[4],
        language=row[5],
        score=row[6],
        kind=family(row[7]),
        path=row[8],
        page=row[9],
        start=row[10],
        clause=row[11],
        review=row[12],
    )


def _line(key: int, one: ClaimLine) -> Line:
    """Make a line; `firsts` is as of a claim alone in its words, and is put right after."""
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
        state=one.review or OPEN,
        reviewed=int(bool(one.review)),
        firsts=ALL_FIRST,
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
