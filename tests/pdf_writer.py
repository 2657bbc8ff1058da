"""Writes small PDF files by hand, so that tests know every byte and every place on the page."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

LATIN = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
"""One of the fourteen fonts that every reader brings along: no font file is needed."""

HAN = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts["
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)"
    "/Ordering(GB1)/Supplement 2>>/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName"
    "/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 752/Descent -271"
    "/CapHeight 737/StemV 58>>>>]>>"
)
"""A Chinese font by name only, as many Chinese offices write it: the text needs no glyphs."""


@dataclass
class Leaf:
    """One page: its content stream, and the entries that place it."""

    content: bytes = b""
    media: tuple[float, float, float, float] = (0, 0, 400, 300)
    crop: tuple[float, float, float, float] | None = None
    rotate: int = 0
    extra: str = ""
    resources: str = ""


@dataclass
class Pdf:
    """Pages, and whatever else the file is to carry."""

    leaves: Sequence[Leaf]
    info: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, bytes] = field(default_factory=dict)
    objects: list[bytes] = field(default_factory=list)

    def add(self, content: str | bytes) -> int:
        """Take in an object and say which number it has."""
        self.objects.append(content.encode("latin-1") if isinstance(content, str) else content)
        return len(self.objects)

    def stream(self, content: bytes, entries: str = "") -> int:
        """Take in a stream."""
        packed = zlib.compress(content)
        head = f"<</Length {len(packed)}/Filter/FlateDecode{entries}>>stream\n"
        return self.add(head.encode("latin-1") + packed + b"\nendstream")

    def page(self, leaf: Leaf, parent: int) -> int:
        """Take in a page."""
        crop = f"/CropBox[{_numbers(leaf.crop)}]" if leaf.crop else ""
        return self.add(
            f"<</Type/Page/Parent {parent} 0 R/MediaBox[{_numbers(leaf.media)}]{crop}"
            f"/Rotate {leaf.rotate}/Contents {self.stream(leaf.content)} 0 R/Resources"
            f"<</Font<</L {LATIN}/H {HAN}>>{leaf.resources}>>{leaf.extra}>>"
        )

    def names(self) -> str:
        """Take in the attachments; the catalog's entry that lists them."""
        pairs = []
        for name, content in self.attachments.items():
            at = self.stream(content, "/Type/EmbeddedFile")
            spec = f"<</Type/Filespec/F({name})/UF{words(name)}/EF<</F {at} 0 R>>>>"
            pairs.append(f"({name}){self.add(spec)} 0 R")
        return f"/Names<</EmbeddedFiles<</Names[{''.join(pairs)}]>>>>" if pairs else ""

    def write(self) -> bytes:
        """Make the file."""
        self.objects[:] = [b"", b""]
        kids = " ".join(f"{self.page(leaf, 2)} 0 R" for leaf in self.leaves)
        self.objects[0] = f"<</Type/Catalog/Pages 2 0 R{self.names()}>>".encode("latin-1")
        self.objects[1] = f"<</Type/Pages/Kids[{kids}]/Count {len(self.leaves)}>>".encode()
        entries = "".join(f"/{key}{words(value)}" for key, value in self.info.items())
        return assemble(self.objects, f"/Root 1 0 R/Info {self.add(f'<<{entries}>>')} 0 R")


def assemble(objects: Sequence[bytes], trailer: str) -> bytes:
    """Number the objects from 1 and put a cross-reference table behind them."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += f"trailer<</Size {len(objects) + 1}{trailer}>>\n".encode()
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def words(text: str) -> str:
    """Write a text as a hexadecimal string in UTF-16."""
    return f"<FEFF{text.encode('utf-16-be').hex()}>"


def show(text: str, x: float, y: float, size: float = 12, turn: int = 0) -> bytes:
    """Draw one line with its baseline's left end at x, y; Han in the font `H`, all else in `L`."""
    matrix = {0: "1 0 0 1", 90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}[turn]
    if text.isascii():
        font, drawn = "L", f"<{text.encode('ascii').hex()}>"
    else:
        font, drawn = "H", f"<{text.encode('utf-16-be').hex()}>"
    return f"BT /{font} {size} Tf {matrix} {x} {y} Tm {drawn} Tj ET\n".encode()


def picture() -> bytes:
    """Draw a grey picture of one dot over most of the page."""
    return b"q 300 0 0 200 20 20 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q\n"


def _numbers(values: Sequence[float] | None) -> str:
    return " ".join(f"{value:g}" for value in values or ())
