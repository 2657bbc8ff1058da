"""A claim translated by a machine in a real browser, with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.test_access_in_a_browser import violations
from tests.translation_models import copied, needs_model

from heliograph.app import Heliograph
from heliograph.web import ReadingRoom

pytestmark = needs_model

WORDS = "The camera supports face recognition and classifies every person by ethnicity."


@pytest.fixture
def case(tmp_path: Path) -> Path:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "manual.txt").write_text(f"Product manual\n\n{WORDS}\n", encoding="utf-8")
    copied("en-pt", tmp_path / "model")
    with Heliograph.create(tmp_path / "case", ask=[texts]) as opened:
        opened.run()
    text = '[translation]\nmodels = { en-pt = "../model" }\n'
    (tmp_path / "case" / "heliograph.toml").write_text(text, encoding="utf-8")
    return tmp_path / "case"


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def page(browser: Browser, case: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    room = ReadingRoom(case, by="R. Reader")
    with room.running():
        page = browser.new_context(
            java_script_enabled=request.param, viewport={"width": 360, "height": 800}
        ).new_page()
        page.goto(room.address)
        page.wait_for_url("**/claims*")
        yield page
        page.context.close()


def test_a_claim_is_translated_on_a_button_and_reviewed(page, case, request):
    page.locator("[data-open]").first.click()
    page.get_by_role("button", name="Have the words translated").click()
    page.wait_for_url("**#machine")
    section = page.locator("section.machine")
    expect(section).to_contain_text("no evidence")
    expect(section).to_contain_text(WORDS)
    expect(section.locator('bdi[lang="pt"]')).to_contain_text("reconhecimento")
    section.get_by_text("Files of the model").click()
    expect(section).to_contain_text("model.enpt.intgemm.alphas.bin")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    if "without" not in request.node.name:
        assert violations(page) == []
    page.get_by_role("button", name="Accept").click()
    page.wait_for_url("**said=accepted**")
    with Heliograph.open(case) as opened:
        told = [one.event for one in opened.custody.entries()]
        assert not [one for one in opened.verify() if one.fails]
    assert told.count("translated") == 1
