"""The languages that the room speaks: chosen by browser or person, never kept in a case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.reading_rooms import Client, plain_case

from heliograph.web import ReadingRoom


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plain_case(tmp_path_factory.mktemp("room"))


@pytest.fixture(scope="module")
def client(case: Path) -> Iterator[Client]:
    room = ReadingRoom(case, by="R. Reader")
    with room.running():
        yield Client(room).enter()


def heading(client: Client, path: str, **headers: str) -> str:
    page = client.ask(path, None, **headers)[2]
    return page[page.index("<h1>") + 4 : page.index("</h1>")]


def test_the_browser_is_asked_first(client):
    assert heading(client, "/claims") == "Claims"
    assert heading(client, "/claims", Accept_Language="fr-CH, en;q=0.5") == "Affirmations"
    assert heading(client, "/claims", Accept_Language="zh-TW") == "声称"
    page = client.ask("/claims", Accept_Language="zh-CN")[2]
    assert '<html lang="zh-Hans">' in page
    assert "自述" in page, "what a claim says of itself is said in words, too"


def test_a_choice_stands_above_the_browser_and_is_out_of_reach_of_scripts(client):
    status, headers, _ = client.ask("/claims?sort=place&lang=fr", Accept_Language="zh")
    assert (status, headers["location"]) == (303, "/claims?sort=place")
    cookie = headers["set-cookie"]
    assert cookie.startswith("heliograph-lang=fr;")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    both = f"{client.cookie}; heliograph-lang=fr; heliograph-theme=dark"
    page = client.ask("/claims", Cookie=both, Accept_Language="zh")[2]
    assert '<html lang="fr" data-theme="dark">' in page


@pytest.mark.parametrize("chosen", ["lang=xx", "lang=", "theme=<script>", "lang=../../etc/passwd"])
def test_nothing_else_can_be_chosen(client, chosen):
    status, headers, _ = client.ask(f"/claims?{chosen}")
    assert status == 200
    assert "set-cookie" not in headers
    odd = f"{client.cookie}; heliograph-{chosen}"
    assert client.ask("/claims", Cookie=odd)[0] == 200


def test_a_choice_leads_nowhere_else(client):
    for path in ("/claims/x%0d%0aX-Evil:1?lang=fr", "/claims/..%2f..%2f?lang=fr"):
        status, headers, _ = client.ask(path)
        assert status in {303, 404}
        assert "x-evil" not in headers
        assert headers.get("location", "/claims").startswith("/claims")
    assert client.ask("//evil.example/?lang=fr")[0] == 404


def test_refusals_are_said_in_words_that_are_understood(client):
    assert "未能完成" in client.ask("/nothing", Accept_Language="zh")[2]
    _, _, words = client.ask('/search?q="步态', Accept_Language="fr")
    assert "le guillemet au caractère 1 n’est pas fermé".replace("’", "&#39;") in words
    form = {"csrf": client.form_token(), "digest": "sha256:" + "a" * 64}
    _, _, words = client.ask("/ledger/release", form, Accept_Language="zh")
    assert "找不到：理由。存证会保留解除暂扣的理由。" in words
    stranger = client.ask("/claims", Cookie="", Accept_Language="zh")
    assert stranger[0] == 403
    assert "没有本案件的钥匙" in stranger[2]


def test_a_case_keeps_nothing_of_the_language_in_which_it_was_read(client, case):
    claim = client.claims()[0]
    form = {"csrf": client.form_token(), "judgement": "accepted"}
    before = (case / "custody.jsonl").read_bytes()
    status, *_ = client.ask(f"/claims/{claim}/review", form, Accept_Language="zh")
    assert status == 303
    added = (case / "custody.jsonl").read_bytes().removeprefix(before).decode()
    assert "accepted" in added
    assert [word for word in ("采纳", "审核", "声称", "自述") if word in added] == []
