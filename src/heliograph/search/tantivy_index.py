"""The text index on tantivy: our own tokens in, page ids and counts out.

The index holds no text and is a cache: where another version made it, or something broke it, it
is emptied and says so, and whoever opened it fills it again from the records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Protocol, cast

import tantivy

from heliograph.durable import write_whole
from heliograph.errors import CannotWrite, CaseBusy, CaseInconsistent
from heliograph.language.folding import FOLDING_VERSION, fold
from heliograph.language.tokens import GAP, TOKENS_VERSION, parts, tokens
from heliograph.seams import Hit, Hits, IndexEntry
from heliograph.search.query import FIELDS, Tree, parse
from heliograph.search.tantivy_query import compiled

INDEX_VERSION = f"2;folding {FOLDING_VERSION};tokens {TOKENS_VERSION};tantivy {version('tantivy')}"
"""An index of any other version must be filled anew."""

_VERSION_FILE = "version.txt"
_HEAP = 64_000_000
"""Bytes that the writer may gather before it writes a segment."""

_MOST_VALUES = 65_000
"""Values of one facet that are counted; tantivy refuses to make more than 65,000 buckets."""

_BUSY = "LockBusy"
"""What tantivy says where another has the writer."""

_OWN = ("meta.json", ".managed.json", ".tantivy-*.lock", f"{_VERSION_FILE}*")
_SEGMENT = ("idx", "term", "pos", "fast", "store", "fieldnorm", "del", "temp")


def schema_of_pages() -> tantivy.Schema:
    """The fields of a page, as tantivy keeps them."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("page_id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("parts", tokenizer_name="whitespace", index_option="position")
    for name in FIELDS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


class _Counted(Protocol):
    """What tantivy's result has, and its stub does not say."""

    count: int
    hits: list[tuple[float, tantivy.DocAddress]]


