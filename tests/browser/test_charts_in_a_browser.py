"""Charts in a real browser: from the network over an edge to a quote, its page and its claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.chart_cases import named_case

from heliograph.web import ReadingRoom


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return named_case(tmp_path_factory.mktemp("charts"))


@contextmanager
def opened(browser: Browser, case: Path, *, script: bool) -> Iterator[Page]:
    """Open the room; whatever its policy refuses, or breaks on the way, fails."""
    room = ReadingRoom(case, by="R. Reader")
    noise: list[str] = []
    with room.running():
        page = browser.new_context(java_script_enabled=script).new_page()
        page.on("console", lambda said: noise.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("request", lambda one: noise.append(one.url) if room.root not in one.url else None)
        page.goto(room.address)
        page.wait_for_url("**/claims")
        yield page
        page.context.close()
    assert noise == []


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without a script"])
def test_an_edge_of_the_network_leads_to_a_quote_its_page_and_its_claim(browser, case, script):
    with opened(browser, case, script=script) as page:
        page.get_by_role("link", name="Charts", exact=True).click()
        page.get_by_role("link", name="Network", exact=True).first.click()
        drawing = page.locator("svg.drawing-network")
        expect(drawing).to_be_visible()
        edge = drawing.get_by_role("link", name=re.compile(r"Hikvision.*Dahua.*passages?$"))
        # By keys alone: every name and every line of the drawing is reached by Tab.
        edge.first.focus()
        expect(edge.first).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/charts/network/*/*")
        quote = page.locator(".found > li", has_text="维吾尔").first
        expect(quote.locator("mark").first).to_have_text("海康威视")
        quote.locator(".where a").click()
        page.wait_for_url("**/documents/*/pages/1?mark=*")
        expect(page.locator("mark", has_text="海康威视").first).to_be_in_viewport()
        page.go_back()
        claim = quote.locator('a[href^="/claims/"]').first
        address = claim.get_attribute("href")
        claim.click()
        page.wait_for_url(f"**{address}")
        expect(page.locator("h1")).to_have_count(1)


def test_a_cell_of_the_matrix_is_clicked_and_a_chart_is_kept_as_a_file(browser, case):
    with opened(browser, case, script=False) as page:
        page.goto(f"{page.url.rpartition('/')[0]}/charts/matrix")
        cell = page.locator("svg.drawing-matrix a").last
        named = cell.get_attribute("aria-label")
        assert named
        cell.click()
        page.wait_for_url("**/names/*?capability=*")
        assert named.startswith(page.locator("h1").inner_text().strip())
        assert page.locator("#beside ~ ol > li").count() >= 1
        page.get_by_role("link", name="Charts", exact=True).click()
        page.get_by_role("link", name="Timeline", exact=True).first.click()
        with page.expect_download() as kept:
            page.get_by_role("button", name="picture (SVG)").click()
        assert kept.value.suggested_filename == "timeline.svg"
        drawn = Path(kept.value.path()).read_text(encoding="utf-8")
        assert drawn.startswith("<?xml")
