"""What the full-text index takes from the records, and which blobs it has yet to take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from heliograph.language.letters import LATIN_LANGUAGES
from heliograph.media import family
from heliograph.records import Digest, PageId
from heliograph.seams import IndexEntry
from heliograph.store.database import OnDatabase

Words = tuple[str, ...]

UNPURGED: Final = "index-unpurged"
"""Mark of a case whose index may hold words in its files that nobody is to find there any more."""

_KEYS = (
    "SELECT p.key, coalesce(r.media_type, '') "
    "FROM pages p LEFT JOIN readings r ON r.digest = p.digest WHERE p.digest = ? "
    "AND coalesce(r.held, '') = '' ORDER BY p.number, p.key"
)
_PAGE = "SELECT id, text FROM pages WHERE key = ?"
_HELD = (
    "SELECT p.id FROM readings r JOIN pages p ON p.digest = r.digest "
    "WHERE r.digest = ? AND r.held != ''"
)
_CLAIMS = "SELECT DISTINCT capability, stance, language FROM claims WHERE page_key = ?"
_LANGUAGES = (
    "SELECT language, sum(ends - begins) FROM passages WHERE page_key = ? GROUP BY language"
)
_LEAST_LATIN = 24
"""Characters in a language of Latin letters that make a page one in it. With fewer (a unit, a
model, an X in a row of figures) every Chinese page would be an English one; other scripts always
count."""
_NO_LANGUAGE = "zxx"


class IndexRows(OnDatabase):
    """The index's side of `Rows`."""

    def unindexed(self, limit: int) -> list[Digest]:
        """Name up to `limit` blobs that were read and are not yet in the index, oldest first."""
        sql = "SELECT digest FROM readings WHERE indexed = 0 ORDER BY key LIMIT ?"
        return [row[0] for row in self._database.all(sql, (limit,))]

    def mark_indexed(self, digests: Iterable[Digest]) -> None:
        """Say that the index has these, durably."""
        with self._database.all_or_nothing():
            self._database.run_many(
                "UPDATE readings SET indexed = 1 WHERE digest = ?", ((one,) for one in digests)
            )

    def unmark_indexed(self, digests: Iterable[Digest]) -> None:
        """Say that the index must take these anew: they stand at one more path, say."""
        with self._database.all_or_nothing():
            self._database.run_many(
                "UPDATE readings SET indexed = 0 WHERE digest = ?", ((one,) for one in digests)
            )

    def clear_indexed(self) -> None:
        """Say that the index has nothing, to make it anew."""
        self._database.run("UPDATE readings SET indexed = 0 WHERE indexed = 1")

    def held_pages(self, digests: Iterable[Digest]) -> Iterator[PageId]:
        """Go through the pages of those of these blobs that are held back."""
        for digest in digests:
            yield from (row[0] for row in self._database.all(_HELD, (digest,)))

    def index_entries(self, digests: Iterable[Digest]) -> Iterator[IndexEntry]:
        """Go through the pages of these blobs as the index takes them, none that is held back."""
        for digest in digests:
            yield from self._entries(digest)

    def _entries(self, digest: Digest) -> Iterator[IndexEntry]:
        # Page by page: the texts of a book are more than is to be held.
        keys = self._database.all(_KEYS, (digest,))
        if not keys:
            return
        paths = self._database.all("SELECT path FROM documents WHERE digest = ?", (digest,))
        folder = tuple(sorted({one for (path,) in paths for one in folders(path)}))
        for key, media_type in keys:
            for page_id, text in self._database.all(_PAGE, (key,)):
                capability, stance, language = self._facets(key)
                yield IndexEntry(
                    page_id=page_id,
                    digest=digest,
                    text=text,
                    capability=capability,
                    stance=stance,
                    language=language,
                    kind=family(media_type),
                    folder=folder,
                )

    def _facets(self, page_key: int) -> tuple[Words, Words, Words]:
        """Give capabilities, stances and languages of a page."""
        claims = self._database.all(_CLAIMS, (page_key,))
        passages = self._database.all(_LANGUAGES, (page_key,))
        languages = {row[2] for row in claims} | {
            language
            for language, characters in passages
            if characters >= _LEAST_LATIN or language not in LATIN_LANGUAGES
        }
        if not languages - {_NO_LANGUAGE}:
            # Nothing else is there: what little there is counts.
            languages.update(row[0] for row in passages)
        return (
            tuple(sorted({row[0] for row in claims})),
            tuple(sorted({row[1] for row in claims})),
            tuple(sorted(languages)),
        )


def folders(path: str) -> Iterator[str]:
    """Name the folders and containers above a path, outermost first.

    `a/b.zip!/c/d.txt` stands in `a`, `a/b.zip` and `a/b.zip!/c`.
    """
    at = path.find("/")
    while at > 0:
        yield path[:at].removesuffix("!")
        at = path.find("/", at + 1)
