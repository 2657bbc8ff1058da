"""Once it has begun, no extractor opens a file, loads a module or reaches for the network.

The locked child would stop it, and the file would go unread; here it is told by name.
"""

import base64
import bz2
import gzip
import io
import json
import lzma
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from email.message import EmailMessage

import brotli
import docx
import openpyxl
import pytest
from pptx import Presentation
from tests.archive_writers import cabinet, rar_4, seven_zip
from tests.pdf_writer import Leaf, Pdf, picture, show

from heliograph.extractors import libarchive
from heliograph.extractors.program_text import ProgramTextExtractor

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

WATCHED = """
import base64, io, json, sys
from heliograph.plugins.extractors import load_extractors
from heliograph.seams import Limits, Member
samples = json.load(sys.stdin)
table = load_extractors()
seen = []
def watch(event, arguments):
    if event in ("open", "import", "os.listdir", "os.scandir", "socket.connect", "socket.__new__",
                 "subprocess.Popen", "os.posix_spawn", "ctypes.dlopen", "tempfile.mkstemp"):
        seen.append(event + " " + str(arguments[0]))
sys.addaudithook(watch)
done = 0
for media_type, content in samples:
    file = io.BytesIO(base64.b64decode(content))
    for value in table[media_type].read(file, media_type, Limits()):
        if isinstance(value, Member):
            b"".join(value.chunks)
        done += 1
found, seen = seen, []
print(json.dumps([done, found]))
"""

OFFICE = "application/vnd.openxmlformats-officedocument."


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf() -> bytes:
    leaves = [Leaf(show("words", 20, 200) + show("检测报告", 20, 100)), Leaf(picture(), rotate=90)]
    return Pdf(leaves, info={"Title": "T"}, attachments={"a.txt": b"attached"}).write()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        ways = (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
        for at, way in enumerate(ways):
            made.writestr(f"member{at}.txt", b"words " * 50, way)
    name = "检测报告".encode("gb18030")
    return out.getvalue().replace(b"member0.", name[:7] + b".")


def mail() -> bytes:
    made = EmailMessage()
    made["Subject"] = "报价"
    made.set_content("<p>检测</p>", subtype="html", charset="gb18030")
    made.add_attachment(b"x", maintype="image", subtype="png", filename="a.png")
    inner = EmailMessage()
    inner.set_content("inner", cte="base64")
    made.add_attachment(inner)
    head = b"From: " + "寄件人".encode("big5") + b"\n"
    return head + bytes(made)


def word() -> bytes:
    made = docx.Document()
    made.add_heading("H", 1)
    made.add_table(2, 2)
    return saved(made)


def deck() -> bytes:
    made = Presentation()
    made.slides.add_slide(made.slide_layouts[0]).shapes.title.text = "T"
    return saved(made)


def book() -> bytes:
    made = openpyxl.Workbook()
    made.active.append(["a", "b", 1.5])
    return saved(made)


def tape() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", encoding="gb18030", format=tarfile.GNU_FORMAT) as made:
        info = tarfile.TarInfo("检测报告" * 20)
        info.size = 5
        made.addfile(info, io.BytesIO(b"words"))
    return out.getvalue()


def answer(encoding: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\n\r\n".encode()
    fields = f"WARC-Type: response\r\nWARC-Target-URI: http://x.example/{encoding} a\r\n"
    fields += "Content-Type: application/http; msgtype=response\r\n"
    length = f"Content-Length: {len(head + body)}\r\n\r\n"
    return f"WARC/1.0\r\n{fields}{length}".encode() + head + body + b"\r\n\r\n"


def crawl() -> bytes:
    page = b"<p>words</p>"
    parts = answer("br", brotli.compress(page)), answer("gzip", gzip.compress(page))
    return b"".join(map(gzip.compress, (*parts, answer("deflate", b"no"))))


def package() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("archive/a.warc.gz", crawl())
        made.writestr("pages/pages.jsonl", '{"url": "http://x.example/", "title": "\\u4e2d"}')
        made.writestr("datapackage.json", "{}")
    return out.getvalue()


def database() -> bytes:
    with sqlite3.connect(":memory:") as made:
        made.execute("CREATE TABLE t (a, b)")
        made.execute("INSERT INTO t VALUES (CAST(? AS TEXT), ?)", ("检测".encode("gb18030"), pdf()))
        made.commit()
        return made.serialize()


def saved_page() -> bytes:
    page = "<p>检测</p>".encode("gb18030")
    head = b"MIME-Version: 1.0\nSubject: x\nContent-Type: multipart/related; boundary=b\n\n"
    return head + b"--b\nContent-Type: text/html; charset=gb18030\n\n" + page + b"\n--b--\n"


CODE = "// 检测\nenum E { A, // a\n B }\nclass C:\n  a = 1\nx = {\n 'a': 1,\n}\n".encode()


ARCHIVES_CODE_AND_DATA = [
    ("application/gzip", lambda: gzip.compress(b"words" * 999)),
    ("application/x-bzip2", lambda: bz2.compress(b"words" * 999)),
    ("application/x-xz", lambda: lzma.compress(b"words" * 999)),
    ("application/zstd", lambda: zstd.compress(b"words" * 999)),
    ("application/x-tar", tape),
    ("application/x-7z-compressed", lambda: seven_zip([("检测", b"words" * 999)])),
    ("application/vnd.rar", lambda: rar_4([("检测".encode("gb18030"), b"words")])),
    ("application/vnd.ms-cab-compressed", lambda: cabinet([("检测", b"words")])),
    ("application/warc", crawl),
    ("application/wacz", package),
    ("application/mbox", lambda: b"From a Mon Jan  1 00:00:00 2024\nSubject: x\n\n>From y\n"),
    ("multipart/related", saved_page),
    ("application/vnd.sqlite3", database),
    *((kind, lambda: CODE) for kind in sorted(ProgramTextExtractor.media_types)),
]


@pytest.mark.parametrize(
    ("media_type", "make"),
    [
        ("application/pdf", pdf),
        ("application/zip", archive),
        ("message/rfc822", mail),
        (OFFICE + "wordprocessingml.document", word),
        (OFFICE + "presentationml.presentation", deck),
        (OFFICE + "spreadsheetml.sheet", book),
    ],
)
def test_an_extractor_that_has_begun_asks_for_nothing(media_type, make):
    _asks_for_nothing([(media_type, make())])


@pytest.mark.skipif(not libarchive.is_there(), reason="needs Debian's libarchive13")
def test_no_reader_of_archives_code_or_data_asks_for_anything():
    _asks_for_nothing([(media_type, make()) for media_type, make in ARCHIVES_CODE_AND_DATA])


def _asks_for_nothing(files) -> None:
    samples = [
        (media_type, base64.b64encode(content).decode())
        for media_type, whole in files
        for content in (whole, whole[: len(whole) // 2], b"")
    ]
    done = subprocess.run(
        [sys.executable, "-c", WATCHED],
        input=json.dumps(samples),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    count, seen = json.loads(done.stdout)
    assert count
    assert seen == []
