"""Killed at any moment, a check is gone on with: no look is lost, no change is told twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from tests.answering import Site, answer, serving
from tests.conftest import FrozenClock

from heliograph.app import Heliograph
from heliograph.pipeline.sources import changing, checking
from heliograph.records import SourceId
from heliograph.watch_records import Change, Schedule
from heliograph.watching.checks import check_source, check_sources, due_sources, gate_of
from heliograph.watching.sources import add_source

PAGE = "<html><body><p>{}</p><p>The platform compares faces with a list.</p></body></html>"


_AT_ONCE = "[manners]\nseconds_between = 0\n"


@dataclass
class Growing:
    """A list to which documents are added."""

    names: list[str] = field(default_factory=list)

    def __call__(self, path: str) -> bytes:
        """Answer as of now."""
        if path == "/list":
            links = "".join(f"<li><a href='/docs/{name}'>{name}</a></li>" for name in self.names)
            return _page(f"<ul>{links}</ul>")
        name = path.removeprefix("/docs/")
        if name not in self.names:
            return answer(b"", "404 Not Found")
        return _page(f"<p>Notice {name}: the platform compares faces with a list.</p>")


def _page(body: str) -> bytes:
    return answer(f"<html><body>{body}</body></html>".encode(), Content_Type="text/html")


@contextmanager
def watched(case: Path) -> Iterator[tuple[Growing, Site]]:
    """Have a case watch a list that was looked at once."""
    growing = Growing([f"old{n}.html" for n in range(3)])
    with serving(growing) as site:
        with Heliograph.create(case) as opened:
            (case / "heliograph.toml").write_text(_AT_ONCE)
            how = Schedule(source_id=SourceId(""), allowed=(site.host,), every_s=1, jitter=0.0)
            add_source(opened, "listing", site.url("/list"), how)
            check_sources(opened, due_sources(opened, opened.clock()), gate_of(opened))
        yield growing, site


def check_and_kill(case: Path, after: float) -> bool:
    """Start a check and kill it and its children; say whether it was still at work."""
    check = subprocess.Popen(
        [sys.executable, "-m", "heliograph", "source", "check", "--case", str(case)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        check.wait(timeout=after)
    except subprocess.TimeoutExpired:
        os.killpg(check.pid, signal.SIGKILL)
        check.wait()
        return True
    return False


def go_on(case: Path, growing: Growing, site: Site) -> str:
    """Check again; say what is lost, told twice, or does not hold."""
    wrong: list[str] = []
    with Heliograph.open_to_work(case) as opened:
        time.sleep(1)
        source = opened.rows.sources()[0]
        check_sources(opened, [source], gate_of(opened))
        entries = list(opened.custody.entries())
        wrong += [f"{one.name}: {one.detail}" for one in opened.verify() if one.fails]
        for one in entries:
            about = str(one.facts.get("observation"))
            if one.event == "observed" and opened.rows.observation(about) is None:  # type: ignore[arg-type]
                wrong.append(f"the database lost look {about}")
        addresses = {link.id: link.url for link in opened.rows.links(source.id)}
        told = Counter((one.kind, addresses[one.link_id]) for one in opened.rows.changes())
        entered = sum(one.event == "changed" for one in entries)
    new = {("appeared", site.url(f"/docs/{one}")) for one in growing.names if "new" in one}
    wrong += [f"not told: {one}" for one in new - set(told)]
    wrong += [f"told though nothing was: {one}" for one in set(told) - new]
    wrong += [f"told {count} times: {one}" for one, count in told.items() if count > 1]
    if entered != sum(told.values()):
        wrong.append(f"custody names {entered} changes, the database {sum(told.values())}")
    return "; ".join(wrong)


def test_a_killed_check_goes_on(tmp_path: Path):
    with watched(tmp_path / "case") as (growing, site):
        growing.names.append("new-first.html")
        began = time.monotonic()
        check_and_kill(tmp_path / "case", after=600)
        lasted = time.monotonic() - began
        for number, share in enumerate((0.6, 0.85)):
            growing.names[:0] = [f"new{number}-{n}.html" for n in range(2)]
            check_and_kill(tmp_path / "case", after=share * lasted)
            assert go_on(tmp_path / "case", growing, site) == ""


class _Killed(BaseException):
    """Stands for the moment at which a process is no more."""


Stop = Callable[..., object]


def stop(*_: object, **__: object) -> object:
    raise _Killed


@pytest.mark.parametrize(
    ("where", "what"),
    [
        (checking, "follow"),
        (checking, "tell_changes"),
        (changing, "judged"),
    ],
    ids=["before following", "before judging", "after custody, before the database"],
)
def test_what_was_looked_at_and_not_judged_is_judged_by_the_next_check(
    tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, where: object, what: str
):
    names = ["a.html"]

    def script(path: str) -> bytes:
        if path == "/list":
            links = "".join(f"<a href='/docs/{name}'>{name}</a>" for name in names)
            return answer(f"<html><body>{links}</body></html>".encode(), Content_Type="text/html")
        return answer(b"" if "robots" in path else PAGE.format(path).encode())

    with serving(script) as site:
        with Heliograph.create(tmp_path / "case", clock=clock) as case:
            source = add_source(case, "listing", site.url("/list"), _how(site))
            assert _check(case, clock) == []
            names.append("b.html")
            clock.forward(days=1, hours=1)
            with monkeypatch.context() as patched:
                patched.setattr(where, what, stop)
                with pytest.raises(_Killed):
                    _check(case, clock)
        with Heliograph.open_to_work(tmp_path / "case", clock=clock) as case:
            clock.forward(minutes=1)
            _check(case, clock)
            clock.forward(days=2)
            _check(case, clock)
            told = [(one.kind, one.detail) for one in case.rows.changes()]
            entered = [one for one in case.custody.entries() if one.event == "changed"]
            assert not [one for one in case.verify() if one.fails]
        assert told == [("appeared", site.url("/docs/b.html"))]
        assert len(entered) == 1
        assert source.location == site.url("/list")


def test_a_case_whose_database_is_lost_knows_its_sources_looks_and_changes_from_custody(
    tmp_path: Path, clock: FrozenClock
):
    words = {"now": "first words of all"}

    def script(path: str) -> bytes:
        return answer(b"" if "robots" in path else PAGE.format(words["now"]).encode())

    with serving(script) as site:
        with Heliograph.create(tmp_path / "case", clock=clock) as case:
            add_source(case, "page", site.url("/p"), _how(site))
            _check(case, clock)
            words["now"] = "other words than those"
            clock.forward(days=1, hours=1)
            _check(case, clock)
            clock.forward(minutes=30)
            (change,) = _check(case, clock)
            before = _stands(case)
        for file in (tmp_path / "case").glob("case.db*"):
            file.unlink()
        with Heliograph.open_to_work(tmp_path / "case", clock=clock) as case:
            case.run()
            assert _stands(case) == before
            assert case.rows.changes() == [change]
            clock.forward(days=2)
            assert _check(case, clock) == []
            words["now"] = "a third wording"
            clock.forward(days=1, hours=1)
            _check(case, clock)
            clock.forward(minutes=30)
            assert [one.kind for one in _check(case, clock)] == ["changed"]


def _how(site: Site) -> Schedule:
    return Schedule(source_id=SourceId(""), allowed=(site.host,), jitter=0.0)


def _check(case: Heliograph, clock: FrozenClock) -> list[Change]:
    source = case.rows.sources()[0]
    out = gate_of(case, pause=lambda seconds: clock.forward(seconds=seconds))
    return list(check_source(case, source, out).changes)


def _stands(case: Heliograph) -> list[tuple[str, str, datetime | None, object, object]]:
    source = case.rows.sources()[0]
    assert case.rows.schedule(source.id) is not None
    return [
        (one.url, one.state, one.looked_at, one.digest, one.base)
        for one in case.rows.links(source.id)
    ]
