"""The print shows every script that has a font, says where it has none, and is the same twice."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import msgspec
import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from heliograph.dossier import fonts, printing
from heliograph.dossier.material import Finding, Material, Proof, Quoted, Reviewed
from heliograph.dossier.page import index_html
from heliograph.dossier.printing import NO_LETTERS, dossier_pdf, picture_in
from heliograph.records import Digest
from heliograph.views import ClaimView, DocumentRef

WORDS = {
    "zh": "本产品支持对维吾尔族人员进行人脸识别。",
    "ug": "ئۇيغۇرلارنى يۈزىدىن تونۇش سىستېمىسى",
    "bo": "བོད་རིགས་ཀྱི་གདོང་ངོས་འཛིན།",
    "ru": "Учёт граждан по этнической принадлежности",
    "ar": "التعرف على العرق من صورة الوجه",
    "en": "cameras that sort passers-by",
}
DIGEST = Digest("sha256:" + "ab" * 32)


def png(mode: str = "RGB", size: tuple[int, int] = (400, 500)) -> bytes:
    packed = io.BytesIO()
    Image.new(mode, size, "white").save(packed, format="PNG")
    return packed.getvalue()


def finding(number: int, language: str, words: str) -> Finding:
    claim = ClaimView(
        id=f"{number:024}", document=DocumentRef(path="vendor/a.pdf", digest=DIGEST), page=1,
        line=None, last_line=None, start=3, end=3 + len(words), quote=words,
        boxes=[(0.1, 0.1, 0.5, 0.2)], language=language, capability="ethnicity_classification",
        stance="asserted", strength="S2", action="attribute", group=None, score=0.9, why=[],
    )  # fmt: skip
    return Finding(
        number=number, claim=claim, capability="Ethnicity classification", definition="Sorted.",
        stance="The document itself says so.", strength="The vendor states it.",
        action="states it", not_shown="that it works.", place="page 1", before="…\r\n", after=".",
        heading="", container="", title="", held_since="2026-03-01T08:00:02.113Z",
        read_by="pdf/1", confinement=2, blake2b="blake2b:" + "cd" * 32, whys=["a word"],
        reviewed=Reviewed(judgement="accepted", at="2026-03-02T08:00:02.113Z"), lines=[],
        picture="pictures/x.png",
    )  # fmt: skip


@pytest.fixture
def material() -> Material:
    proof = Proof(
        entries=[], checkpoint=b"{}", size=3, root="sha256:" + "0" * 64,
        at="2026-03-02T08:00:02.113Z", public=b"p" * 32, timestamps={},
    )  # fmt: skip
    found = tuple(finding(at, one, WORDS[one]) for at, one in enumerate(WORDS, start=1))
    document = Quoted(
        digest=DIGEST, blake2b="blake2b:" + "cd" * 32, size=3, media_type="application/pdf",
        paths=["vendor/a.pdf"], quoted=True, included=True, entries=[1],
    )  # fmt: skip
    return Material(
        case="0" * 24, title="In many scripts", findings=found, pages=(), documents=(document,),
        pictures={"pictures/x.png": png()}, proof=proof, with_originals=True, redacted="",
        open=lambda digest: io.BytesIO(),
    )  # fmt: skip


def text_of(content: bytes) -> str:
    with PdfDocument(content) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def test_every_script_with_a_font_is_shown(material):
    content = dossier_pdf(material)
    text = text_of(content)
    having = fonts.fonts()
    for language in ("zh", "ru", "en"):
        assert WORDS[language] in text.replace("\r\n", " ").replace("  ", " ")
    # Letters that join are kept as the glyphs they became; that all are there, says the font.
    for language, words in WORDS.items():
        if language != "bo":
            assert not fonts.missing(words, having), language
    assert (NO_LETTERS[:40] in text) == fonts.missing(WORDS["bo"], having)
    assert b"/FontFile" in content


def test_it_is_the_same_twice(material):
    assert dossier_pdf(material) == dossier_pdf(material)
    assert index_html(material) == index_html(material)


def test_without_any_font_it_says_so_and_is_made_all_the_same(material, monkeypatch):
    monkeypatch.setattr(printing, "fonts_for", lambda text: ())
    text = text_of(dossier_pdf(material))
    assert text.count(NO_LETTERS.split(".")[0]) == len(WORDS)
    assert "cameras that sort passers-by" in text


def test_a_picture_goes_in_as_the_bytes_that_the_child_drew(material):
    content = png()
    found = picture_in(content)
    assert found is not None
    assert (found["w"], found["h"]) == (400, 500)
    data = found["data"]
    assert isinstance(data, bytes)
    assert data in content
    assert data in dossier_pdf(material)
    assert picture_in(png("L")) is not None
    assert picture_in(png("P")) is not None
    for other in (png("RGBA"), b"", b"GIF89a", content[:20].ljust(60, b"\0")):
        assert picture_in(other) is None


def test_each_finding_has_its_own_picture(material):
    shades = [(40 * at, 200 - 30 * at, 90) for at in range(len(material.findings))]
    findings = []
    for one, shade in zip(material.findings, shades, strict=True):
        packed = io.BytesIO()
        Image.new("RGB", (400, 500), shade).save(packed, format="PNG")
        path = f"pictures/{one.number}.png"
        material.pictures[path] = packed.getvalue()
        findings.append(msgspec.structs.replace(one, picture=path))
    with PdfDocument(dossier_pdf(dataclasses.replace(material, findings=tuple(findings)))) as made:
        middles = [page.render(scale=0.5).to_pil().convert("RGB") for page in made]
    seen = [page.getpixel((page.width // 2, page.height // 3)) for page in middles]
    assert [one for one in seen if one in shades] == shades


def test_the_colours_of_a_picture_are_the_same_in_the_print(material):
    picture = Image.new("RGB", (400, 500), "white")
    picture.paste((214, 40, 40), (100, 100, 300, 300))
    packed = io.BytesIO()
    picture.quantize(4).save(packed, format="PNG")
    material.pictures["pictures/x.png"] = packed.getvalue()
    with PdfDocument(dossier_pdf(material)) as document:
        drawn = next(
            rendered
            for page in document
            if (rendered := page.render(scale=1).to_pil().convert("RGB")).getpixel((250, 300))
            == (214, 40, 40)
        )
    assert drawn.getpixel((60, 60)) == (255, 255, 255)


def test_fonts_of_packages_go_before_those_of_the_system():
    packaged = {one.path for one in fonts.fonts() if "site-packages" in one.path.parts}
    assert {Path(one).name for one in packaged} >= {"NotoSansCJK-Regular.ttc"}
