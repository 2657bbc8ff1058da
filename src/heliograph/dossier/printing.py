"""Material → a PDF to print, file and hand over.

It is drawn of the same material as the page. Letters come from the fonts that the machine has
(`heliograph.dossier.fonts`). Where it has none for a script, an empty box stands for each letter, a
sentence says so, and the picture of the page shows the words as they are.
"""

from __future__ import annotations

import struct
import warnings
from datetime import UTC, datetime
from typing import cast

from fpdf import FPDF
from fpdf.enums import ResourceAccessPolicy, XPos, YPos
from fpdf.image_datastructures import RasterImageInfo

from heliograph.dossier.fonts import Font, fonts_for, joins, missing, printable
from heliograph.dossier.manifest import DOES_NOT_PROVE, PROVES, fingerprint
from heliograph.dossier.material import Finding, Material, Quoted
from heliograph.dossier.page import direction, flat
from heliograph.report.page import visible, when
from heliograph.wording import language_in_words, size_in_words

MARGIN = 18
"""Millimetres, as are all lengths here; sizes of letters are points."""
INK, SOFT, SIGNAL, MARK = (27, 26, 23), (95, 91, 82), (150, 52, 12), (253, 233, 169)
MOST_HIGH = 205
_TALL = 24
LEADING = 0.5
"""Millimetres of line height for a point of letter size."""
NO_LETTERS = (
    "This machine had no letters for some of these words; an empty box stands for each. The "
    "picture of the page, index.html and claims.jsonl have them as they are."
)
_BYTE, _NUMBERED = 8, 3
"""Bits of a number; the colour type of dots that are numbers of colours."""
_COLOURS = {0: ("DeviceGray", 1), 2: ("DeviceRGB", 3), 3: ("Indexed", 1)}
"""Colour type of a PNG → how PDF calls it, and how many numbers a dot has."""


def dossier_pdf(material: Material) -> bytes:
    """Write the print; the same material and fonts give the same bytes."""
    with warnings.catch_warnings():
        # It warns of letters that a font lacks; we say so on the page instead.
        warnings.simplefilter("ignore")
        print_ = _Print(material)
        print_.front()
        for finding in material.findings:
            print_.finding(finding)
        print_.back()
        return bytes(print_.pdf.output())


