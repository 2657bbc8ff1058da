"""Once the child is locked nothing can be opened or imported: readers must need neither."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

OFFICE = Path(__file__).resolve().parents[1] / "samples" / "office"

LOCKED = r"""
import gzip, io, sys
from pathlib import Path
from heliograph.extractors.delimited import DelimitedExtractor
from heliograph.extractors.field_table import FieldTableExtractor
from heliograph.extractors.html import HtmlExtractor
from heliograph.extractors.json_text import JsonExtractor
from heliograph.extractors.kinds import media_type_of
from heliograph.extractors.markdown import MarkdownExtractor
from heliograph.extractors.source_code import SourceCodeExtractor
from heliograph.extractors.text import TextExtractor
from heliograph.extractors.xml import XmlExtractor
from heliograph.plugins.extractors import load_extractors
from heliograph.seams import Limits, Member

def refuse(event, arguments):
    if event in ("open", "import", "socket.connect", "os.listdir", "subprocess.Popen"):
        raise RuntimeError(f"{event} {arguments}")

WORDS = "平台支持人脸识别与告警功能 été Привет 顔"
SAMPLES = (
    (TextExtractor(), "text/plain", ""),
    (MarkdownExtractor(), "text/markdown", "---\ntitle: x\n---\n# a\n\n- b &amp; [c](d)\n\n"
     "|a|b|\n|-|-|\n|c|d|\n\n```c\nenum E { A, B };\n```\n<table><tr><td>a</table>\n"),
    (SourceCodeExtractor(), "text/x-c", "enum E { A, // a\n B };\n#define A 1\n// "),
    (FieldTableExtractor(), "text/x-field-table", "enum table E\n\nA = 1 | a\nB | "),
    (DelimitedExtractor(), "text/csv", "a;b\n1;"),
    (JsonExtractor(), "application/json", '{"a": "\\u4e2d"}\n'),
    (HtmlExtractor(), "text/html", "<meta charset=gbk><title>&eacute;</title><nav>x</nav>"
     "<table><tr><th>a<th>b<tr><td>1<td>2</table><a href='../x'>l</a><p hidden>h</p>"
     "&copy;&#xD800;<p>"),
    (XmlExtractor(), "application/xml", '<?xml version="1.0" encoding="big5"?><!DOCTYPE a SYSTEM '
     '"x.dtd" [<!ENTITY e SYSTEM "file:///etc/hostname">]><a><p>&e;</p></a>'),
)
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gb18030", "big5", "cp932", "euc_jp",
    "cp949", "cp1250", "cp1251", "cp1252", "cp1253", "cp1256", "koi8-r", "iso8859-5", "cp866",
)
samples = [
    (extractor, kind, (text + WORDS).encode(name, "ignore"))
    for extractor, kind, text in SAMPLES
    for name in ENCODINGS
]
office = [path.read_bytes() for path in sorted(Path(sys.argv[1]).iterdir())]
office += [gzip.decompress(one) for one in office if one.startswith(b"\x1f\x8b")]
readers = load_extractors()
sys.addaudithook(refuse)
for content in office:
    kind = media_type_of(io.BytesIO(content), "a")
    for value in readers[kind].read(io.BytesIO(content), kind, Limits()):
        if isinstance(value, Member):
            list(value.chunks)
for extractor, kind, content in samples:
    media_type_of(io.BytesIO(content), "a.txt")
    assert list(extractor.read(io.BytesIO(content), kind, Limits()))
print("reached nothing")
"""


def test_readers_open_and_import_nothing_while_they_read() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOCKED, str(OFFICE)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout == "reached nothing\n", done.stderr[-2000:]
