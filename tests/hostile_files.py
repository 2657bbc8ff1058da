"""Files made to hurt whoever reads them: bombs, lies, loops, beacons. None of them runs anything.

Each is made anew from a few lines, so that what is hostile about it can be read here. `beacon` is
an address on this machine at which a test listens: whoever fetches what a file names is caught.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.pdf_writer import HAN, LATIN, Leaf, Pdf, assemble, show

MIB = 2**20

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True)
class Hostile:
    """One file, and how it must end: an outcome, a reason, and the same for its members."""

    name: str
    content: bytes
    ends: Sequence[str]
    """`outcome` or `outcome:reason`; several where versions of a library may differ."""
    members: int | None = None
    """How many files must have come out of it, all levels together; None: any number."""
    words: str = ""
    """What must be findable in it all the same."""


Maker = Callable[[str], Iterator[Hostile]]


def hostile_files(beacon: str) -> Iterator[Hostile]:
    """Make all of them; `beacon` is an address such as `http://127.0.0.1:8080`."""
    for maker in (
        _zip_bombs,
        _lying_zips,
        _zip_names,
        _pdf_bombs,
        _pdf_tricks,
        _xml_tricks,
        _office_packages,
        _web_pages,
        _tables,
        _mails,
        _data,
        _pictures,
        _other_archives,
        _texts,
    ):
        yield from maker(beacon)


# --- zip ------------------------------------------------------------------------------------------


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack members; the same name may come twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as made:
        for name, content in members:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            info.compress_type = way
            made.NameToInfo.clear()
            made.writestr(info, content)
    return out.getvalue()


def _zip_bombs(beacon: str) -> Iterator[Hostile]:
    letter = ("letter.txt", b"a letter beside a bomb")
    bomb = zipped(("zeros.bin", bytes(40 * MIB)), letter)
    yield Hostile("bomb.zip", bomb, ["read"], 2, "beside")
    for way, name in ((zipfile.ZIP_BZIP2, "bzip2"), (zipfile.ZIP_LZMA, "lzma")):
        other = ("letter.txt", f"a letter beside {name}".encode())
        packed = zipped(("zeros.bin", bytes(24 * MIB)), other, way=way)
        yield Hostile(f"bomb-{name}.zip", packed, ["read"], 2, name)
    core = zipped(("zeros.bin", bytes(17 * MIB)))
    inner = zipped(*((f"{at}.zip", core) for at in range(4)), way=zipfile.ZIP_STORED)
    yield Hostile("tree-of-bombs.zip", zipped(("a.zip", inner), ("b.zip", inner)), ["read", "cut"])
    deep = b"at the bottom"
    for at in range(30):
        deep = zipped((f"{at}.zip" if at else "bottom.txt", deep))
    yield Hostile("deep.zip", deep, ["read"], 9)
    many = zipped(*((f"{at}.txt", b"") for at in range(600)), way=zipfile.ZIP_STORED)
    yield Hostile("many-members.zip", many, ["cut:too-many-members"], 400)
    yield Hostile("overlapping.zip", _overlapping(2_000), ["read", "cut", "damaged", "timed-out"])


def _overlapping(count: int) -> bytes:
    """Let many names share one stretch of packed bytes: small, and a gibibyte and more in all."""
    content = bytes(MIB)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    sizes = struct.pack("<III", zlib.crc32(content), len(packed), len(content))
    local = struct.pack("<IHHHHH", 0x04034B50, 20, 0, 8, 0, 0) + sizes
    body = local + struct.pack("<HH", 1, 0) + b"a" + packed
    directory = b""
    for at in range(count):
        name = b"%d.bin" % at
        directory += struct.pack("<IHHHHHH", 0x02014B50, 20, 20, 0, 8, 0, 0) + sizes
        directory += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


def _lying_zips(beacon: str) -> Iterator[Hostile]:
    honest = zipped(("a.txt", b"0123456789" * 1000), ("b.txt", b"honest neighbour"))
    directory = honest.index(b"PK\x01\x02")
    small = bytearray(honest)
    for at in (22, directory + 24):
        small[at : at + 4] = struct.pack("<I", 10)
    yield Hostile("says-ten-bytes.zip", bytes(small), ["read", "damaged"], 2, "neighbour")
    large = bytearray(honest)
    for at in (22, directory + 24):
        large[at : at + 4] = struct.pack("<I", 2**32 - 2)
    yield Hostile("says-four-gigabytes.zip", bytes(large), ["read", "damaged"], 2, "neighbour")
    yield Hostile("half.zip", honest[: len(honest) // 2], ["damaged"])
    end = bytearray(honest)
    end[-12:-8] = struct.pack("<I", 2**31)
    yield Hostile("directory-elsewhere.zip", bytes(end), ["damaged", "read"])
    locked = bytearray(honest)
    locked[6] |= 1
    locked[directory + 8] |= 1
    yield Hostile("locked-member.zip", bytes(locked), ["read"], 2)
    yield Hostile("droste.zip", _droste(), ["read", "damaged"])


def _droste() -> bytes:
    """Make an archive that holds a member with the archive's own first bytes, over and over."""
    inner = zipped(("inner.txt", b"once"))
    for _ in range(4):
        inner = zipped(("same.zip", inner), ("again.zip", inner))
    return inner


