"""The same site on the same days, watched by urlwatch: once a day, every source, words of the page.

It is installed into an environment of its own, never into the project's, and is given each source's
address with its filter `html2text`, as its manual advises for pages. It follows no links: a change
of a list counts as telling of whatever appeared, moved or vanished on that list.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import venv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.sixty_days.site import SOURCES, Event, Living, events
from tests.answering import serving

_CONFIG: Final = """
display: {new: true, error: true, unchanged: false}
report:
  text: {line_length: 75, details: true, footer: false, minimal: false}
  stdout: {enabled: true, color: false}
"""
_LEFT_OUT: Final = frozenset({"/forbidden", "/drip"})
"""One sends whoever follows to an address of this machine's house, one drips till it is hung up on:
neither says anything that would be missed."""
_FILES: Final = {
    "urls": "urls.yaml", "hooks": "hooks.py", "config": "config.yaml", "cache": "cache.db",
}  # fmt: skip
_END: Final = "--- end of run ---\n"
_DRIVER: Final = f"""
import sys
from urlwatch.cli import main as run
arguments = sys.argv[1:]
for _ in sys.stdin:
    sys.argv = ["urlwatch", *arguments]
    try:
        run()
    except SystemExit:
        pass
    sys.stdout.write("\\n" + {_END!r})
    sys.stdout.flush()
"""
_TOLD: Final = re.compile(r"^(?:\d+\. )?(CHANGED|NEW|ERROR): (/\S*)", re.MULTILINE)


@dataclass(frozen=True)
class Rival:
    """How a rival did."""

    name: str
    told: int
    missed: int
    false: int
    requests: int


def urlwatch(days: int, late: int) -> Rival:
    """Have urlwatch watch the site for some days, a run a day."""
    today = {"day": 0}
    living = Living(day=lambda: today["day"])
    told: list[tuple[int, str]] = []
    with tempfile.TemporaryDirectory(prefix="heliograph-rival-") as folder, serving(living) as site:
        home = Path(folder)
        python = _installed(home / "env")
        jobs = (f"name: {path}\nurl: {site.url(path)}\nfilter:\n  - html2text\n"
                for _, path, _ in SOURCES if path not in _LEFT_OUT)  # fmt: skip
        (home / "urls.yaml").write_text("---\n".join(jobs), encoding="utf-8")
        (home / "config.yaml").write_text(_CONFIG, encoding="utf-8")
        (home / "hooks.py").write_text("", encoding="utf-8")
        failing: set[str] = set()
        with _driven(python, home) as run:
            for day in range(days):
                today["day"] = day
                said = run()
                errors = {path for kind, path in said if kind == "ERROR"}
                told += [(day, path) for kind, path in sorted(said) if kind == "CHANGED"]
                # An error that goes on is told once here, though it is printed each day.
                told += [(day, path) for path in sorted(errors - failing)]
                failing = errors
    missed, false = _scored(told, days, late)
    return Rival("urlwatch, daily, html2text", len(told), missed, false, living.asked)


def _installed(place: Path) -> Path:
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    subprocess.run([python, "-m", "pip", "--quiet", "install", "urlwatch"], check=True)
    return python


@contextmanager
def _driven(python: Path, home: Path) -> Iterator[Callable[[], set[tuple[str, str]]]]:
    """Start it once, and have it make a run each time it is told to: starting takes longest."""
    files = [f"--{name}={home / file}" for name, file in _FILES.items()]
    with subprocess.Popen(
        [python, "-c", _DRIVER, *files], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as driver:
        assert driver.stdin is not None
        assert driver.stdout is not None
        asked, said = driver.stdin, driver.stdout

        def run() -> set[tuple[str, str]]:
            asked.write("run\n")
            asked.flush()
            lines = iter(said.readline, _END)
            return set(_TOLD.findall("".join(lines)))

        try:
            yield run
        finally:
            asked.close()


def _scored(told: Sequence[tuple[int, str]], days: int, late: int) -> tuple[int, int]:
    """Count events that nothing told, and what was told of nothing; a telling may tell of many."""
    happened = [one for one in events() if one.day <= days - late]
    missed = sum(not any(_tells(one, event, late) for one in told) for event in happened)
    false = sum(not any(_tells(one, event, late) for event in events()) for one in told)
    return missed, false


def _tells(told: tuple[int, str], event: Event, late: int) -> bool:
    day, path = told
    about = path in (event.path, _list_of(event.path))
    return about and event.day <= day <= event.day + late


def _list_of(path: str) -> str:
    """The list on which a document of the site stands."""
    lists = [source for kind, source, _ in SOURCES if kind != "page"]
    under = (
        one for one in lists if path.startswith(one.rpartition("/")[0] + "/") and one != "/feed"
    )
    return "/feed" if path.startswith("/feed") else next(under, "")
