"""Folders and repositories looked at by a schedule: what comes, changes, moves and goes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.answering import answer, serving
from tests.conftest import FrozenClock

from heliograph.app import Heliograph
from heliograph.egress.git import GitFailed, pinned
from heliograph.errors import BadSource
from heliograph.records import Source, SourceId, SourceKind
from heliograph.watch_records import Change, Schedule
from heliograph.watching.checks import check_sources, due_sources, gate_of
from heliograph.watching.differences import difference
from heliograph.watching.sources import add_source
from heliograph.watching.status import status

ONE, OTHER = "系统支持人脸识别。\n摄像机应支持抓拍。\n", "系统支持维族告警。\n摄像机应支持抓拍。\n"


@pytest.fixture
def case(tmp_path: Path, clock: FrozenClock) -> Iterator[Heliograph]:
    with Heliograph.create(tmp_path / "case", clock=clock) as opened, opened.staying_ready():
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "incoming"
    (made / "deep").mkdir(parents=True)
    (made / "a.txt").write_text(ONE)
    (made / "deep" / "b.txt").write_text(f"{ONE}第二份。\n")
    return made


def watched(case: Heliograph, kind: SourceKind, place: object, **how: object) -> Source:
    wanted = Schedule(source_id=SourceId(""), every_s=6 * 3600, jitter=0.0, **how)  # type: ignore[arg-type]
    return add_source(case, kind, str(place), wanted)


def hours(case: Heliograph, count: int) -> list[Change]:
    """Let hours pass, looking at whatever is due; say what was told."""
    told: list[Change] = []
    assert isinstance(case.clock, FrozenClock)
    for _ in range(count):
        due = due_sources(case, case.clock())
        told += [one for each in check_sources(case, due, gate_of(case)) for one in each.changes]
        case.clock.forward(hours=1)
    return told


def named(case: Heliograph, told: list[Change]) -> set[tuple[str, str]]:
    links = [(one.kind, case.rows.link(one.link_id)) for one in told]
    return {(kind, link.url if link else "") for kind, link in links}


def test_what_comes_changes_and_goes_in_a_folder_is_told_once(case: Heliograph, folder: Path):
    source = watched(case, "folder", folder)
    assert hours(case, 2) == [], "it stood there before us"
    (folder / "c.txt").write_text(f"{ONE}第三份。\n")
    (folder / "a.txt").write_text(OTHER)
    (folder / "deep" / "b.txt").unlink()
    told = hours(case, 12)
    assert named(case, told) == {
        ("appeared", "c.txt"), ("replaced", "a.txt"), ("gone", "deep/b.txt"),
    }  # fmt: skip
    assert len(told) == 3
    shown = difference(case, next(one.id for one in told if one.kind == "replaced"))
    assert shown.before is not None
    assert shown.before.document is not None
    assert "维族" in str(shown.pieces)
    assert hours(case, 12) == []
    assert not [one for one in case.verify() if one.fails]
    assert {one.path for one in case.rows.documents() if one.source_id == source.id} == {
        "a.txt", "c.txt", "deep/b.txt",
    }  # fmt: skip


def test_a_file_that_moves_in_a_folder_has_moved(case: Heliograph, folder: Path):
    watched(case, "folder", folder)
    hours(case, 1)
    (folder / "a.txt").rename(folder / "deep" / "z.txt")
    assert named(case, hours(case, 12)) == {("reissued", "deep/z.txt"), ("moved", "a.txt")}


def test_a_folder_that_is_away_is_no_disappearance_but_is_told(case: Heliograph, folder: Path):
    watched(case, "folder", folder)
    hours(case, 1)
    folder.rename(folder.with_name("elsewhere"))
    assert hours(case, 12) == []
    assert "failing" in {one.kind for one in status(case).complaints}
    folder.with_name("elsewhere").rename(folder)
    assert hours(case, 12) == []
    assert status(case).complaints == ()


def test_a_folder_in_which_nothing_stands_any_more_is_emptied_once(case: Heliograph, folder: Path):
    watched(case, "folder", folder)
    hours(case, 1)
    kept = folder.with_name("kept")
    folder.rename(kept)
    folder.mkdir()
    assert [one.kind for one in hours(case, 12)] == ["emptied"]
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    assert [one.kind for one in hours(case, 12)] == ["back"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may enter every folder")
def test_what_may_not_be_entered_has_not_vanished(case: Heliograph, folder: Path):
    watched(case, "folder", folder)
    hours(case, 1)
    (folder / "deep").chmod(0)
    try:
        assert hours(case, 12) == []
    finally:
        (folder / "deep").chmod(0o700)


# --- repositories ---------------------------------------------------------------------------------


def git(where: Path, *words: str) -> None:
    us = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b.example",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    us |= {
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b.example",
        "PATH": os.environ["PATH"],
    }
    subprocess.run(["git", *words], cwd=where, env=us, check=True, capture_output=True)


def release(where: Path, tag: str, header: str) -> None:
    (where / "include").mkdir(exist_ok=True)
    (where / "include" / "face.h").write_text(header)
    git(where, "add", "-A")
    git(where, "commit", "-m", tag)
    git(where, "tag", "-f", tag)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    made = tmp_path / "sdk"
    made.mkdir()
    git(made, "init", "-q", "-b", "main")
    (made / ".gitattributes").write_text("secret.h export-ignore\n")
    (made / "secret.h").write_text("int nation_alarm;\n")
    release(made, "v1.0", "enum { FACE_AGE = 1 };\n")
    return made


def test_releases_of_a_repository_are_versions_of_their_headers(case: Heliograph, repository: Path):
    source = watched(case, "git", repository)
    assert hours(case, 2) == []
    paths = {one.path for one in case.rows.documents() if one.source_id == source.id}
    assert "tags/v1.0.tar!/include/face.h" in paths
    assert "tags/v1.0.tar!/secret.h" in paths, "its own attributes leave nothing out"
    release(repository, "v1.1", "enum { FACE_AGE = 1, FACE_NATION = 2 };\n")
    told = named(case, hours(case, 8))
    assert told == {("appeared", "tags/v1.1.tar"), ("replaced", "heads/main.tar")}
    assert (case.folder.root / "mirrors" / source.id / "HEAD").exists()


def test_a_tag_that_is_moved_or_taken_away_is_told(case: Heliograph, repository: Path):
    release(repository, "v1.1", "enum { FACE_AGE = 1, FACE_NATION = 2 };\n")
    watched(case, "git", repository)
    hours(case, 1)
    git(repository, "tag", "-f", "v1.0", "v1.1")
    git(repository, "tag", "-d", "v1.1")
    told = named(case, hours(case, 12))
    assert ("replaced", "tags/v1.0.tar") in told
    assert {kind for kind, name in told if name == "tags/v1.1.tar"} <= {"gone", "moved"}
    assert len(told) == 2


def test_a_repository_on_the_web_is_fetched_by_the_one_door(
    case: Heliograph, repository: Path, tmp_path: Path
):
    bare = tmp_path / "bare"
    git(tmp_path, "clone", "-q", "--bare", str(repository), str(bare))
    git(bare, "update-server-info")

    def static(path: str) -> bytes:
        file = bare / path.partition("?")[0].removeprefix("/sdk.git/")
        return answer(file.read_bytes()) if file.is_file() else answer(b"", "404 Not Found")

    with serving(static) as site:
        url = site.url("/sdk.git")
        with pytest.raises(BadSource):
            watched(case, "git", url)
        watched(case, "git", url, allowed=(site.host,))
        hours(case, 1)
    paths = {one.path for one in case.rows.documents()}
    assert "tags/v1.0.tar!/include/face.h" in paths
    logged = [json.loads(one) for one in case.folder.egress.read_text().splitlines()]
    assert {one["url"] for one in logged} == {url}
    assert all(one["reason"].endswith(": git") for one in logged)


def test_git_is_led_to_the_address_that_was_judged_and_nowhere_else():
    def public(host: str, port: int) -> list[str]:
        return ["93.184.216.34"]

    settings = pinned("https://code.example/sdk.git", (), "", public)
    assert "http.curloptResolve=code.example:443:93.184.216.34" in settings
    for inside in ("127.0.0.1", "169.254.169.254", "10.0.0.1", "::1"):

        def rebound(host: str, port: int, to: str = inside) -> list[str]:
            return [to]

        with pytest.raises(GitFailed):
            pinned("https://code.example/sdk.git", (), "", rebound)
    assert pinned("https://code.example/x", (), "socks5://127.0.0.1:9050", public) == (
        "http.proxy=socks5h://127.0.0.1:9050",
    )