def _zip_names(beacon: str) -> Iterator[Hostile]:
    odd = (
        "../../escaped.txt", "/tmp/heliograph-escaped.txt", "C:\\escaped.txt", "..\\escaped.txt",
        "a/../../escaped.txt", "\u202etxt.exe", "bell\x07\x1b[2J.txt", "a" * 3000 + ".txt", "",
        "con.txt", "-rf", "./.", "trailing/", "new\nline.txt", "<script>alert(1)</script>.txt",
    )  # fmt: skip
    yield Hostile("names.zip", zipped(*((name, b"odd %d" % at) for at, name in enumerate(odd))),
                  ["read"])  # fmt: skip
    yield Hostile("twice.zip", zipped(("a.txt", b"first"), ("a.txt", b"second"), ("A.TXT", b"3")),
                  ["read"], 3, "second")  # fmt: skip
    link = zipfile.ZipInfo("link")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    device = zipfile.ZipInfo("device")
    device.create_system = 3
    device.external_attr = (stat.S_IFCHR | 0o666) << 16
    yield Hostile("links.zip", zipped((link, b"/etc/passwd"), (device, b""), ("a.txt", b"plain")),
                  ["read"], 3, "plain")  # fmt: skip
    name = "检测报告.txt".encode("gb18030")
    stand_in = ("x" * len(name), "x" * len(name))
    gbk = zipped((stand_in[0], "东方".encode())).replace(stand_in[1].encode(), name)
    yield Hostile("gbk-name.zip", gbk, ["read"], 1, "东方")
    nul = zipped(("good.txtXevil.exe", b"a name with a nul")).replace(b"Xevil", b"\0evil")
    yield Hostile("nul-name.zip", nul, ["read"], 1)


# --- PDF ------------------------------------------------------------------------------------------


def _page(content: str, entries: str = "/MediaBox[0 0 400 300]") -> list[bytes]:
    fonts = f"/Resources<</Font<</L {LATIN}/H {HAN}>>>>"
    return [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R{entries}{fonts}{content}>>".encode("latin-1"),
    ]


def _stream(content: bytes, filters: str) -> bytes:
    return b"<</Length %d/Filter%s>>stream\n" % (len(content), filters.encode()) + (
        content + b"\nendstream"
    )


