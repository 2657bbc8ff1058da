"""Watching in a real browser: a phrase becomes a watch, findings and packets are gone through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browsers import arrived
from tests.reading_rooms import case, made

from heliograph.app import Heliograph
from heliograph.handwork.packets import hand_out
from heliograph.store.queue_rows import Wanted
from heliograph.watching.sources import add_source
from heliograph.web import ReadingRoom

__all__ = ["case", "made"]

PHRASE = "人脸布控"


@contextmanager
def opened_in(browser: Browser, case: Path, *, script: bool) -> Iterator[tuple[Page, str]]:
    """Open the room; what the policy refuses or a script breaks fails."""
    room = ReadingRoom(case, by="R. Reader")
    noise: list[str] = []
    with room.running():
        page = browser.new_context(java_script_enabled=script).new_page()
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("console", lambda said: noise.append(said.text) if said.type == "error" else None)
        page.goto(room.address)
        page.wait_for_url("**/claims")
        yield page, room.root
        page.context.close()
    assert noise == []


def took_too_long(case: Path, path: str) -> None:
    """Leave a file as a machine that was too busy would have left it."""
    with Heliograph.open_to_work(case) as opened:
        document = next(iter(opened.rows.documents(path=path)))
        assert document.digest
        reading = opened.rows.reading(document.digest)
        assert reading
        late = {"outcome": "timed-out", "reason": "time"}
        opened.rows.keep([msgspec.structs.replace(reading, **late)])


def entries(case: Path, event: str) -> list[dict[str, object]]:
    found = [json.loads(line) for line in (case / "custody.jsonl").read_bytes().splitlines()]
    return [one["facts"] for one in found if one["event"] == event]


def press_or_click(page: Page, key: str, name: str, *, script: bool) -> None:
    """Say something of the first finding: by its key, or by its button."""
    # A key does nothing before the page's script has run.
    arrived(page)
    before = page.url
    if script:
        page.keyboard.press(key)
    else:
        page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_url(lambda url: url != before)


@pytest.mark.parametrize("script", [True, False], ids=["js", "no-js"])
def test_a_phrase_in_chinese_becomes_a_watch_and_its_findings_are_gone_through(
    browser, case, script
):
    with opened_in(browser, case, script=script) as (page, root):
        page.get_by_role("searchbox").first.fill(PHRASE)
        page.get_by_role("searchbox").first.press("Enter")
        expect(page.locator("mark").first).to_have_text(PHRASE)
        page.get_by_role("button", name="Save as a watch").click()
        expect(page.get_by_role("status")).to_contain_text("4 findings so far")
        page.get_by_role("status").get_by_role("link", name=PHRASE).click()
        expect(page.locator("[data-claim]")).to_have_count(4)
        expect(page.locator("mark").first).to_have_text(PHRASE)
        press_or_click(page, "s", "Seen", script=script)
        expect(page.get_by_role("status")).to_contain_text("seen")
        press_or_click(page, "z", "Take it back", script=script)
        page.goto(f"{root}/findings")
        press_or_click(page, "e", "Hand on", script=script)
        page.get_by_label("State").select_option("escalated")
        page.get_by_role("button", name="Show").click()
        expect(page.locator("[data-claim]")).to_have_count(1)
        page.locator("[data-open]").click()
        page.get_by_label("Note: why, in your words").fill("for the lawyers")
        page.get_by_role("button", name="Accept", exact=True).click()
        page.goto(f"{root}/search?q={PHRASE}")
        expect(page.get_by_role("link", name="A watch asks this already")).to_be_visible()
    said = [(one["state"], one["note"]) for one in entries(case, "reviewed")]
    assert said == [
        ("seen", ""),
        ("new", ""),
        ("escalated", ""),
        ("accepted", "for the lawyers"),
    ]


@pytest.mark.parametrize("script", [True, False], ids=["js", "no-js"])
def test_a_failed_file_is_tried_again_and_read(browser, case, script):
    took_too_long(case, "vendor/brochure2.txt")
    with opened_in(browser, case, script=script) as (page, _):
        page.get_by_role("link", name="Ledger").click()
        page.get_by_role("button", name="Try vendor/brochure2.txt again").click()
        expect(page.get_by_role("status")).to_contain_text("vendor/brochure2.txt")
        expect(page.get_by_role("status")).to_contain_text("read")
        expect(page.get_by_role("button", name="Try vendor/brochure2.txt again")).to_have_count(0)
        page.get_by_role("status").get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("brochure2.txt")
    assert [one["path"] for one in entries(case, "retried")] == ["vendor/brochure2.txt"]


@pytest.mark.parametrize("script", [True, False], ids=["js", "no-js"])
def test_a_packet_is_handed_out_and_gone_through_to_its_end(browser, case, script):
    with opened_in(browser, case, script=script) as (page, _):
        page.get_by_role("link", name="Hand out some minutes of these").click()
        page.get_by_label("Minutes").fill("1")
        page.get_by_label("For whom, or what for").fill("Ana")
        page.get_by_role("button", name="Hand it out").click()
        expect(page.get_by_text("0 of 4 reviewed")).to_be_visible()
        page.get_by_role("link", name="Begin").click()
        expect(page.get_by_role("button", name="Accept", exact=True).first).to_be_visible()
        for _ in range(4):
            press_or_click(page, "a", "Accept", script=script)
        expect(page.get_by_text("Done, thank you.")).to_be_visible()
        expect(page.get_by_text("4 of 4 reviewed")).to_be_visible()
    assert len(entries(case, "reviewed")) == 4


def test_no_page_of_watching_scrolls_sideways_on_a_small_telephone(browser, case):
    took_too_long(case, "vendor/brochure2.txt")
    with Heliograph.open_to_work(case) as opened:
        source = add_source(opened, "listing", "https://tenders.example/a/long/path/list.html")
        hand_out(opened, Wanted(), minutes=1, name="Ana", by="R. Reader")
    with opened_in(browser, case, script=False) as (page, root):
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"{root}/search?q={PHRASE}")
        page.get_by_role("button", name="Save as a watch").click()
        for path in (
            "/watches", "/findings", "/sources", f"/sources/{source.id}", "/packets", "/packets/1",
            "/ledger",
        ):  # fmt: skip
            page.goto(root + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