class _Print:
    """One PDF while it is written."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._fonts = fonts_for(_words_of(material))
        self.pdf = _Sheet(self._fonts, material.title)
        self.pdf.set_creation_date(datetime.fromisoformat(material.proof.at).astimezone(UTC))

    def front(self) -> None:
        pdf, material = self.pdf, self._material
        pdf.add_page()
        self._text("HELIOGRAPH DOSSIER", 8, SIGNAL)
        self._text(visible(material.title), 20, gap=3)
        quoted = [one for one in material.documents if one.quoted]
        self._text(
            f"{len(material.findings)} findings from {len(quoted)} documents: what each says in "
            "its own words, where, and how to check it without the software that made this.",
            11,
            gap=4,
        )
        hidden = sum(len(page.masked) for page in material.pages)
        self._list(
            "Read this first",
            (
                "That a document says something is not proof that it is true, that a product "
                "works, or that anybody used it. Under each quote stands what it does not show.",
                f"{hidden} stretches that would lead to private persons are covered.",
                "The documents are in the folder originals."
                if material.with_originals
                else "The documents are withheld; their digests are here.",
                *(
                    (f"This dossier was redacted: {material.redacted}",)
                    if material.redacted
                    else ()
                ),
                "What counts is the signature over manifest.json, not this print.",
            ),
        )
        if material.foreword:
            self._heading("Foreword")
            self._said(material.foreword)
        self._heading("Findings")
        for one in material.findings:
            place = f"{one.claim.document.path}, {one.place}"
            line = f"{one.number}.  {one.capability} · {one.claim.stance} · {one.claim.strength}"
            self._text(line, 9.5, gap=0)
            self._text(visible(place), 8, SOFT, gap=1.5)

    def finding(self, one: Finding) -> None:
        pdf = self.pdf
        pdf.add_page()
        self._text(f"FINDING {one.number}", 8, SIGNAL, gap=0)
        self._text(one.capability, 15, gap=1)
        if one.definition:
            self._text(visible(one.definition), 8.5, SOFT, gap=3)
        align = "R" if direction(one) == "rtl" else "L"
        self._text("… " + flat(one.before).strip(), 9, SOFT, align=align, gap=1)
        self._text(flat(one.claim.quote), 11.5, INK, align=align, gap=1, fill=True)
        self._text(flat(one.after).strip() + " …", 9, SOFT, align=align, gap=2)
        if missing(one.before + one.claim.quote + one.after, self._fonts):
            self._text(NO_LETTERS, 8, SIGNAL)
        self._text(f"{one.stance} {one.strength}", 10, gap=1)
        self._text(f"It does not show {one.not_shown}", 9, SOFT, gap=3)
        if one.comment:
            self._text("Comment of whoever made this dossier", 8, SIGNAL, gap=0)
            self._said(one.comment)
        self._facts(one)
        if one.picture:
            self._picture(self._material.pictures[one.picture], one)
        else:
            self._lines(one)

    def back(self) -> None:
        material = self._material
        self.pdf.add_page()
        self._heading("Documents")
        for one in material.documents:
            self._document(one)
        self._heading("How to check it")
        self._text("The fingerprint of the signer's key; compare it by another way:", 9)
        self._text(fingerprint(material.proof.public), 11, gap=2)
        digits = fingerprint(material.proof.public).replace(" ", "")
        self._text(f"python3 heliograph_verify.py DOSSIER --key {digits}", 7.5, gap=2)
        self._text("or check.sh, as how-to-check.html explains.", 9)
        self._text(
            f"Custody is signed up to entry {material.proof.size - 1}, "
            f"{when(material.proof.at)}; root {material.proof.root}.",
            8,
            SOFT,
        )
        self._list("What a check proves", PROVES)
        self._list("What it does not prove", DOES_NOT_PROVE)

    def _document(self, one: Quoted) -> None:
        name = "; ".join(one.paths[:6]) or "an archive or mail that a quoted document came out of"
        here = "here" if one.included else "digest only"
        self._text(visible(name), 9, gap=0)
        self._text(f"{size_in_words(one.size)}, {here}", 8, SOFT, gap=0)
        self._text(f"{one.digest}\n{one.blake2b}", 6.5, SOFT, gap=2)

    def _facts(self, one: Finding) -> None:
        claim = one.claim
        reviewed = "by nobody yet"
        if one.reviewed is not None:
            reviewed = f"{one.reviewed.words}, {when(one.reviewed.at)}"
        for name, value in (
            ("document", claim.document.path),
            ("title", one.title),
            ("place", f"{one.place}; language: {language_in_words(claim.language)}"),
            ("under", one.heading),
            ("in", one.container),
            ("group named", claim.group or ""),
            ("found by", f"{'; '.join(one.whys)}; score {claim.score:.2f}"),
            ("reviewed", reviewed),
            ("bytes held since", f"{when(one.held_since)}, by the machine's own clock"),
            ("SHA-256", claim.document.digest.removeprefix("sha256:")),
            ("BLAKE2b-256", one.blake2b.removeprefix("blake2b:")),
        ):
            if value:
                self._fact(name, visible(value))

    def _fact(self, name: str, value: str) -> None:
        pdf = self.pdf
        self._set(8, SOFT)
        pdf.cell(32, 8 * LEADING, name)
        self._set(8, INK)
        self._paragraph(value, 8 * LEADING)

    def _paragraph(
        self, words: str, height: float, *, align: str = "L", fill: bool = False
    ) -> None:
        """Set words from here to the right margin. Shaping is slow, so only where letters join."""
        self.pdf.set_text_shaping(use_shaping_engine=bool(self._fonts) and joins(words))
        self.pdf.multi_cell(
            0, height, self._letters(words), align=align, fill=fill,
            new_x=XPos.LMARGIN, new_y=YPos.NEXT,
        )  # fmt: skip

    def _picture(self, content: bytes, one: Finding) -> None:
        pdf, info = self.pdf, picture_in(content)
        if info is None:
            return
        pdf.ln(3)
        width = pdf.epw
        height = width * cast(int, info["h"]) / cast(int, info["w"])
        if height > MOST_HIGH:
            width, height = width * MOST_HIGH / height, MOST_HIGH
        if pdf.get_y() + height + _TALL / 2 > pdf.h - MARGIN:
            pdf.add_page()
        pdf.picture(one.picture, info, width, height)
        framed = ", the quoted words framed in red" if one.claim.boxes else ""
        self._text(f"{one.place.capitalize()} as the document has it{framed}.", 8, SOFT)

    def _lines(self, one: Finding) -> None:
        self.pdf.ln(3)
        align = "R" if direction(one) == "rtl" else "L"
        for line in one.lines:
            number = f"{line.number}  " if line.number is not None else ""
            words = flat(line.before + line.quote + line.after)
            self._text(number + words, 8, INK, align=align, gap=0, fill=bool(line.quote))

    def _heading(self, words: str) -> None:
        self.pdf.ln(3)
        self._text(words, 13, gap=2)

    def _list(self, heading: str, items: tuple[str, ...]) -> None:
        self._heading(heading)
        for item in items:
            self._text(f"–  {visible(item)}", 9, gap=1)

    def _said(self, words: str) -> None:
        """Write what the maker says; in boxes, where there are no letters for it."""
        for line in flat(words).split("\n"):
            self._text(line, 10, gap=1)
        if missing(words, self._fonts):
            self._text(NO_LETTERS, 8, SIGNAL)

    def _text(
        self,
        words: str,
        size: float,
        colour: tuple[int, int, int] = INK,
        *,
        align: str = "L",
        gap: float = 1.5,
        fill: bool = False,
    ) -> None:
        """Write a paragraph, and leave a gap."""
        if not words.strip():
            return
        self._set(size, colour)
        self._paragraph(words, size * LEADING, align=align, fill=fill)
        self.pdf.ln(gap)

    def _set(self, size: float, colour: tuple[int, int, int]) -> None:
        pdf = self.pdf
        pdf.set_font(pdf.basis, size=size)
        pdf.set_text_color(*colour)
        # The library takes a size for set once a line that begins in another font has used it,
        # though it holds for that line alone: a blank of our own sets it for all.
        at = pdf.get_x()
        pdf.cell(1, 0, " ")
        pdf.set_x(at)

    def _letters(self, words: str) -> str:
        plain = words.replace("\t", "    ")
        if self._fonts:
            return printable(plain, self._fonts)
        return plain.translate(_PLAIN).encode("latin-1", "replace").decode("latin-1")


_PLAIN = str.maketrans({"–": "-", "—": "-", "…": "...", "’": "'", "“": '"', "”": '"'})


class _Sheet(FPDF):
    """A4, with our fonts, and the page's number at its foot."""

    def __init__(self, having: tuple[Font, ...], title: str) -> None:
        super().__init__(format="A4")
        # Nothing that a document says may make this read a file or reach a network.
        self.resource_access_policy = ResourceAccessPolicy.LOCAL_FILES
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN)
        self.set_fill_color(*MARK)
        self.set_title(title)
        self.set_lang("en")
        self.basis = having[0].name if having else "helvetica"
        for one in having:
            self.add_font(one.name, "", one.path, collection_font_number=one.face)
        if having:
            self.set_fallback_fonts([one.name for one in having[1:]], exact_match=False)

    def footer(self) -> None:
        """Number the page."""
        self.set_y(-MARGIN + 5)
        self.set_font(self.basis, size=8)
        self.set_text_color(*SOFT)
        self.cell(0, 4, str(self.page_no()), align="C")

    def picture(self, name: str, info: RasterImageInfo, width: float, height: float) -> None:
        """Place a picture whose dots go into the PDF as they are."""
        if name not in self.image_cache.images:
            # The number is the picture's name inside the PDF.
            info["i"] = len(self.image_cache.images) + 1
            self.image_cache.images[name] = info
        self.image(name, w=width, h=height)
        self.ln(1)


