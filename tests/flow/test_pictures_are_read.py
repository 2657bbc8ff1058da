"""Pictures and scanned pages: their words are found, with boxes over the ink. Needs the extra."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from heliograph.app import Heliograph
from heliograph.ocr.models import PACKAGES, installed
from heliograph.records import Digest

Canvas = pytest.importorskip("reportlab.pdfgen.canvas").Canvas
fonts = pytest.importorskip("reportlab.pdfbase.ttfonts")
metrics = pytest.importorskip("reportlab.pdfbase.pdfmetrics")
Image = pytest.importorskip("PIL.Image")
ImageDraw = pytest.importorskip("PIL.ImageDraw")
ImageFont = pytest.importorskip("PIL.ImageFont")

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
LINES = ("第三章 验收测试", "支持识别维族人员并告警，测试结果：通过。", "Serial number: SL-9800")
SIZE = (1240, 1754)
MOJIBAKE = "ÈËÁ³Ê¶±ðÏµÍ³Ö§³Ö²¼¿Ø±¨¾¯"
"""What Latin-1 makes of Chinese in GBK."""

UNMAPPED = ("Delivered to the north gate:", "the module that finds a person")
SERIF = Path("/usr/share/fonts/truetype/noto/NotoSerif-Regular.ttf")
INVISIBLE = 3
"""How PDF says that a text is there and not drawn."""

pytestmark = [
    pytest.mark.skipif(not installed().works, reason=f"needs {', '.join(PACKAGES)}"),
    pytest.mark.skipif(not FONT.exists(), reason="needs Debian's fonts-noto-cjk"),
    pytest.mark.skipif(not SERIF.exists(), reason="needs Debian's fonts-noto-core"),
]


def drawn():
    """A page with three lines on it, and the place of each."""
    page = Image.new("RGB", SIZE, "white")
    brush = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(FONT), 40)
    places = []
    for at, words in enumerate(LINES):
        where = (150, 200 + 120 * at)
        brush.text(where, words, fill="black", font=font)
        places.append(brush.textbbox(where, words, font=font))
    return page, places


def write_misread(file: Path, scan: Path) -> None:
    """Write a scan under a layer of words that were decoded wrongly."""
    canvas = Canvas(str(file), pagesize=(595, 842))
    canvas.drawImage(str(scan), 0, 0, 595, 842)
    layer = canvas.beginText(72, 740)
    layer.setTextRenderMode(INVISIBLE)
    layer.setFont("Helvetica", 20)
    layer.textLine(MOJIBAKE)
    canvas.drawText(layer)
    canvas.save()


def write_unmapped(file: Path) -> None:
    """Write a page whose font does not say which letters it draws."""
    metrics.registerFont(fonts.TTFont("Bare", str(SERIF), asciiReadable=0))
    canvas = Canvas(str(file), pagesize=(595, 842), pageCompression=0)
    canvas.setFont("Bare", 20)
    for at, line in enumerate(UNMAPPED):
        canvas.drawString(72, 740 - 60 * at, line)
    canvas.save()
    file.write_bytes(file.read_bytes().replace(b"/ToUnicode", b"/NoUnicode"))


def scanned(folder: Path, case: Path) -> None:
    with Heliograph.create(case) as opened:
        opened.add(folder)
        opened.run()


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """One case with a scan, bad text layers, pictures turned and cut, and a bomb in it."""
    folder = tmp_path_factory.mktemp("pictures")
    page, _ = drawn()
    page.save(folder / "scan.pdf", resolution=150)
    page.rotate(180).save(folder / "upside down.png")
    page.rotate(90, expand=True).save(folder / "sideways.tif")
    page.save(folder / "whole.jpg", quality=90)
    write_misread(folder / "misread.pdf", folder / "whole.jpg")
    write_unmapped(folder / "unmapped.pdf")
    whole = (folder / "whole.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(whole[: len(whole) * 9 // 10])
    (folder / "nothing.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    Image.new("1", (30_000, 30_000)).save(folder / "bomb.png")
    Image.new("RGB", (300, 300), "white").save(folder / "blank.png")
    made = tmp_path_factory.mktemp("case")
    scanned(folder, made)
    return folder, made


def text_of(opened, path):
    (leaf,) = opened.rows.leaves(next(opened.rows.documents(path=path)).digest)
    return leaf.page.text.split("\n"), leaf.page


@pytest.mark.parametrize("path", ["scan.pdf", "upside down.png", "sideways.tif", "whole.jpg"])
def test_the_words_of_a_picture_are_read_whichever_way_up(case, path):
    with Heliograph.open(case[1]) as opened:
        lines, page = text_of(opened, path)
    assert [line.replace(" ", "") for line in lines] == [one.replace(" ", "") for one in LINES]
    assert page.read_by == f"ocr/{installed().stamp}"
    assert page.confinement >= 1


@pytest.mark.parametrize(("path", "turn"), [("scan.pdf", 0), ("upside down.png", 180)])
def test_the_boxes_of_a_quote_lie_over_its_ink(case, path, turn):
    _, places = drawn()
    with Heliograph.open(case[1]) as opened:
        claim = next(one for one in opened.rows.claim_views(path=path) if "维族" in one.quote)
    boxes = np.array(claim.boxes) * (SIZE * 2)
    left, top, right, bottom = places[1]
    if turn == 180:
        left, top, right, bottom = SIZE[0] - right, SIZE[1] - bottom, SIZE[0] - left, SIZE[1] - top
    union = (*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0))
    assert union[0] == pytest.approx(left, abs=25)
    assert union[2] == pytest.approx(right, abs=25)
    assert union[1] <= top + 5
    assert union[3] >= bottom - 5
    assert union[3] - union[1] < 2.2 * (bottom - top)


@pytest.mark.parametrize(
    ("path", "what", "layer", "words"),
    [
        ("misread.pdf", "misread", MOJIBAKE, LINES),
        ("unmapped.pdf", "lost", "\x01\x04\x05", UNMAPPED),
    ],
)
def test_a_bad_text_layer_gives_way_to_what_eyes_read_and_is_kept(case, path, what, layer, words):
    with Heliograph.open(case[1]) as opened:
        lines, page = text_of(opened, path)
        kept = {note.key: note for note in opened.rows.notes(page.digest)}
        (line,) = (one for one in opened.rows.ledger_lines() if one.path == path)
        claims = [one.quote for one in opened.rows.claim_views(path=path)]
    assert [line.replace(" ", "") for line in lines] == [one.replace(" ", "") for one in words]
    assert page.read_by == f"ocr/{installed().stamp}"
    assert (line.outcome, line.reason) == ("read", "")
    assert layer in kept[f"pdf:text-layer-{what}"].value
    assert kept[f"pdf:text-layer-{what}"].page == 1
    assert any("维族" in quote for quote in claims) is (words is LINES)


def test_hostile_and_broken_pictures_have_their_outcome(case):
    with Heliograph.open(case[1]) as opened:
        found = {one.path: (one.outcome, one.reason) for one in opened.rows.ledger_lines()}
        cut, _ = text_of(opened, "cut.jpg")
    assert found["bomb.png"] == ("cut", "bomb")
    assert found["nothing.png"] == ("damaged", "not-what-it-seems")
    assert found["cut.jpg"][0] == "damaged"
    assert cut[0].replace(" ", "") == LINES[0].replace(" ", "")
    assert found["blank.png"] == ("empty", "no-text")
    assert found["scan.pdf"] == ("read", "")


def test_a_second_run_reads_no_picture_again(case):
    folder, made = case
    with Heliograph.open(made) as opened:
        before = opened.rows.counts()
    with Heliograph.create(made) as opened:
        steps = []
        opened.add(folder)
        opened.run(lambda step, done, total, now="": steps.append(step))
        assert opened.rows.counts() == before
    assert "see" not in steps


def test_a_case_read_without_eyes_is_seen_when_there_are_any(case, tmp_path, monkeypatch):
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "scan.pdf").write_bytes((case[0] / "scan.pdf").read_bytes())
    blind = installed()
    with monkeypatch.context() as without:
        without.setattr(type(blind), "works", property(lambda self: False))
        scanned(folder, tmp_path / "case")
    with Heliograph.open_to_work(tmp_path / "case") as opened:
        (line,) = opened.rows.ledger_lines()
        assert (line.outcome, line.reason) == ("empty", "no-text-layer")
        opened.run()
        (line,) = opened.rows.ledger_lines()
        assert line.outcome == "read"
        keys = {note.key for note in opened.rows.notes(Digest(str(line.digest)))}
        assert "ocr:engine" in keys
        assert opened.search("维族人员").total == 1
