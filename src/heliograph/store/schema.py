"""The one schema of a case: SQLAlchemy Core, STRICT tables on SQLite, the same on PostgreSQL.

Text ids are what the outside sees; integer `key`s join inside, since a passage's row would else be
mostly ids. Times are text (`codec.moment`), yes and no are 1 and 0, lists are JSON text.
Large columns stand last: SQLite then reads the small ones without touching overflow pages.
`begins` and `ends` are a record's `start` and `end`, of which SQL reserves the second.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.schema import SchemaItem

METADATA = MetaData()
# STRICT knows INTEGER, REAL, TEXT, BLOB and ANY; PostgreSQL's REAL would have four bytes only.
LONG = BigInteger().with_variant(Integer(), "sqlite")
FRACTION: Double[float] = Double().with_variant(REAL(), "sqlite")


def text(name: str, *items: SchemaItem) -> Column[str]:
    """Make a column of words that is never null."""
    return Column(name, Text, *items, nullable=False)


def whole(name: str, *items: SchemaItem) -> Column[int]:
    """Make a column of whole numbers that is never null."""
    return Column(name, LONG, *items, nullable=False)


def _key() -> Column[int]:
    return Column("key", LONG, primary_key=True)


def _id() -> Column[str]:
    return Column("id", Text, nullable=False, unique=True)


def _perhaps(name: str, kind: type[Text | LargeBinary] | BigInteger) -> Column[Any]:
    return Column(name, kind, nullable=True)


def _page() -> Column[int]:
    return whole("page_key", ForeignKey("pages.key"))


def of_claim() -> Column[int]:
    """Make the key of a row that goes with its claim when the document is judged anew."""
    goes_with = ForeignKey("claims.key", ondelete="CASCADE")
    return Column("claim_key", LONG, goes_with, primary_key=True, autoincrement=False)


def table(name: str, *items: SchemaItem, keyed: bool = False) -> Table:
    """Make a STRICT table; `keyed` ones have no number of their own but live in their key."""
    return Table(name, METADATA, *items, sqlite_strict=True, sqlite_with_rowid=not keyed)


def _page_facts() -> tuple[Column[Any], ...]:
    """What a page has before its words; made anew, since a column belongs to one table."""
    return (
        text("digest"),
        whole("number"),
        text("label"),
        text("read_by"),
        whole("confinement"),
        _perhaps("first_line", LONG),
    )


def _page_words() -> tuple[Column[Any], ...]:
    packed = (Column(name, LargeBinary, nullable=False) for name in ("layout", "boxes"))
    return (text("text"), *packed)


def _claim_facts() -> tuple[Column[Any], ...]:
    return (
        whole("begins"),
        whole("ends"),
        text("capability"),
        text("stance"),
        text("strength"),
        text("action"),
        _perhaps("group_words", Text),
        text("language"),
        Column("score", FRACTION, nullable=False),
        text("why"),
        text("judged_by"),
    )


SOURCES = table(
    "sources",
    Column("id", Text, primary_key=True),
    text("kind"),
    text("name"),
    text("location"),
    text("added_at"),
)

CAPTURES = table(
    "captures",
    Column("id", Text, primary_key=True),
    text("source_id", ForeignKey("sources.id")),
    text("started_at"),
    _perhaps("finished_at", Text),
)

DOCUMENTS = table(
    "documents",
    _key(),
    _id(),
    text("capture_id", ForeignKey("captures.id")),
    text("source_id", ForeignKey("sources.id")),
    text("path"),
    _perhaps("raw_name", LargeBinary),
    _perhaps("digest", Text),
    whole("size"),
    _perhaps("modified_at", Text),
    # Deferred: a batch may bring a member before its container.
    Column(
        "parent_id",
        Text,
        ForeignKey("documents.id", deferrable=True, initially="DEFERRED"),
    ),
    whole("depth"),
    _perhaps("refusal_outcome", Text),
    _perhaps("refusal_reason", Text),
    _perhaps("refusal_detail", Text),
    _perhaps("refusal_page", LONG),
    Index("documents_by_digest", "digest", "path"),
    Index("documents_by_path", "path"),
    Index("documents_by_parent", "parent_id"),
)

READINGS = table(
    "readings",
    _key(),
    Column("digest", Text, nullable=False, unique=True),
    text("media_type"),
    text("outcome"),
    text("reason"),
    text("title"),
    whole("pages"),
    text("read_by"),
    whole("confinement"),
    text("steps"),
    text("held"),
    whole("indexed"),
    Index("readings_by_indexed", "indexed"),
)

PAGES = table(
    "pages",
    _key(),
    _id(),
    *_page_facts(),
    *_page_words(),
    Index("pages_by_digest", "digest", "number"),
)

# What a newer reading took the place of: pages as above, and claims that are made no more. Apart,
# so that whatever asks for pages or claims is told of those that stand.
FORMER_PAGES = table(
    "former_pages",
    _key(),
    _id(),
    *_page_facts(),
    text("retired_at"),
    *_page_words(),
    Index("former_pages_by_digest", "digest", "number"),
)

FORMER_CLAIMS = table(
    "former_claims",
    _key(),
    _id(),
    text("digest"),
    # No foreign key: its page stands yet where another finder made no such claim.
    text("page_id"),
    whole("page"),
    text("retired_at"),
    *_claim_facts(),
    Index("former_claims_by_digest", "digest"),
    Index("former_claims_by_page", "page_id"),
)

CONTEXTS = table(
    "contexts",
    Column("page_key", LONG, ForeignKey("pages.key"), primary_key=True, autoincrement=False),
    # A hash of its content, so that the same heading and container are one row for each page.
    Column("context", LONG, primary_key=True, autoincrement=False),
    text("heading"),
    Column("container", LargeBinary, nullable=False),
    keyed=True,
)

PASSAGES = table(
    "passages",
    Column("page_key", LONG, ForeignKey("pages.key"), primary_key=True, autoincrement=False),
    Column("number", LONG, primary_key=True, autoincrement=False),
    # Null where it is `<page id>:<start>-<end>`, as ours are.
    _perhaps("id", Text),
    whole("begins"),
    whole("ends"),
    text("role"),
    text("language"),
    whole("context"),
    whole("position"),
    whole("siblings"),
    whole("main"),
    keyed=True,
)

CLAIMS = table(
    "claims",
    _key(),
    _id(),
    _page(),
    *_claim_facts(),
    Index("claims_by_page", "page_key", "begins"),
    Index("claims_by_capability", "capability", "stance"),
)

FINGERPRINTS = table(
    "fingerprints",
    of_claim(),
    whole("counts"),
    text("exact"),
    # Null until the case was gone through with it; 0 where it does not recur.
    _perhaps("recurs", LONG),
    _perhaps("alike", Text),
    Column("sketch", LargeBinary, nullable=False),
    Index("fingerprints_by_recurs", "recurs"),
)

REVIEWS = table(
    "reviews",
    _key(),
    _id(),
    # No foreign key: a review outlives the claim it is about.
    text("claim_id"),
    text("judgement"),
    text("reviewer"),
    text("at"),
    text("note"),
    _perhaps("stance", Text),
    _perhaps("capability", Text),
    text("digest"),
    whole("page"),
    whole("begins"),
    whole("ends"),
    text("quote"),
    Index("reviews_by_claim", "claim_id", "key"),
)

OPINIONS = table(
    "opinions",
    _key(),
    _id(),
    text("claim_id"),
    text("answer"),
    text("sentence"),
    text("model"),
    text("host"),
    text("prompt"),
    text("at"),
    Index("opinions_by_claim", "claim_id", "key"),
)

ENTITIES = table(
    "entities",
    Column("id", Text, primary_key=True),
    text("name"),
    text("kind"),
    text("names"),
    text("note"),
)

MENTIONS = table(
    "mentions",
    _key(),
    _id(),
    _page(),
    whole("begins"),
    whole("ends"),
    text("words"),
    # No foreign key: the gazetteer may be kept after, or never.
    text("entity_id"),
    # Each has all that counting names asks for: the rows themselves are not touched.
    Index("mentions_by_page", "page_key", "begins", "entity_id"),
    Index("mentions_by_entity", "entity_id", "page_key"),
)

# Which two names stand in the same passage: made from mentions and passages and kept up with them
# by `pair_rows`, since to find that out anew takes as long as a case is large.
PAIRS = table(
    "pairs",
    Column("page_key", LONG, ForeignKey("pages.key"), primary_key=True, autoincrement=False),
    Column("passage", LONG, primary_key=True, autoincrement=False),
    Column("first", Text, primary_key=True),
    Column("second", Text, primary_key=True),
    Index("pairs_by_names", "first", "second"),
    keyed=True,
)

PROBLEMS = table(
    "problems",
    Column("digest", Text, primary_key=True),
    Column("number", LONG, primary_key=True, autoincrement=False),
    text("outcome"),
    text("reason"),
    text("detail"),
    _perhaps("page", LONG),
    keyed=True,
)

NOTES = table(
    "notes",
    Column("digest", Text, primary_key=True),
    Column("number", LONG, primary_key=True, autoincrement=False),
    text("key"),
    text("value"),
    _perhaps("page", LONG),
    keyed=True,
)

JOBS = table(
    "jobs",
    _key(),
    _id(),
    text("kind"),
    text("about"),
    whole("attempts"),
    text("state"),
    _perhaps("worker", Text),
    # Milliseconds since 1970: leases are compared, not read.
    _perhaps("leased_until", LONG),
    Index("jobs_by_state", "state", "key"),
    Index("jobs_by_worker", "worker"),
)

MARKS = table("marks", Column("key", Text, primary_key=True), text("value"))
