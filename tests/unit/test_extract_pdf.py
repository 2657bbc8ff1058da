"""What comes out of a PDF: pages, notes, members, and a problem for whatever is wrong with it."""

import io
from typing import Any

import numpy as np
import pytest
from reportlab.pdfgen import canvas
from tests.pdf_writer import LATIN, Leaf, assemble, picture, show
from tests.pdf_writer import Pdf as Writer

from heliograph.codec import boxes_of
from heliograph.extractors import pdf as pdf_module
from heliograph.extractors.pdf import PdfExtractor
from heliograph.extractors.pdf_text import join_surrogates
from heliograph.records import Note, Problem
from heliograph.seams import Limits, Member, Sheet, Title

ENCRYPTED = (
    "/Encrypt<</Filter/Standard/V 1/R 2/P -4/Length 40/O<" + "1f" * 32 + ">/U<" + "2e" * 32 + ">>>"
    "/ID[<00><00>]"
)


def read(content: bytes, **limits: int) -> list[Any]:
    return list(PdfExtractor().read(io.BytesIO(content), "application/pdf", Limits(**limits)))


def of(kind, values):
    return [value for value in values if isinstance(value, kind)]


def test_pages_come_in_order_with_their_text():
    leaves = [Leaf(show("first", 20, 200)), Leaf(show("第二页", 20, 200))]
    sheets = of(Sheet, read(Writer(leaves).write()))
    assert [(sheet.number, sheet.text) for sheet in sheets] == [(1, "first"), (2, "第二页")]
    assert all(not sheet.blocks and sheet.first_line is None for sheet in sheets)


def test_every_character_has_a_box_or_says_that_it_has_none():
    sheet = of(Sheet, read(Writer([Leaf(show("top", 20, 200) + show("low", 20, 100))]).write()))[0]
    assert sheet.text == "top\r\nlow"
    assert boxes_of(sheet.boxes, 3, 5) == []
    assert len(boxes_of(sheet.boxes, 0, 8)) == 2


def test_what_stands_outside_the_crop_box_is_read_but_has_no_place():
    leaf = Leaf(show("seen", 60, 200) + show("unseen", 60, 20), crop=(50, 100, 400, 300))
    sheet = of(Sheet, read(Writer([leaf]).write()))[0]
    at = sheet.text.index("unseen")
    assert boxes_of(sheet.boxes, 0, 4)
    assert boxes_of(sheet.boxes, at, at + 6) == []


def test_a_character_of_two_units_is_one_with_one_box():
    document = Writer([Leaf(show("aXb", 20, 200))])
    document.write()
    objects = document.objects
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> "
        b"endcodespacerange 1 beginbfchar <58> <D842DFB7> endbfchar endcmap end"
    )
    font = LATIN.encode()
    mapped = font.replace(b">>", b"/ToUnicode %d 0 R>>" % (len(objects) + 1))
    objects = [one.replace(font, mapped) for one in objects]
    objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap))
    sheet = of(Sheet, read(assemble(objects, "/Root 1 0 R")))[0]
    assert sheet.text == "a\U00020bb7b"
    (a,), (rare,), (b,) = (boxes_of(sheet.boxes, at, at + 1) for at in range(3))
    assert a[2] <= rare[0] + 1e-3
    assert rare[2] <= b[0] + 1e-3


def test_half_a_pair_becomes_a_replacement_character_and_moves_nothing():
    units = np.array([0xD842, 0x41, 0xD842, 0xDFB7, 0xDFB7, 0xD842], dtype="<u2")
    edges = np.arange(24, dtype=float).reshape(6, 4)
    text, joined = join_surrogates(units, edges)
    assert text == "\ufffdA\U00020bb7\ufffd\ufffd"
    assert len(joined) == len(text)
    assert joined[2].tolist() == [8, 9, 14, 15]


def test_title_and_information_are_told():
    values = read(
        Writer([Leaf()], info={"Title": "测试报告", "Producer": "Press 3", "Author": "A"}).write()
    )
    assert of(Title, values) == [Title(text="测试报告")]
    assert [(note.key, note.value) for note in of(Note, values)] == [
        ("pdf:Author", "A"),
        ("pdf:Producer", "Press 3"),
    ]


def test_attached_files_are_members():
    content = Writer([Leaf()], attachments={"a.txt": b"alpha" * 1000, "b.bin": b"\0\1"}).write()
    taken = []
    for value in PdfExtractor().read(io.BytesIO(content), "application/pdf", Limits()):
        if isinstance(value, Member):
            taken.append((value.name, b"".join(value.chunks), value.refusal))
    assert taken == [("a.txt", b"alpha" * 1000, None), ("b.bin", b"\0\1", None)]


def test_an_attachment_above_the_limit_is_named_but_not_taken():
    content = Writer([Leaf()], attachments={"a.txt": b"alpha" * 1000}).write()
    member = of(Member, read(content, member_bytes=4999))[0]
    assert member.refusal == Problem(outcome="cut", reason="too-large", detail="a.txt")
    assert list(member.chunks) == []