def _words_of(material: Material) -> str:
    """Put all words that will be printed together, in no order."""
    words = [material.title, material.redacted, material.foreword]
    for one in material.findings:
        words += [one.before, one.claim.quote, one.after, one.heading, one.container, one.title]
        words += [one.claim.document.path, one.claim.group or "", one.definition, *one.whys]
        words.append(one.comment)
        words += [part for line in one.lines for part in (line.before, line.after)]
    words += [path for one in material.documents for path in one.paths]
    return "".join(set("".join(words)))


def picture_in(content: bytes) -> RasterImageInfo | None:
    """Take the packed dots out of a PNG without unpacking them; None where it is of another form.

    PDF packs dots as PNG does, so they need no decoder here: what a child drew stays bytes to us.
    """
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        return None
    width, height, depth, colour, _, _, interlaced = struct.unpack(">2L5B", content[16:29])
    if colour not in _COLOURS or interlaced or (depth != _BYTE and colour != _NUMBERED):
        return None
    name, numbers = _COLOURS[colour]
    packed, palette, at = [], b"", 8
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">L4s", content, at)
        if kind == b"IDAT":
            packed.append(content[at + 8 : at + 8 + size])
        elif kind == b"PLTE":
            palette = content[at + 8 : at + 8 + size]
        at += 12 + size
    return RasterImageInfo(
        {
            "w": width, "h": height, "cs": name, "bpc": depth, "f": "FlateDecode",
            "dp": f"/Predictor 15 /Colors {numbers} /Columns {width}",
            "data": b"".join(packed), "pal": palette, "usages": 1,
        }
    )  # fmt: skip
