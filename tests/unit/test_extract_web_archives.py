"""What comes out of WARC, WACZ and MHTML: each page once, with where and when it was taken."""

import gzip
import io
import json
import zipfile
import zlib
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import Any

import brotli
import pytest
from fastwarc.warc import WarcRecord, WarcRecordType
from tests.extracted import Read

from heliograph.extractors.kinds import media_type_of
from heliograph.extractors.mhtml import MhtmlExtractor
from heliograph.extractors.wacz import WaczExtractor
from heliograph.extractors.warc import WarcExtractor, name_of
from heliograph.plugins.extractors import load_extractors
from heliograph.records import Note, Problem
from heliograph.seams import Limits, Member, Sheet

READERS = load_extractors()
PAGE = "<title>产品</title><p>平台支持人脸识别。</p>".encode()


def read(content: bytes) -> list[Any]:
    """Read by what the bytes say; members as (name, content)."""
    file = io.BytesIO(content)
    kind = media_type_of(file, "")
    values: list[Any] = []
    for value in READERS[kind].read(file, kind, Limits()):
        if isinstance(value, Member):
            values.append((value.name, b"".join(value.chunks)))
        else:
            values.append(value)
    return values


def members(values: list[Any]) -> list[tuple[str, bytes]]:
    return [value for value in values if isinstance(value, tuple)]


def problems(values: list[Any]) -> list[tuple[str, str]]:
    return [(one.outcome, one.reason) for one in values if isinstance(one, Problem)]


def notes(values: list[Any], key: str) -> list[str]:
    return [one.value for one in values if isinstance(one, Note) and one.key == key]


def record(address: str, body: bytes, head: bytes = b"", kind: str = "response") -> bytes:
    """One record as FastWARC's own writer makes it."""
    made = WarcRecord()
    made.init_headers(record_type=getattr(WarcRecordType, kind))
    made.headers["WARC-Target-URI"] = address
    made.headers["WARC-Date"] = "2024-05-06T07:08:09Z"
    if kind == "response":
        made.set_bytes_content(b"HTTP/1.1 200 OK\r\nServer: x\r\n" + head + b"\r\n" + body)
        made.headers["Content-Type"] = "application/http; msgtype=response"
    else:
        made.set_bytes_content(body)
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


ADDRESS = "https://vendor.example/a?x=1"


@pytest.mark.parametrize("packed", [False, True])
def test_each_answer_is_a_member_with_its_address_time_status_and_headers(packed):
    parts = [record(ADDRESS, PAGE), record("urn:text:x", b"words", kind="resource")]
    values = read(
        b"".join(gzip.compress(part, mtime=0) for part in parts) if packed else b"".join(parts)
    )
    assert members(values) == [(ADDRESS, PAGE), ("urn:text:x", b"words")]
    (capture,) = notes(values, "warc:response")
    assert capture == f"{ADDRESS}\n2024-05-06T07:08:09Z\nHTTP/1.1 200 OK\nServer: x"
    assert notes(values, "warc:records") == ["resource 1, response 1"]
    assert problems(values) == []


CHUNKED = b"5;x=y\r\n" + PAGE[:5] + b"\r\n" + f"{len(PAGE) - 5:x}".encode() + b"\r\n"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Transfer-Encoding: chunked\r\n", CHUNKED + PAGE[5:] + b"\r\n0\r\n\r\n"),
        (b"Transfer-Encoding: chunked\r\n", PAGE),
        (b"Content-Encoding: gzip\r\n", gzip.compress(PAGE, mtime=0)),
        (b"Content-Encoding: gzip\r\n", PAGE),
        (b"Content-Encoding: br\r\n", brotli.compress(PAGE)),
        (b"content-encoding: deflate\r\n", zlib.compress(PAGE)),
        (b"content-encoding: deflate\r\n", zlib.compress(PAGE)[2:-4]),
    ],
)
def test_what_http_wrapped_a_page_in_is_undone_where_it_is_there(head, body):
    values = read(record(ADDRESS, body, head))
    assert members(values) == [(ADDRESS, PAGE)]
    assert problems(values) == []


def test_a_redirection_is_told_and_is_no_file():
    values = read(record(ADDRESS, b"", b"Location: /b\r\n"))
    assert members(values) == []
    assert "Location: /b" in notes(values, "warc:response")[0]


@pytest.mark.parametrize("packed", [False, True])
def test_behind_a_broken_record_the_next_is_read(packed):
    parts = [record(f"http://x.example/{at}", PAGE * 40) for at in range(3)]
    if packed:
        broken = [gzip.compress(part, mtime=0) for part in parts]
        broken[1] = broken[1][:60] + b"\0" * 40 + broken[1][100:]
    else:
        broken = [*parts]
        broken[1] = broken[1][:-300]
        broken.insert(2, record("http://x.example/swallowed", b"y" * 50))
    values = read(b"".join(broken))
    assert [name for name, _ in members(values)][-1] == "http://x.example/2"
    assert members(values)[0] == ("http://x.example/0", PAGE * 40)
    assert ("damaged", "member-unreadable") in problems(values)