def test_comments_and_filled_in_fields_are_notes_of_their_page():
    extra = (
        "/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(who wrote this)>>"
        "<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/FT/Tx/T(unit)/V(Gate 4)>>]"
    )
    values = read(Writer([Leaf(), Leaf(extra=extra)]).write())
    assert of(Note, values) == [
        Note(key="pdf:annotation", value="who wrote this", page=2),
        Note(key="pdf:field", value="unit: Gate 4", page=2),
    ]
    beside = of(Sheet, values)[-1]
    assert (beside.number, beside.label) == (3, "comments and fields")
    assert beside.text == "who wrote this\nunit: Gate 4"
    names = [beside.containers[block.container].name for block in beside.blocks]
    assert names == ["comments of page 2", "fields of page 2"]
    assert not any(block.main for block in beside.blocks)


def test_a_form_says_what_is_filled_in_chosen_and_offered_and_buttons_that_are_pressed():
    made = io.BytesIO()
    drawn = canvas.Canvas(made)
    drawn.drawString(72, 700, "Alarm plan")
    form = drawn.acroForm
    form.textfield(name="site", tooltip="Site", value="Gate 4", x=72, y=600)
    form.choice(
        name="group",
        value="Uyghur",
        options=["Han", "Uyghur", "Tibetan"],
        x=72, y=560, width=90, height=20,
    )  # fmt: skip
    form.checkbox(name="push", tooltip="Push an alarm", checked=True, x=72, y=520)
    form.checkbox(name="store", tooltip="Keep pictures", checked=False, x=72, y=480)
    drawn.save()
    values = read(made.getvalue())
    assert [one.text for one in of(Sheet, values)] == [
        "Alarm plan",
        "Site: Gate 4\ngroup: Uyghur (it offers: Han; Tibetan)\nPush an alarm: Yes",
    ]


def test_a_comment_that_is_not_to_be_seen_is_told_as_hidden_and_not_among_the_others():
    extra = (
        "/Annots[<</Type/Annot/Subtype/FreeText/F 2/Rect[0 0 9 9]/Contents(kept out of sight)>>]"
    )
    values = read(Writer([Leaf(extra=extra)]).write())
    assert of(Note, values) == [
        Note(key="pdf:hidden-text", value="kept out of sight", page=1),
    ]
    assert len(of(Sheet, values)) == 1


def test_pages_that_are_pictures_need_character_recognition():
    values = read(Writer([Leaf(picture()), Leaf(picture()), Leaf()]).write())
    assert len(of(Sheet, values)) == 3
    assert of(Problem, values) == [
        Problem(outcome="empty", reason="no-text-layer", detail="2 of 3 pages")
    ]


def test_some_pages_that_are_pictures_are_noted():
    words = Leaf(show("words", 20, 200))
    values = read(Writer([picture_leaf() for _ in range(3)] + [words, picture_leaf()]).write())
    assert of(Problem, values) == []
    assert of(Note, values) == [Note(key="pdf:pages-without-text", value="1-3, 5")]


def picture_leaf() -> Leaf:
    return Leaf(picture())


def test_blank_pages_are_just_blank():
    values = read(Writer([Leaf()]).write())
    assert values == [Sheet(number=1, text="")]


def test_no_bytes_is_empty():
    assert read(b"") == [Problem(outcome="empty", reason="no-bytes")]


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"no pdf at all", b"%PDF-1.4\n" + b"\0" * 999])
def test_what_is_no_pdf_is_damaged(content):
    (problem,) = read(content)
    assert (problem.outcome, problem.reason) == ("damaged", "not-what-it-seems")


def test_a_password_is_told_apart_from_damage():
    document = Writer([Leaf(show("secret", 20, 200))])
    document.write()
    (problem,) = read(assemble(document.objects, f"/Root 1 0 R{ENCRYPTED}"))
    assert (problem.outcome, problem.reason) == ("encrypted", "password-needed")


def test_pages_beyond_the_limit_are_a_cut():
    values = read(Writer([Leaf(show(f"p{at}", 20, 200)) for at in range(5)]).write(), pages=3)
    assert [sheet.number for sheet in of(Sheet, values)] == [1, 2, 3]
    assert of(Problem, values) == [
        Problem(outcome="cut", reason="too-many-pages", detail="3 of 5 pages")
    ]


def test_a_broken_page_does_not_take_the_others_with_it():
    document = Writer([Leaf(show("one", 20, 200)), Leaf(show("two", 20, 200)), Leaf()])
    document.write()
    pages = [at for at, one in enumerate(document.objects) if one.startswith(b"<</Type/Page/")]
    document.objects[pages[1]] = b"null"
    values = read(assemble(document.objects, "/Root 1 0 R"))
    assert [sheet.number for sheet in of(Sheet, values)] == [1, 3]
    assert [(one.reason, one.page) for one in of(Problem, values)] == [("page-unreadable", 2)]


def test_a_claimed_million_pages_ends():
    document = Writer([Leaf(show("only", 20, 200))])
    document.write()
    document.objects[1] = document.objects[1].replace(b"/Count 1", b"/Count 1000000")
    kids = b"/Kids[" + b"9999 0 R " * 900
    document.objects[1] = document.objects[1].replace(b"/Kids[", kids)
    values = read(assemble(document.objects, "/Root 1 0 R"))
    assert len(of(Problem, values)) <= pdf_module.LOST_IN_A_ROW + 2
    assert of(Problem, values)


def test_a_file_too_large_for_memory_is_read_from_where_it_lies(monkeypatch):
    monkeypatch.setattr(pdf_module, "IN_MEMORY", 10)
    assert of(Sheet, read(Writer([Leaf(show("large", 20, 200))]).write()))[0].text == "large"
