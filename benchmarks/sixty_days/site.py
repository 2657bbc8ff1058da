"""What the site answers on each of its days, and what really happened, which is the measure.

Sources: a tender portal's list with detail pages and session addresses, a download centre of PDFs,
a product page, a feed, an API, and pages that are difficult each in one way. Every event says which
path, on which day, and under which names a watcher may tell it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from benchmarks.sixty_days.answers import TERMS, gone, html, pdf
from benchmarks.sixty_days.harder import (
    INSERTED,
    LIST_EMPTIED,
    REISSUED,
    annexes,
    banner,
    chain,
    emptied_list,
    home,
    layout,
    mapped,
    pages,
    reissues,
    soft_gone,
)
from tests.answering import answer

DAYS: Final = 60


@dataclass(frozen=True)
class Event:
    """Something that happened."""

    day: int
    path: str
    kinds: frozenset[str]
    """Any of these tells it."""


@dataclass
class Living:
    """The site, on the day that its clock says."""

    day: Callable[[], int]
    asked: int = 0
    by_day: dict[int, int] = field(default_factory=dict)

    def __call__(self, path: str) -> bytes | list[bytes]:
        """Answer a path as of today."""
        today = self.day()
        self.asked += 1
        self.by_day[today] = self.by_day.get(today, 0) + 1
        bare = path.partition("?")[0].partition(";")[0]
        if bare == "/":
            return home(bare, today, self.asked)
        for beginning, make in _PATHS.items():
            if bare.startswith(beginning):
                return make(bare, today, self.asked)
        return gone()


# --- the tender portal: a new notice every fourth day, session addresses, a busy spell ---------

_REMOVED_NOTICE: Final = (3, 22)
_EDITED_NOTICE: Final = (2, 35)
_CLAUSE_GONE: Final = (4, 41)


def _notices(today: int) -> list[int]:
    return list(range(1, 6 + today // 4))


def _tenders(path: str, today: int, count: int) -> bytes:
    if today in (12, 13):
        return answer(b"", "503 Service Unavailable", Retry_After="7200")
    if path == "/tenders/index.html":
        items = "".join(
            f'<li><a href="/tenders/n{n}.html;jsessionid=S{count}">公告 {n}</a> 2026-01-{n:02}</li>'
            for n in reversed(_notices(today))
        )
        return html("招标公告", f"<ul>{items}</ul><p>今日访问：{count * 17} 次</p>")
    number = int(path.removeprefix("/tenders/n").removesuffix(".html") or 0)
    if number not in _notices(today) or (
        (number, today) >= _REMOVED_NOTICE and (number == _REMOVED_NOTICE[0])
    ):
        return gone()
    terms = TERMS
    if number == _EDITED_NOTICE[0] and today >= _EDITED_NOTICE[1]:
        terms = terms.replace("97%", "99%")
    if number == _CLAUSE_GONE[0] and today >= _CLAUSE_GONE[1]:
        terms = terms.replace("<p>三、供应商须提供第三方检测报告。</p>", "")
    return html(f"公告 {number}", f"<p>编号 ZB-{number}</p>{terms}<p>浏览次数：{count}</p>")


# --- the download centre: PDFs added, silently replaced, moved, removed ------------------------

_MANUALS: Final = ("manual-a", "manual-b", "manual-c", "manual-d")
_REPLACED: Final = ("manual-b", 18)
_MOVED: Final = ("manual-c", 27)
_ADDED: Final = ("sdk-notes", 31)
_REMOVED: Final = ("manual-d", 46)


def _files(today: int) -> dict[str, str]:
    files = {f"/downloads/{name}.pdf": f"{name}: face list alarm" for name in _MANUALS}
    if today >= _REPLACED[1]:
        files["/downloads/manual-b.pdf"] = "manual-b: list alarm"
    if today >= _MOVED[1]:
        files["/downloads/archive/manual-c.pdf"] = files.pop("/downloads/manual-c.pdf")
    if today >= _ADDED[1]:
        files["/downloads/sdk-notes.pdf"] = "sdk-notes: attribute enum"
    if today >= _REMOVED[1]:
        del files["/downloads/manual-d.pdf"]
    return files


def _downloads(path: str, today: int, count: int) -> bytes:
    if path == "/downloads/":
        links = "".join(f'<a href="{one}">{one}</a><br>' for one in sorted(_files(today)))
        return html("Downloads", links)
    words = _files(today).get(path)
    return pdf(words) if words else gone()


# --- a feed that dies, an API ------------------------------------------------------------------

_FEED_DIES: Final = 38


def _feed(path: str, today: int, count: int) -> bytes:
    if path.startswith("/feed/post"):
        number = int(path.removeprefix("/feed/post") or 0)
        return html(f"Post {number}", f"<p>Post {number}: what our camera can do for a city.</p>")
    if today >= _FEED_DIES:
        return answer(b"", "500 Internal Server Error")
    items = "".join(
        f"<item><title>{n}</title><link>/feed/post{n}</link></item>"
        for n in range(today // 6 + 2, 0, -1)
    )
    text = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
    return answer(text.encode(), Content_Type="application/rss+xml")


def _api(path: str, today: int, count: int) -> bytes:
    if path.startswith("/api/item"):
        return html("Item", f"<p>{path}: supply of video structuring servers.</p>")
    rows = [{"id": n, "url": f"/api/item{n}.html"} for n in range(1, 3 + today // 15)]
    return answer(json.dumps({"data": rows}).encode(), Content_Type="application/json")


# --- pages, each difficult in one way ----------------------------------------------------------


def _product(path: str, today: int, count: int) -> bytes:
    said = "<p>Our camera compares faces with lists.</p><p>It counts people in a crowd.</p>"
    said += "<p>Contact us for a demonstration of the whole system.</p>"
    if today >= 16:
        said = said.replace("<p>It counts people in a crowd.</p>", "")
    if today >= 50:
        said += "<p>New: it tells the mood of a crowd.</p>"
    return html("Product", said)


def _noise(path: str, today: int, count: int) -> bytes:
    order = ["<li>甲公司入围</li>", "<li>乙公司入围</li>", "<li>丙公司入围</li>"]
    order = order[count % 3 :] + order[: count % 3]
    return html(
        "新闻",
        f"<p>今天是2026年1月{today % 28 + 1}日 {count % 24}:05</p><ul>{''.join(order)}</ul>"
        f"<p>在线 {count * 3} 人</p>"
        f"<p>每日一句：第 {count} 号箴言，{'学' * (count % 9 + 1)}而时习之</p>"
        "<p>本网站由信息中心主办，转载请注明来源。</p>",
    )


def _flap(path: str, today: int, count: int) -> bytes:
    extra = "<p>补充：增加声纹采集要求。</p>" if today >= 10 and today % 2 else ""
    return html("公示", TERMS + extra)


def _encoding(path: str, today: int, count: int) -> bytes:
    return html("规范", TERMS, "gb18030" if today < 15 else "utf-8")


def _captcha(path: str, today: int, count: int) -> bytes:
    if 20 <= today < 25:
        return html("安全验证", "<p>请完成安全验证，拖动滑块。</p>")
    return html("规格", TERMS)


def _login(path: str, today: int, count: int) -> bytes:
    if today >= 33:
        return html("登录", "<p>用户登录</p><p>密码</p>")
    return html("目录", TERMS)


def _forbidden(path: str, today: int, count: int) -> bytes:
    if today >= 30:
        return answer(b"", "302 Found", Location="http://169.254.169.254/latest/meta-data/")
    return html("接口", TERMS)


def _emptied(path: str, today: int, count: int) -> bytes:
    return html("", "" if today >= 44 else TERMS)


def _drip(path: str, today: int, count: int) -> bytes | list[bytes]:
    if today == 40:
        return [b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", b"<html>", b""]
    return html("清单", TERMS)


def _limited(path: str, today: int, count: int) -> bytes:
    if today % 7 == 3:
        return answer(b"", "429 Too Many Requests", Retry_After="3600")
    return html("限流", TERMS)


def _unchanged(path: str, today: int, count: int) -> bytes:
    return html("不变", TERMS)


_PATHS: Final[dict[str, Callable[[str, int, int], bytes | list[bytes]]]] = {
    "/robots.txt": lambda path, today, count: answer(b"User-agent: *\nDisallow: /private\n"),
    "/pages/": pages,
    "/annex/": annexes,
    "/map/": mapped,
    "/reissue/": reissues,
    "/shelf/": emptied_list,
    "/soft-gone": soft_gone,
    "/layout": layout,
    "/banner": banner,
    "/chain": chain,
    "/tenders/": _tenders,
    "/downloads/": _downloads,
    "/feed": _feed,
    "/api/": _api,
    "/product": _product,
    "/news": _noise,
    "/flap": _flap,
    "/encoding": _encoding,
    "/captcha": _captcha,
    "/login-later": _login,
    "/forbidden": _forbidden,
    "/emptied": _emptied,
    "/drip": _drip,
    "/limited": _limited,
    "/unchanged": _unchanged,
}

SOURCES: Final[tuple[tuple[str, str, dict[str, object]], ...]] = (
    ("listing", "/tenders/index.html", {}),
    ("listing", "/downloads/", {}),
    ("listing", "/pages/index.html", {"next_pages": 4}),
    ("listing", "/annex/", {}),
    ("listing", "/reissue/", {}),
    ("listing", "/shelf/", {}),
    ("sitemap", "/map/index.xml", {}),
    ("feed", "/feed", {}),
    ("api", "/api/notices.json", {"items": "/data/*/url"}),
    *(
        ("page", path, {})
        for path in ("/product", "/news", "/flap", "/encoding", "/captcha", "/login-later",
                     "/forbidden", "/emptied", "/drip", "/limited", "/unchanged", "/soft-gone",
                     "/layout", "/banner", "/chain")
    ),
)  # fmt: skip

SILENT: Final = {"/feed": _FEED_DIES, "/forbidden": 30}
"""Sources that fall silent, and the day from which each does."""


def events() -> list[Event]:
    """All that happens in the sixty days, in order."""
    found = [
        Event(day, f"/tenders/n{len(_notices(day))}.html", frozenset({"appeared"}))
        for day in range(1, DAYS)
        if len(_notices(day)) > len(_notices(day - 1))
    ]
    found += [
        Event(day, f"/feed/post{day // 6 + 2}", frozenset({"appeared"}))
        for day in range(6, _FEED_DIES, 6)
    ]
    found += [
        Event(day, f"/api/item{2 + day // 15}.html", frozenset({"appeared"}))
        for day in range(15, DAYS, 15)
    ]
    found += [
        Event(day, f"/pages/p{9 + day // 7}.html", frozenset({"appeared"}))
        for day in range(7, DAYS, 7)
    ]
    found += [
        Event(day, f"/map/b{2 + day // 20}.html", frozenset({"appeared"}))
        for day in range(20, DAYS, 20)
    ]
    for day, path, kinds in (
        (INSERTED[1], f"/pages/p{INSERTED[0]}.html", "appeared"),
        (21, "/annex/store/7.pdf", "replaced"),
        (REISSUED, "/reissue/r2.html", "moved"),
        (REISSUED, "/reissue/2026/r2.html", "reissued"),
        (LIST_EMPTIED, "/shelf/", "emptied"),
        (36, "/soft-gone", "gone"),
        (28, "/chain", "changed"),
        (_REMOVED_NOTICE[1], "/tenders/n3.html", "gone"),
        (_EDITED_NOTICE[1], "/tenders/n2.html", "changed"),
        (_CLAUSE_GONE[1], "/tenders/n4.html", "clause-gone changed"),
        (_REPLACED[1], "/downloads/manual-b.pdf", "replaced changed"),
        (_MOVED[1], "/downloads/manual-c.pdf", "moved"),
        (_MOVED[1], "/downloads/archive/manual-c.pdf", "reissued appeared"),
        (_ADDED[1], "/downloads/sdk-notes.pdf", "appeared"),
        (_REMOVED[1], "/downloads/manual-d.pdf", "gone"),
        (16, "/product", "clause-gone changed"),
        (50, "/product", "changed"),
        (11, "/flap", "changed"),
        (20, "/captcha", "captcha"),
        (25, "/captcha", "back"),
        (33, "/login-later", "login"),
        (44, "/emptied", "emptied"),
    ):
        found.append(Event(day, path, frozenset(kinds.split())))
    return sorted(found, key=lambda one: (one.day, one.path))
