"""How soon the reading room answers over a large case, asked by a browser and by plain HTTP.

    python -m benchmarks.room_at_scale FOLDER [--documents N] [--claims N] [--times N]

Makes a case in FOLDER unless one stands there: N documents of one page, N claims with passages and
findings, written through the store's own writers, and a few real PDF files that are read as any,
so that their pages can be drawn. Then serves it in a process of its own, as a user would, and asks
chromium and a plain client for pages chosen by chance: chromium once by following a link of the
room, which puts the page in place, and once by going to its address, as on the first visit. Prints
median and 95th percentile of each, in milliseconds by the clock and of the server's processor: on a
machine that is shared only the latter says much. And the memory of the server. FOLDER is a
gigabyte; delete it by hand.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks.made_case import Wanted, fill
from benchmarks.process_memory import processor_seconds, resident
from fpdf import FPDF
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import sync_playwright
from tests.browsers import CHROMIUM, QUIET

from heliograph.app import Heliograph

BAR = 150.0
"""Milliseconds that 95 of a hundred pages stay under."""

PICTURED = 6
WARMING = 3

FOLLOW = """
address => new Promise((done) => {
  const link = document.createElement("a");
  link.href = address;
  document.querySelector("main").append(link);
  const began = performance.now();
  const told = () => done(performance.now() - began);
  const painted = () => requestAnimationFrame(() => setTimeout(told));
  const pictures = () => Promise.allSettled([...document.images].map((one) => one.decode()));
  const shown = () => pictures().then(painted);
  document.addEventListener("shown", shown, { once: true });
  link.click();
})
"""
"""From a click to all of the page and its pictures being painted; milliseconds.

Most documents of the case are made without bytes, so their pictures fail; that is waited for, too.
"""

LOOK = """
address => {
  const picture = new Image();
  const began = performance.now();
  picture.src = address;
  return picture.decode().then(() => performance.now() - began);
}
"""
"""From asking for a picture to having it decoded; milliseconds."""


def make(case: Path, wanted: Wanted) -> None:
    """Make the case, its first documents read by the whole program."""
    files = case.parent / "pictured"
    files.mkdir(parents=True, exist_ok=True)
    for number in range(PICTURED):
        sheet = FPDF()
        sheet.set_font("Helvetica", size=12)
        for page in range(3):
            sheet.add_page()
            said = [f"Riverside Gate {number}, page {page}, clause {line}." for line in range(12)]
            said.append(
                f"Gate {number} of type {page} recognises the ethnicity of faces and raises an "
                "alarm at the police station when a Uyghur person is recognised."
            )
            for words in said:
                sheet.multi_cell(0, 8, words, new_x="LMARGIN", new_y="NEXT")
        sheet.output(str(files / f"gate{number}.pdf"))
    with Heliograph.create(case, ask=[files]) as opened:
        opened.run()
        fill(opened, wanted)


class Served:
    """A case that is served by a process of its own, and a client that holds its key."""

    def __init__(self, case: Path) -> None:
        """Start it and take the key."""
        command = [sys.executable, "-m", "heliograph", "serve", "--no-browser", "--json"]
        self.process = subprocess.Popen([*command, "--case", str(case)], stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        address = json.loads(self.process.stdout.readline())["address"]
        self.root, _, token = address.partition("/open/")
        self._link = http.client.HTTPConnection(self.root.removeprefix("http://"))
        self.cookie = ""
        answer, _ = self._ask("GET", f"/open/{token}")
        self.cookie = (answer.headers["set-cookie"] or "").partition(";")[0]

    def _ask(self, method: str, path: str, body: str = "") -> tuple[http.client.HTTPResponse, str]:
        headers = {"Cookie": self.cookie, "Origin": self.root}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._link.request(method, quote(path, safe="/?&=%#:+"), body or None, headers)
        answer = self._link.getresponse()
        return answer, answer.read().decode("utf-8", "replace")

    def take(self, path: str) -> str:
        """Give a page."""
        answer, words = self._ask("GET", path)
        assert answer.status == http.HTTPStatus.OK, (path, answer.status, words[:500])
        return words

    def send(self, path: str, **form: str) -> str:
        """Send a form; give the address to which it leads."""
        answer, words = self._ask("POST", path, urlencode(form))
        assert answer.status == http.HTTPStatus.SEE_OTHER, (path, answer.status, words[:500])
        return answer.headers["location"] or ""

    @property
    def worked(self) -> float:
        """Seconds that the server has worked."""
        return processor_seconds(self.process.pid)

    def stop(self) -> None:
        """End it."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


