"""A document of more passages or claims than can be held is judged in part, and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from heliograph.app import Heliograph

ROWS = 50


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    rows = [f"第{at}条，设备支持识别维族人员并报警。" for at in range(ROWS)]
    (folder / "long.txt").write_text("\n".join(rows), encoding="utf-8")
    with Heliograph.create(tmp_path / "case") as opened:
        opened.add(folder)
    return tmp_path / "case"


@pytest.mark.parametrize("limit", ["MOST_PASSAGES", "MOST_FOUND"])
def test_past_the_limit_it_is_cut_but_findable_and_whole_again_when_judged_anew(
    case, monkeypatch, limit
):
    with monkeypatch.context() as patched, Heliograph.open_to_work(case) as opened:
        patched.setattr(f"heliograph.pipeline.steps.work.{limit}", 5)
        opened.run()
        (line,) = opened.rows.ledger_lines()
        assert (line.outcome, line.reason) == ("cut", "too-many-passages")
        assert "more than 5" in line.detail
        assert opened.search(f"第{ROWS - 1}条").total == 1
        bounded = {"MOST_PASSAGES": "passages", "MOST_FOUND": "claims"}[limit]
        assert opened.rows.counts()[bounded] <= 5
        assert opened.rows.ledger_sums().waiting == 0
    monkeypatch.setattr("heliograph.pipeline.steps.work.SCREEN_VERSION", "2")
    with Heliograph.open_to_work(case) as opened:
        opened.run()
        (line,) = opened.rows.ledger_lines()
        assert (line.outcome, line.reason) == ("read", "")
        assert line.claims > 5
