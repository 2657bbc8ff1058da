"""What is kept of an exchange opens with the tools of web archives, and holds every byte."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from tests.answering import Site, answer, serving
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from heliograph.egress.exchange import Asker
from heliograph.egress.requests import Bounds, Request
from heliograph.egress.warc import write_warc
from heliograph.extractors.warc import WarcExtractor
from heliograph.seams import Limits, Member

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOTICE = "中标公告：人脸识别系统".encode()


def archive_of(site: Site, path: str, bounds: Bounds | None = None) -> tuple[bytes, bytes]:
    received, archive = io.BytesIO(), io.BytesIO()
    request = Request(
        url=site.url(path), reason="test", allowed=(site.host,), bounds=bounds or Bounds()
    )
    asker = Asker(now=lambda: AT, clock=lambda: 0.0)
    exchange = asker.ask(request, received, lambda *_: None)
    write_warc(exchange, received, archive)
    return archive.getvalue(), received.getvalue()


def script(path: str) -> bytes:
    if path == "/old":
        return answer(b"", "302 Found", Location="/new")
    # Odd spelling and order of fields: evidence is kept as it came, not as it should have come.
    return b"HTTP/1.1 200  Fine\r\nx-ODD:  two  spaces \r\nContent-Length: %d\r\n\r\n%b" % (
        len(NOTICE),
        NOTICE,
    )


def test_both_hops_stand_in_the_archive_byte_for_byte():
    with serving(script) as site:
        archive, received = archive_of(site, "/old")
    blocks = []
    for record in ArchiveIterator(io.BytesIO(archive), no_record_parse=True):
        blocks.append((record.rec_type, record.raw_stream.read()))
    assert [kind for kind, _ in blocks] == ["response", "request", "metadata"] * 2
    assert b"".join(block for kind, block in blocks if kind == "response") == received
    assert blocks[1][1] == site.asked[0]


def test_the_usual_checker_of_web_archives_finds_every_digest_right(tmp_path, capsys):
    with serving(script) as site:
        archive, _ = archive_of(site, "/old")
    file = tmp_path / "exchange.warc"
    for content, code in ((archive, 0), (archive.replace(NOTICE, NOTICE[::-1]), 1)):
        file.write_bytes(content)
        checker = Checker(
            type("Asked", (), {"inputs": [str(file)], "verbose": True, "quiet": False})()
        )
        checker.process_all()
        assert checker.exit_value == code, capsys.readouterr().out


def test_our_own_reader_takes_the_page_out_of_it():
    with serving(script) as site:
        archive, _ = archive_of(site, "/new")
    members = []
    for one in WarcExtractor().read(io.BytesIO(archive), "application/warc", Limits()):
        if isinstance(one, Member):
            members.append((one.name, b"".join(one.chunks)))
    assert members == [(f"http://{site.host}/new", NOTICE)] or members[0][1] == NOTICE


def test_what_was_cut_says_so_in_the_archive():
    with serving(lambda path: answer(b"x" * 1_000_000)) as site:
        archive, received = archive_of(site, "/", Bounds(bytes=70_000))
    (record,) = [one for one in ArchiveIterator(io.BytesIO(archive)) if one.rec_type == "response"]
    assert record.rec_headers.get_header("WARC-Truncated") == "length"
    assert len(received) < 1_000_000


def test_the_same_exchange_makes_the_same_bytes():
    with serving(script) as site:
        assert archive_of(site, "/new")[0] == archive_of(site, "/new")[0]


def test_a_body_that_was_kept_before_is_named_and_not_kept_again():
    received, archive = io.BytesIO(), io.BytesIO()
    with serving(script) as site:
        request = Request(url=site.url("/new"), reason="test", allowed=(site.host,))
        exchange = Asker(now=lambda: AT).ask(request, received, lambda *_: None)
    write_warc(exchange, received, archive, same_as="2026-02-28T12:00:00Z")
    revisit, *_ = ArchiveIterator(io.BytesIO(archive.getvalue()))
    assert revisit.rec_type == "revisit"
    assert revisit.rec_headers.get_header("WARC-Refers-To-Date") == "2026-02-28T12:00:00Z"
    assert NOTICE not in archive.getvalue()
    assert exchange.hops[0].head in archive.getvalue()
    read = WarcExtractor().read(io.BytesIO(archive.getvalue()), "application/warc", Limits())
    assert not [one for one in read if isinstance(one, Member)]
