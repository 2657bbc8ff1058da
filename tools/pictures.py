"""Takes the pictures of the reading room that the docs show, over the example documents.

python -m tools.pictures [--only NAME]... [--into FOLDER]

Run by `make pictures`; needs Debian's chromium. The case is made anew in a temporary folder.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal
from unittest.mock import patch

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from tests.browsers import CHROMIUM, QUIET
from tests.told_cases import watch

from heliograph.accounts.users import add_user
from heliograph.app import Heliograph
from heliograph.codec import moment
from heliograph.drafting import editing
from heliograph.drafting.drafts import Draft, Drafts
from heliograph.handwork.packets import hand_out
from heliograph.pipeline.deeds.deciding import Said
from heliograph.records import CapabilityId, Judgement, SourceId
from heliograph.taxonomy import loader
from heliograph.watch_records import Schedule, Watch, WatchId
from heliograph.watching.sources import add_source
from heliograph.watching.watches import add_watch
from heliograph.web import ReadingRoom
from heliograph.web.queue import Asked

HOUSE: Final = Path(__file__).parent.parent
PICTURES: Final = HOUSE / "docs" / "pictures"
MOST_BYTES: Final = 150_000
COLOURS: Final = (96, 64, 40)
REVIEWER: Final = "R. Reader"
WORDS: Final = "the third drawer from below"
VENDOR: Final = "https://sableridge.example/products/sr-9800"
SHIPPED_NAMES: Final = loader._names
MADE_UP: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("Sable Ridge Vision", "company", ("赛岭视觉", "赛岭视觉科技有限公司")),
    ("SR-9800", "product", ("SR-9800智能分析服务器", "SR-9800 Analytics Server")),
    ("LM-200", "product", ("岭目LM-200",)),
    ("Halden H3", "component", ("哈登H3",)),
    ("Luchuan County Public Security", "public-body", ("鹭川县公安局",)),
    ("Luchuan County Big Data Centre", "public-body", ("鹭川县大数据发展中心",)),
    ("Dukou Education Bureau", "public-body", ("渡口新区教育局",)),
)
JUDGED: Final[tuple[tuple[int, Judgement], ...]] = (
    (8, "accepted"),
    (14, "rejected"),
    (20, "unsure"),
)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: an address, then what is clicked on the way from there."""

    name: str
    address: str
    clicks: tuple[str, ...] = ()
    look: Literal["light", "dark"] = "light"
    language: str = "en"
    width: int = 1280
    height: int = 800
    opens: str = ""
    """What is brought into view at the end."""
    entered: bool = True
    """Whether it is taken inside the room, or before its door."""


SHOTS: Final = (
    Shot("claims", "/claims"),
    Shot("claims-dark", "/claims", look="dark"),
    Shot("claims-narrow", "/claims", width=360, height=740),
    Shot("claim", "/claims", ("[data-open]",)),
    Shot("claim-review", "/claims", ("[data-open]",), opens="#review"),
    Shot("claim-chinese", "/claims", ("[data-open]",), language="zh"),
    Shot("why", "/claims", ("[data-open]", "a[href*='/why']")),
    Shot("elsewhere", "/claims", ("[data-open]", "a[href*='/elsewhere']")),
    Shot("findings", "/findings"),
    Shot("finding", "/findings", ("[data-open]",)),
    Shot("watches", "/watches"),
    Shot("documents", "/documents?folder=vendor"),
    Shot("document", "/documents?folder=vendor", (".cells a[href^='/documents/']",)),
    Shot("page", "/documents?folder=vendor", (".cells a[href^='/documents/']", ".numbers a")),
    Shot("search", "/search?q=维吾尔"),
    Shot("search-french", "/search?q=维吾尔", language="fr", look="dark"),
    Shot("packets", "/packets"),
    Shot("packet", "/packets/1"),
    Shot("names", "/names"),
    Shot("name", "/names", (".cells a[href^='/names/']",)),
    Shot("charts", "/charts"),
    Shot("timeline", "/charts/timeline", height=640),
    Shot("matrix", "/charts/matrix"),
    Shot("network", "/charts/network", height=1100),
    Shot("network-dark", "/charts/network", look="dark", height=1100),
    Shot("together", "/charts/network", ("main table a[href^='/charts/network/']",)),
    Shot("ledger-chart", "/charts/ledger"),
    Shot("sources", "/sources"),
    Shot("source", "/sources", ("main a[href^='/sources/']",)),
    Shot("ledger", "/ledger"),
    Shot("dossiers", "/dossiers"),
    Shot("draft", "/dossiers/what-they-sell"),
    Shot("preview", "/dossiers/what-they-sell/preview"),
    Shot("making", "/dossiers/what-they-sell/making"),
    Shot("users", "/users"),
)
OF_WATCHING: Final = (
    Shot("change", "/sources", ("main a[href^='/sources/']", "main a[href^='/changes/']")),
)
OF_A_TEAM: Final = (
    Shot("login", "/login", height=640, entered=False),
    Shot("account", "/account", height=640),
    Shot("wrong", "/claims/of-another-case", height=640),
)


