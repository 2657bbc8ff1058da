"""Every page of the reading room by the rules of WCAG 2.2, in light and dark, wide and narrow.

Pages are found by following links from the first one: a page that no link leads to, or that nobody
thought to test, fails. axe-core is put into the page, which the room's own policy forbids: the
browser is told to pass it over, for this test alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from starlette.routing import compile_path
from tests.reading_rooms import plain_case
from tests.told_cases import told_case

from heliograph.accounts import passwords
from heliograph.accounts.users import add_user
from heliograph.app import Heliograph
from heliograph.web import ReadingRoom
from heliograph.web.pages import PAGES

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}
LINKS = "[...document.links].map((a) => a.pathname + a.search)"
MORE_OF = {"/search": 3, "/documents/{digest}/pages/{number:int}": 3, "/findings/{finding}": 2}
"""Of other kinds one page is looked at: what is searched for leads to pages of other scripts, and
findings are of claims or of changes."""
WORDS = "a lantern in the harbour"
UYGHUR, ARABIC = "مىللەتنى", "الأويغور"
BEGINNINGS = ("/claims", f"/search?q={UYGHUR}", f"/search?q={ARABIC}", "/users", "/account")
"""Where a reader begins; the last two are linked where several people share a case."""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return told_case(tmp_path_factory.mktemp("told"))


@contextmanager
def opened(browser: Browser, case: Path, **context: Any) -> Iterator[tuple[Page, str]]:
    room = ReadingRoom(case, by="R. Reader")
    with room.running():
        page = browser.new_context(**context).new_page()
        page.goto(room.address)
        page.wait_for_url("**/claims")
        yield page, room.root
        page.context.close()


def some_of_each(page: Page, root: str) -> Iterator[tuple[str, str]]:
    """Follow links from the beginnings, some to each kind of page: open it, say kind and path."""
    kinds = [(one.address, compile_path(one.address)[0]) for one in PAGES]
    found: dict[str, list[str]] = {}
    waiting = deque(BEGINNINGS)
    while waiting:
        path = waiting.popleft()
        kind = next((kind for kind, form in kinds if form.match(path.partition("?")[0])), None)
        some = found.setdefault(kind or "", [])
        if kind is None or path in some or len(some) >= MORE_OF.get(kind, 1):
            continue
        some.append(path)
        page.goto(root + path)
        waiting.extend(page.evaluate(LINKS))
        yield kind, path


def violations(page: Page) -> list[str]:
    """What axe-core finds, as rule, weight and place."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:160]}"
        for one in found
        for node in one["nodes"][:3]
    ]


LOOKS = [("light", "zh", 1280), ("dark", "fr", 360)]


@pytest.mark.parametrize(("scheme", "language", "width"), LOOKS)
def test_no_page_breaks_a_rule_of_access(browser, case, scheme, language, width):
    asked = {"color_scheme": scheme, "locale": language, "bypass_csp": True}
    with opened(browser, case, viewport={"width": width, "height": 740}, **asked) as (page, root):
        kinds, faults = set[str](), list[str]()
        for kind, path in some_of_each(page, root):
            kinds.add(kind)
            faults += [f"{path}: {one}" for one in wrong_with(page, width)]
        page.goto(f"{root}/nothing")
        faults += [f"/nothing: {one}" for one in wrong_with(page, width)]
        untested = {one.address for one in PAGES} - kinds
        assert untested == set(), "no link leads there from a case with everything in it"
        assert "\n".join(faults) == ""


def wrong_with(page: Page, width: int) -> Iterator[str]:
    yield from violations(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        yield f"{wide} pixels wide"


def test_a_broken_rule_is_found(browser, case):
    with opened(browser, case, bypass_csp=True) as (page, _):
        page.evaluate("document.querySelector('label[for=sort]').remove()")
        page.evaluate("document.querySelector('.what a').style.color = '#ccc'")
        found = "\n".join(violations(page))
        assert "select-name (critical)" in found
        assert "color-contrast (serious)" in found


def test_a_case_with_users_breaks_no_rule_from_the_log_in_on(browser, tmp_path, monkeypatch):
    # The same method with less work: what it costs is measured elsewhere.
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ROUNDS", 1)
    case = plain_case(tmp_path)
    with Heliograph.open_to_work(case) as changed:
        add_user(changed, "Ana", "owner", WORDS, "root")
    room = ReadingRoom(case, by="R. Reader")
    narrow = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    with room.running():
        page = narrow.new_page()
        page.goto(f"{room.root}/claims")
        assert list(wrong_with(page, 360)) == []
        page.get_by_label("Name").fill("Ana")
        page.get_by_label("Password").fill(WORDS)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/claims")
        for path in ("/claims", "/users", "/account"):
            page.goto(room.root + path)
            assert list(wrong_with(page, 360)) == [], path
        narrow.close()


def test_words_run_as_their_script_does(browser, case):
    with opened(browser, case, viewport={"width": 1280, "height": 740}) as (page, root):
        for word, way in ((UYGHUR, "rtl"), (ARABIC, "rtl"), ("维吾尔", "ltr")):
            page.goto(f"{root}/search?q={word}")
            found = page.locator(".found blockquote").first
            assert found.evaluate("e => getComputedStyle(e).direction") == way
            page.locator(".found a").first.click()
            line = page.locator(".lines td", has_text=word).first
            assert line.evaluate("e => getComputedStyle(e).direction") == way
            # The frame stays as it is: what is quoted turns, the room does not.
            assert page.evaluate("getComputedStyle(document.body).direction") == "ltr"


def test_language_and_look_are_chosen_and_kept_without_a_script(browser, case):
    with opened(browser, case, java_script_enabled=False, locale="de-DE") as (page, root):
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Claims")
        page.goto(f"{root}/claims?sort=place")
        page.get_by_role("link", name="Français").click()
        expect(heading).to_have_text("Affirmations")
        # It stays where it was, and says nothing of the choice any more.
        assert page.url == f"{root}/claims?sort=place"
        page.get_by_role("link", name="sombre").click()
        assert page.locator("html").get_attribute("data-theme") == "dark"
        page.goto(f"{root}/search")
        assert page.locator("html").get_attribute("lang") == "fr"
        assert page.locator("html").get_attribute("data-theme") == "dark"
        page.get_by_role("link", name="简体中文").click()
        assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_paper_gets_the_words_and_not_the_frame(browser, case):
    with opened(browser, case, color_scheme="dark") as (page, _):
        page.locator("[data-open]").first.click()
        page.wait_for_url("**/claims/*")
        page.emulate_media(media="print", color_scheme="dark")
        expect(page.locator(".top")).to_be_hidden()
        expect(page.locator(".choices")).to_be_hidden()
        expect(page.locator("mark").first).to_be_visible()
        ground = "getComputedStyle(document.documentElement).backgroundColor"
        assert page.evaluate(ground) == "rgb(255, 255, 255)"


def test_whoever_goes_by_keys_sees_where_they_are(browser, case):
    with opened(browser, case, reduced_motion="reduce") as (page, _):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Go to the content")).to_be_in_viewport()
        for _at in range(12):
            page.keyboard.press("Tab")
            style = "getComputedStyle(document.activeElement)"
            assert page.evaluate(f"{style}.outlineStyle") == "solid"
            assert page.evaluate(f"parseFloat({style}.outlineWidth)") >= 2
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
