"""Sources that are reached through a proxy, with cookies, page by page, map by map; and removed."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path

import pytest
from tests.answering import answer, serving
from tests.conftest import FrozenClock
from tests.socks_server import NAME, socks

from heliograph.app import Heliograph
from heliograph.egress.exchange import Asker
from heliograph.egress.gate import Gate
from heliograph.errors import BadSource, NothingThere
from heliograph.pipeline.sources.pacing import paced
from heliograph.records import SourceId
from heliograph.watch_records import Change, ChangeId, LinkId, Schedule
from heliograph.watching.checks import check_source, due_sources, gate_of
from heliograph.watching.sources import add_source, named_source, remove_source
from heliograph.watching.status import status

NOWHERE = SourceId("")
PAGE = b"<html><title>Face search</title><p>The system finds a face in a million.</p></html>"


def gate(case: Heliograph, clock: FrozenClock) -> Gate:
    def never(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host} was resolved here")

    asker = Asker(now=clock, clock=lambda: 0.0, resolver=never)
    return gate_of(case, asker=asker, pause=lambda seconds: clock.forward(seconds=seconds))


def test_through_tor_no_name_is_resolved_here(tmp_path: Path, clock: FrozenClock, monkeypatch):
    with (
        serving(lambda path: answer(b"" if "robots" in path else PAGE)) as site,
        socks(site.port) as proxy,
        Heliograph.create(tmp_path / "case", clock=clock) as case,
    ):
        how = Schedule(source_id=NOWHERE, proxy=f"socks5://127.0.0.1:{proxy.port}")
        source = add_source(case, "page", "http://hidden.example/product", how)
        real = socket.getaddrinfo

        def only_numbers(host: str, *rest: object, **more: object) -> object:
            assert host == "127.0.0.1", f"{host} was resolved here"
            return real(host, *rest, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(socket, "getaddrinfo", only_numbers)
        (seen,) = check_source(case, source, gate(case, clock)).observations
        logged = case.folder.egress.read_text(encoding="utf-8")
    assert seen.seen == "whole"
    assert set(proxy.asked) == {(NAME, "hidden.example", 80)}
    assert logged.count(f'"route":"socks5://127.0.0.1:{proxy.port}"') == 2
    assert b"Host: hidden.example\r\n" in site.asked[-1]


def test_cookies_and_headers_of_ones_own_are_sent_and_what_a_server_sets_is_not_kept(
    tmp_path: Path, clock: FrozenClock
):
    with (
        serving(lambda path: answer(PAGE, Set_Cookie="theirs=1")) as site,
        Heliograph.create(tmp_path / "case", clock=clock) as case,
    ):
        how = Schedule(
            source_id=NOWHERE, allowed=(site.host,), cookies="cookies.txt", every_s=3600,
            headers=(("Referer", "https://a.example/"),), agent="reader", heed_robots=False,
        )  # fmt: skip
        with pytest.raises(BadSource, match="no file cookies"):
            add_source(case, "page", site.url("/p"), how)
        (tmp_path / "case/cookies.txt").write_text(
            "# Netscape HTTP Cookie File\n"
            f"127.0.0.1\tFALSE\t/\tFALSE\t{int(clock().timestamp()) * 2}\tmine\t7\n"
            f"other.example\tFALSE\t/\tFALSE\t{int(clock().timestamp()) * 2}\tothers\t8\n"
        )
        source = add_source(case, "page", site.url("/p"), how)
        for _ in range(2):
            check_source(case, source, gate_of(case, asker=Asker(now=clock), pause=lambda _: None))
            clock.forward(hours=2)
    assert len(site.asked) == 2
    for asked in site.asked:
        assert b"Cookie: mine=7\r\n" in asked
        assert b"theirs" not in asked
        assert b"Referer: https://a.example/\r\n" in asked
        assert b"User-Agent: reader\r\n" in asked


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "No such file or directory"), ("{}", "is no Netscape file of cookies")],
)
def test_a_look_without_cookies_that_cannot_be_read_says_so(
    tmp_path: Path, clock: FrozenClock, content: str | None, why: str
):
    kept = tmp_path / "case/cookies.txt"
    with (
        serving(lambda path: answer(PAGE)) as site,
        Heliograph.create(tmp_path / "case", clock=clock) as case,
    ):
        how = Schedule(
            source_id=NOWHERE, allowed=(site.host,), cookies="cookies.txt", every_s=3600,
            heed_robots=False,
        )  # fmt: skip
        kept.write_text("# Netscape HTTP Cookie File\n")
        source = add_source(case, "page", site.url("/p"), how)
        gate = gate_of(case, asker=Asker(now=clock), pause=lambda _: None)
        (well,) = check_source(case, source, gate).observations
        assert well.detail == ""
        assert "without-cookies" not in {one.kind for one in status(case).complaints}
        clock.forward(hours=2)
        if content is None:
            kept.unlink()
        else:
            kept.write_text(content)
        checked = check_source(case, source, gate)
        (ill,) = checked.observations
        assert ill.seen == "same"
        assert ill.detail.startswith("without cookies: cookies.txt")
        assert ill.detail.endswith(why)
        assert str(tmp_path) not in ill.detail, "a case holds no absolute path"
        since = [one.since for one in status(case).complaints if one.kind == "without-cookies"]
        assert since == [ill.at]


PORTALS = {
    "underscore": ("/n/index.html", ["/n/index_1.html", "/n/index_2.html"]),
    "hyphen": ("/n/list.htm", ["/n/list-2.htm", "/n/list-3.htm"]),
    "page": ("/n/list", ["/n/list?page=2", "/n/list?page=3"]),
    "pageNo": ("/n/q.jsp?k=1", ["/n/q.jsp?k=1&pageNo=2", "/n/q.jsp?k=1&pageNo=3"]),
    "pageIndex": ("/n/q.do", ["/n/q.do?pageIndex=2", "/n/q.do?pageIndex=3"]),
    "path": ("/n/", ["/n/page/2", "/n/page/3/"]),
    "folder": ("/n/index.html", ["/n/2/index.html", "/n/3/index.html"]),
    "number": ("/n/1.html", ["/n/2.html", "/n/3.html"]),
}


@pytest.mark.parametrize("portal", PORTALS, ids=PORTALS)
def test_further_pages_of_a_list_are_looked_at_in_the_ways_that_portals_write_them(
    tmp_path: Path, clock: FrozenClock, portal: str
):
    first, others = PORTALS[portal]
    places = {path: f"/n/files/{at}.pdf" for at, path in enumerate([first, *others])}

    def script(path: str) -> bytes:
        if path not in places:
            return answer(b"%PDF-" if path.startswith("/n/files") else b"")
        links = "".join(f"<a href='{one}'>x</a>" for one in [places[path], *others])
        return answer(f"<html><body>{links}</body></html>".encode(), Content_Type="text/html")

    with (
        serving(script) as site,
        Heliograph.create(tmp_path / "case", clock=clock) as case,
    ):
        how = Schedule(source_id=NOWHERE, allowed=(site.host,), next_pages=2)
        source = add_source(case, "listing", site.url(first), how)
        checked = check_source(
            case, source, gate_of(case, pause=lambda seconds: clock.forward(seconds=seconds))
        )
    asked = {one.url.removeprefix(site.url("")) for one in checked.observations}
    assert asked == {*places, *places.values()}
    assert checked.changes == ()


def test_site_maps_inside_site_maps_lead_to_their_pages_once(tmp_path: Path, clock: FrozenClock):
    form = '<{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{1}</{0}>'
    pages = ["/a1"]

    def script(path: str) -> bytes:
        if path == "/map.xml":
            inner = "<sitemap><loc>/maps/a.xml</loc></sitemap>"
            return answer(form.format("sitemapindex", inner).encode())
        if path == "/maps/a.xml":
            inner = "".join(f"<url><loc>{one}</loc></url>" for one in pages)
            return answer(form.format("urlset", inner).encode())
        return answer(b"" if "robots" in path else PAGE + path.encode())

    with serving(script) as site, Heliograph.create(tmp_path / "case", clock=clock) as case:
        how = Schedule(source_id=NOWHERE, allowed=(site.host,), jitter=0.0)
        source = add_source(case, "sitemap", site.url("/map.xml"), how)
        out = gate_of(case, pause=lambda seconds: clock.forward(seconds=seconds))
        assert check_source(case, source, out).changes == ()
        pages.append("/a2")
        clock.forward(days=1, hours=1)
        (told,) = check_source(case, source, out).changes
    assert (told.kind, told.detail) == ("appeared", site.url("/a2"))


def test_a_source_that_is_removed_is_not_looked_at_and_all_of_it_stays(
    tmp_path: Path, clock: FrozenClock
):
    with (
        serving(lambda path: answer(b"" if "robots" in path else PAGE)) as site,
        Heliograph.create(tmp_path / "case", clock=clock) as case,
    ):
        how = Schedule(source_id=NOWHERE, allowed=(site.host,))
        source = add_source(case, "page", site.url("/p"), how)
        check_source(case, source, gate_of(case, pause=lambda _: None))
        remove_source(case, source.location)
        clock.forward(days=3)
        assert due_sources(case, clock()) == []
        with pytest.raises(NothingThere):
            named_source(case, source.location)
        assert case.search('"finds a face"').total == 1
        events = [one.event for one in case.custody.entries()]
        assert events.count("source-removed") == 1
        assert not [one for one in case.verify() if one.fails]
        add_source(case, "page", site.url("/p"), how)
        assert due_sources(case, clock()) == [source]
        assert len(case.rows.links(source.id)) == 1


def test_a_source_is_looked_at_by_how_often_something_new_comes(tmp_path: Path, clock: FrozenClock):
    with Heliograph.create(tmp_path / "case", clock=clock) as case:
        how = Schedule(source_id=NOWHERE, by_frequency=True, every_s=7200)
        source = add_source(case, "page", "https://a.example/p", how)
        how = case.rows.schedules()[0]
        assert paced(source, how, case.tools()).every_s == 7200, "nothing is known yet"
        clock.forward(days=15)
        assert paced(source, how, case.tools()).every_s == 7 * 86_400
        seen = []
        for count in (3, 20, 400):
            told = [
                Change(
                    id=ChangeId(f"{count}-{n}"), source_id=source.id, link_id=LinkId("x"),
                    kind="changed", at=clock() - timedelta(minutes=n + 1),
                )
                for n in range(count)
            ]  # fmt: skip
            case.rows.keep_watching(told)
            seen.append(paced(source, how, case.tools()).every_s)
    assert seen[0] > seen[1] > seen[2] == 3600
