"""Records and cases that tests of the store begin with."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from heliograph.codec import digest_of
from heliograph.records import (
    Capture,
    CaptureId,
    Claim,
    Container,
    Document,
    DocumentId,
    EntityId,
    Mention,
    MentionId,
    Page,
    Passage,
    Problem,
    Reading,
    Source,
    SourceId,
)
from heliograph.store import CaseFolder
from heliograph.store.blobs import LocalBlobs
from heliograph.store.custody import Custody
from heliograph.store.database import open_database
from heliograph.store.document_facts import collected_facts
from heliograph.store.rows import Rows

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SOURCE = Source(id=SourceId("s1"), kind="folder", name="leak", location="../leak", added_at=AT)
CAPTURE = Capture(id=CaptureId("c1"), source_id=SOURCE.id, started_at=AT)
TEXT = "型号,功能\r\n晨星一号,支持人脸抓拍\n月桂二号,支持车牌识别\n"
HEADER = Container(kind="table", name="功能表", header=("型号", "功能"))


def a_document(path: str, content: bytes = b"x", **more: Any) -> Document:
    fields: dict[str, Any] = {
        "id": DocumentId(f"d:{path}"),
        "capture_id": CAPTURE.id,
        "source_id": SOURCE.id,
        "path": path,
        "digest": digest_of(content),
        "size": len(content),
    }
    return Document(**(fields | more))


def a_refused(path: str) -> Document:
    problem = Problem(outcome="unreachable", reason="no-permission", detail="Permission denied")
    return a_document(path, digest=None, size=0, refusal=problem)


def a_page(digest: Any, number: int = 1, text: str = TEXT, **more: Any) -> Page:
    fields: dict[str, Any] = {
        "id": f"{digest[-8:]}p{number}",
        "digest": digest,
        "number": number,
        "text": text,
        "read_by": "text/1",
        "confinement": 2,
        "first_line": 1,
    }
    return Page(**(fields | more))


def a_passage(page: Page, number: int, words: str, **more: Any) -> Passage:
    start = page.text.index(words)
    fields: dict[str, Any] = {
        "id": f"{page.id}:{start}-{start + len(words)}",
        "page_id": page.id,
        "number": number,
        "start": start,
        "end": start + len(words),
        "role": "row",
        "language": "zh",
        "heading": "产品",
        "container": HEADER,
        "position": number,
        "siblings": 2,
    }
    return Passage(**(fields | more))


def a_claim(page: Page, words: str, claim_id: str = "c0ffee000001", **more: Any) -> Claim:
    start = page.text.index(words)
    fields: dict[str, Any] = {
        "id": claim_id,
        "page_id": page.id,
        "start": start,
        "end": start + len(words),
        "capability": "face_capture",
        "stance": "asserted",
        "strength": "S2",
        "action": "attribute",
        "language": "zh",
        "score": 0.9,
        "why": ("term:人脸抓拍", "cue:支持"),
        "judged_by": "rules/1",
    }
    return Claim(**(fields | more))


def a_mention(page: Page, words: str, mention_id: str = "m1") -> Mention:
    start = page.text.index(words)
    return Mention(
        id=MentionId(mention_id),
        page_id=page.id,
        start=start,
        end=start + len(words),
        words=words,
        entity_id=EntityId("e1"),
    )


def a_reading(digest: Any, **more: Any) -> Reading:
    fields: dict[str, Any] = {
        "digest": digest,
        "media_type": "text/csv",
        "outcome": "read",
        "title": "功能一览",
        "pages": 1,
        "read_by": "text/1",
        "confinement": 2,
        "steps": ("extract:text/1", "segment:plain/1"),
    }
    return Reading(**(fields | more))


def some_rows(path: Path) -> Rows:
    rows = Rows(open_database(path, create=True))
    rows.keep([SOURCE, CAPTURE])
    return rows


def read_one(rows: Rows, *paths: str, content: bytes = b"x") -> Page:
    """Keep one blob at some paths, read: a page, two passages, a claim, a mention."""
    page = a_page(digest_of(content))
    first, second = "晨星一号,支持人脸抓拍", "月桂二号,支持车牌识别"
    rows.keep([a_document(path, content) for path in paths])
    rows.keep(
        [
            page,
            a_passage(page, 0, first),
            a_passage(page, 1, second),
            a_claim(page, "支持人脸抓拍", claim_id=page.id + "c0ffee01"),
            a_mention(page, "晨星一号", mention_id=page.id + "m"),
            a_reading(page.digest),
        ]
    )
    return page


class WholeCase:
    """A case as a run leaves it: two files with the same bytes, one more, one refused."""

    def __init__(self, root: Path, clock) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.folder = CaseFolder(root)
        self.rows = some_rows(self.folder.database)
        self.blobs = LocalBlobs(self.folder.blobs)
        self.custody = Custody(self.folder.custody, clock=clock, actor="tests")
        self.custody.append([("case-made", {"name": "tests"})])
        self.take_in("b/one.csv", b"one")
        self.take_in("a/one.csv", b"one")
        self.take_in("a/two.csv", b"two")
        refused = a_refused("a/three.csv")
        self.custody.append([("refused", collected_facts(refused, None))])
        self.rows.keep([refused])
        self.page = read_one(self.rows, content=b"one")
        self.rows.set_mark("custody", str(self.custody.count))

    def take_in(self, path: str, content: bytes) -> Document:
        kept = self.blobs.put([content])
        self.blobs.settle()
        document = replace(a_document(path, content), modified_at=AT)
        self.custody.append([("collected", collected_facts(document, kept.second))])
        self.rows.keep([document])
        return document
