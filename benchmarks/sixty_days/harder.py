"""What is hard about the site: lists of several pages, viewers, documents that come back elsewhere,
lists that are emptied, homes in the place of what is gone, layouts and banners that say nothing.
"""

from __future__ import annotations

from typing import Final

from benchmarks.sixty_days.answers import TERMS, gone, html, pdf
from tests.answering import answer


def since(today: int, day: int) -> bool:
    """Whether a day has come."""
    return today >= day


# --- a list of several pages; the newest push the others on ---------------------------------------

_ON_A_PAGE: Final = 4
INSERTED: Final = (90, 26)
"""A notice that is put in at the list's end, dated back."""


def _many(today: int) -> list[int]:
    old = [INSERTED[0]] if since(today, INSERTED[1]) else []
    return [*range(9 + today // 7, 0, -1), *old]


def pages(path: str, today: int, count: int) -> bytes:
    """Answer as of today."""
    if path.startswith("/pages/index"):
        number = int(path.removeprefix("/pages/index").strip("_").removesuffix(".html") or 0)
        shown = _many(today)[number * _ON_A_PAGE : (number + 1) * _ON_A_PAGE]
        if not shown:
            return gone()
        rows = "".join(f'<li><a href="/pages/p{n}.html">项目 {n}</a></li>' for n in shown)
        last = (len(_many(today)) - 1) // _ON_A_PAGE
        names = ["index.html", *(f"index_{n}.html" for n in range(1, last + 1))]
        onward = " ".join(f'<a href="{name}">{at}</a>' for at, name in enumerate(names, 1))
        return html("项目库", f"<ul>{rows}</ul><p>共 {len(_many(today))} 条</p><div>{onward}</div>")
    number = int(path.removeprefix("/pages/p").removesuffix(".html") or 0)
    return html(f"项目 {number}", f"<p>项目编号 XM-{number}</p>{TERMS}")


# --- attachments behind a page that shows them; a site map in a site map --------------------------


def annexes(path: str, today: int, count: int) -> bytes:
    """Answer as of today."""
    if path == "/annex/":
        return html("附件", '<a href="/annex/notice1.html">附件公告</a>')
    if path == "/annex/notice1.html":
        return html("附件公告", f'{TERMS}<a href="/annex/viewer.html?f=7">查看附件</a>')
    if path == "/annex/viewer.html":
        return html("附件预览", '<iframe src="/annex/store/7.pdf"></iframe><p>附件在线预览</p>')
    if path == "/annex/store/7.pdf":
        return pdf("annex: mood of a crowd" if since(today, 21) else "annex: count of a crowd")
    return gone()


def mapped(path: str, today: int, count: int) -> bytes:
    """Answer as of today."""
    form = '<?xml version="1.0"?><{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{1}</{0}>'
    if path == "/map/index.xml":
        inner = "".join(f"<sitemap><loc>/map/{n}.xml</loc></sitemap>" for n in "ab")
        text = form.format("sitemapindex", inner)
    elif path in ("/map/a.xml", "/map/b.xml"):
        most = 3 + (today // 20 if "b" in path else 0)
        inner = "".join(f"<url><loc>/map/{path[5]}{n}.html</loc></url>" for n in range(1, most))
        text = form.format("urlset", inner)
    else:
        return html(path, f"<p>{path}: what the platform can do.</p>{TERMS}")
    return answer(text.encode(), Content_Type="application/xml")


# --- a notice that is issued anew elsewhere, under another date; a list that is emptied -----------

REISSUED: Final = 24
LIST_EMPTIED: Final = 43


def reissues(path: str, today: int, count: int) -> bytes:
    """Answer as of today."""
    old, new = "/reissue/r2.html", "/reissue/2026/r2.html"
    there = ["/reissue/r1.html", new if since(today, REISSUED) else old]
    if path == "/reissue/":
        return html("公告", "".join(f'<p><a href="{one}">{one[-7:]}</a></p>' for one in there))
    if path not in there:
        return gone()
    date = "2026年1月26日" if path == new else "2026年1月2日"
    return html("采购公告", f"<h1>采购公告 {path[-7:-5]}</h1><p>发布日期：{date}</p>{TERMS}")


def emptied_list(path: str, today: int, count: int) -> bytes:
    """Answer as of today."""
    if path == "/shelf/":
        rows = "".join(f'<li><a href="/shelf/s{n}.html">资料 {n}</a></li>' for n in (1, 2, 3))
        return html("资料", "<p>暂无数据</p>" if since(today, LIST_EMPTIED) else f"<ul>{rows}</ul>")
    return html("资料", f"<p>{path}</p>{TERMS}")


# --- more pages, each difficult in one way --------------------------------------------------------


def home(path: str, today: int, count: int) -> bytes:
    """Answer as of today."""
    news = "".join(f"<li><a href='/x{n}'>平台动态第 {n} 期发布</a></li>" for n in range(60))
    return html("首页", f"<h1>某某科技</h1><ul>{news}</ul><p>关于我们 联系我们 产品中心 新闻</p>")


def soft_gone(path: str, today: int, count: int) -> bytes:
    """Answer as of today."""
    if since(today, 36):
        return answer(b"", "302 Found", Location="/")
    return html("能力说明", TERMS)


def layout(path: str, today: int, count: int) -> bytes:
    """Answer as of today."""
    facts = [("项目名称", "智慧社区"), ("采购人", "某区信息中心"), ("预算", "一百二十万元")]
    if not since(today, 19):
        rows = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in facts)
        return html("公告", f"<table>{rows}</table>{TERMS}")
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts)
    terms = TERMS.replace("</p><p>", "<br>")
    return html("公告", f"<div id=x><section><dl>{rows}</dl></section><div>{terms}</div></div>")


_SLOGANS: Final = ("全场八折", "点此申请试用", "新品发布会直播中")


def banner(path: str, today: int, count: int) -> bytes:
    """Answer as of today."""
    advert = (
        f'<div class="banner ad" id="b{count}"><a href="/ad?c={count}&utm_source=x">'
        f"{_SLOGANS[count * 7 % 3]}</a></div>"
    )
    consent = "<div class='cookie-banner'>本网站使用 Cookie，继续浏览即表示同意。</div>"
    return html(
        "方案", f"{advert if since(today, 9) else ''}{TERMS}{consent if since(today, 14) else ''}"
    )


def chain(path: str, today: int, count: int) -> bytes:
    """Answer as of today."""
    hops = {"/chain": "/chain/a", "/chain/a": "/chain/b" if since(today, 20) else "/chain/end"}
    onward = hops.get(path) or ("/chain/end" if path == "/chain/b" else "")
    if onward:
        return answer(b"", "302 Found", Location=onward)
    return html("接口说明", TERMS.replace("97%", "95%") if since(today, 28) else TERMS)