def _pdf_bombs(beacon: str) -> Iterator[Hostile]:
    flat = zlib.compress(zlib.compress(b" " * (192 * MIB), 9), 9)
    objects = [*_page("/Contents 4 0 R"), _stream(flat, "[/FlateDecode/FlateDecode]")]
    yield Hostile("stream-bomb.pdf", assemble(objects, "/Root 1 0 R"),
                  ["empty", "damaged", "timed-out"])  # fmt: skip
    words = zlib.compress(b"BT /L 9 Tf (word) Tj ET\n" * 200_000, 9)
    objects = [*_page("/Contents 4 0 R"), _stream(words, "/FlateDecode")]
    yield Hostile("many-words.pdf", assemble(objects, "/Root 1 0 R"),
                  ["read", "cut", "damaged", "timed-out"])  # fmt: skip
    tree = [b"<</Type/Catalog/Pages 2 0 R>>"]
    for level in range(6):
        kids = f"{level + 3} 0 R " * 10
        tree.append(f"<</Type/Pages/Kids[{kids}]/Count {10 ** (6 - level)}>>".encode())
    tree.append(b"<</Type/Page/MediaBox[0 0 9 9]>>")
    yield Hostile("million-pages.pdf", assemble(tree, "/Root 1 0 R"), ["cut", "damaged"])
    huge = [*_page("/Contents 4 0 R", "/MediaBox[0 0 200000 200000]"),
            _stream(zlib.compress(show("still read", 20, 200)), "/FlateDecode")]  # fmt: skip
    yield Hostile("huge-page.pdf", assemble(huge, "/Root 1 0 R"), ["read"], 0, "still")
    cyclic = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2>>",
        b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>",
    ]
    yield Hostile("cyclic.pdf", assemble(cyclic, "/Root 1 0 R"), ["damaged", "empty", "read"])
    nested = [*_page("/Contents 4 0 R"), b"[" * 100_000 + b"]" * 100_000]
    yield Hostile("nested-arrays.pdf", assemble(nested, "/Root 1 0 R"), ["empty", "damaged"])
    form = b"/F Do " * 10
    forms = _page("/Contents 4 0 R")
    forms[2] = forms[2].replace(b"/Font<<", b"/XObject<</F 4 0 R>>/Font<<")
    forms.append(
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>/Length %d>>"
        b"stream\n%s\nendstream" % (len(form), form)
    )
    yield Hostile(
        "form-in-itself.pdf", assemble(forms, "/Root 1 0 R"), ["empty", "damaged", "timed-out"]
    )
    picture = zlib.compress(bytes(16 * MIB), 9)
    image = [*_page("/Contents 5 0 R"),
             b"<</Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray"
             b"/BitsPerComponent 8" + _stream(picture, "/FlateDecode")[2:],
             _stream(zlib.compress(b"/I Do"), "/FlateDecode")]  # fmt: skip
    image[2] = image[2].replace(b"/Font<<", b"/XObject<</I 4 0 R>>/Font<<")
    yield Hostile("picture-bomb.pdf", assemble(image, "/Root 1 0 R"), ["empty", "damaged"])


def _pdf_tricks(beacon: str) -> Iterator[Hostile]:
    made = Pdf([Leaf(show("call home", 20, 200))], attachments={"../../evil.exe": b"MZ attached"})
    content = made.write()
    actions = (
        f"/OpenAction<</S/JavaScript/JS(app.launchURL('{beacon}/pdf-js'))>>"
        f"/AA<</WC<</S/URI/URI({beacon}/pdf-uri)>>>>"
    )
    launch = "/MediaBox[0 0 400 300]/AA<</O<</S/Launch/F(/bin/true)>>>>"
    objects = [*_page("/Contents 4 0 R", launch),
               _stream(zlib.compress(show("call home", 20, 200)), "/FlateDecode")]  # fmt: skip
    objects[0] = objects[0].replace(b"/Pages 2", actions.encode() + b"/Pages 2")
    yield Hostile("actions.pdf", assemble(objects, "/Root 1 0 R"), ["read"], 0, "home")
    yield Hostile("attached.pdf", content, ["read"], 1)
    remote = [
        *_page("/Contents 4 0 R"),
        f"<</Length 0/F<</FS/URL/F({beacon}/pdf-stream)>>>>stream\n\nendstream".encode(),
    ]
    yield Hostile("stream-elsewhere.pdf", assemble(remote, "/Root 1 0 R"), ["empty", "damaged"])
    yield Hostile("nothing-inside.pdf", b"%PDF-1.7\n%%EOF", ["damaged"])
    loop = b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 1/Root 1 0 R/Prev 9>>\n"
    yield Hostile("xref-loop.pdf", loop + b"startxref\n9\n%%EOF", ["damaged"])


# --- XML and office -------------------------------------------------------------------------------

