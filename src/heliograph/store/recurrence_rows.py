"""Fingerprints of the passages that bear claims, and which of them recur across the case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from heliograph.records import ClaimId, Container, Fingerprint
from heliograph.seams import Printed
from heliograph.store.database import OnDatabase
from heliograph.store.line_rows import LineRows
from heliograph.store.shapes import container_of, words_of

# The stance's reasons name the document's genre; any claim of the document does.
_GENRE = "stance:genre:"
_WITHOUT = """
SELECT c.id, c.page_key, c.begins, c.ends, coalesce(s.role, ''), x.container
FROM claims c
LEFT JOIN passages s ON s.page_key = c.page_key AND s.begins <= c.begins AND s.ends > c.begins
LEFT JOIN contexts x ON x.page_key = s.page_key AND x.context = s.context
WHERE NOT EXISTS (SELECT 1 FROM fingerprints f WHERE f.claim_key = c.key)
ORDER BY c.page_key, c.begins LIMIT ?
"""
_KEEP = (
    "INSERT INTO fingerprints (claim_key, counts, exact, sketch) "
    "SELECT key, ?, ?, ? FROM claims WHERE id = ? ON CONFLICT (claim_key) DO NOTHING"
)
_ALL = """
SELECT c.id, f.exact, f.sketch, c.capability, c.stance, coalesce(c.group_words, ''), p.digest, c.why
FROM fingerprints f JOIN claims c ON c.key = f.claim_key JOIN pages p ON p.key = c.page_key
WHERE f.counts = 1 ORDER BY c.id
"""
_SUMS = "SELECT count(*), count(DISTINCT alike) FROM fingerprints WHERE recurs > 0"


class Unmarked(Struct, frozen=True, kw_only=True):
    """A claim whose passage has no fingerprint yet."""

    claim_id: ClaimId
    words: str
    role: str
    container: Container | None


class RecurrenceRows(OnDatabase):
    """The recurring clauses of `Rows`."""

    def without_fingerprint(self, limit: int) -> list[Unmarked]:
        """Fetch up to `limit` claims whose passages have none yet."""
        page, text = 0, ""
        found: list[Unmarked] = []
        for name, key, begins, ends, role, container in self._database.all(_WITHOUT, (limit,)):
            if key != page:
                row = self._database.one("SELECT text FROM pages WHERE key = ?", (key,))
                page, text = key, row[0] if row else ""
            words, kept = text[begins:ends], container_of(container or b"")
            found.append(Unmarked(claim_id=name, words=words, role=role, container=kept))
        return found

    def keep_fingerprints(self, made: Iterable[Fingerprint]) -> None:
        """Keep fingerprints; where the case was gone through before, it has to be again."""
        with self._database.all_or_nothing():
            kept = list(made)
            self._database.run_many(
                _KEEP, ((int(one.counts), one.exact, one.sketch, one.claim_id) for one in kept)
            )
            LineRows(self._database).line_up((), (one.claim_id for one in kept))

    def fingerprint_state(self) -> tuple[int, int]:
        """Count the fingerprints, and those that were not gone through yet."""
        sql = "SELECT count(*), count(*) - count(recurs) FROM fingerprints"
        row = self._database.one(sql)
        return (row[0], row[1]) if row else (0, 0)

    def printed(self) -> Iterator[Printed]:
        """Go through the fingerprints that count, by the id of their claim."""
        for row in self._database.stream(_ALL):
            genre = next(
                (one.removeprefix(_GENRE) for one in words_of(row[7]) if one.startswith(_GENRE)), ""
            )
            yield Printed(
                fingerprint=Fingerprint(claim_id=row[0], exact=row[1], sketch=row[2], counts=True),
                says="\x1f".join(row[3:6]),
                digest=row[6],
                genre=genre,
            )

    def mark_recurring(self, marks: Mapping[ClaimId, tuple[int, str]]) -> None:
        """Put these marks, documents and clause by claim, in place of all that stood."""
        with self._database.all_or_nothing():
            self._database.run("UPDATE fingerprints SET recurs = 0, alike = NULL")
            self._database.run_many(
                "UPDATE fingerprints SET recurs = ?, alike = ? "
                "WHERE claim_key = (SELECT key FROM claims WHERE id = ?)",
                ((times, alike, claim_id) for claim_id, (times, alike) in marks.items()),
            )
            LineRows(self._database).line_up_clauses()

    def recurring_sums(self) -> tuple[int, int]:
        """Count the claims that recur, and the clauses that they repeat."""
        row = self._database.one(_SUMS)
        return (row[0], row[1]) if row else (0, 0)

    def clause_of(self) -> dict[ClaimId, str]:
        """Say which clause each recurring claim repeats."""
        sql = "SELECT c.id, f.alike FROM fingerprints f JOIN claims c ON c.key = f.claim_key "
        return {row[0]: row[1] for row in self._database.all(sql + "WHERE f.recurs > 0")}
