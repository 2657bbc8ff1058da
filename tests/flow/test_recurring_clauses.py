"""Clauses that many documents repeat are counted and shown once; what one document says stays."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.pipeline.steps.recurrence import mark_recurring

CLAUSE = (
    "为维护社会稳定，采购人的平台应支持对重点人员进行人脸布控并自动报警，"
    "供应商应在{}日内完成安装、调试和培训。"
)
OWN = "本项目还应支持对上访人员进行人脸识别，发现后推送至{}派出所值班室。"
TOWNS = ("清溪", "石桥", "柳河", "白塔", "南坪", "东湖", "西岭")
GOODS = (
    "桌椅", "餐具", "水箱", "跑道", "电缆", "书架", "长椅", "担架", "路灯",
    "水泵", "锅炉", "窗帘", "木门", "瓷砖", "草坪", "帐篷", "沙发", "雨棚",
)  # fmt: skip
PLACES = (
    "食堂", "学校", "泵站", "公园", "医院", "车站", "图书馆", "体育场", "菜场", "剧院",
    "码头", "粮库", "苗圃", "果园", "河堤", "广场",
)  # fmt: skip
DEMANDS = (
    "防水", "耐磨", "不锈", "环保", "轻便", "防滑", "隔音", "节能", "结实",
    "易洗", "美观", "保温",
)  # fmt: skip


def tender(number: int) -> str:
    """Write a call for bids whose goods are its own and one of whose clauses everybody has."""
    town, chance = TOWNS[number], random.Random(number)
    goods = "\n".join(
        f"{at}．{chance.choice(PLACES)}{chance.choice(GOODS)}须{chance.choice(DEMANDS)}"
        f"{chance.choice(DEMANDS)}，数量{chance.randrange(2, 90)}。"
        for at in range(1, 40)
    )
    return (
        f"{town}镇招标文件\n\n一、招标公告\n{goods}\n\n投标人应按时递交投标文件。\n\n"
        f"{CLAUSE.format(30 + number % 3)}\n\n" + (f"{OWN.format(town)}\n" if number == 0 else "")
    )


def folder_of(tmp_path: Path, numbers: range) -> Path:
    folder = tmp_path / "tenders"
    folder.mkdir(exist_ok=True)
    for number in numbers:
        (folder / f"{number}.txt").write_text(tender(number), encoding="utf-8")
    return folder


def scan(folder: Path, case: Path) -> None:
    with Heliograph.create(case, ask=[folder]) as opened:
        opened.run()


def marks(case: Path) -> dict[str, int]:
    with Heliograph.open(case) as opened:
        return {one.quote: one.recurs for one in opened.rows.claim_views()}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("recurring")
    scan(folder_of(work, range(6)), work / "case")
    return work / "case"


def lines(case: Path, *words: str) -> list[dict[str, object]]:
    done = CliRunner().invoke(cli, [*words, "--case", str(case), "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_clause_of_six_tenders_is_not_listed_but_shown_once_with_its_count(case):
    found = lines(case, "claims")
    assert found
    assert not [one for one in found if "安装、调试" in str(one["quote"])]
    once = lines(case, "claims", "--recurring")
    assert {one["recurs"] for one in once} == {6}
    says = [(one["capability"], one["stance"]) for one in once]
    assert len(says) == len(set(says))


def test_what_one_tender_alone_asks_for_stays_listed(case):
    assert any("值班室" in str(one["quote"]) for one in lines(case, "claims"))


def test_the_summary_counts_the_clause_and_the_sum_of_claims_stays(case):
    done = CliRunner().invoke(cli, ["run", "--case", str(case)])
    assert "heliograph claims --recurring" in done.output
    (line,) = [one for one in lines(case, "run") if one["type"] == "case"]
    held = line["case"]
    assert isinstance(held, dict)
    assert held["recurring"] == 6 * held["clauses"]
    with Heliograph.open(case) as opened:
        assert held["claims"] == len(list(opened.rows.claim_views()))


def test_a_claim_that_recurs_is_still_opened_by_its_id(case):
    (one, *_) = lines(case, "claims", "--recurring")
    assert lines(case, "show", str(one["id"]))


def test_four_documents_and_copies_of_them_make_no_clause(tmp_path):
    folder = folder_of(tmp_path, range(4))
    for number in range(4):
        (folder / f"copy {number}.txt").write_text(tender(number), encoding="utf-8")
    scan(folder, tmp_path / "case")
    assert set(marks(tmp_path / "case").values()) == {0}


def test_versions_of_one_document_are_one(tmp_path):
    folder = tmp_path / "versions"
    folder.mkdir()
    for number in range(7):
        changed = tender(0).replace("1．", f"{number + 40}．")
        (folder / f"v{number}.txt").write_text(changed, encoding="utf-8")
    scan(folder, tmp_path / "case")
    assert set(marks(tmp_path / "case").values()) == {0}


def test_a_setting_says_how_many_documents_make_a_clause(tmp_path):
    folder, case = folder_of(tmp_path, range(4)), tmp_path / "case"
    scan(folder, case)
    (case / "heliograph.toml").write_text("[recurring]\ndocuments = 3\n", encoding="utf-8")
    with Heliograph.open_to_work(case) as opened:
        opened.run()
    assert max(marks(case).values()) == 4


def test_documents_that_come_one_by_one_in_another_order_give_the_same_marks(case, tmp_path):
    folder = tmp_path / "tenders"
    folder.mkdir()
    late = tmp_path / "late"
    for number in (5, 2, 0, 4, 1, 3):
        (folder / f"{number}.txt").write_text(tender(number), encoding="utf-8")
        if number in (0, 3):
            scan(folder, late)
    assert marks(late) == marks(case)


def test_a_step_that_was_killed_anywhere_is_gone_on_with_to_the_same_marks(
    case, tmp_path, monkeypatch
):
    monkeypatch.setattr("heliograph.pipeline.steps.recurrence.AT_A_TIME", 2)
    folder, killed = folder_of(tmp_path, range(6)), tmp_path / "case"

    def stop(step: str, done: int, total: int | None, now: str = "") -> None:
        if step == "recur" and done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Heliograph.create(killed, ask=[folder]) as opened:
        opened.run(stop)
    with Heliograph.open(killed) as opened:
        assert 0 < opened.rows.fingerprint_state()[0] < len(list(opened.rows.claim_views()))
    with Heliograph.open_to_work(killed) as opened:
        opened.run()
        assert not mark_recurring(opened.tools()), "a second time there is nothing to do"
    assert marks(killed) == marks(case)
