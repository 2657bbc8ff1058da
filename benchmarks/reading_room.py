"""How soon the reading room of a case opens, how long each page takes; pictures of it if wanted.

python -m benchmarks.reading_room CASE [--pictures FOLDER]

What a case of a hundred thousand documents costs, `benchmarks.room_at_scale` says.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.process_memory import processor_seconds
from playwright.sync_api import sync_playwright

from heliograph.web import ReadingRoom

CHROMIUM = "/usr/bin/chromium"


def opening(case: Path) -> tuple[float, float, float]:
    """Seconds from the command to its address, and to the first page; CPU seconds to that."""
    command = [sys.executable, "-m", "heliograph", "serve", "--no-browser", "--json"]
    began = time.perf_counter()
    with subprocess.Popen([*command, "--case", str(case)], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        address = json.loads(running.stdout.readline())["address"]
        told = time.perf_counter() - began
        client = Timed(address)
        client.take("/claims")
        whole, worked = time.perf_counter() - began, processor_seconds(running.pid)
        running.send_signal(signal.SIGINT)
    return told, whole, worked


class Timed:
    """Holds the key and times what it asks."""

    def __init__(self, address: str) -> None:
        """Open the case with its first address."""
        root, _, token = address.partition("/open/")
        self._host = root.removeprefix("http://")
        self._cookie = ""
        answer, _, _ = self._ask(f"/open/{token}")
        self._cookie = (answer.headers["set-cookie"] or "").partition(";")[0]

    def _ask(self, path: str) -> tuple[http.client.HTTPResponse, str, float]:
        began = time.perf_counter()
        link = http.client.HTTPConnection(self._host)
        link.request("GET", path, headers={"Cookie": self._cookie})
        answer = link.getresponse()
        words = answer.read().decode("utf-8", "replace")
        return answer, words, time.perf_counter() - began

    def take(self, path: str) -> tuple[str, float]:
        """Give a page and the seconds it took."""
        answer, words, took = self._ask(path)
        assert answer.status == http.HTTPStatus.OK, (path, answer.status)
        return words, took


def pages(case: Path) -> None:
    """Print the median of five of each kind of page."""
    room = ReadingRoom(case, by="benchmark")
    with room.running():
        client = Timed(room.address)
        words, _ = client.take("/claims")
        claim = re.findall(r'href="(/claims/\w+)', words)[0]
        document = re.findall(r'href="(/documents/[0-9a-f]{64})', client.take(claim)[0])[0]
        listed = ["/claims", claim, f"{claim}/why", "/documents", document, f"{document}/pages/1"]
        for path in (*listed, "/ledger", "/search?q=%E6%8A%A5%E8%AD%A6"):
            took = sorted(client.take(path)[1] for _ in range(5))
            print(f"{took[2] * 1000:7.0f} ms  {path[:60]}")


def draw(case: Path, into: Path) -> None:
    """Take pictures of the main pages, wide and light, narrow and dark."""
    into.mkdir(parents=True, exist_ok=True)
    room = ReadingRoom(case, by="R. Reader")
    with room.running(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1200, "height": 900}).new_page()
        page.goto(room.address)
        page.wait_for_url("**/claims")
        claim = page.locator("[data-open]").first.get_attribute("href") or "/claims"
        names = {"claims": "/claims", "claim": claim, "documents": "/documents"}
        names |= {"ledger": "/ledger", "search": "/search?q=报警"}
        for name, path in names.items():
            page.set_viewport_size({"width": 1200, "height": 900})
            page.emulate_media(color_scheme="light")
            page.goto(room.root + path)
            page.screenshot(path=into / f"{name}.png", full_page=True)
            page.set_viewport_size({"width": 360, "height": 740})
            page.emulate_media(color_scheme="dark")
            page.screenshot(path=into / f"{name}-small.png")
        browser.close()


def main() -> None:
    """Measure, and draw if asked."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("case", type=Path)
    asked.add_argument("--pictures", type=Path)
    wanted = asked.parse_args()
    for _ in range(3):
        told, whole, cpu = opening(wanted.case)
        print(f"{told:5.2f} s to the address, {whole:5.2f} s to the first page, {cpu:5.2f} s CPU")
    pages(wanted.case)
    if wanted.pictures:
        draw(wanted.case, wanted.pictures)


if __name__ == "__main__":
    main()
