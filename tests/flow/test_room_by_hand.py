"""The claim's own page and the words of a page, as a client of the room meets them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.hand_cases import (
    LINES,
    MISREAD,
    RIGHT,
    WRONG,
    case,
    misread,
    other_eyes_are_shut,
    scan_of,
)
from tests.reading_rooms import Client

from heliograph.app import Heliograph
from heliograph.web import ReadingRoom

__all__ = ["case", "misread", "other_eyes_are_shut"]


@pytest.fixture
def client(case: Path) -> Iterator[Client]:
    room = ReadingRoom(case, by="R. Reader")
    with room.running():
        yield Client(room).enter()


def scan(case: Path) -> str:
    with Heliograph.open(case) as opened:
        return f"/documents/{scan_of(opened).removeprefix('sha256:')}/pages/1"


def claim_with(case: Path, words: str) -> str:
    with Heliograph.open(case) as opened:
        return next(one.id for one in opened.rows.claim_views() if words in one.quote)


def test_a_claim_shows_a_gloss_its_custody_and_where_to_correct_it(client, case):
    _, _, page = client.ask(f"/claims/{claim_with(case, WRONG)}")
    assert "A gloss, no translation" in page
    assert re.search(r"人脸识别</bdi></dt><dd><ul>\s*<li>face recognition</li>", page)
    assert "A kept file was read" in page
    assert "ocr/test" in page
    assert f"{scan(case)}?words=%E7%9E%A5&amp;start=" in page
    _, _, french = client.ask(f"/claims/{claim_with(case, WRONG)}", accept_language="fr")
    assert "<li>reconnaissance faciale</li>" in french


def test_a_word_is_corrected_and_taken_back_on_its_page(client, case):
    where = scan(case)
    _, _, page = client.ask(f"{where}?words={WRONG}")
    assert f">{WRONG}</textarea>" in page
    form = {"csrf": client.form_token(), "words": WRONG, "instead": RIGHT, "note": "seen"}
    status, headers, _ = client.ask(f"{where}/correct", form)
    assert (status, headers["location"]) == (303, f"{where}#corrections")
    _, _, page = client.ask(where)
    assert f'<span class="corrected">{RIGHT}</span>' in page
    claim = claim_with(case, RIGHT)
    _, _, shown = client.ask(f"/claims/{claim}")
    assert "Corrected by a person:" in shown
    assert f"corrected by a person: {WRONG} → {RIGHT}" in shown
    found = re.search(r'action="(/corrections/\w+/withdraw)"', page)
    assert found
    status, headers, _ = client.ask(found[1], {"csrf": client.form_token()})
    assert status == 303
    _, _, page = client.ask(where)
    assert "taken back by" in page
    with Heliograph.open(case) as opened:
        assert opened.rows.numbered_pages(scan_of(opened), 1)[0].text == MISREAD
        assert not [one for one in opened.verify() if one.fails]


def test_a_claim_is_added_by_words_and_line_and_taken_back(client, case):
    where = scan(case)
    form = {"csrf": client.form_token(), "words": "人员", "capability": "gait_reid_tracking"}
    status, _, page = client.ask(f"{where}/claim", form)
    assert status == 404
    assert "name the line" in page
    form |= {"line": "3", "strength": "S2", "stance": "asserted", "note": "plain"}
    status, headers, _ = client.ask(f"{where}/claim", form)
    assert status == 303
    _, _, page = client.ask(headers["location"])
    assert "A person added this claim: R. Reader" in page
    assert "a person added it" in page
    with Heliograph.open(case) as opened:
        (claim,) = [one for one in opened.rows.claim_views() if one.why[0] == "person:added"]
        assert (claim.quote, claim.line, claim.strength) == ("人员", None, "S2")
        assert claim.start == MISREAD.index(LINES[2]) + LINES[2].index("人员")
    status, _, why = client.ask(f"/claims/{claim.id}/why")
    assert status == 200
    assert "A person added it" in why
    status, headers, _ = client.ask(f"/claims/{claim.id}/withdraw", {"csrf": client.form_token()})
    assert (status, headers["location"]) == (303, where)
    assert client.ask(f"/claims/{claim.id}")[0] == 404


def test_where_an_offset_is_known_it_says_which_of_several_is_meant(client, case):
    where, at = scan(case), MISREAD.rindex("人员")
    form = {"csrf": client.form_token(), "words": "人员", "start": str(at), "instead": "群众"}
    status, _, _ = client.ask(f"{where}/correct", form)
    assert status == 303
    with Heliograph.open(case) as opened:
        text = opened.rows.numbered_pages(scan_of(opened), 1)[0].text
    assert text == MISREAD[:at] + "群众" + MISREAD[at + 2 :]


def test_elsewhere_says_when_there_is_nothing(client, case):
    status, _, page = client.ask(f"/claims/{claim_with(case, WRONG)}/elsewhere")
    assert status == 200
    assert "No other claim stands in these words" in page
    assert "No other version of this document" in page


def test_a_forged_form_and_a_page_of_a_file_are_refused(client, case):
    where = scan(case)
    assert client.ask(f"{where}/correct", {"words": WRONG, "instead": RIGHT})[0] == 403
    with Heliograph.open(case) as opened:
        (notes,) = opened.rows.documents(path="notes.txt")
    other = f"/documents/{str(notes.digest).removeprefix('sha256:')}/pages/1"
    form = {"csrf": client.form_token(), "words": "系统", "instead": "别的"}
    status, _, page = client.ask(f"{other}/correct", form)
    assert status == 400
    assert "read from a picture" in page
    assert "Correct a misread word" not in client.ask(other)[2]
    assert "Add a claim to words of this page" in client.ask(other)[2]


SAID = (
    "本平台支持对进入车站广场的维吾尔族人员进行人脸识别，识别成功后自动向指挥中心值班民警推送报警信息，"
    "并把抓拍图片、时间和地点写入一人一档。"
)
FILLER = (
    "设备由海康威视提供。平台由前端摄像机、网络和后台服务器组成，请按说明书接线，并由专人验收。"
)


def versions_case(folder: Path) -> tuple[Path, str]:
    """A plan in two versions, a notice in nearly its words; the claim that the later one lost."""
    papers = folder / "papers"
    papers.mkdir()
    plan = papers / "plan.md"
    plan.write_text(f"# 方案\n\n{SAID}\n\n{FILLER}\n", encoding="utf-8")
    other = SAID.replace("车站广场", "车站南广场")
    (papers / "notice.md").write_text(f"# 通知\n\n{other}\n\n食堂菜单见附件。\n", "utf-8")
    with Heliograph.create(folder / "case", ask=[papers]) as opened:
        opened.run()
    later = SAID.replace("维吾尔族", "重点")
    plan.write_text(f"# 方案\n\n{later}\n\n{FILLER}\n", encoding="utf-8")
    with Heliograph.create(folder / "case") as opened:
        opened.add(papers)
        opened.run()
        claims = list(opened.rows.claim_views(path="plan.md"))
    return folder / "case", next(one.id for one in claims if "维吾尔族" in one.quote)


def test_elsewhere_shows_both_quotes_of_other_versions_and_what_is_nearly_the_same(tmp_path):
    case, claim = versions_case(tmp_path)
    room = ReadingRoom(case, by="R. Reader")
    with room.running():
        client = Client(room).enter()
        status, _, page = client.ask(f"/claims/{claim}/elsewhere")
        assert status == 200
        for words in ("of the words in common, estimated", "notice.md", "Later version"):
            assert words in page
        for words in ("<del>维吾尔族</del>", "<ins>重点</ins>", "a claim vanished"):
            assert words in page
        page = client.ask(f"/claims/{claim}")[2]
        assert f"/claims/{claim}/elsewhere" in page
        named = re.search(r'href="(/names/\w+)"><bdi dir="auto">[^<]*Hikvision', page)
        assert named
        assert client.ask(named[1])[0] == 200