class Chooser:
    """Chooses what a reader might ask for, by chance and the same in each run."""

    def __init__(self, case: Path) -> None:
        """Look at what the case holds."""
        self.chance = random.Random(7)
        with Heliograph.open(case) as opened:
            lines = list(opened.rows.claim_lines())
        self.claims = [one.id for one in lines]
        self.drawn = [one.id for one in lines if one.kind == "pdf" and "gate" in one.path]
        self.facets: dict[str, list[str]] = {
            "capability": sorted({one.capability for one in lines}),
            "stance": ["asserted", "reported"],
            "strength": ["S1", "S2", "S3"],
            "language": ["zh", "en"],
            "folder": sorted({one.path.partition("/")[0] for one in lines if "/" in one.path}),
            "state": ["open", "accepted"],
            "score": ["sure", "likely", "fair", "doubtful"],
            "source": sorted({name for one in lines for name in one.sources}),
            "organisation": sorted({name for one in lines for name in one.organisations}),
        }
        self.folders = sorted({one.path.rpartition("/")[0] for one in lines if "/" in one.path})

    def narrowed(self) -> str:
        """Give the address of a queue narrowed by one or two facets."""
        names = self.chance.sample(sorted(self.facets), self.chance.randint(1, 2))
        return "/claims?" + urlencode({one: self.chance.choice(self.facets[one]) for one in names})

    def narrowed_by(self, *names: str) -> Callable[[], str]:
        """Make what gives the address of a queue narrowed by these facets."""
        return lambda: (
            "/claims?" + urlencode({one: self.chance.choice(self.facets[one]) for one in names})
        )

    def searched(self) -> str:
        """Give the address of a search; some of them are narrowed by a facet."""
        words = self.chance.choice(
            ("人脸识别", "报警", "camera", '"raises an alarm"', "系统", "gait*")
        )
        more = ("", " stance:asserted", " language:zh", f' folder:"{self.folders[0]}"')
        return "/search?" + urlencode({"q": words + self.chance.choice(more)})

    def claim(self) -> str:
        """Give the address of a claim."""
        return f"/claims/{self.chance.choice(self.claims)}"

    def pictured(self) -> str:
        """Give the address of a claim whose page has been drawn before."""
        return f"/claims/{self.chance.choice(self.drawn)}"

    def picture(self) -> str:
        """Give the address of the picture of a page that has been drawn before."""
        return f"/pictures/claims/{self.chance.choice(self.drawn)}.png"

    def asked(self) -> dict[str, Callable[[], str]]:
        """Name what is asked for."""
        return {
            "queue, first page": lambda: "/claims",
            "queue, narrowed": self.narrowed,
            "queue, of a source": self.narrowed_by("source"),
            "queue, an organisation": self.narrowed_by("organisation"),
            "queue, of a score": self.narrowed_by("score"),
            "queue, of all three": self.narrowed_by("source", "organisation", "score"),
            "queue, by place": lambda: "/claims?sort=place",
            "next claim": self.claim,
            "claim with its picture": self.pictured,
            "search with facets": self.searched,
            "picture of a page": self.picture,
            "documents, a folder": lambda: (
                "/documents?" + urlencode({"folder": self.chance.choice(self.folders)})
            ),
            "documents, all": lambda: "/documents",
            "ledger": lambda: "/ledger",
        }


Measured = tuple[str, float, float]
"""What was asked for, seconds by the clock, seconds of the server's processor."""


def by_plain_http(served: Served, chooser: Chooser, times: int) -> Iterator[Measured]:
    """Time each kind of page, one kind after the other taking turns."""
    for name, address in [*chooser.asked().items()] * times:
        path = address()
        worked, began = served.worked, time.perf_counter()
        served.take(path)
        took = time.perf_counter() - began
        yield name, took, served.worked - worked


def by_reviewing(served: Served, chooser: Chooser, times: int) -> Iterator[Measured]:
    """Time a review, and the queue right after it, when nothing of it can be remembered."""
    words = served.take("/claims")
    token = words.partition('name="csrf" value="')[2].partition('"')[0]
    for _ in range(times):
        claim = chooser.claim()
        worked, began = served.worked, time.perf_counter()
        served.send(f"{claim}/review", csrf=token, judgement="accepted", then="next")
        worked_by_then, reviewed = served.worked, time.perf_counter()
        served.take("/claims")
        took = time.perf_counter() - reviewed
        yield "a review, written", reviewed - began, worked_by_then - worked
        yield "queue after a review", took, served.worked - worked_by_then