class TantivyIndex:
    """Full-text search over pages; satisfies `seams.TextIndex`.

    Searching takes no lock, so other processes may search while one writes. The writer is opened
    with the first change and held until `close`.
    """

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`, which must be there. Prefer `open_or_new`.

        Raises ValueError where it is missing or broken.
        """
        self._folder = folder
        self._writer: tantivy.IndexWriter | None = None
        self._open()

    @classmethod
    def there(cls, folder: Path) -> TantivyIndex | None:
        """Open the index in `folder`; None where it is missing, broken or of another version.

        Writes nothing: for who only looks.
        """
        try:
            if (folder / _VERSION_FILE).read_text(encoding="utf-8") == INDEX_VERSION:
                return cls(folder)
        except (ValueError, FileNotFoundError):
            # tantivy has one error for all that is missing, cut short or not an index.
            pass
        return None

    @classmethod
    def open_or_new(cls, folder: Path) -> tuple[TantivyIndex, bool]:
        """Open the index in `folder`, or make an empty one where it is missing, broken or stale.

        The second value says whether it is new and so needs every page again. Raises `CannotWrite`.
        """
        found = cls.there(folder)
        if found is not None:
            return found, False
        cls._make(folder)
        return cls(folder), True

    def empty(self) -> None:
        """Make it anew without a page: what is only taken out leaves its words in the files."""
        self.close()
        self._make(self._folder)
        self._open()

    def _open(self) -> None:
        self._index = tantivy.Index.open(str(self._folder))
        self._index.config_reader(reload_policy="manual")
        self._seen = self._stamp()
        self._index.reload()
        # Positions are opened only when a phrase is asked for: ask, so that a lost file shows.
        self._index.searcher().search(
            tantivy.Query.phrase_query(self._index.schema, "body", [GAP, GAP])
        )

    @staticmethod
    def _make(folder: Path) -> None:
        """Put an empty index into the folder; the version is written last, as its seal."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _VERSION_FILE).unlink(missing_ok=True)
        for pattern in (*_OWN, *(f"*.{kind}" for kind in _SEGMENT)):
            for file in folder.glob(pattern):
                file.unlink()
        try:
            tantivy.Index(schema_of_pages(), str(folder), reuse=False)
        except ValueError as refusal:
            raise _refused(refusal) from refusal
        write_whole(folder / _VERSION_FILE, INDEX_VERSION.encode())

    def add(self, entries: Iterable[IndexEntry]) -> None:
        """Add pages; a page of the same id is replaced. Raises `CaseBusy` and `CannotWrite`."""
        self._take()
        for entry in entries:
            page = document_for(entry.page_id, laid_out(entry))
            with self._writing() as writer:
                writer.delete_documents_by_term("page_id", entry.page_id)
                writer.add_document(page)

    def remove(self, page_ids: Iterable[str]) -> None:
        """Take pages out. Raises `CaseBusy` and `CannotWrite`."""
        self._take()
        for page_id in page_ids:
            with self._writing() as writer:
                writer.delete_documents_by_term("page_id", page_id)

    def commit(self) -> None:
        """Make what was added findable and durable. Raises `CannotWrite`."""
        if self._writer is not None:
            with self._writing() as writer:
                writer.commit()
            self._refresh()

    def close(self) -> None:
        """Let go of the writer and its lock; what was not committed is gone."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.rollback()
            writer.wait_merging_threads()

    def doc_count(self) -> int:
        """Count the pages."""
        self._refresh()
        return self._index.searcher().num_docs

    def search(self, query: str, *, limit: int = 20, offset: int = 0) -> Hits:
        """Find pages, the best first; facets count over all that are found.

        Raises `BadQuery`, `CaseBusy` where another makes it anew, and `CaseInconsistent` where it
        broke while it was open.
        """
        tree = parse(query)
        try:
            return self._answer(tree, limit, offset)
        except FileNotFoundError as gone:
            raise CaseBusy(detail="it makes the text index anew") from gone
        except ValueError as broken:
            raise CaseInconsistent(detail=f"its text index is broken ({broken})") from broken

    def _answer(self, tree: Tree, limit: int, offset: int) -> Hits:
        self._refresh()
        searcher = self._index.searcher()
        asked = compiled(tree, self._index.schema)
        found = cast(_Counted, searcher.search(asked, limit=max(limit, 1), offset=offset))
        hits = tuple(
            Hit(page_id=str(searcher.doc(address)["page_id"][0]), score=score)
            for score, address in found.hits[:limit]
        )
        return Hits(total=found.count, hits=hits, facets=_facets(searcher, asked))

    def _take(self) -> tantivy.IndexWriter:
        """Take the writer, which there is once for all who have the index open."""
        if self._writer is None:
            try:
                self._writer = self._index.writer(_HEAP, 1)
            except ValueError as refusal:
                if _BUSY not in str(refusal):
                    raise _refused(refusal) from refusal
                raise CaseBusy(detail="it is writing the text index") from refusal
        return self._writer

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """Hand out the writer. One that could not write is let go: what it was told is gone."""
        try:
            yield self._take()
        except ValueError as refusal:
            self._writer = None
            raise _refused(refusal) from refusal

    def _stamp(self) -> tuple[int, int]:
        """Tell one commit from the next: each puts another file in the place of `meta.json`."""
        state = (self._folder / "meta.json").stat()
        return state.st_ino, state.st_mtime_ns

    def _refresh(self) -> None:
        """See what was committed since, by whichever process."""
        stamp = self._stamp()
        if stamp != self._seen:
            self._index.reload()
            self._seen = stamp


def _refused(refusal: ValueError) -> CannotWrite:
    """Say what tantivy refused to write: of all that may be wrong with that, it is the disk."""
    return CannotWrite(detail=f"its text index: {refusal}")


def laid_out(entry: IndexEntry) -> dict[str, list[str]]:
    """Lay out a page by field: its tokens, the parts of its identifiers, its values."""
    return {
        "body": tokens(fold(entry.text).text),
        "parts": parts(entry.text),
        "capability": _values(entry.capability),
        "stance": _values(entry.stance),
        "language": _values(entry.language),
        "kind": _values((entry.kind,)),
        "folder": _values(entry.folder),
    }


def document_for(page_id: str, laid: Mapping[str, Sequence[str]]) -> tantivy.Document:
    """Write a page that is laid out as tantivy takes it."""
    words = {name: " ".join(laid[name]) for name in ("body", "parts")}
    values = {name: list(laid[name]) for name in FIELDS}
    return tantivy.Document(page_id=page_id, **words, **values)


def _values(values: Iterable[str]) -> list[str]:
    """Each value once, so that a page counts once; names may hold bytes that are no UTF-8."""
    whole = (value.encode("utf-8", "replace").decode() for value in values if value)
    return list(dict.fromkeys(whole))


def _facets(searcher: tantivy.Searcher, asked: tantivy.Query) -> Mapping[str, Mapping[str, int]]:
    """Count the found pages by each value of each facet."""
    terms = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in FIELDS}
    counted = searcher.aggregate(asked, terms)
    return {
        name: {str(bucket["key"]): int(bucket["doc_count"]) for bucket in counted[name]["buckets"]}
        for name in FIELDS
    }
