"""Pages put in place of one another in a real browser: as if one had gone there, but sooner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Request, Route, expect
from tests.browser.test_reading_room_in_a_browser import judgements, listen
from tests.browsers import arrived, follow
from tests.chart_cases import named_case
from tests.reading_rooms import case, made

from heliograph.web import ReadingRoom

__all__ = ["case", "made"]

STAYS = "window.stays = (window.stays ?? 0) + 1"
STAYED = "window.stays"
REMEMBERED = """
top => new Promise((done) => {
  const look = () => history.state?.top === top ? done() : setTimeout(look, 20);
  look();
})
"""


@contextmanager
def opened(browser: Browser, case: Path) -> Iterator[tuple[Page, ReadingRoom, list[str]]]:
    """Open the room; give what the browser complains of, too."""
    room = ReadingRoom(case, by="R. Reader")
    noise: list[str] = []
    with room.running():
        page = browser.new_context(viewport={"width": 800, "height": 500}).new_page()
        listen(page, room.root, noise)
        page.goto(room.address)
        page.wait_for_url("**/claims")
        page.evaluate(STAYS)
        yield page, room, noise
        page.context.close()


def stayed(page: Page) -> bool:
    """Say whether this is still the page that was gone to at first."""
    return bool(page.evaluate(STAYED) == 1)


def test_links_lead_on_without_leaving_and_the_history_leads_back(browser, case):
    with opened(browser, case) as (page, room, noise):
        page.evaluate("scrollTo({ top: 200, behavior: 'instant' })")
        # Not by the mouse, which would be led to the link by scrolling.
        page.get_by_role("link", name="Documents", exact=True).evaluate("link => link.click()")
        page.wait_for_url("**/documents")
        expect(page).to_have_title("Documents · Heliograph")
        expect(page.locator("main")).to_be_focused()
        assert page.evaluate("scrollY") == 0
        page.get_by_role("link", name="Ledger", exact=True).click()
        expect(page.locator("h1")).to_have_text("Ledger")
        page.go_back()
        expect(page.locator("h1")).to_have_text("Documents")
        page.go_back()
        arrived(page)
        assert page.url == f"{room.root}/claims"
        assert page.evaluate("scrollY") == 200
        page.go_forward()
        expect(page.locator("h1")).to_have_text("Documents")
        assert stayed(page)
        page.evaluate("scrollTo({ top: 30, behavior: 'instant' })")
        page.evaluate(REMEMBERED, 30)
        page.reload()
        assert page.evaluate("scrollY") == 30
        page.evaluate(STAYS)
    assert noise == []


def test_a_part_of_the_same_page_is_the_browsers_own_affair(browser, case):
    asked: list[str] = []
    with opened(browser, case) as (page, _, noise):
        page.on("request", lambda one: asked.append(one.resource_type))
        page.locator(".skip").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/claims#main")
        page.go_back()
        page.wait_for_url("**/claims")
        assert stayed(page)
    assert {"document", "xhr"} & set(asked) == set()
    assert noise == []


def test_a_deed_leads_to_the_very_part_that_it_changed(browser, case):
    with opened(browser, case) as (page, _, noise):
        page.locator("[data-open]").first.click()
        page.wait_for_url("**/claims/*")
        page.get_by_role("link", name="Put it into a dossier").click()
        page.get_by_label("Title").fill("Stations")
        page.get_by_role("button", name="Begin").click()
        page.wait_for_url("**/dossiers/stations")
        page.go_back()
        page.get_by_role("button", name="Stations").click()
        page.wait_for_url("**/dossiers/stations?said=added#claim-*")
        expect(page.locator(f"[id='{page.url.partition('#')[2]}']")).to_be_in_viewport()
        assert stayed(page)
    assert noise == []


def test_what_was_typed_stands_when_a_form_is_refused(browser, case):
    with opened(browser, case) as (page, _, noise):
        page.locator("[data-open]").first.click()
        page.wait_for_url("**/claims/*")
        address = page.url
        note = page.get_by_label("Note: why, in your words")
        note.fill("two lines\nof it")
        page.evaluate("document.querySelectorAll('[name=csrf]').forEach(e => e.value = 'forged')")
        page.get_by_role("button", name="Accept", exact=True).click()
        said = page.get_by_role("alert")
        expect(said).to_have_text("That form is not of this session. Load the page again.")
        expect(said).to_be_focused()
        expect(note).to_have_value("two lines\nof it")
        assert page.url == address
        assert stayed(page)
    assert judgements(case) == []
    # The browser itself notes that the form was refused.
    assert len(noise) == 1
    assert "403" in noise[0]


def test_a_room_that_is_gone_is_told_of_and_nothing_is_lost(browser, case):
    with opened(browser, case) as (page, _, _):
        page.locator("[data-open]").first.click()
        page.wait_for_url("**/claims/*")
        page.get_by_label("Note: why, in your words").fill("kept")
        page.route("**/*", lambda route: route.abort("connectionrefused"))
        said = page.get_by_role("alert")
        for deed in (
            page.get_by_role("button", name="Accept", exact=True),
            page.get_by_role("link", name="Ledger", exact=True),
        ):
            deed.click()
            expect(said).to_contain_text("does not answer")
            page.evaluate("document.querySelector('[role=alert]').hidden = true")
        page.unroute("**/*")
        expect(page.get_by_label("Note: why, in your words")).to_have_value("kept")
        page.get_by_role("button", name="Accept", exact=True).click()
        expect(page.locator(".said")).to_be_visible()
    assert judgements(case) == ["accepted"]
    assert '"kept"' in (case / "custody.jsonl").read_text(encoding="utf-8")


def test_a_page_that_is_long_on_its_way_is_told_of_until_it_is_there(browser, case):
    with opened(browser, case) as (page, room, noise):
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route(f"{room.root}/ledger", hold)
        page.get_by_role("link", name="Ledger", exact=True).click()
        expect(page.locator("main[aria-busy=true].waiting")).to_have_count(1)
        held.pop().continue_()
        expect(page.locator("h1")).to_have_text("Ledger")
        expect(page.locator("main:is([aria-busy], .waiting)")).to_have_count(0)
    assert noise == []


def test_a_button_pressed_twice_is_sent_once(browser, case):
    sent: list[Request] = []
    with opened(browser, case) as (page, _, noise):
        page.locator("[data-open]").first.click()
        page.wait_for_url("**/claims/*")
        page.on("request", lambda one: sent.append(one) if one.method == "POST" else None)
        page.get_by_role("button", name="Reject", exact=True).dblclick()
        page.wait_for_url("**said=*")
        assert stayed(page)
    assert noise == []
    assert [one.headers["content-type"] for one in sent] == [
        "application/x-www-form-urlencoded;charset=UTF-8"
    ]
    assert judgements(case) == ["rejected"]


def test_a_form_that_asks_and_the_choices_of_the_room_are_put_in_place(browser, case):
    with opened(browser, case) as (page, _, noise):
        page.locator("#find").fill("步态 识别")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        expect(page.locator("mark").first).to_be_visible()
        page.get_by_role("link", name="dark", exact=True).click()
        expect(page.locator("html[data-theme=dark]")).to_have_count(1)
        page.get_by_role("link", name="简体中文", exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        page.locator(".choices a[lang=en]").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.get_by_role("link", name="as the machine", exact=True).click()
        expect(page.locator("html[data-theme]")).to_have_count(0)
        assert stayed(page)
    assert noise == []


def test_what_is_for_browsers_without_scripts_is_not_put_in_place(browser, case):
    with opened(browser, case) as (page, room, noise):
        page.route(
            f"{room.root}/ledger",
            lambda route: route.fulfill(
                content_type="text/html",
                body="<title>Made</title><main tabindex=-1><noscript><b>no</b></noscript>"
                "<script>window.stays = 9</script><i>yes</i></main>",
            ),
        )
        page.get_by_role("link", name="Ledger", exact=True).click()
        expect(page).to_have_title("Made")
        expect(page.locator("main")).to_have_text("yes")
        assert page.locator("main :is(noscript, script, b)").count() == 0
        assert stayed(page)
    assert noise == []


def test_what_is_no_page_is_left_to_the_browser(browser, tmp_path):
    with opened(browser, named_case(tmp_path)) as (page, room, noise):
        page.get_by_role("link", name="Charts", exact=True).click()
        page.get_by_role("link", name="Timeline", exact=True).first.click()
        page.wait_for_url("**/charts/timeline")
        with page.expect_download() as kept:
            page.get_by_role("button", name="picture (SVG)").click()
        assert kept.value.suggested_filename == "timeline.svg"
        assert stayed(page)
        # An answer that turns out to be none is gone to, too.
        follow(page, "/static/app.css")
        page.wait_for_url(f"{room.root}/static/app.css")
        assert not stayed(page)
    assert noise == []
