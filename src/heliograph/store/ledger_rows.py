"""The account of every file: what became of it, and the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from heliograph.store.database import OnDatabase, Row, Value
from heliograph.store.remembered import LEDGER, remembered, stamp_of
from heliograph.views import LedgerAccount, LedgerLine, LedgerSums

OUTCOME = "coalesce(d.refusal_outcome, r.outcome)"
"""Of a document `d` and the reading `r` of its bytes; null while it waits.

A refusal comes first: the same bytes may have been read at another path, as in an archive that
holds itself."""

_FROM = "FROM documents d LEFT JOIN readings r ON r.digest = d.digest"
_LINES = f"""
SELECT d.path, d.digest, d.size, coalesce(r.media_type, ''), {OUTCOME},
  coalesce(d.refusal_reason, r.reason, ''),
  coalesce(
    d.refusal_detail,
    (SELECT q.detail FROM problems q WHERE q.digest = d.digest AND q.reason = r.reason
     ORDER BY q.number LIMIT 1), ''),
  coalesce(r.pages, 0),
  (SELECT count(*) FROM pages p JOIN claims c ON c.page_key = p.key WHERE p.digest = d.digest),
  coalesce(r.held, '')
{_FROM}
"""
_ORDER = " ORDER BY d.path, d.key"
_SUMS = f"""
SELECT {OUTCOME}, coalesce(d.refusal_reason, r.reason, ''), coalesce(r.held, '') != '',
  count(*), count(d.parent_id), sum(d.size)
{_FROM} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
WAITING: Final = "waiting"
HELD: Final = "held"
WHOLE: Final = ("read", "empty")
"""Outcomes of files of which nothing was missed."""

_UNREAD = f"""
(coalesce(r.held, '') != '' OR coalesce({OUTCOME}, '{WAITING}') NOT IN {WHOLE})
"""


class LedgerRows(OnDatabase):
    """The ledger of `Rows`."""

    def ledger_lines(self, outcome: str | None = None) -> Iterator[LedgerLine]:
        """Go through every file by path, or those of one outcome; `waiting` and `held back`, too.

        What is held back was read: it has an outcome besides.
        """
        where, values = "", list[Value]()
        if outcome == "waiting":
            where = f"WHERE {OUTCOME} IS NULL"
        elif outcome == "held back":
            where = "WHERE r.held != ''"
        elif outcome is not None:
            where, values = f"WHERE {OUTCOME} = ?", [outcome]
        for row in self._database.stream(_LINES + where + _ORDER, values):
            yield _line(row)

    def ledger_account(self, outcome: str, limit: int, start: int = 0) -> LedgerAccount:
        """Add up, and list files that were not read whole, of one outcome if it is named.

        `start` are passed over, at most `limit` are listed.

        To go through all files takes long in a large case, so it is remembered until something of
        them changes.
        """
        stamp = stamp_of(self._database, LEDGER)
        sums = remembered().give((stamp, _SUMS), lambda: self._database.all(_SUMS))
        where = f"WHERE {_UNREAD} AND (? = '' OR coalesce({OUTCOME}, '{WAITING}') = ?)"
        sql = f"{_LINES}{where}{_ORDER} LIMIT ? OFFSET ?"
        values = (outcome, outcome, limit, start)
        unread = remembered().give((stamp, sql, values), lambda: self._database.all(sql, values))
        return _account(sums, unread, outcome, start)

    def ledger_sums(self) -> LedgerSums:
        """Add up: the outcomes and the waiting are the files."""
        outcomes: dict[str, int] = {}
        waiting = files = members = size = held = 0
        sql = (
            f"SELECT {OUTCOME} AS outcome, count(*), count(d.parent_id), sum(d.size), "
            f"sum(CASE WHEN r.held != '' THEN 1 ELSE 0 END) {_FROM} "
            "GROUP BY 1 ORDER BY 1"
        )
        for name, count, inner, total, back in self._database.all(sql):
            files, members, size, held = files + count, members + inner, size + total, held + back
            if name is None:
                waiting = count
            else:
                outcomes[name] = count
        return LedgerSums(
            files=files, members=members, outcomes=outcomes, waiting=waiting, bytes=size, held=held
        )


def _account(sums: list[Row], unread: list[Row], outcome: str, start: int) -> LedgerAccount:
    outcomes, reasons, left = Counter[str](), Counter[str](), 0
    files = members = size = back = 0
    for name, reason, held, count, inner, total in sums:
        what = name or WAITING
        outcomes[what] += count
        files, members, size = files + count, members + inner, size + total
        back += count if held else 0
        if held or what not in WHOLE:
            reasons[reason or (HELD if held else WAITING)] += count
            left += count if outcome in ("", what) else 0
    waiting = outcomes.pop(WAITING, 0)
    whole = LedgerSums(
        files=files,
        members=members,
        outcomes=dict(outcomes),
        waiting=waiting,
        bytes=size,
        held=back,
    )
    lines = [_line(row) for row in unread]
    left = max(0, left - start - len(lines))
    return LedgerAccount(sums=whole, reasons=dict(reasons), unread=lines, left_out=left)


def _line(row: Row) -> LedgerLine:
    return LedgerLine(
        path=row[0],
        digest=row[1],
        size=row[2],
        media_type=row[3],
        outcome=row[4],
        reason=row[5],
        detail=row[6],
        pages=row[7],
        claims=row[8],
        held=row[9],
    )
