"""A machine's translation on a claim's page: made on a button, beside the words, labelled."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from tests.reading_rooms import Client, logged_in
from tests.translation_models import copied, needs_model

from heliograph.accounts.users import add_user
from heliograph.app import Heliograph
from heliograph.machine_translation import confined
from heliograph.sandbox.stem import child_command
from heliograph.web import ReadingRoom

pytestmark = needs_model

WORDS = "The camera supports face recognition and classifies every person by ethnicity."
LOGINS = (("Chen", "another long password"), ("Ana", "a long password of hers"))
OFFERED = 'id="machine"'
BUTTON = "Have the words translated into pt"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "manual.txt").write_text(f"Product manual\n\n{WORDS}\n", encoding="utf-8")
    with Heliograph.create(tmp_path / "case", ask=[texts]) as opened:
        opened.run()
    copied("en-pt", tmp_path / "model")
    return tmp_path / "case"


@pytest.fixture
def client(case: Path) -> Iterator[Client]:
    room = ReadingRoom(case, by="R. Reader")
    with room.running():
        yield Client(room).enter()


def name_model(case: Path, pair: str = "en-pt", folder: str = "../model") -> None:
    text = f"[translation]\nmodels = {{ {pair} = {json.dumps(folder)} }}\n"
    (case / "heliograph.toml").write_text(text, encoding="utf-8")


def claim_of(case: Path) -> str:
    with Heliograph.open(case) as opened:
        return next(one.id for one in opened.rows.claim_views())


def test_where_no_model_is_named_for_its_language_nothing_is_offered(client, case):
    where = f"/claims/{claim_of(case)}"
    assert OFFERED not in client.ask(where)[2]
    name_model(case, "ru-en")
    assert OFFERED not in client.ask(where)[2]
    name_model(case, "nonsense")
    status, _, page = client.ask(where)
    assert status == 200
    assert OFFERED not in page


def test_a_button_has_it_made_and_the_page_shows_it_beside_the_words(client, case):
    name_model(case)
    where = f"/claims/{claim_of(case)}"
    _, _, page = client.ask(where)
    assert BUTTON in page
    assert "no evidence" not in page
    assert not (case / "translations").exists()
    form = {"csrf": client.form_token(), "queue": "stance=asserted"}
    status, headers, _ = client.ask(f"{where}/translate", form)
    assert (status, headers["location"]) == (303, f"{where}?stance=asserted#machine")
    _, _, page = client.ask(where)
    section = page[page.index('<section aria-labelledby="machine"') :].partition("</section>")[0]
    assert "A machine&#39;s translation, no evidence" in section
    assert WORDS in section
    assert re.search(r'<bdi dir="auto" lang="pt">[^<]*reconhecimento', section)
    assert "by fxtranslate" in section
    assert len(re.findall(r"sha256:[0-9a-f]{64}", section)) == 3
    assert "A person had words translated by a machine" in page
    _, _, french = client.ask(where, accept_language="fr")
    assert "Traduit par une machine" in french
    assert "une preuve" in french


def test_it_is_asked_once_and_waits_for_nobody_who_works_on_the_case(client, case):
    name_model(case)
    where = f"/claims/{claim_of(case)}"
    form = {"csrf": client.form_token()}
    with Heliograph.open_to_work(case):
        assert client.ask(f"{where}/translate", form)[0] == 303
    assert client.ask(f"{where}/translate", form)[0] == 303
    with Heliograph.open(case) as opened:
        told = [one for one in opened.custody.entries() if one.event == "translated"]
    assert [one.facts["by"] for one in told] == ["R. Reader"]


def test_nobodys_review_waits_for_the_machine(client, case, monkeypatch):
    name_model(case)
    claim, go, started = claim_of(case), Event(), Event()

    def late(module: str) -> tuple[str, ...]:
        started.set()
        assert go.wait(60)
        return child_command(module)

    monkeypatch.setattr(confined, "child_command", late)
    form = {"csrf": client.form_token()}
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(client.ask, f"/claims/{claim}/translate", form)
        assert started.wait(60)
        assert client.review(claim, judgement="accepted")[0] == 303
        assert not waiting.done()
        go.set()
        assert waiting.result()[0] == 303
    with Heliograph.open(case) as opened:
        told = [one.event for one in opened.custody.entries()]
        assert not [one for one in opened.verify() if one.fails]
    assert told[-2:] == ["reviewed", "translated"]


def test_a_forged_form_makes_nothing_and_a_wrong_folder_is_said(client, case):
    where = f"/claims/{claim_of(case)}"
    name_model(case)
    assert client.ask(f"{where}/translate", {"csrf": "forged"})[0] == 403
    assert not (case / "translations").exists()
    name_model(case, folder="../nowhere")
    status, _, page = client.ask(f"{where}/translate", {"csrf": client.form_token()})
    assert status == 400
    assert "cannot be read" in page


def test_what_a_machine_says_is_shown_as_text_whatever_it_is(client, case):
    name_model(case)
    where = f"/claims/{claim_of(case)}"
    client.ask(f"{where}/translate", {"csrf": client.form_token()})
    (kept,) = case.glob("translations/*/*.json")
    made = json.loads(kept.read_bytes())
    hostile = "<script>alert(1)</script>\u202e{{ 7 * 7 }}"
    made |= {"text": hostile, "engine": hostile, "target": '"><i>'}
    made["files"][0]["name"] = hostile
    kept.write_bytes(json.dumps(made).encode())
    status, _, page = client.ask(where)
    assert status == 200
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert '"><i>' not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;⟨U+202E⟩{{ 7 * 7 }}") == 3


def test_a_reader_sees_what_was_made_and_may_not_have_it_made(case):
    name_model(case)
    with Heliograph.open_to_work(case) as opened:
        for (name, words), role in zip(LOGINS, ("reader", "owner"), strict=True):
            add_user(opened, name, role, words, "root")  # type: ignore[arg-type]
    where = f"/claims/{claim_of(case)}"
    room = ReadingRoom(case, by="root")
    with room.running():
        chen, ana = (logged_in(room, *one) for one in LOGINS)
        assert BUTTON not in chen.ask(where)[2]
        refused = chen.ask(f"{where}/translate", {"csrf": chen.form_token()})
        assert refused[0] == 403
        assert ana.ask(f"{where}/translate", {"csrf": ana.form_token()})[0] == 303
        assert "Translated by a machine" in chen.ask(where)[2]
        assert "/translate" not in chen.ask(where)[2]
