"""One document, saved in several formats by another program, reads the same in each of them."""

from __future__ import annotations

import gzip
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.extracted import Read

from heliograph.extractors.kinds import media_type_of
from heliograph.plugins.extractors import load_extractors
from heliograph.records import Note
from heliograph.seams import Member, Title

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "office"
LIBREOFFICE = shutil.which("soffice")

BODY = [
    ("heading", 1, "平台功能 Functions"),
    ("paragraph", 0, "平台支持人脸识别，见附录。Камера видит лица. It sees “faces”—café 𠮟."),
    ("heading", 2, "Fields"),
    ("item", 1, "first item"),
    ("item", 2, "вложенный пункт"),
    ("row", 0, "字段 | Type | Meaning"),
    ("row", 0, "nation |  | 民族"),
    ("paragraph", 0, "After the table."),
]
BESIDE = {
    "footnotes": "See annex 附件.",
    "comments": "Who asked? 谁问的",
    "header": "Running title 页眉",
}
FIRST_SLIDE = ["平台功能 Overview", "支持人脸识别", "Вторая строка", "plain café 𠮟"]


def read(name: str, content: bytes) -> Read:
    kind = media_type_of(io.BytesIO(content), name)
    return Read(load_extractors()[kind], content, kind)


def sample(name: str) -> bytes:
    content = (SAMPLES / name).read_bytes()
    return gzip.decompress(content) if name.endswith(".gz") else content


def see_that_all_is_there(found: Read, prefix: str) -> None:
    sheet = found.sheet
    main = [one for one in sheet.blocks if one.main]
    assert [(one.role, one.level, sheet.text[one.start : one.end]) for one in main] == BODY
    rows = [one for one in main if one.role == "row"]
    assert sheet.containers[rows[0].container or 0].header == ("字段", "Type", "Meaning")
    beside = {
        sheet.containers[one.container].name: sheet.text[one.start : one.end]
        for one in sheet.blocks
        if not one.main and one.container is not None
    }
    assert beside == BESIDE
    assert found.notes(f"{prefix}:hidden-text") == ["the hidden words"]
    assert found.notes(f"{prefix}:deleted-text") == ["被删除的话"]
    assert Title(text="平台规格") in found.found
    assert any("Example Lab" in author for author in found.notes(f"{prefix}:author"))
    pictures = [one for one in found.found if isinstance(one, Member)]
    assert [one.name.rpartition(".")[2] for one in pictures] == ["png"]
    assert found.problems == []


@pytest.mark.parametrize("prefix", ["odt", "doc", "rtf"])
def test_a_text_document_reads_the_same_in_each_format(prefix: str) -> None:
    see_that_all_is_there(read("x", sample(f"specification.{prefix}")), prefix)


@pytest.mark.skipif(LIBREOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("prefix", ["odt", "doc"])
def test_a_text_document_saved_now_reads_the_same(tmp_path: Path, prefix: str) -> None:
    kinds = {"odt": "odt:writer8", "doc": "doc:MS Word 97"}
    subprocess.run(
        [
            LIBREOFFICE or "",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--headless", "--convert-to", kinds[prefix], "--outdir", str(tmp_path)),
            str(SAMPLES / "specification.fodt"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    content = (tmp_path / f"specification.{prefix}").read_bytes()
    see_that_all_is_there(read("x", content), prefix)


@pytest.mark.parametrize(("name", "prefix"), [("slides.odp", "odp"), ("slides.ppt.gz", "ppt")])
def test_slides_read_the_same_in_each_format(name: str, prefix: str) -> None:
    found = read("x", sample(name))
    first, second = found.sheets
    words = [first.text[one.start : one.end] for one in first.blocks]
    assert words == [*FIRST_SLIDE, "Speaker note 备注"]
    assert (first.label, first.blocks[0].role, first.blocks[0].level) == (
        FIRST_SLIDE[0],
        "heading",
        1,
    )
    assert not first.blocks[-1].main
    assert second.text == "Fields\n字段 | Meaning\nnation | 民族"
    assert second.containers[second.blocks[1].container or 0].header == ("字段", "Meaning")
    assert Note(key=f"{prefix}:hidden-slide", value="hidden", page=2) in found.found
    assert found.notes(f"{prefix}:author") == ["Example Lab"]
    assert found.notes(f"{prefix}:last-author") == ["Второй отдел"]


def test_a_workbook_of_the_older_format_is_read() -> None:
    found = read("x", sample("fields.xls"))
    assert found.sheets[0].text == "字段 | Meaning\nnation | 民族\nимя | 3.5"
    assert found.notes("xlsx:hidden-sheet") == ["x"]


@pytest.mark.parametrize("name", ["hidden.xls", "hidden.ods"])
def test_rows_and_columns_that_are_hidden_say_so_where_they_stand(name: str) -> None:
    found = read("x", sample(name))
    told = [found.sheets[0].text[one.start : one.end] for one in found.sheets[0].blocks]
    by = dict(zip(told, (one.hidden for one in found.sheets[0].blocks), strict=True))
    assert by["二 | 平台支持维吾尔族识别告警 | 1 | 内部"] == "a hidden row"
    assert by["三 | 投标人应当具有良好信誉 | 2 | 公开"] == "hidden columns, in part"
    assert by[" |  |  | 仅供内部"] == "hidden columns"
    assert not any(one.hidden for one in found.sheets[1].blocks)
    assert (found.notes("xlsx:hidden-rows"), found.notes("xlsx:hidden-columns")) == (["3"], ["D"])


@pytest.mark.parametrize("name", ["specification.odt", "specification.doc", "specification.rtf"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_file_cut_short_is_never_read_without_a_word(name: str, share: float) -> None:
    content = sample(name)
    found = read("x", content[: int(len(content) * share)])
    assert "damaged" in {outcome for outcome, _ in found.problems}


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_slides_cut_short_are_damaged_or_all_there(share: float) -> None:
    content = sample("slides.ppt.gz")
    kind = "application/vnd.ms-powerpoint"
    found = Read(load_extractors()[kind], content[: int(len(content) * share)], kind)
    whole = [sheet.text for sheet in read("x", content).sheets]
    assert found.problems or [sheet.text for sheet in found.sheets] == whole
