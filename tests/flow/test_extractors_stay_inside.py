"""Once it has begun, no extractor opens a file, loads a module or reaches for the network.

The locked child would stop it, and the file would go unread; here it is told by name.
"""

import base64
import io
import json
import subprocess
import sys
import zipfile
from email.message import EmailMessage

import docx
import openpyxl
import pytest
from pptx import Presentation
from tests.pdf_writer import Leaf, Pdf, picture, show

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
    whole = make()
    samples = [
        (media_type, base64.b64encode(content).decode())
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
