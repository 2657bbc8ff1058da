"""What persons and, when asked, language models say of claims: added to, never changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from heliograph.codec import moment
from heliograph.records import ClaimId, Opinion, Review
from heliograph.store.database import OnDatabase, Row, Value
from heliograph.store.line_rows import LineRows
from heliograph.store.schema import OPINIONS, REVIEWS
from heliograph.store.shapes import insertion, listed

_KEEP_REVIEW = insertion(REVIEWS)
_KEEP_OPINION = insertion(OPINIONS)
_REVIEWS = f"SELECT {listed(REVIEWS)} FROM reviews r"
_OPINIONS = f"SELECT {listed(OPINIONS)} FROM opinions"
_LATEST = "r.key = (SELECT max(o.key) FROM reviews o WHERE o.claim_id = r.claim_id)"
_ORPHANED = "NOT EXISTS (SELECT 1 FROM claims c WHERE c.id = r.claim_id)"


class DecisionRows(OnDatabase):
    """The reviews and opinions of `Rows`."""

    def keep_review(self, one: Review) -> None:
        """Keep a review; one of the same id stays as it is."""
        with self._database.all_or_nothing():
            self._database.run(
                _KEEP_REVIEW,
                (
                    *(one.id, one.claim_id, one.judgement, one.by, moment(one.at), one.note),
                    *(one.stance, one.capability, one.digest, one.page, one.start, one.end),
                    one.quote,
                ),
            )
            LineRows(self._database).line_up((), [one.claim_id])

    def reviews(self, claim_id: ClaimId) -> list[Review]:
        """Fetch all that was ever said of one claim, oldest first."""
        rows = self._database.all(f"{_REVIEWS} WHERE r.claim_id = ? ORDER BY r.key", (claim_id,))
        return [_review(row) for row in rows]

    def every_review(self) -> Iterator[Review]:
        """Go through all reviews that were ever made, oldest first."""
        return map(_review, self._database.stream(f"{_REVIEWS} ORDER BY r.key"))

    def standing_reviews(self, *, orphaned: bool = False) -> Iterator[Review]:
        """Go through the latest review of each claim, those taken back left out.

        `orphaned` asks for those alone whose claim is no longer made.
        """
        where = f"{_LATEST} AND r.judgement != 'withdrawn'" + (
            f" AND {_ORPHANED}" if orphaned else ""
        )
        for row in self._database.stream(f"{_REVIEWS} WHERE {where} ORDER BY r.key"):
            yield _review(row)

    def keep_opinion(self, one: Opinion) -> None:
        """Keep an opinion; one of the same id stays as it is."""
        values: tuple[Value, ...] = (one.id, one.claim_id, one.answer, one.sentence, one.model)
        self._database.run(_KEEP_OPINION, (*values, one.host, one.prompt, moment(one.at)))

    def opinions(self, claim_id: ClaimId) -> list[Opinion]:
        """Fetch all opinions on one claim, oldest first."""
        rows = self._database.all(f"{_OPINIONS} WHERE claim_id = ? ORDER BY key", (claim_id,))
        return [_opinion(row) for row in rows]

    def every_opinion(self) -> Iterator[Opinion]:
        """Go through all opinions, oldest first."""
        return map(_opinion, self._database.stream(f"{_OPINIONS} ORDER BY key"))

    def without_opinion(self, model: str, prompt: str, limit: int) -> list[ClaimId]:
        """Name up to `limit` claims that this model was not yet asked this question about."""
        sql = (
            "SELECT id FROM claims c WHERE NOT EXISTS (SELECT 1 FROM opinions o "
            "WHERE o.claim_id = c.id AND o.model = ? AND o.prompt = ?) "
            "ORDER BY c.score, c.id LIMIT ?"
        )
        return [row[0] for row in self._database.all(sql, (model, prompt, limit))]


def _opinion(row: Row) -> Opinion:
    return Opinion(
        id=row[0],
        claim_id=row[1],
        answer=row[2],
        sentence=row[3],
        model=row[4],
        host=row[5],
        prompt=row[6],
        at=datetime.fromisoformat(row[7]),
    )


def _review(row: Row) -> Review:
    return Review(
        id=row[0],
        claim_id=row[1],
        judgement=row[2],
        by=row[3],
        at=datetime.fromisoformat(row[4]),
        note=row[5],
        stance=row[6],
        capability=row[7],
        digest=row[8],
        page=row[9],
        start=row[10],
        end=row[11],
        quote=row[12],
    )
