"""A document too long to be held ends as the same case as one that is held, kills included."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from benchmarks.kills import contents, go_on, scan_and_kill
from msgspec.structs import replace
from openpyxl import Workbook

from heliograph.app import Heliograph
from heliograph.sandbox.spool import HELD_WEIGHT, Spool

DOCUMENTS = Path(__file__).resolve().parents[2] / "examples" / "documents"
SHEETS, ROWS = 14, 120
PADDING = "0123456789 " * 64
CLAIM = "设备支持人脸抓拍与车牌识别，并向平台推送告警"
PLAIN = "供货单位应当按照合同约定的期限交货并负责安装调试，质保期自验收合格之日起计算，逾期另议"


def workbook(path: Path) -> None:
    """Write more text than is held, no two rows alike."""
    book = Workbook(write_only=True)
    for number in range(SHEETS):
        sheet = book.create_sheet(f"第{number}册")
        for row in range(ROWS):
            words = f"{number}.{row} {CLAIM if row % 40 == 0 else PLAIN}"
            sheet.append([words, f"条款{number * ROWS + row}：{PLAIN}", PADDING])
    book.save(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("long")
    workbook(made / "long.xlsx")
    return made


@pytest.fixture(scope="module")
def unkilled(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, object], float]:
    case = tmp_path_factory.mktemp("unkilled") / "case"
    began = time.monotonic()
    assert not scan_and_kill(folder, case, after=600)
    return contents(case), time.monotonic() - began


def test_the_long_document_is_more_than_is_held_and_is_kept_whole(folder, unkilled):
    expected, _ = unkilled
    assert SHEETS * ROWS * len(PADDING) > HELD_WEIGHT
    assert expected["counts"]["pages"] == SHEETS
    assert len(expected["claims"]) >= SHEETS * ROWS // 40
    assert expected["indexed"] == SHEETS


@pytest.mark.parametrize("share", [0.6, 0.9])
def test_killed_in_the_middle_of_a_long_document_it_goes_on_to_the_same_case(
    folder, unkilled, tmp_path, share
):
    expected, lasted = unkilled
    scan_and_kill(folder, tmp_path / "case", after=share * lasted)
    assert go_on(tmp_path / "case", folder) == ""
    assert contents(tmp_path / "case") == expected
    assert not list((tmp_path / "case").glob(".aside-*"))


def test_documents_that_are_put_aside_whole_make_the_same_case(tmp_path, monkeypatch):
    for name, held in (("held", HELD_WEIGHT), ("aside", 0)):
        monkeypatch.setitem(Spool.__init__.__kwdefaults__, "held", held)
        with Heliograph.create(tmp_path / name, ask=[DOCUMENTS]) as opened:
            opened.run()
    assert contents(tmp_path / "aside") == contents(tmp_path / "held")
    assert contents(tmp_path / "aside")["claims"]


def test_judging_a_long_document_anew_makes_the_same_claims(folder, tmp_path):
    with Heliograph.create(tmp_path / "case", ask=[folder]) as opened:
        opened.run()
        before = contents(tmp_path / "case")
        with opened.rows.all_or_nothing():
            opened.rows.keep(_outdated(opened))
        assert opened.run().judged_anew == 1
    assert contents(tmp_path / "case") == before


def _outdated(opened: Heliograph):
    for reading in opened.rows.readings():
        yield replace(reading, steps=(reading.steps[0], "find:older/0"))
