"""What newer readings took the place of: pages as they were read before, claims made no more.

A reading that is done again sets aside what stood (`set_aside`), keeps what it made, and takes back
out of what was set aside whatever came out the same (`settle`): what is left is the history of the
blob. All three belong into one transaction. What stands is asked for without knowing of this.
"""

from __future__ import annotations

from datetime import datetime

from heliograph.codec import boxes_of, moment
from heliograph.errors import NothingThere
from heliograph.records import ClaimId, Digest
from heliograph.store.claim_rows import AROUND_CHARACTERS, SHORTEST_PREFIX
from heliograph.store.database import OnDatabase, Row
from heliograph.store.decision_rows import DecisionRows
from heliograph.store.leaf_rows import Lines
from heliograph.store.schema import FORMER_CLAIMS, FORMER_PAGES, PAGES
from heliograph.store.shapes import columns, listed, page_of, words_of
from heliograph.views import ClaimView, DocumentRef, PageVersion, Surroundings

_OF_PAGES = listed(PAGES)
_SET_PAGES_ASIDE = (
    f"INSERT INTO former_pages ({_OF_PAGES}, retired_at) "
    f"SELECT {_OF_PAGES}, ? FROM pages WHERE digest = ? "
    "ON CONFLICT (id) DO UPDATE SET retired_at = excluded.retired_at"
)
_FROM_CLAIMS = [
    one for one in columns(FORMER_CLAIMS) if one not in ("digest", "page_id", "page", "retired_at")
]
_SET_CLAIMS_ASIDE = (
    f"INSERT INTO former_claims ({', '.join(_FROM_CLAIMS)}, digest, page_id, page, retired_at) "
    f"SELECT {', '.join(f'c.{one}' for one in _FROM_CLAIMS)}, p.digest, p.id, p.number, ? "
    "FROM claims c JOIN pages p ON p.key = c.page_key WHERE p.digest = ? "
    "ON CONFLICT (id) DO UPDATE SET retired_at = excluded.retired_at"
)
_CLAIMS_THAT_STAND = "DELETE FROM former_claims WHERE digest = ? AND id IN (SELECT id FROM claims)"
# The same words on the same page are the same reading of it, whoever read them; a page that said
# nothing tells nobody anything.
_PAGES_THAT_STAND = """
DELETE FROM former_pages WHERE digest = ?
AND (trim(text) = '' OR EXISTS (SELECT 1 FROM pages p WHERE p.digest = former_pages.digest
  AND p.number = former_pages.number AND p.text = former_pages.text))
AND (id IN (SELECT id FROM pages)
  OR NOT EXISTS (SELECT 1 FROM former_claims c WHERE c.page_id = former_pages.id))
"""
_FORMER_OF_PAGE = (
    f"SELECT {listed(FORMER_PAGES)} FROM former_pages WHERE digest = ? AND number = ? "
    "ORDER BY retired_at, key"
)
_PAGE_THAT_STANDS = f"SELECT {_OF_PAGES} FROM pages WHERE digest = ? AND number = ? ORDER BY key"
_CLAIMS = (
    f"SELECT {listed(FORMER_CLAIMS)} FROM former_claims c WHERE id >= ? AND id < ? "
    "AND NOT EXISTS (SELECT 1 FROM readings r WHERE r.digest = c.digest AND r.held != '') "
    "ORDER BY id LIMIT 2"
)
_ITS_PAGE = " UNION ALL ".join(
    f"SELECT {_OF_PAGES} FROM {table} WHERE id = ?" for table in ("former_pages", "pages")
)
_AROUND = """
SELECT coalesce((SELECT title FROM readings WHERE digest = ?), ''),
  (SELECT min(k.finished_at) FROM documents d JOIN captures k ON k.id = d.capture_id
   WHERE d.digest = ?)
"""


