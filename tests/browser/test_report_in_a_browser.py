"""The report in a real browser: it opens from a file, asks for nothing else, prints, and fits."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page
from tests.browsers import CONTRASTS
from tests.report_samples import html


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(html(), encoding="utf-8")
    return path


def opened(browser: Browser, report: Path, **context: object) -> tuple[Page, list[str]]:
    """Open the report; give the page and every request that was made for it."""
    page = browser.new_context(**context).new_page()  # type: ignore[arg-type]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report.as_uri())
    return page, asked


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_it_opens_from_a_file_and_asks_for_nothing_but_itself(browser, report, script):
    page, asked = opened(browser, report, java_script_enabled=script)
    assert asked == [report.as_uri()]
    page.get_by_role("link", name="Ethnicity classification").click()
    assert page.url.endswith("#capability-2")
    assert page.get_by_text("14 维族告警：检出后 3 秒内推送 通过").is_visible()
    assert asked == [report.as_uri()]


def test_nothing_scrolls_sideways_on_a_small_telephone(browser, report):
    page, _ = opened(browser, report, viewport={"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    outside = page.evaluate(
        "[...document.querySelectorAll('body *:not(.skip)')]"
        ".filter(e => e.getBoundingClientRect().right > 360.5).map(e => e.className || e.tagName)"
    )
    assert outside == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_stands_out_from_its_ground(browser, report, scheme):
    page, _ = opened(browser, report, color_scheme=scheme)
    assert page.evaluate(CONTRASTS, "") == []


def test_words_from_right_to_left_run_so(browser, report):
    page, _ = opened(browser, report)
    direction = "e => getComputedStyle(e).direction"
    assert page.locator("blockquote[lang=ar]").evaluate(direction) == "rtl"
    assert page.locator("blockquote[lang=zh]").first.evaluate(direction) == "ltr"


def test_it_prints_with_the_proof_of_every_claim(browser, report, tmp_path):
    page, _ = opened(browser, report)
    page.emulate_media(media="print")
    shown = page.locator(".claim .proof")
    assert shown.count() == 5
    assert all(one.is_visible() for one in shown.all())
    page.pdf(path=tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")


def test_hostile_text_runs_nothing(browser, tmp_path):
    page = browser.new_context().new_page()
    ran: list[str] = []

    def seen(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", seen)
    evil = tmp_path / "evil.html"
    evil.write_text(
        html().replace("SR-9800", "<script>alert(1)</script><img src=x onerror=alert(2)>"),
        encoding="utf-8",
    )
    page.goto(evil.as_uri())
    # Even markup that got in would not run: the page's own policy forbids it.
    assert ran == []