def by_browser(
    served: Served, chooser: Chooser, times: int, come: Callable[[BrowserPage, str], float]
) -> Iterator[Measured]:
    """Time each page from asking to everything on it being there, as the browser itself says."""
    kinds = chooser.asked()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        context = browser.new_context()
        name, _, value = served.cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": served.root}])
        page = context.new_page()
        page.goto(f"{served.root}/claims")
        for address in [*kinds.values()] * WARMING:
            come(page, served.root + address())
        for name, address in [*kinds.items()] * times:
            worked = served.worked
            took = come(page, served.root + address())
            yield name, took, served.worked - worked
        browser.close()


def visited(page: BrowserPage, address: str) -> float:
    """Go to a page and wait for all of it; give the seconds."""
    page.goto(address, wait_until="load")
    said = page.evaluate("performance.getEntriesByType('navigation')[0].duration")
    return float(said) / 1000


def followed(page: BrowserPage, address: str) -> float:
    """Follow a link of the room and wait until all of the page is painted; give the seconds.

    A picture is no page of the room: it is asked for as by a page that shows it.
    """
    how = LOOK if address.endswith(".png") else FOLLOW
    return float(page.evaluate(how, address)) / 1000


def told(title: str, measured: Iterator[Measured]) -> None:
    """Print median and 95th percentile of each kind."""
    kinds = defaultdict[str, list[tuple[float, float]]](list)
    for name, took, worked in measured:
        kinds[name].append((took * 1000, worked * 1000))
    count = len(next(iter(kinds.values())))
    print(f"\n{title:24}{'by the clock':>17}{'of the processor':>19}   ms of {count}")
    print(f"{'':24}{'median':>8}{'95th':>9}{'median':>10}{'95th':>9}")
    for name, some in kinds.items():
        clock, processor = [one for one, _ in some], [one for _, one in some]
        high, busy = (statistics.quantiles(one, n=20)[-1] for one in (clock, processor))
        holds = "" if high < BAR else "  over the bar"
        middle, work = statistics.median(clock), statistics.median(processor)
        print(f"{name:24}{middle:8.0f}{high:9.0f}{work:10.0f}{busy:9.0f}{holds}")


def measure(served: Served, chooser: Chooser, times: int, *, browser: bool) -> None:
    """Ask for everything in each way, and print what it took."""
    for claim in chooser.drawn:
        served.take(f"/pictures/claims/{claim}.png")
    at_first = resident(served.process.pid)
    for _ in by_plain_http(served, chooser, WARMING):
        pass
    told("plain HTTP", by_plain_http(served, chooser, times))
    told("plain HTTP, while reviewing", by_reviewing(served, chooser, times))
    if browser:
        told("chromium, a link", by_browser(served, chooser, times, followed))
        told("chromium, gone to", by_browser(served, chooser, times, visited))
    now = resident(served.process.pid)
    print(f"\nserver: {at_first / 2**20:.0f} MiB at first, {now / 2**20:.0f} MiB in the end")


LEAST_TIMES = 2
"""Answers of a kind that quantiles can be told of."""


def main() -> None:
    """Make the case if needed, serve it, measure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--documents", type=int, default=100_000)
    asked.add_argument("--claims", type=int, default=50_000)
    asked.add_argument("--times", type=int, default=60)
    asked.add_argument("--no-browser", action="store_true")
    wanted = asked.parse_args()
    if wanted.times < LEAST_TIMES:
        asked.error(f"--times must be at least {LEAST_TIMES}: fewer have no quantiles")
    case = wanted.folder / "case"
    if not case.exists():
        began = time.perf_counter()
        make(case, Wanted(documents=wanted.documents, claims=wanted.claims))
        print(f"made in {time.perf_counter() - began:.0f} s")
    chooser = Chooser(case)
    digest = hashlib.sha256((case / "case.db").read_bytes()[:4096]).hexdigest()[:8]
    print(f"{len(chooser.claims)} claims; case.db {digest}")
    served = Served(case)
    try:
        measure(served, chooser, wanted.times, browser=not wanted.no_browser)
    finally:
        served.stop()


if __name__ == "__main__":
    main()