class FormerRows(OnDatabase):
    """The history of `Rows`: what stood before a newer reading."""

    def set_aside(self, digest: Digest, at: datetime, *, pages: bool) -> None:
        """Copy the claims of a blob, and its pages if they are read anew, to what stood before."""
        when = moment(at)
        self._database.run(_SET_CLAIMS_ASIDE, (when, digest))
        if pages:
            self._database.run(_SET_PAGES_ASIDE, (when, digest))

    def settle(self, digest: Digest) -> None:
        """Take out of what was set aside whatever stands again, now that the new is kept."""
        self._database.run(_CLAIMS_THAT_STAND, (digest,))
        self._database.run(_PAGES_THAT_STAND, (digest,))

    def page_versions(self, digest: Digest, number: int) -> list[PageVersion]:
        """Give all readings of one page, oldest first; the last is the one that stands."""
        names = columns(FORMER_PAGES)
        at, wanted = names.index("retired_at"), [names.index(one) for one in columns(PAGES)]
        former = [
            (row[at], page_of(tuple(row[one] for one in wanted)))
            for row in self._database.all(_FORMER_OF_PAGE, (digest, number))
        ]
        standing = self._database.all(_PAGE_THAT_STANDS, (digest, number))
        every = [*former, *(("", page_of(row)) for row in standing)]
        return [
            PageVersion(version=version, page=page, retired_at=until)
            for version, (until, page) in enumerate(every, start=1)
        ]

    def former_surroundings(self, claim_id: str) -> Surroundings:
        """Fetch a claim that is made no more, with what stood around it. Raises `NothingThere`.

        `claim_id` may be the beginning of an id that only one such claim has.
        """
        rows = self._database.all(_CLAIMS, (claim_id, claim_id + "\U0010ffff"))
        if not rows or (rows[0][0] != claim_id and not _is_clear(claim_id, rows)):
            raise NothingThere(what=f"claim {claim_id}", hint="`heliograph claims` lists them.")
        claim = dict(zip(columns(FORMER_CLAIMS), rows[0], strict=True))
        row = self._database.one(_ITS_PAGE, (claim["page_id"],) * 2)
        if row is None:
            raise NothingThere(what=f"the page of claim {claim['id']}", hint="")
        page = page_of(row)
        title, collected_at = self._database.one(_AROUND, (claim["digest"],) * 2) or ("", "")
        start, end = claim["begins"], claim["ends"]
        lines = Lines(page.text, page.first_line, page.marks if page.first_line is None else ())
        decisions = DecisionRows(self._database)
        return Surroundings(
            claim=ClaimView(
                id=claim["id"],
                document=DocumentRef(path=self._paths(page.digest)[0], digest=page.digest),
                page=page.number,
                line=lines.at(start),
                last_line=lines.at(max(start, end - 1)),
                start=start,
                end=end,
                quote=page.text[start:end],
                boxes=boxes_of(page.boxes, start, end),
                language=claim["language"],
                capability=claim["capability"],
                stance=claim["stance"],
                strength=claim["strength"],
                action=claim["action"],
                group=claim["group_words"],
                score=claim["score"],
                why=list(words_of(claim["why"])),
                copies=self._paths(page.digest)[1:],
            ),
            before=page.text[max(0, start - AROUND_CHARACTERS) : start],
            after=page.text[end : end + AROUND_CHARACTERS],
            heading="",
            container="",
            title=title,
            read_by=page.read_by,
            confinement=page.confinement,
            collected_at=collected_at or "",
            reviews=decisions.reviews(ClaimId(claim["id"])),
            opinions=decisions.opinions(ClaimId(claim["id"])),
            superseded_at=claim["retired_at"],
        )

    def _paths(self, digest: Digest) -> list[str]:
        sql = "SELECT DISTINCT path FROM documents WHERE digest = ? ORDER BY path"
        return [path for (path,) in self._database.all(sql, (digest,))] or [""]


def _is_clear(beginning: str, rows: list[Row]) -> bool:
    return len(beginning) >= SHORTEST_PREFIX and len(rows) == 1
