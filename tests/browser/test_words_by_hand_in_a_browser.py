"""Misread words corrected and claims added in a real browser, by selection and by pasting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.test_access_in_a_browser import RULES
from tests.browsers import CONTRASTS
from tests.hand_cases import LINES, RIGHT, WRONG, case, misread, other_eyes_are_shut, scan_of

from heliograph.app import Heliograph
from heliograph.web import ReadingRoom

__all__ = ["case", "misread", "other_eyes_are_shut"]

# As a person would: from the first letter to the last, in one line or over several.
SELECT = """
([from, to]) => {
  const place = (words, end) => {
    for (const cell of document.querySelectorAll(".lines td[data-at]")) {
      const nodes = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      while (nodes.nextNode()) {
        const at = nodes.currentNode.data.indexOf(words);
        if (at >= 0) return [nodes.currentNode, at + (end ? words.length : 0)];
      }
    }
    throw new Error(words);
  };
  getSelection().setBaseAndExtent(...place(from, false), ...place(to, true));
}
"""


@contextmanager
def opened(browser: Browser, case: Path, **context: object) -> Iterator[tuple[Page, str]]:
    room = ReadingRoom(case, by="R. Reader")
    with room.running():
        page = browser.new_context(**context).new_page()  # type: ignore[arg-type]
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.goto(room.address)
        page.wait_for_url("**/claims*")
        yield page, room.root
        assert faults == []
        page.context.close()


def scan(case: Path) -> str:
    with Heliograph.open(case) as found:
        return f"/documents/{scan_of(found).removeprefix('sha256:')}/pages/1"


def text(case: Path) -> str:
    with Heliograph.open(case) as found:
        return found.rows.numbered_pages(scan_of(found), 1)[0].text


@pytest.mark.parametrize("scripts", [True, False], ids=["by selection", "by pasting"])
def test_a_misread_word_is_corrected_from_its_claim_and_taken_back(browser, case, scripts):
    with opened(browser, case, java_script_enabled=scripts) as (page, _):
        with Heliograph.open(case) as found:
            claim = next(one.id for one in found.rows.claim_views() if WRONG in one.quote)
        page.goto(page.url.partition("/claims")[0] + f"/claims/{claim}")
        page.get_by_role("link", name="Correct what was misread").click()
        field = page.locator("#correct-words")
        expect(field).to_have_value("瞥")
        if scripts:
            page.evaluate(SELECT, ["报", "瞥"])
            expect(field).to_have_value(WRONG)
        else:
            field.fill(WRONG)
        page.get_by_label("What they say").fill(RIGHT)
        page.get_by_role("button", name="Correct it").click()
        expect(page.locator(".lines .corrected")).to_have_text(RIGHT)
        assert RIGHT in text(case)
        page.get_by_role("link", name="Ethnicity alarm").first.click()
        expect(page.get_by_text("Corrected by a person:", exact=False).first).to_be_visible()
        page.go_back()
        page.get_by_role("button", name="Take the correction back").click()
        expect(page.get_by_text("taken back by")).to_be_visible()
        assert WRONG in text(case)


@pytest.mark.parametrize("scripts", [True, False], ids=["by selection", "by pasting"])
def test_a_claim_is_added_to_words_over_two_lines(browser, case, scripts):
    with opened(browser, case, java_script_enabled=scripts) as (page, root):
        page.goto(root + scan(case))
        page.get_by_text("Add a claim to words of this page").click()
        words = page.locator("#claim-words")
        if scripts:
            page.evaluate(SELECT, ["按步态检索人员", "平台可对"])
            expect(words).to_have_value("按步态检索人员。\n平台可对")
        else:
            words.fill("按步态检索人员。\n平台可对")
            page.locator("#claim-line").fill("3")
        page.locator("#claim-capability").select_option("gait_reid_tracking")
        page.locator("#claim-strength").select_option("S2")
        page.get_by_role("button", name="Add the claim").click()
        page.wait_for_url("**/claims/*")
        expect(page.get_by_text("A person added this claim: R. Reader")).to_be_visible()
        with Heliograph.open(case) as found:
            quotes = [one.quote for one in found.rows.claim_views() if one.score == 1]
        assert quotes == ["按步态检索人员。\n平台可对"]
        page.get_by_role("button", name="Take the claim back").click()
        page.wait_for_url("**/pages/1")
        with Heliograph.open(case) as found:
            assert not [one for one in found.rows.claim_views() if one.score == 1]
            assert not [one for one in found.verify() if one.fails]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forms_gloss_and_corrections_are_named_contrasted_and_fit_a_telephone(
    browser, case, scheme
):
    small = {"width": 360, "height": 740}
    context = {"color_scheme": scheme, "viewport": small, "bypass_csp": True}
    with opened(browser, case, **context) as (page, root):
        with Heliograph.open(case) as found:
            claim = next(one.id for one in found.rows.claim_views() if LINES[1] == one.quote)
        for path in (f"/claims/{claim}", f"/claims/{claim}/elsewhere", scan(case)):
            page.goto(root + path)
            for summary in page.locator("main summary").all():
                summary.click()
            found = Axe().run(page, options=RULES).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == [], path
            assert page.evaluate(CONTRASTS, "svg, option") == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
