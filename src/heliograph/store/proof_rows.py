"""What `verify` asks of the records: do they hold together in themselves?"""

from __future__ import annotations

from heliograph.store.database import OnDatabase

_CLAIMS = "SELECT id, page_key, begins, ends FROM claims ORDER BY page_key, begins"
# SQLite's length() stops at a NUL character, so what looks too long is looked at again. It counts
# anew at every call: once for each page, not for each of a table's 60,000 passages.
_OUTSIDE = """
WITH sizes AS MATERIALIZED (SELECT key, length(text) AS size FROM pages)
SELECT p.id, s.number, s.begins, s.ends, p.text
FROM passages s JOIN sizes ON sizes.key = s.page_key JOIN pages p ON p.key = s.page_key
WHERE s.begins < 0 OR s.begins >= s.ends OR s.ends > sizes.size
"""
_OVERLAPS = """
SELECT p.id, s.number FROM (
  SELECT page_key, number, begins,
    lag(ends) OVER (PARTITION BY page_key ORDER BY number) AS ended FROM passages
) s JOIN pages p ON p.key = s.page_key WHERE s.begins < s.ended LIMIT 1
"""


class ProofRows(OnDatabase):
    """The checks of `Rows`: each names the first thing that does not fit, or nothing."""

    def wrong_in_database(self) -> str:
        """Ask SQLite whether file and references are whole."""
        for (word,) in self._database.all("PRAGMA integrity_check(1)"):
            if word != "ok":
                return str(word)
        for row in self._database.all("PRAGMA foreign_key_check"):
            return f"a row of {row[0]} points at one of {row[2]} that is not there"
        return ""

    def wrong_claim(self) -> str:
        """Look for a claim whose quote is empty or not on its page."""
        page, text = 0, ""
        for name, key, begins, ends in self._database.stream(_CLAIMS):
            if key != page:
                row = self._database.one("SELECT text FROM pages WHERE key = ?", (key,))
                page, text = key, row[0] if row else ""
            if not 0 <= begins < ends <= len(text):
                return f"claim {name} stands at {begins}-{ends} of a page of {len(text)} characters"
            if not text[begins:ends].strip():
                return f"claim {name} quotes nothing"
        return ""

    def wrong_passage(self) -> str:
        """Look for a passage that leaves its page or overlaps the one before."""
        for page_id, number, begins, ends, text in self._database.stream(_OUTSIDE):
            if not 0 <= begins < ends <= len(text):
                return f"passage {number} of page {page_id} stands at {begins}-{ends}"
        row = self._database.one(_OVERLAPS)
        return f"passage {row[1]} of page {row[0]} overlaps the one before" if row else ""
