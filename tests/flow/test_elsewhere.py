"""Where a claim's words stand besides: the same, nearly the same, and in other versions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.versions_samples import INTERFACES, PRODUCT

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.elsewhere import elsewhere, marked
from heliograph.store.custody_about import entries_of

LONG = (
    "本平台支持对进入车站广场的维吾尔族人员进行人脸识别，识别成功后自动向指挥中心值班民警推送报警信息，"
    "并把抓拍图片、时间和地点写入一人一档。"
)
ALMOST = LONG.replace("车站广场", "车站南广场")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("elsewhere")
    papers = where / "papers"
    files = {
        **{f"sdk/{2018 + at}/face.h": one.header() for at, one in enumerate(INTERFACES)},
        "a.md": f"# 甲方案\n\n{LONG}\n\n甲方案另有说明。\n",
        "b.md": f"# 乙通知\n\n{LONG}\n\n食堂菜单见附件，会议改期。\n",
        "c.md": f"# 丙规划\n\n{ALMOST}\n\n其他事项另行通知，请各单位遵照执行。\n",
        "pages/k7.md": PRODUCT,
    }
    for name, text in files.items():
        (papers / name).parent.mkdir(parents=True, exist_ok=True)
        (papers / name).write_text(text, encoding="utf-8")
    with Heliograph.create(where / "case", ask=[papers]) as opened:
        opened.run()
    shorter = PRODUCT.replace("支持识别人员的民族属性（如维族、汉族）。", "支持识别人员的属性。")
    assert shorter != PRODUCT
    (papers / "pages/k7.md").write_text(shorter, encoding="utf-8")
    with Heliograph.create(where / "case") as opened:
        opened.add(papers)
        opened.run()
    return where / "case"


def said(case: Path, *words: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(cli, [*words, "--case", str(case), "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def claim_in(opened: Heliograph, path: str, words: str) -> str:
    return next(one.id for one in opened.rows.claim_views(path=path) if words in one.quote)


def test_the_same_and_nearly_the_same_words_are_found_the_likest_first(case):
    with Heliograph.open(case) as opened:
        found = elsewhere(opened.rows, claim_in(opened, "a.md", "车站广场"))
        by_path = {one.claim.document.path: one.likeness for one in found.alike}
        assert by_path["b.md"] == 1
        assert 0.7 <= by_path["c.md"] < 1
        assert "a.md" not in {one.claim.document.path for one in found.alike if one.likeness < 1}
        likeness = [one.likeness for one in found.alike]
        assert len(likeness) > 1
        assert likeness == sorted(likeness, reverse=True)


def test_other_versions_show_what_stands_at_the_place_with_the_difference_marked(case):
    with Heliograph.open(case) as opened:
        older = claim_in(opened, "pages/k7.md", "民族属性")
        (version,) = elsewhere(opened.rows, older).versions
        assert (version.relation, version.kind, version.claim) == ("later", "reworded", "vanished")
        assert "".join(one.words for one in version.here if one.differs).startswith("民族")
        assert "支持识别人员的" in version.there[0].words
        paths = sorted(one.document.path for one in opened.rows.claim_views(path="sdk"))
        interface = claim_in(opened, paths[0], "")
        versions = elsewhere(opened.rows, interface).versions
        assert versions
        assert [one.relation for one in versions] == sorted(one.relation for one in versions)
        assert [one.document.path for one in versions] == sorted(
            one.document.path for one in versions
        )
        assert {one.kind for one in versions} & {"same", "comment-blanked", "renamed-to-reserved"}


def test_pieces_put_together_are_the_quotes():
    here, there = marked("支持识别民族属性 face ID 12", "支持识别属性 face id 12")
    assert "".join(one.words for one in here) == "支持识别民族属性 face ID 12"
    assert "".join(one.words for one in there) == "支持识别属性 face id 12"
    assert [one.words for one in here if one.differs] == ["民族", "ID"]
    assert [one.words for one in there if one.differs] == ["id"]


def test_the_command_prints_both_for_people(case):
    with Heliograph.open(case) as opened:
        claim = claim_in(opened, "pages/k7.md", "民族属性")
    shown = CliRunner().invoke(cli, ["elsewhere", claim[:12], "--case", str(case)]).stdout
    assert "later version pages/k7.md: reworded; a claim vanished" in shown
    assert "-民族" in shown
    (line,) = said(case, "elsewhere", claim)
    assert line["versions"][0]["kind"] == "reworded"


def test_custody_tells_what_concerns_a_document_and_nothing_else(case):
    with Heliograph.open(case) as opened:
        (document,) = opened.rows.documents(path="a.md")
        digest = document.digest
        assert digest is not None
        entries, more = entries_of(opened.folder.custody, opened.rows, digest)
        assert [one.event for one in entries] == ["collected", "derived"]
        assert not more
        every = [one for one in opened.custody.entries() if digest in one.facts.values()]
        assert entries == every
        assert entries_of(opened.folder.custody, opened.rows, digest, "", 1) == (
            every[1:],
            True,
        )
    lines = said(case, "custody", "log", "--about", "a.md")
    assert [line["event"] for line in lines] == ["collected", "derived"]
    claim = said(case, "claims", "--capability", "ethnicity_alarm")[0]
    said(case, "judge", claim["id"], "accepted", "--by", "R")
    lines = said(case, "custody", "log", "--about", claim["id"])
    assert [line["event"] for line in lines] == ["collected", "derived", "reviewed"]