def test_an_archive_that_is_cut_gives_what_came_before():
    content = record("http://x.example/0", PAGE) + record("http://x.example/1", PAGE * 99)
    values = read(content[:-3000])
    assert members(values)[0] == ("http://x.example/0", PAGE)
    assert (PAGE * 99).startswith(members(values)[1][1])
    assert problems(values) == [("damaged", "member-unreadable")]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://x.example/a b\n", "https://x.example/a%20b%0A"),
        ("https://x.example/#!/page", "https://x.example/#!/page"),
        ("https://x.example/../../etc", "https://x.example/%2E%2E/%2E%2E/etc"),
        ("https://x.example/产品", "https://x.example/产品"),
        ("", "no-address"),
    ],
)
def test_an_address_is_safe_as_a_name(address, name):
    assert name_of(address) == name


def package(pages: list[dict[str, str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("archive/data.warc.gz", gzip.compress(record(ADDRESS, PAGE)))
        lines = [{"format": "json-pages-1.0", "id": "pages"}, *pages]
        made.writestr("pages/pages.jsonl", "\n".join(map(json.dumps, lines)))
        made.writestr("datapackage.json", '{"wacz_version": "1.1.1"}')
    return out.getvalue()


def test_a_packaged_crawl_gives_its_web_archives_and_tells_its_pages_once():
    page = {"url": ADDRESS, "ts": "2024-05-06T07:08:09Z", "title": "产品", "text": "人脸识别"}
    content = package([page])
    values = read(content)
    assert [name for name, _ in members(values)] == ["archive/data.warc.gz", "datapackage.json"]
    assert notes(values, "wacz:page") == [f"{ADDRESS}\n2024-05-06T07:08:09Z\n产品"]
    Read(WaczExtractor(), content, "application/wacz")
    assert members(read(dict(members(values))["archive/data.warc.gz"])) == [(ADDRESS, PAGE)]


def saved_page() -> bytes:
    made = MIMEMultipart("related", type="text/html")
    made["From"] = "<Saved by Blink>"
    made["Snapshot-Content-Location"] = ADDRESS
    made["Subject"] = "产品"
    page = MIMEText("<h1>平台</h1><p>支持人脸识别</p>", "html", "gb18030")
    page["Content-Location"] = ADDRESS
    picture = MIMEImage(b"\x89PNG\r\n\x1a\n", "png")
    picture["Content-Location"] = "https://vendor.example/a.png"
    made.attach(page)
    made.attach(picture)
    return bytes(made)


def test_a_saved_page_is_a_page_and_what_it_shows_are_members():
    content = saved_page()
    assert media_type_of(io.BytesIO(content), "a.mhtml") == "multipart/related"
    found = Read(MhtmlExtractor(), content)
    assert found.words() == ["平台", "支持人脸识别"]
    assert found.notes("mhtml:Snapshot-Content-Location") == [ADDRESS]
    assert [name for name, _ in members(read(content))] == ["https://vendor.example/a.png"]


def test_a_mail_with_pictures_is_a_mail():
    sent = saved_page().replace(b"Snapshot-Content-Location", b"To")
    assert media_type_of(io.BytesIO(sent), "a.eml") == "message/rfc822"


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "addresses", "broken"),
    [
        ("example.warc.gz", ["http://example.com/"], False),
        ("example-bad-non-chunked.warc.gz", ["http://example.com/"], False),
        ("example-iana.org-chunked.warc", ["http://www.iana.org/"], False),
        ("example-trunc.warc", ["http://example.com/"], True),
    ],
)
def test_real_crawls_give_their_pages(corpus, name, addresses, broken):
    values = read((corpus / "warc" / name).read_bytes())
    assert [address for address, _ in members(values)] == addresses
    assert all(b"<!doctype html>" in content[:40] for _, content in members(values))
    assert bool(problems(values)) == broken


@pytest.mark.corpus
def test_a_real_package_gives_its_page_once(corpus):
    values = read((corpus / "warc" / "valid_signed_example_1.wacz").read_bytes())
    (inner,) = [content for name, content in members(values) if name.endswith(".warc.gz")]
    pages = [name for name, content in members(read(inner)) if b"illustrative" in content]
    assert pages == ["https://example.com/", "https://example.com/favicon.ico"]
    assert not any(b"illustrative" in content for _, content in members(values))


@pytest.mark.corpus
def test_hostile_files_do_not_make_it_loop(corpus):
    for path in sorted((corpus / "hostile").iterdir()):
        for value in WarcExtractor().read(io.BytesIO(path.read_bytes()), "", Limits()):
            assert not isinstance(value, Sheet)