_LAUGHS = "".join(
    f'<!ENTITY l{at} "{f"&l{at - 1};" * 10 if at else "ha" * 50}">' for at in range(12)
)


def _xml_tricks(beacon: str) -> Iterator[Hostile]:
    for name, place in (("file", "file:///etc/passwd"), ("net", f"{beacon}/xxe")):
        entity = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{place}">]><r><a>before &x; after</a></r>'
        yield Hostile(f"xxe-{name}.xml", entity.encode(), ["read", "damaged", "empty"])
    dtd = f'<?xml version="1.0"?><!DOCTYPE r SYSTEM "{beacon}/a.dtd"><r>dtd elsewhere</r>'
    yield Hostile("dtd.xml", dtd.encode(), ["read"], 0, "elsewhere")
    include = (
        f'<r xmlns:xi="http://www.w3.org/2001/XInclude"><a>words</a>'
        f'<xi:include href="{beacon}/xi"/><xi:include href="/etc/passwd" parse="text"/></r>'
    )
    yield Hostile("include.xml", include.encode(), ["read"], 0, "words")
    laughs = f"<!DOCTYPE r [{_LAUGHS}]><r><a>before</a><b>&l11;</b></r>"
    yield Hostile("laughs.xml", laughs.encode(), ["read", "damaged", "cut", "empty"])
    quadratic = f'<!DOCTYPE r [<!ENTITY a "{"a" * 100_000}">]><r>{"&a;" * 20_000}</r>'
    yield Hostile("quadratic.xml", quadratic.encode(), ["read", "damaged", "cut", "empty"])
    deep = "<a>" * 100_000 + "bottom" + "</a>" * 100_000
    yield Hostile("deep.xml", f"<r>{deep}</r>".encode(), ["read", "damaged", "cut", "empty"])
    attributes = " ".join(f'a{at}="{at}"' for at in range(200_000))
    yield Hostile("attributes.xml", f"<r {attributes}>x</r>".encode(), ["read", "damaged", "empty"])
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<image xlink:href="{beacon}/svg"/><script>fetch("{beacon}/svg-js")</script>'
        f"<text>drawn words</text></svg>"
    )
    yield Hostile("beacon.svg", drawing.encode(), ["read"], 0, "drawn")


