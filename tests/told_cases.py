"""A case with something on every page of the reading room, in scripts that run either way."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.answering import answer, serving
from tests.conftest import FrozenClock
from tests.reading_rooms import Client

from heliograph.app import Heliograph
from heliograph.egress.exchange import Asker
from heliograph.records import CapabilityId, SourceId
from heliograph.watch_records import Schedule, Watch, WatchId
from heliograph.watching.checks import check_sources, due_sources, gate_of
from heliograph.watching.sources import add_source
from heliograph.watching.watches import add_watch
from heliograph.web import ReadingRoom

EXAMPLES = Path(__file__).parent.parent / "examples" / "documents"
RIGHT_TO_LEFT = {
    "vendor/كاميرا.html": """<html lang="ar" dir="rtl"><head><meta charset="utf-8">
<title>كاميرا المدينة SR-20</title></head><body><h1>كاميرا المدينة SR-20</h1>
<p>يدعم النظام تصنيف الإثنية والتعرف على العرق، ويطلق إنذارا عند رصد الأويغور.</p>
<table><tr><th>الوظيفة</th><th>الحالة</th></tr>
<tr><td>قائمة المراقبة</td><td>مدعومة (API 2.1)</td></tr></table></body></html>""",
    "vendor/كامېرا.txt": "شەھەر كامېراسى SR-20\n\n"
    "بۇ سىستېما كىشىلەرنىڭ مىللەتنى پەرقلەندۈرۈش ئىقتىدارىنى قوللايدۇ.\n"
    "ئۇيغۇر كۆرۈلسە، 3 سېكۇنت ئىچىدە ئاگاھلاندۇرۇش چىقىرىدۇ.\n",
}
TOGETHER = """Hikvision and Dahua Technology delivered cameras with Huawei.

海康威视与大华股份：系统支持民族识别，识别结果为维吾尔族时自动告警。
"""
NOTICE = "<html><head><title>公告</title></head><body><main>{}</main></body></html>"
STAYS = "<p>本项目建设人脸识别比对系统，支持重点人员布控预警。</p>"
GOES = "<p>供应商须具备视频结构化分析能力。</p>"


def told_case(folder: Path) -> Path:
    """The examples, Arabic and Uyghur, known names; watches, a site, a packet and a draft."""
    texts = folder / "texts"
    shutil.copytree(EXAMPLES, texts)
    for name, words in {**RIGHT_TO_LEFT, "news/together.txt": TOGETHER}.items():
        (texts / name).write_text(words, encoding="utf-8")
    (texts / "vendor" / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    case = folder / "case"
    watch(case)
    with Heliograph.open_to_work(case) as opened:
        opened.add(texts)
        opened.run()
    _work(case)
    return case


def watch(case: Path) -> None:
    """Begin a case: ask three questions, and look at a site that loses a clause; some days ago."""
    clock = FrozenClock()
    clock.at = datetime.now(UTC) - timedelta(days=4)
    answers = {"/robots.txt": answer(b""), "/notice": _notice(STAYS + GOES)}
    with (
        serving(lambda path: answers.get(path, answer(b"no", "404 Not Found"))) as site,
        Heliograph.create(case, clock=clock) as opened,
    ):
        how = Schedule(source_id=SourceId(""), allowed=(site.host,), jitter=0.0)
        source = add_source(opened, "page", site.url("/notice"), how)
        for name, asks in (
            ("alarms", {"capabilities": (CapabilityId("ethnicity_alarm"),)}),
            ("both scripts", {"query": "الأويغور OR 维吾尔"}),
            ("vanished", {"changes": ("clause-gone", "gone")}),
        ):
            fields = {"id": WatchId(""), "number": 0, "name": name, "made_at": clock()}
            add_watch(opened, Watch(**fields, **asks))  # type: ignore[arg-type]
        gate = gate_of(
            opened,
            asker=Asker(now=clock, clock=lambda: 0.0),
            pause=lambda seconds: clock.forward(seconds=seconds),
        )
        for turn in range(36):
            if turn == 14:
                answers["/notice"] = _notice(STAYS)
            if due_sources(opened, clock()):
                check_sources(opened, [source], gate)
            clock.forward(hours=2)
        opened.run()


def _notice(body: str) -> bytes:
    return answer(NOTICE.format(body).encode(), Content_Type="text/html; charset=utf-8")


def _work(case: Path) -> None:
    """Review three claims, hand out a packet, begin a draft: by the room's own forms."""
    with entered(case) as client:
        first, second, third, *_ = client.claims()
        client.review(first, judgement="accepted", note="ملاحظة، a note")
        client.review(second, judgement="rejected")
        client.review(third, judgement="unsure")
        form = {"csrf": client.form_token()}
        for path, more in (
            ("/packets", {"minutes": "5", "for": "Ana"}),
            ("/dossiers", {"title": "What they sell", "accepted": "1"}),
        ):
            status, _, words = client.ask(path, form | more)
            assert status == 303, words


@contextmanager
def entered(case: Path) -> Iterator[Client]:
    """Open the room for a block, as a plain client."""
    room = ReadingRoom(case, by="R. Reader")
    with room.running():
        yield Client(room).enter()
