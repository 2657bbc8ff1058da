"""A small case for the tests of the report: views as the store would hand them out."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from heliograph.records import Digest
from heliograph.report import Extent, report_html
from heliograph.views import (
    CaseSummary,
    ClaimView,
    DocumentRef,
    LedgerLine,
    LedgerSums,
    NameSum,
    Surroundings,
)

DIGEST = Digest("sha256:" + "ab12cd34" * 8)

SUMMARY = CaseSummary(
    name="riverside",
    made_at="2026-03-01T08:00:00.000Z",
    sources=1,
    documents=7,
    pages=41,
    passages=1203,
    claims=6,
    mentions=9,
    custody_entries=12,
    custody_head="sha256:" + "0f1e2d3c" * 8,
    taxonomy="36 classes, version 1",
    finder="rules/1",
)

LEDGER = (
    LedgerLine(
        path="vendor/验收测试报告.pdf",
        digest=DIGEST,
        size=81_000,
        media_type="application/pdf",
        outcome="read",
        reason="",
        detail="",
        pages=4,
        claims=2,
    ),
    LedgerLine(
        path="mail/价格.zip!/内部.pptx",
        digest=DIGEST,
        size=21_000,
        media_type="application/vnd.openxmlformats-officedocument.presentationml.presentation",
        outcome="encrypted",
        reason="password-needed",
        detail="",
        pages=0,
        claims=0,
    ),
    LedgerLine(
        path="later.bin",
        digest=None,
        size=0,
        media_type="",
        outcome=None,
        reason="",
        detail="",
        pages=0,
        claims=0,
    ),
)

SUMS = LedgerSums(
    files=3, members=1, outcomes={"read": 1, "encrypted": 1}, waiting=1, bytes=102_000
)

EXTENT = Extent(
    made_at="2026-03-02T09:30:00.000Z",
    definitions={
        "ethnicity_alarm": "An alarm is raised because somebody is sorted into an ethnic group.",
        "ethnicity_classification": "A person's ethnic group is inferred from a picture.",
    },
    names=(NameSum(name="Sable Ridge Vision", kind="company", mentions=7, documents=4),),
)


def claim(number: int, quote: str, **other: object) -> ClaimView:
    """Make one claim; whatever is not named has a plain value."""
    values: dict[str, object] = {
        "id": f"{number:024x}",
        "document": DocumentRef(path="vendor/验收测试报告.pdf", digest=DIGEST),
        "page": 3,
        "line": None,
        "last_line": None,
        "start": 100,
        "end": 100 + len(quote),
        "quote": quote,
        "boxes": [],
        "language": "zh",
        "capability": "ethnicity_alarm",
        "stance": "asserted",
        "strength": "S4",
        "action": "alarm",
        "group": None,
        "score": 0.97,
        "why": ["term:维族告警", "cue:通过", "context:test-table"],
        **other,
    }
    return msgspec.convert(values, ClaimView)


def around(one: ClaimView, before: str = "", after: str = "", **other: str) -> Surroundings:
    """Put a claim in its surroundings."""
    return Surroundings(
        claim=one,
        before=before,
        after=after,
        heading=other.get("heading", ""),
        container=other.get("container", ""),
        title=other.get("title", ""),
        read_by=other.get("read_by", "pdf/1"),
        confinement=2,
        collected_at="2026-03-01T08:00:02.113Z",
    )


ALARM = claim(1, "14 维族告警：检出后 3 秒内推送 通过", group="维族", copies=["backup/报告.pdf"])
ARABIC = claim(
    5,
    "التعرف على العرق من صورة الوجه",
    language="ar",
    capability="ethnicity_classification",
    strength="S2",
    action="attribute",
    page=1,
    document=DocumentRef(path="pages/منتج.html", digest=DIGEST),
    line=88,
    last_line=90,
)
FIELD = claim(
    2,
    "SRV_GROUP_UYGUR = 1, ///< 维族",
    language="zxx",
    capability="ethnicity_classification",
    strength="S1",
    action="attribute",
    score=0.91,
    page=1,
    line=212,
    last_line=212,
    document=DocumentRef(path="sdk/srv_face.h", digest=DIGEST),
)
TOLD = claim(
    3,
    "cameras that sort passers-by by ethnicity",
    language="en",
    capability="ethnicity_classification",
    stance="reported",
    strength="S2",
    action="attribute",
    score=0.82,
    line=14,
    last_line=15,
    page=1,
    document=DocumentRef(path="news/inquiry.txt", digest=DIGEST),
)
DENIED = claim(
    4,
    "We do not infer the ethnic origin of any person",
    language="en",
    capability="ethnicity_classification",
    stance="negated",
    strength="S2",
    action="attribute",
    score=0.74,
    line=31,
    last_line=31,
    page=1,
    document=DocumentRef(path="legal/privacy.md", digest=DIGEST),
)
SAME = claim(
    6,
    "14 维族告警：检出后  3 秒内推送 通过",
    document=DocumentRef(path="vendor/终稿.docx", digest=DIGEST),
    score=0.9,
)

FOUND = {
    one.claim.id: one
    for one in (
        around(
            ALARM,
            before="……前文。13 口罩识别：准确率不低于 95% 通过\n",
            after="\n15 人员轨迹：通过\n联系人：张三，电话 13800138000\n结论：样机合格。",
            heading="4 测试结果 › 4.2 人脸属性",
            container="table 表 4-2 人脸属性测试项",
            title="SR-9800 智能分析服务器验收测试报告",
        ),
        around(
            FIELD,
            before="typedef enum tagSRV_GROUP\n{\n    SRV_GROUP_UNKNOWN = 0, ///< 未知\n    ",
            after="\n    SRV_GROUP_OTHER = 2, ///< 其他\n} SRV_GROUP;",
            container="enum SRV_GROUP",
            read_by="code/1",
        ),
        around(
            TOLD,
            before="According to the tender, the county bought ",
            after=", a practice that lawyers call unlawful. The firm did not answer our questions.",
            title="What the county bought",
        ),
        around(
            DENIED,
            before="Our commitments. ",
            after=". Contact: Jane Roe <privacy@example.org>.",
        ),
        around(ARABIC, before="المواصفات: ", after=" خلال ثانيتين.", title="كاميرا"),
        around(SAME),
    )
}

CLAIMS = (ALARM, FIELD, TOLD, DENIED, ARABIC, SAME)


def html(
    found: Iterable[Surroundings] = tuple(FOUND.values()),
    *,
    summary: CaseSummary = SUMMARY,
    ledger: Iterable[LedgerLine] = LEDGER,
    extent: Extent = EXTENT,
) -> str:
    """Make the whole page of these claims."""
    table = {one.claim.id: one for one in found}
    claims = [one.claim for one in table.values()]
    return "".join(report_html(summary, claims, table.__getitem__, ledger, SUMS, extent))
