"""A dossier built and made in a real browser, with and without a script; a shared case's door."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from tests import dossier_samples

from heliograph.accounts.users import add_user
from heliograph.app import Heliograph
from heliograph.dossier import heliograph_verify
from heliograph.drafting.drafts import Drafts
from heliograph.pipeline.deeds.deciding import Said
from heliograph.sealing.keys import Unlocking
from heliograph.web import ReadingRoom

WORDS = "a lantern in the harbour"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dossier_samples.Made]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("builder")
        patch.setenv("HELIOGRAPH_KEYS", str(folder / "keys"))
        yield dossier_samples.made(folder / "made")


@pytest.fixture
def case(made: dossier_samples.Made, tmp_path: Path) -> Path:
    shutil.copytree(made.case, tmp_path / "case")
    return tmp_path / "case"


@contextmanager
def opened(
    browser: Browser, case: Path, passphrase: Path, *, script: bool
) -> Iterator[tuple[Page, ReadingRoom]]:
    """Open the room; whatever a page complains of fails."""
    room = ReadingRoom(case, by="R. Reader", unlocking=Unlocking(passphrase=passphrase))
    noise: list[str] = []

    def said(message: ConsoleMessage) -> None:
        # What is refused on purpose is told by the browser, too.
        refused = message.location["url"].endswith(("/login", "/users"))
        if message.type == "error" and not refused:
            noise.append(message.text)

    with room.running():
        page = browser.new_context(java_script_enabled=script).new_page()
        page.on("console", said)
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.goto(room.address)
        yield page, room
        page.context.close()
    assert noise == []


def choose_unsure(page: Page, claim: str) -> None:
    """Choose a claim that does not count as accepted."""
    page.locator("select#state").select_option("unsure")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_label(f"choose {claim[:8]}").check()
    page.get_by_role("button", name="Choose these").click()
    expect(page.get_by_text("It does not count as accepted.")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_dossier_is_built_and_made_that_a_stranger_can_check(
    browser, case, made, tmp_path, script
):
    with Heliograph.open_to_work(case) as changed:
        unsure = next(iter(changed.rows.claim_views()))
        changed.review(unsure.id, Said(judgement="unsure", by="R. Reader"))
    with opened(browser, case, made.passphrase, script=script) as (page, _):
        page.wait_for_url("**/claims")
        page.get_by_role("link", name="Dossiers").click()
        page.get_by_label("Title").fill("Riverside procurement")
        page.get_by_role("button", name="Begin").click()
        first = page.locator(".placed > li").first.get_attribute("id")
        page.get_by_label("Foreword, in your words").fill("Read the second finding first.")
        page.get_by_label("Comment on no. 1").fill("Said again in the tender.")
        page.get_by_role("button", name="Move no. 1 down").click()
        expect(page.get_by_role("status")).to_contain_text("Kept")
        assert page.locator(".placed > li").nth(1).get_attribute("id") == first
        expect(page.get_by_label("Comment on no. 2")).to_have_value("Said again in the tender.")
        choose_unsure(page, unsure.id)
        page.get_by_role("link", name="What the reader will see").click()
        expect(page.locator(".not")).to_have_count(len(Drafts(case).read(
            "riverside-procurement").findings))  # fmt: skip
        expect(page.get_by_text("Said again in the tender.")).to_be_visible()
        page.get_by_role("link", name="Make it").click()
        page.get_by_role("button", name="Make the dossier").click()
        # The page looks again by itself, with a script and without.
        expect(page.get_by_text("It is made:")).to_be_visible(timeout=90_000)
        command = page.locator("pre").first.inner_text()
        with page.expect_download() as download:
            page.locator("strong a[download]").click()
        download.value.save_as(tmp_path / "got.zip")
    digits = made.key.removeprefix("sha256:")
    assert command.split() == [
        *("python3", "heliograph_verify.py", "riverside-procurement-1.zip", "--key", digits)
    ]
    arguments = [str(tmp_path / "got.zip"), "--key", digits, "--tsa-root", str(made.root)]
    assert heliograph_verify.main(arguments) == 0


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_reader_logs_in_looks_and_finds_nothing_to_decide_with(browser, case, made, script):
    with Heliograph.open_to_work(case) as changed:
        add_user(changed, "Ana", "owner", WORDS, "root")
        add_user(changed, "Chen", "reader", WORDS, "root")
    with opened(browser, case, made.passphrase, script=script) as (page, room):
        page.get_by_label("Name").fill("Chen")
        page.get_by_label("Password").fill("not this one")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("alert")).to_contain_text("is not right")
        page.get_by_label("Password").fill(WORDS)
        page.keyboard.press("Enter")
        page.wait_for_url("**/claims")
        page.locator("[data-open]").first.click()
        expect(page.get_by_role("button", name="Accept")).to_have_count(0)
        page.keyboard.press("a")
        page.goto(f"{room.root}/users")
        expect(page.get_by_role("alert")).to_contain_text("for owners of the case")
        page.get_by_role("button", name="Log out").click()
        page.wait_for_url("**/login")
        page.goto(f"{room.root}/claims")
        assert page.url.endswith("/login")
    assert b'"event":"viewed"' in (case / "custody.jsonl").read_bytes()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_the_door_breaks_no_rule_of_access(browser, case, made, scheme, width):
    with Heliograph.open_to_work(case) as changed:
        add_user(changed, "Ana", "owner", WORDS, "root")
    room = ReadingRoom(case, by="R. Reader")
    with room.running():
        size = {"width": width, "height": 740}
        # axe-core is put into the page, which the room's own policy forbids.
        context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport=size)
        page = context.new_page()
        page.goto(room.address)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        context.close()
