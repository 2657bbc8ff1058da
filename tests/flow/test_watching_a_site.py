"""A site that lives for some days: what is told of it, what is not, and what is kept."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.answering import Site, answer, serving
from tests.conftest import FrozenClock
from tests.pdf_writer import Leaf, Pdf, show

from heliograph.app import Heliograph
from heliograph.codec import digest_of
from heliograph.egress.exchange import Asker
from heliograph.egress.gate import Gate
from heliograph.records import Source, SourceId, SourceKind
from heliograph.watch_records import Change, LinkId, Schedule
from heliograph.watching.checks import check_sources, due_sources, gate_of
from heliograph.watching.sources import add_source, named_source, standings

PAGE = "<html><head><title>{title}</title></head><body><main>{body}</main></body></html>"
TERMS = (
    "<p>本项目建设人脸识别比对系统，支持重点人员布控预警。</p>"
    "<p>供应商须具备视频结构化分析能力。</p><p>投标截止后不接受任何文件。</p>"
)


def page(body: str, title: str = "公告") -> bytes:
    return answer(
        PAGE.format(title=title, body=body).encode(), Content_Type="text/html; charset=utf-8"
    )


@dataclass
class Script:
    """What the site answers, path by path; a test changes it as days go by."""

    answers: dict[str, bytes] = field(default_factory=dict)

    def __call__(self, path: str) -> bytes:
        return self.answers.get(path, answer(b"not here", "404 Not Found"))


@dataclass
class Watched:
    """A case, a site and a clock."""

    case: Heliograph
    site: Site
    script: Script
    clock: FrozenClock
    gate: Gate

    def add(self, kind: SourceKind, path: str, **how: object) -> Source:
        schedule = Schedule(source_id=SourceId(""), allowed=(self.site.host,), jitter=0.0, **how)  # type: ignore[arg-type]
        return add_source(self.case, kind, self.site.url(path), schedule)

    def day(self, source: Source, days: int = 1) -> list[Change]:
        """Let days pass, looking at whatever is due; say what was told."""
        return self.days([source], days)

    def days(self, sources: list[Source], days: int) -> list[Change]:
        told: list[Change] = []
        for _ in range(days * 12):
            if due_sources(self.case, self.clock()):
                checked = check_sources(self.case, sources, self.gate)
                told += [change for one in checked for change in one.changes]
            self.clock.forward(hours=2)
        return told

    def own(self, source: Source) -> LinkId:
        return next(one.id for one in self.case.rows.links(source.id) if not one.found_on)


@pytest.fixture
def watched(tmp_path: Path, clock: FrozenClock) -> Iterator[Watched]:
    script = Script({"/robots.txt": answer(b"")})
    with (
        serving(script) as site,
        Heliograph.create(tmp_path / "case", clock=clock) as case,
        case.staying_ready(),
    ):
        gate = gate_of(
            case,
            asker=Asker(now=clock, clock=lambda: 0.0),
            pause=lambda seconds: clock.forward(seconds=seconds),
        )
        yield Watched(case, site, script, clock, gate)


def kinds(changes: list[Change]) -> list[str]:
    return [one.kind for one in changes]


def test_a_clause_that_disappears_from_a_page_is_told_once_with_its_words(watched: Watched):
    watched.script.answers["/notice"] = page(TERMS)
    source = watched.add("page", "/notice")
    assert watched.day(source, 1) == []
    watched.script.answers["/notice"] = page(
        TERMS.replace("<p>供应商须具备视频结构化分析能力。</p>", "")
    )
    (change,) = watched.day(source, 3)
    assert change.kind == "clause-gone"
    assert "视频结构化" in change.detail
    before = watched.case.rows.observation(change.before) if change.before else None
    assert before is not None
    assert before.archive is not None, "the words that are gone are kept"


NOISE = {
    "counter": ("<p>发布时间：2026-03-01 浏览次数：{n}次</p>", None),
    "date": ("<p>今天是2026年3月{n}日 星期三</p>", None),
    "ago": ("<p>{n} views, updated {n} minutes ago</p>", None),
    "quotation": ("<p>Quote of the day: number {n} of them all</p>", None),
    "order": (
        "<ul><li>甲公司</li><li>乙公司</li></ul>", "<ul><li>乙公司</li><li>甲公司</li></ul>"
    ),
    "script": ("<p>視頻監控</p>", "<p>视频监控</p>"),
    "width": ("<p>ＡＢＣ公司</p>", "<p>ABC公司</p>"),
    "layout": (
        "<table><tr><td>采购人</td><td>某区中心</td></tr></table><p>一、总则。</p><p>二、要求。</p>",
        "<dl><dt>采购人</dt><dd>某区中心</dd></dl><div>一、总则。<br>二、要求。</div>",
    ),
}  # fmt: skip


def test_noise_is_no_change(watched: Watched):
    count = iter(range(10, 10_000, 7))

    def noisy(path: str) -> bytes:
        if path == "/robots.txt":
            return answer(b"")
        body, later = NOISE[path[1:]]
        n = next(count)
        return page(TERMS + (later if later and n > 70 else body.format(n=n)))

    watched.script.answers = Always(noisy)
    sources = [watched.add("page", f"/{name}") for name in NOISE]
    assert watched.days(sources, 4) == []


class Always(dict[str, bytes]):
    """Answers made anew at each request."""

    def __init__(self, make: Callable[[str], bytes]) -> None:
        self._make = make

    def get(self, path: str, _default: object = None) -> bytes:
        return self._make(path)


def test_a_number_in_the_terms_is_a_change(watched: Watched):
    watched.script.answers["/notice"] = page(TERMS + "<p>识别准确率不低于 97%。</p>")
    source = watched.add("page", "/notice")
    watched.day(source)
    watched.script.answers["/notice"] = page(TERMS + "<p>识别准确率不低于 99%。</p>")
    assert kinds(watched.day(source, 3)) == ["changed"]


def listing(*names: str) -> bytes:
    items = "".join(f'<li><a href="/docs/{name}">{name}</a></li>' for name in names)
    return page(f"<ul>{items}</ul>", "目录")


def a_pdf(words: str) -> bytes:
    return answer(Pdf([Leaf(content=show(words, 20, 150))]).write(), Content_Type="application/pdf")


def test_a_new_document_on_a_list_appears_and_its_claims_are_found(watched: Watched):
    watched.script.answers |= {"/list": listing("a.html"), "/docs/a.html": page(TERMS)}
    source = watched.add("listing", "/list")
    assert watched.day(source, 2) == []
    watched.script.answers |= {
        "/list": listing("b.html", "a.html"),
        "/docs/b.html": page("<p>系统对维族人员进行人脸识别告警。</p>"),
    }
    (change,) = watched.day(source)
    assert (change.kind, change.detail) == ("appeared", watched.site.url("/docs/b.html"))
    quotes = [one.quote for one in watched.case.rows.claim_views()]
    assert any("维族" in quote for quote in quotes)


def test_a_document_that_vanishes_is_told_after_a_second_look_and_its_return_too(watched: Watched):
    watched.script.answers |= {"/list": listing("a.html"), "/docs/a.html": page(TERMS)}
    source = watched.add("listing", "/list")
    watched.day(source)
    gone = watched.script.answers.pop("/docs/a.html")
    assert kinds(watched.day(source, 3)) == ["gone"]
    watched.script.answers["/docs/a.html"] = gone
    assert kinds(watched.day(source, 3)) == ["back"]


def test_a_fault_of_an_hour_and_a_broken_server_are_no_disappearance(watched: Watched):
    watched.script.answers |= {"/list": listing("a.html"), "/docs/a.html": page(TERMS)}
    source = watched.add("listing", "/list")
    watched.day(source)
    kept = dict(watched.script.answers)
    watched.script.answers |= {
        "/list": answer(b"", "503 Busy"), "/docs/a.html": answer(b"", "500 Broken"),
    }  # fmt: skip
    assert watched.day(source, 2) == []
    watched.script.answers |= kept
    assert watched.day(source, 3) == []


INSTEAD = {
    "blocked": answer(b"", "403 Forbidden"),
    "captcha": page("<p>请完成安全验证：拖动滑块。验证码</p>", "安全验证"),
    "login": page("<p>用户登录 请先登录 密码</p>", "登录"),
    "gone": page("<p>您访问的页面不存在</p>", "404"),
    "emptied": page(""),
}


def test_what_stands_in_a_pages_place_is_told_for_what_it_is(watched: Watched):
    watched.script.answers |= {f"/{name}": page(TERMS * 5) for name in INSTEAD}
    watched.script.answers["/sent-home"] = page(TERMS)
    watched.script.answers["/"] = page("".join(f"<p>平台动态第 {n} 期发布</p>" for n in range(90)))
    sources = [watched.add("page", f"/{name}") for name in (*INSTEAD, "sent-home")]
    watched.days(sources, 1)
    watched.script.answers |= {f"/{name}": instead for name, instead in INSTEAD.items()}
    watched.script.answers["/sent-home"] = answer(b"", "302 Found", Location="/")
    told = watched.days(sources, 2)
    paths = {one.link_id: one.kind for one in told}
    kinds_told = {source.location: paths[watched.own(source)] for source in sources}
    assert kinds_told == {
        **{watched.site.url(f"/{name}"): name for name in INSTEAD},
        watched.site.url("/sent-home"): "gone",
    }
    assert len(told) == len(sources)


def test_a_site_that_shuts_its_door_is_told_once_not_for_each_page(watched: Watched):
    names = [f"{n}.html" for n in range(4)]
    watched.script.answers |= {f"/docs/{name}": page(f"{TERMS}<p>{name}</p>") for name in names}
    watched.script.answers["/list"] = listing(*names)
    source = watched.add("listing", "/list")
    watched.day(source)
    for path in list(watched.script.answers):
        if path != "/robots.txt":
            watched.script.answers[path] = answer(b"", "403 Forbidden")
    assert kinds(watched.day(source, 3)) == ["blocked"]


def test_a_page_that_goes_back_and_forth_is_one_change(watched: Watched):
    one, other = page(TERMS), page(TERMS + "<p>补充公告：增加声纹识别要求。</p>")
    watched.script.answers["/notice"] = one
    source = watched.add("page", "/notice")
    watched.day(source)
    told: list[Change] = []
    for turn in range(5):
        watched.script.answers["/notice"] = (one, other)[turn % 2 == 0]
        told += watched.day(source)
    assert len(told) == 1


def test_a_list_that_calls_the_same_document_otherwise_is_told(watched: Watched):
    def named(title: str, visits: int) -> bytes:
        link = f"<a href='/docs/a.html'>{title}</a><a href='/docs/b.html'>水泵采购公告</a>"
        return page(f"<ul>{link}</ul><p>今日访问：{visits} 次</p>")

    watched.script.answers["/list"] = named("人脸识别系统采购公告", 7)
    watched.script.answers |= {f"/docs/{one}.html": page(f"{TERMS}<p>{one}</p>") for one in "ab"}
    source = watched.add("listing", "/list")
    watched.day(source)
    watched.script.answers["/list"] = named("智慧社区平台采购公告", 19)
    (change,) = watched.day(source, 3)
    assert (change.kind, change.link_id) == ("changed", watched.own(source))
    assert "人脸识别" in change.detail
    assert "智慧社区" in change.detail


def test_a_file_that_is_silently_replaced_is_told(watched: Watched):
    watched.script.answers |= {"/list": listing("a.pdf"), "/docs/a.pdf": a_pdf("face alarm")}
    source = watched.add("listing", "/list")
    watched.day(source)
    watched.script.answers["/docs/a.pdf"] = a_pdf("face search")
    assert kinds(watched.day(source, 3)) == ["replaced"]


def test_a_document_at_another_address_has_moved(watched: Watched):
    watched.script.answers |= {"/list": listing("a.pdf"), "/docs/a.pdf": a_pdf("face alarm")}
    source = watched.add("listing", "/list")
    watched.day(source)
    watched.script.answers |= {
        "/list": listing("archive-a.pdf"),
        "/docs/archive-a.pdf": watched.script.answers.pop("/docs/a.pdf"),
    }
    assert sorted(kinds(watched.day(source, 3))) == ["moved", "reissued"]


def test_a_move_is_told_though_the_list_shows_it_together_with_the_second_look(watched: Watched):
    watched.script.answers |= {"/list": listing("a.pdf"), "/docs/a.pdf": a_pdf("face alarm")}
    source = watched.add("listing", "/list")
    watched.day(source)
    moved = watched.script.answers.pop("/docs/a.pdf")
    check_sources(watched.case, [source], watched.gate)
    states = [one.state for one in watched.case.rows.links(source.id) if one.found_on]
    assert states == ["missing"], "it was looked at once"
    watched.script.answers |= {"/list": listing("archive-a.pdf"), "/docs/archive-a.pdf": moved}
    assert sorted(kinds(watched.day(source, 3))) == ["moved", "reissued"]


def test_an_absence_is_told_though_a_new_address_never_answers(watched: Watched):
    watched.script.answers |= {"/list": listing("a.pdf"), "/docs/a.pdf": a_pdf("face alarm")}
    source = watched.add("listing", "/list")
    watched.day(source)
    del watched.script.answers["/docs/a.pdf"]
    watched.script.answers |= {
        "/list": listing("b.pdf"), "/docs/b.pdf": answer(b"", "503 Service Unavailable"),
    }  # fmt: skip
    assert kinds(watched.day(source, 3)) == ["gone"]


def test_the_same_words_under_another_date_and_address_are_issued_anew(watched: Watched):
    def notice(date: str) -> bytes:
        return page(f"<h1>采购公告</h1><p>发布日期：{date}</p>{TERMS}")

    watched.script.answers |= {"/list": listing("a.html"), "/docs/a.html": notice("2026-03-01")}
    source = watched.add("listing", "/list")
    watched.day(source)
    watched.script.answers |= {"/list": listing("2026/a.html")}
    watched.script.answers |= {"/docs/2026/a.html": notice("2026-03-09")}
    del watched.script.answers["/docs/a.html"]
    told = watched.day(source, 3)
    assert sorted((one.kind, one.detail.rpartition("/docs/")[2]) for one in told) == [
        ("moved", "2026/a.html"),
        ("reissued", "a.html"),
    ]


def test_a_list_that_is_emptied_is_told(watched: Watched):
    watched.script.answers |= {"/list": listing("a.html"), "/docs/a.html": page(TERMS)}
    source = watched.add("listing", "/list")
    watched.day(source)
    watched.script.answers["/list"] = page("<p>暂无数据</p>", "目录")
    assert kinds(watched.day(source, 2)) == ["emptied"]


def test_every_look_is_in_custody_and_the_case_verifies(watched: Watched):
    watched.script.answers |= {"/list": listing("a.html"), "/docs/a.html": page(TERMS)}
    source = watched.add("listing", "/list")
    watched.day(source, 3)
    entered = [one for one in watched.case.custody.entries() if one.event == "observed"]
    asked = [one for one in watched.site.asked if b"robots" not in one.split(b"\r\n")[0]]
    assert len(entered) == len(asked)
    assert not [check for check in watched.case.verify() if check.fails]
    (standing,) = standings(watched.case)
    assert (standing.links, standing.there, standing.gone) == (2, 2, 0)


def test_a_day_costs_one_request_for_each_address(watched: Watched):
    names = [f"{n}.html" for n in range(5)]
    watched.script.answers |= {f"/docs/{name}": page(f"{TERMS}<p>{name}</p>") for name in names}
    watched.script.answers["/list"] = listing(*names)
    source = watched.add("listing", "/list")
    watched.day(source)
    before = len(watched.site.asked)
    watched.day(source, 3)
    assert len(watched.site.asked) - before <= 3 * (len(names) + 2)


def test_a_source_is_found_by_its_address_and_by_the_start_of_its_id(watched: Watched):
    source = watched.add("page", "/notice")
    assert named_source(watched.case, source.location)[0] == source
    assert named_source(watched.case, source.id[:12])[0] == source


def killed_look(watched: Watched, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """Look at a page and be killed when the named function is called."""
    watched.script.answers["/notice"] = page(TERMS)
    source = watched.add("page", "/notice")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(at, killed)
        with pytest.raises(KeyboardInterrupt):
            check_sources(watched.case, [source], watched.gate)


ENTER = "heliograph.pipeline.sources.looking.enter_documents"
PUT = "heliograph.store.blobs.LocalBlobs.put"


def collected(watched: Watched) -> list[dict[str, str | int | None]]:
    entries = list(watched.case.custody.entries())
    return [dict(one.facts) for one in entries if one.event == "collected"]


def complaints(watched: Watched) -> list[str]:
    return [check.name for check in watched.case.verify() if check.fails]


def test_an_archive_that_a_killed_look_kept_and_could_not_name_is_entered(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
):
    killed_look(watched, monkeypatch, ENTER)
    assert complaints(watched) == ["no other bytes"]
    watched.case.run()
    assert complaints(watched) == []
    paths = [one.path for one in watched.case.rows.documents()]
    assert any(path.endswith("/notice") for path in paths), "what came before the kill is read"
    (archive,) = [one for one in collected(watched) if str(one["path"]).endswith(".warc")]
    assert str(archive["blake2b"]).startswith("blake2b:")
    kept = watched.case.folder.blobs / str(archive["digest"])[7:9] / str(archive["digest"])[9:]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o444, "it is durable before custody names it"


def test_what_another_killed_run_left_is_no_archive_of_a_killed_look(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    other = b"The system raises an alarm. A killed intake kept this, and could not name it.\n"
    watched.case.blobs.put([other])
    watched.case.blobs.settle()
    killed_look(watched, monkeypatch, ENTER)
    watched.case.run()
    assert digest_of(other) not in [one["digest"] for one in collected(watched)]
    assert complaints(watched) == ["no other bytes"], "until its own file comes again"
    (tmp_path / "own.txt").write_bytes(other)
    watched.case.add(tmp_path / "own.txt")
    (own,) = [one for one in collected(watched) if one["digest"] == digest_of(other)]
    assert own["path"] == "own.txt"
    watched.case.run()
    assert complaints(watched) == []


def test_a_look_that_was_killed_before_it_kept_anything_leaves_nothing_to_be_entered(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
):
    kept = watched.case.blobs.put([b"by a killed intake"])
    killed_look(watched, monkeypatch, PUT)
    assert (watched.case.folder.root / "looking.json").exists()
    watched.case.run()
    assert not (watched.case.folder.root / "looking.json").exists()
    assert collected(watched) == []
    assert list(watched.case.blobs.digests()) == [kept.digest]


def test_an_archive_that_a_power_cut_tore_is_not_entered(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
):
    killed_look(watched, monkeypatch, ENTER)
    (digest,) = watched.case.blobs.digests()
    torn = watched.case.folder.blobs / digest[7:9] / digest[9:]
    torn.write_bytes(bytes(torn.stat().st_size))
    watched.case.run()
    assert collected(watched) == []
    assert complaints(watched) == ["no other bytes"]
