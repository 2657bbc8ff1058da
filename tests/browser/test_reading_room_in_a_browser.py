"""The reading room in a real browser: reviews by keys and by forms; hostile text runs nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    expect,
)
from tests.browsers import arrived, follow
from tests.reading_rooms import HOSTILE, case, hostile_case, made

from heliograph.web import ReadingRoom

__all__ = ["case", "made"]

MARKS = ("accepted", "rejected", "unsure")


def listen(page: Page, root: str, noise: list[str]) -> None:
    """Note whatever ran, was refused by the policy, broke, or asked for something elsewhere."""

    def asked(dialog: Dialog) -> None:
        noise.append(dialog.message)
        dialog.dismiss()

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            noise.append(message.text)

    def went(request: Request) -> None:
        if not request.url.startswith(root):
            noise.append(request.url)

    page.on("dialog", asked)
    page.on("console", said)
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("request", went)


@contextmanager
def opened(browser: Browser, case: Path, **context: object) -> Iterator[tuple[Page, str]]:
    """Open the room with its first address; whatever runs or is refused on the way fails."""
    room = ReadingRoom(case, by="R. Reader")
    noise: list[str] = []
    with room.running():
        page = browser.new_context(**context).new_page()  # type: ignore[arg-type]
        listen(page, room.root, noise)
        page.goto(room.address)
        page.wait_for_url("**/claims")
        yield page, room.root
        page.context.close()
    assert noise == []


def judgements(case: Path) -> list[str]:
    found = [json.loads(line) for line in (case / "custody.jsonl").read_bytes().splitlines()]
    return [one["facts"]["judgement"] for one in found if one["event"] == "reviewed"]


def is_not(address: str) -> Callable[[str], bool]:
    """Say of an address whether it is another."""
    return lambda url: url != address


def test_ten_claims_are_reviewed_by_keys_alone(browser, case):
    with opened(browser, case) as (page, _):
        expect(page.get_by_text(re.compile(r"^0 of \d+ reviewed"))).to_be_visible()
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        page.keyboard.press("Enter")
        page.wait_for_url("**/claims/*")
        for at in range(10):
            before = page.url
            if at == 4:
                page.keyboard.press("n")
                page.keyboard.type("ja, a note with r and u")
                page.keyboard.press("Escape")
            page.keyboard.press("aru"[at % 3])
            page.wait_for_url(is_not(before))
        page.keyboard.press("z")
        expect(page.locator(".said")).to_contain_text("Taken back")
        page.keyboard.press("q")
        expect(page.get_by_text(re.compile(r"^9 of \d+ reviewed"))).to_be_visible()
    said = judgements(case)
    assert said[:10] == [MARKS[at % 3] for at in range(10)]
    assert said[10:] == ["withdrawn"]
    assert b"ja, a note with r and u" in (case / "custody.jsonl").read_bytes()


def test_ten_claims_are_reviewed_by_forms_without_a_script(browser, case):
    with opened(browser, case, java_script_enabled=False) as (page, _):
        page.locator("[data-open]").first.click()
        for at in range(10):
            if at == 4:
                page.get_by_label("Note: why, in your words").fill("a note")
            name = ("Accept", "Reject", "Unsure")[at % 3]
            page.get_by_role("button", name=name, exact=True).click()
        page.get_by_role("button", name="Take it back").first.click()
        expect(page.locator(".said")).to_contain_text("Taken back")
        page.get_by_role("link", name="Queue").click()
        expect(page.get_by_text(re.compile(r"^9 of \d+ reviewed"))).to_be_visible()
        page.get_by_role("combobox", name="Review", exact=True).select_option("rejected")
        page.get_by_role("button", name="Show").click()
        expect(page.locator("[data-claim]")).to_have_count(judgements(case)[:9].count("rejected"))
    assert judgements(case) == [*(MARKS[at % 3] for at in range(10)), "withdrawn"]


def test_claims_are_reviewed_in_the_queue_itself_and_taken_back(browser, case):
    with opened(browser, case) as (page, _):
        first = page.locator("[data-open]").first.get_attribute("href")
        for key in "ar":
            page.keyboard.press(key)
            page.wait_for_url("**said=*")
            expect(page.locator(".said")).to_be_visible()
            page.goto(page.url.partition("?")[0])
        assert page.locator("[data-open]").first.get_attribute("href") != first
        expect(page.get_by_text(re.compile(r"^2 of \d+ reviewed"))).to_be_visible()
    assert judgements(case) == ["accepted", "rejected"]


def test_a_document_is_reached_by_its_folder_and_its_lines(browser, case):
    with opened(browser, case, java_script_enabled=False) as (page, _):
        page.get_by_role("link", name="Documents").click()
        page.get_by_role("link", name="vendor").click()
        page.get_by_role("link", name="brochure1.txt").click()
        page.get_by_role("link", name="1", exact=True).click()
        expect(page.locator("#line-3 + td")).to_contain_text("学校")
        assert page.locator("mark").count() >= 3


def every_claim(page: Page, root: str) -> set[str]:
    """Turn the pages of the queue."""
    found = set[str]()
    page.goto(f"{root}/claims?sort=place")
    while True:
        hrefs = page.locator("[data-open]").evaluate_all("all => all.map(e => e.href)")
        found |= {one.partition("?")[0] for one in hrefs}
        later = page.locator("a[rel=next]")
        if not later.count():
            return found
        later.click()
        arrived(page)


def every_document(page: Page, root: str) -> set[str]:
    """Name what the first folder lists."""
    page.goto(f"{root}/documents")
    return set(page.locator(".cells a").evaluate_all("all => all.map(e => e.href)"))


def test_hostile_names_titles_notes_and_quotes_run_nothing(browser, tmp_path):
    case = hostile_case(tmp_path)
    assert len(HOSTILE) >= 40
    with opened(browser, case) as (page, root):
        claims, documents = every_claim(page, root), every_document(page, root)
        assert len(claims) >= 40
        assert len(documents) >= 80
        for address in sorted(claims)[:44]:
            page.goto(address)
            follow(page, address)
        page.get_by_label("Note: why, in your words").fill("\n".join(HOSTILE))
        page.get_by_role("button", name="Accept", exact=True).click()
        arrived(page)
        page.goto(sorted(claims)[:44][-1])
        expect(page.locator("[aria-labelledby=review] .history")).to_contain_text("alert(1)")
        # Titles and notes stand on the page of a document, its text on its first page.
        for at, address in enumerate(sorted(documents)):
            follow(page, address)
            first = page.locator(".numbers a")
            if at % 4 == 0 and first.count():
                first.first.click()
                arrived(page)
        for at in range(0, len(HOSTILE), 4):
            page.goto(f"{root}/search?{urlencode({'q': HOSTILE[at]})}")
            follow(page, f"{root}/search?{urlencode({'q': HOSTILE[at + 1]})}")
        for path in ("/ledger", "/search?q=alert", f"/claims?{urlencode({'folder': HOSTILE[0]})}"):
            page.goto(root + path)