def example_case(folder: Path) -> Path:
    """Scan the example documents, ask two questions, review some of what was found."""
    case = folder / "case"
    with (
        patch.object(loader, "_names", _names_of_the_examples),
        Heliograph.create(case, ask=[HOUSE / "examples" / "documents"]) as opened,
    ):
        opened.run()
        for name, asks in (
            ("Alarms for a people", {"capabilities": (CapabilityId("ethnicity_alarm"),)}),
            ("Gait", {"query": "步态 OR gait"}),
        ):
            fields = {"id": WatchId(""), "number": 0, "name": name, "made_at": opened.clock()}
            add_watch(opened, Watch(**fields, **asks))  # type: ignore[arg-type]
        add_source(opened, "page", VENDOR, Schedule(source_id=SourceId("")))
        claims = sorted(opened.rows.claim_views(), key=lambda one: -one.score)
        for at, judgement in JUDGED:
            opened.review(claims[at].id, Said(judgement=judgement, by=REVIEWER))
        hand_out(opened, Asked(), minutes=10, name="Ana", by=REVIEWER)
        made_at = moment(opened.clock())
        accepted = opened.rows.ids_in_state("accepted", editing.MOST_FINDINGS)
    draft = Draft(name="what-they-sell", changed_by=REVIEWER, changed_at=made_at)
    draft = editing.worded(draft, "What they sell", "What one vendor offers, in its own words.")
    Drafts(case).begin(editing.with_claims(draft, accepted))
    return case


def _names_of_the_examples(name: str, content: bytes) -> tuple[loader.Name, ...]:
    """Know the made-up names of the examples, too: the list that ships has real ones alone."""
    made_up = (
        loader.Name(one, kind, aliases, (), (), "made up for the examples")
        for one, kind, aliases in MADE_UP
    )
    return (*SHIPPED_NAMES(name, content), *made_up)


def taken(browser: Browser, room: ReadingRoom, shots: Sequence[Shot], into: Path) -> None:
    """Take pictures of one room; the key it gave to the first page is handed on."""
    first = browser.new_context()
    page = first.new_page()
    page.goto(room.address)
    if room.team:
        page.get_by_label("Name").fill(REVIEWER)
        page.get_by_label("Password").fill(WORDS)
        page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/claims")
    key = first.storage_state()
    for shot in shots:
        context = browser.new_context(
            storage_state=key if shot.entered else None,
            viewport={"width": shot.width, "height": shot.height},
            color_scheme=shot.look,
            locale=shot.language,
        )
        page = context.new_page()
        lead(page, room.root, shot)
        content = small(page.screenshot())
        (into / f"{shot.name}.png").write_bytes(content)
        print(f"{shot.name}: {len(content) / 1000:.0f} kB")
        context.close()
    first.close()


def lead(page: Page, root: str, shot: Shot) -> None:
    """Go where a picture is to be taken."""
    page.goto(root + shot.address)
    for what in shot.clicks:
        page.locator(what).first.click()
        page.wait_for_load_state("networkidle")
    if shot.opens:
        page.locator(shot.opens).first.scroll_into_view_if_needed()
        page.evaluate(
            "at => document.querySelector(at).scrollIntoView({behavior: 'instant'})", shot.opens
        )


def small(png: bytes) -> bytes:
    """Take colours off until the picture is small enough to be kept beside words."""
    content = png
    with Image.open(BytesIO(png)) as shown:
        whole = shown.convert("RGB")
    for colours in COLOURS:
        made = BytesIO()
        few = whole.quantize(
            colours, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE
        )
        few.save(made, "PNG", optimize=True)
        content = made.getvalue()
        if len(content) <= MOST_BYTES:
            break
    return content


def watched_case(folder: Path) -> Path:
    """Look at a notice until a clause of it goes."""
    watch(folder / "watched")
    return folder / "watched"


def team_case(folder: Path) -> Path:
    """Begin a case for which people log in."""
    with Heliograph.create(folder / "team") as opened:
        add_user(opened, REVIEWER, "owner", WORDS, REVIEWER)
    return folder / "team"


ROOMS: Final[tuple[tuple[Callable[[Path], Path], tuple[Shot, ...]], ...]] = (
    (example_case, SHOTS),
    (watched_case, OF_WATCHING),
    (team_case, OF_A_TEAM),
)
ALL_SHOTS: Final = tuple(shot for _, shots in ROOMS for shot in shots)


def main() -> None:
    """Take them all, or those that are named."""
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--only", action="append", choices=[one.name for one in ALL_SHOTS])
    wanted.add_argument("--into", type=Path, default=PICTURES)
    asked = wanted.parse_args()
    asked.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        for made, shots in ROOMS:
            few = [one for one in shots if not asked.only or one.name in asked.only]
            if not few:
                continue
            with TemporaryDirectory() as folder:
                room = ReadingRoom(made(Path(folder)), by=REVIEWER)
                with room.running():
                    taken(browser, room, few, asked.into)
        browser.close()


if __name__ == "__main__":
    main()