def package(parts: dict[str, str], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack the parts of an office document."""
    return zipped(*((name, text.encode()) for name, text in parts.items()), way=way)


def _word(body: str, relations: str = "", doctype: str = "") -> dict[str, str]:
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{W}" '
        f'xmlns:r="{OFFICE}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{relations}</Relationships>",
    }


def _paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def _office_packages(beacon: str) -> Iterator[Hostile]:
    outside = "".join(
        f'<Relationship Id="x{at}" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
        for at, (kind, target) in enumerate(
            (
                ("attachedTemplate", f"{beacon}/template.dotm"),
                ("image", f"{beacon}/pixel.png"),
                ("oleObject", "file:///etc/passwd"),
                ("hyperlink", f"{beacon}/link"),
            )
        )
    )
    yield Hostile("remote-template.docx", package(_word(_paragraph("a letter"), outside)),
                  ["read"], 0, "letter")  # fmt: skip
    bomb = _word(_paragraph("x") * 400_000)
    yield Hostile("many-paragraphs.docx", package(bomb), ["read", "cut", "damaged", "timed-out"])
    laughs = _word(_paragraph("&l11;"), doctype=f"<!DOCTYPE r [{_LAUGHS}]>")
    yield Hostile("laughs.docx", package(laughs), ["damaged", "empty", "read"])
    runs = _word("<w:p>" + "<w:r><w:t>y</w:t></w:r>" * 400_000 + "</w:p>")
    yield Hostile("many-runs.docx", package(runs), ["read", "cut", "damaged", "timed-out"])
    nest = "<w:tbl><w:tr><w:tc>" * 3_000 + _paragraph("z") + "</w:tc></w:tr></w:tbl>" * 3_000
    yield Hostile("nested-tables.docx", package(_word(nest)), ["read", "cut", "damaged", "empty"])
    spaces = _word(_paragraph(" " * (40 * MIB)))
    yield Hostile("spaces.docx", package(spaces), ["damaged", "cut", "empty", "read"])
    yield Hostile("far-cell.xlsx", package(_book('<row r="1"><c r="A1" t="inlineStr"><is><t>near'
                  '</t></is></c></row><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far'
                  "</t></is></c></row>")), ["read", "cut", "damaged", "timed-out"], 0)  # fmt: skip
    rows = "".join(f'<row r="{at}"><c><v>1</v></c></row>' for at in range(1, 100_001))
    yield Hostile("long-sheet.xlsx", package(_book(rows)), ["read", "cut", "damaged", "timed-out"])


def _book(rows: str) -> dict[str, str]:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/s.xml" ContentType="{SHEET}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{OFFICE}"><sheets><sheet name="S" '
        f'sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="s.xml"/></Relationships>',
        "xl/s.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    }


# --- pages, tables, mail, data --------------------------------------------------------------------


def _web_pages(beacon: str) -> Iterator[Hostile]:
    page = (
        f'<!doctype html><html><head><base href="{beacon}/"><link rel=stylesheet href="{beacon}/c">'
        f'<link rel=prefetch href="{beacon}/p"><meta http-equiv=refresh content="0;url={beacon}/r">'
        f'<style>@import "{beacon}/i"; @font-face{{src:url({beacon}/f)}}</style>'
        f"<title>&lt;script&gt;alert(1)&lt;/script&gt;</title></head><body onload='fetch(1)'>"
        f'<img src="{beacon}/img"><iframe src="{beacon}/frame"></iframe><a ping="{beacon}/ping" '
        f'href="javascript:alert(1)">page words</a><object data="file:///etc/passwd"></object>'
        f'<video src="{beacon}/v"></video><script>fetch("{beacon}/js")</script></body></html>'
    )
    yield Hostile("beacons.html", page.encode(), ["read"], 0, "page")
    deep = "<div>" * 200_000 + "bottom words"
    yield Hostile("deep.html", f"<html><body>{deep}".encode(), ["read", "damaged", "cut", "empty"])
    tables = "<table><tr><td>" * 20_000 + "cell"
    yield Hostile("tables.html", f"<html><body>{tables}".encode(), ["read", "damaged", "cut"])
    wide = "<html><body><table><tr>" + "<td colspan=10000000>x" * 2_000
    yield Hostile("wide.html", wide.encode(), ["read", "damaged", "cut"])
    unclosed = "<b><i><u>" * 30_000 + "<p>words" * 200
    yield Hostile("unclosed.html", f"<html>{unclosed}".encode(), ["read", "damaged", "timed-out"])


def _tables(beacon: str) -> Iterator[Hostile]:
    formulas = f'name,formula\na,=cmd|\'/C calc\'!A1\nb,"=HYPERLINK(""{beacon}/csv"")"\nc,@SUM(1)\n'
    yield Hostile("formulas.csv", formulas.encode(), ["read"], 0, "formula")
    yield Hostile("ten-million-columns.csv", b"," * 10_000_000, ["read", "empty", "cut", "damaged"])
    yield Hostile("open-quote.csv", b'a,b\n1,"' + b"x,\n" * 50_000, ["read", "cut", "damaged"])
    rows = b"a,b,c\n" + b"1,2,3\n" * 50_000
    yield Hostile("many-rows.csv", rows, ["read", "cut", "damaged"])


def _mails(beacon: str) -> Iterator[Hostile]:
    head = b"From: a@mail.example\r\nTo: b@mail.example\r\nSubject: parts\r\nMIME-Version: 1.0\r\n"
    part = b"--b\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n"
    many = head + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 600 + b"--b--\r\n"
    yield Hostile("many-parts.eml", many, ["cut:too-many-members", "read", "damaged"])
    deep = head
    for at in range(5_000):
        deep += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at)
    yield Hostile("deep-parts.eml", deep + b"\r\nbottom", ["read", "damaged", "empty", "cut"])
    inside = head + b"\r\nthe innermost letter\r\n"
    for _ in range(60):
        inside = head + b"Content-Type: message/rfc822\r\n\r\n" + inside
    yield Hostile("mail-in-mail.eml", inside, ["read", "cut", "damaged"])
    long = head + b"X-Long: " + b"a " * 5_000_000 + b"\r\n\r\nlong head\r\n"
    yield Hostile("long-header.eml", long, ["read", "damaged", "cut"])
    words = b"=?utf-8?B?" + base64.b64encode(b"x" * 60) + b"?= "
    encoded = b"Subject: " + words * 50_000 + b"\r\n" + head + b"\r\nencoded words\r\n"
    yield Hostile("encoded-words.eml", encoded, ["read", "damaged", "timed-out"])
    page = f'<img src="{beacon}/mail"><p>letter words'.encode()
    html = head + b"Content-Type: text/html\r\n\r\n" + page
    yield Hostile("beacon.eml", html, ["read"], None, "letter")


def _data(beacon: str) -> Iterator[Hostile]:
    yield Hostile("deep.json", b"[" * 500_000 + b"]" * 500_000, ["read", "damaged", "empty", "cut"])
    deep = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
    yield Hostile("deep-objects.json", deep, ["read", "damaged", "empty", "cut"])
    yield Hostile("long-number.json", b'{"n":' + b"9" * 1_000_000 + b"}",
                  ["read", "damaged", "empty"])  # fmt: skip
    keys = json.dumps({f"key{at}": at for at in range(30_000)}).encode()
    yield Hostile("many-keys.json", keys, ["read", "cut", "damaged"])


def _pictures(beacon: str) -> Iterator[Hostile]:
    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(4 * MIB), 9)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    yield Hostile("60000-squared.png", png, ["unsupported", "empty", "cut", "damaged"])
    gif = (
        b"GIF89a\xff\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02L\x01\x00;"
    )
    yield Hostile("65535-squared.gif", gif, ["unsupported", "empty", "cut", "damaged"])


def _other_archives(beacon: str) -> Iterator[Hostile]:
    ends = ["unsupported", "cut", "read", "damaged"]
    yield Hostile("endless.gz", gzip.compress(bytes(64 * MIB), 9, mtime=0), ends)
    yield Hostile("bomb.bz2", bz2.compress(bytes(24 * MIB)), ends)
    yield Hostile("bomb.xz", lzma.compress(bytes(64 * MIB), preset=1), ends)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, kind, target in (
            ("../escaped", tarfile.REGTYPE, ""),
            ("link", tarfile.SYMTYPE, "/etc/passwd"),
            ("hard", tarfile.LNKTYPE, "../../etc/passwd"),
            ("device", tarfile.CHRTYPE, ""),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            tar.addfile(info)
    yield Hostile("links.tar", out.getvalue(), ends)
    header = bytearray(tarfile.TarInfo("large").tobuf())
    header[124:136] = b"77777777777\0"
    yield Hostile("says-eight-gigabytes.tar", bytes(header) + bytes(512), ends)


def _texts(beacon: str) -> Iterator[Hostile]:
    yield Hostile("one-line.txt", "字".encode() * 1_000_000, ["read", "cut", "damaged"])
    yield Hostile("only-spaces.txt", b" " * 2_000_000, ["empty", "read", "cut"])
    yield Hostile("marks.txt", ("e" + "\u0301" * 100_000).encode(), ["read", "damaged"])
    braces = b"int a[] = " + b"{" * 200_000 + b"}" * 200_000 + b";\n"
    yield Hostile("braces.c", braces, ["read", "damaged", "timed-out"])
    comments = b"/*" * 500_000 + b"\ntypedef enum { A, B } E;\n"
    yield Hostile("comments.h", comments, ["read", "damaged", "timed-out"])
    quotes = b"> " * 100_000 + b"quoted\n" + b"- " * 50_000 + b"item\n" + b"[" * 100_000
    yield Hostile("nested.md", quotes, ["read", "damaged", "timed-out"])
    stars = b"*a_ `" * 100_000
    yield Hostile("stars.md", stars, ["read", "damaged", "timed-out"])
    yield Hostile(
        "terminal.txt", b"\x1b]0;owned\x07\x1b[2Jterminal words\n", ["read", "unsupported"], 0
    )
