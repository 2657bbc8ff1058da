"""A repository of Git that is looked at by a schedule: its tags, and the branch it shows first.

What is new is fetched into a mirror in the case folder, and each release is written as an archive,
which is then preserved and read like any other: headers of two releases are two versions. The
archive of a commit is the same whenever it is made.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from heliograph.egress.git import GitFailed, pinned, run_git
from heliograph.egress.log import write_down
from heliograph.pipeline.collecting.intake import take_found
from heliograph.pipeline.sources.stock import Stock, Stood
from heliograph.pipeline.tools import Progress, Tools
from heliograph.records import Source
from heliograph.seams import Found
from heliograph.watch_records import Schedule

MIRRORS: Final = "mirrors"
MOST_RELEASES: Final = 500
"""Of one repository, the youngest."""
_WEB: Final = ("https://", "http://")
_EVERYTHING: Final = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
# Nothing is left out of an archive, or written otherwise, because the repository says so.
_ATTRIBUTES: Final = "* -export-ignore -export-subst -text -ident -filter -working-tree-encoding\n"


def stock_of_repository(
    source: Source, schedule: Schedule, tools: Tools, progress: Progress
) -> Stock:
    """Fetch what is new and take in the archive of each release that is."""
    mirror = tools.folder / MIRRORS / source.id
    try:
        commits = _fetched(source, schedule, mirror, tools)
        known = {one.url: one for one in tools.rows.links(source.id) if one.found_on}
        files: dict[str, Stood] = {}
        fresh: dict[str, str] = {}
        for name, commit in commits.items():
            link = known.get(name)
            if link is not None and link.etag == commit and link.digest is not None:
                files[name] = Stood(digest=link.digest, stamp=commit)
            else:
                fresh[name] = commit
        with tempfile.TemporaryDirectory(dir=tools.folder, prefix="releases-") as aside:
            found = _archives(fresh, mirror, Path(aside))
            take_found(source, found, tools, progress, lambda documents: files.update(
                {one.path: Stood(digest=one.digest, stamp=fresh[one.path])
                 for one in documents if one.digest is not None}
            ))  # fmt: skip
    except (GitFailed, OSError) as failed:
        return Stock(files={}, away=str(failed)[:300])
    return Stock(files=files)


def _fetched(source: Source, schedule: Schedule, mirror: Path, tools: Tools) -> dict[str, str]:
    """Bring the mirror up to date; give the commit of each release by the name of its archive."""
    if not (mirror / "HEAD").exists():
        mirror.mkdir(parents=True, exist_ok=True)
        run_git(["init", "--quiet", "--bare", "."], home=mirror)
    (mirror / "info").mkdir(exist_ok=True)
    (mirror / "info" / "attributes").write_text(_ATTRIBUTES, encoding="ascii")
    where, settings = _place(source, schedule, tools)
    told = run_git(["ls-remote", "--symref", where, "HEAD"], home=mirror, settings=settings)
    if where.startswith(_WEB):
        _write_down(source, schedule, tools)
    run_git(
        ["fetch", "--quiet", "--prune", "--no-tags", "--no-write-fetch-head", where, *_EVERYTHING],
        home=mirror,
        settings=settings,
    )
    return _releases(mirror, _branch(told))


def _place(source: Source, schedule: Schedule, tools: Tools) -> tuple[str, tuple[str, ...]]:
    """Say where it is, and with which settings it is reached."""
    if not source.location.startswith(_WEB):
        path = Path(os.path.normpath(tools.folder / source.location)).resolve()
        return path.as_uri(), ("safe.directory=*",)
    settings = pinned(source.location, schedule.allowed, schedule.proxy)
    _write_down(source, schedule, tools)
    return source.location, settings


def _write_down(source: Source, schedule: Schedule, tools: Tools) -> None:
    log = tools.folder / "egress.jsonl"
    write_down(log, tools.clock(), source.location, f"source {source.id}: git", schedule.proxy)


def _branch(told: bytes) -> str:
    """Read which branch a repository shows first."""
    for line in told.decode("utf-8", "replace").splitlines():
        if line.startswith("ref: ") and line.endswith("\tHEAD"):
            return line.removeprefix("ref: ").removesuffix("\tHEAD")
    return ""


def _releases(mirror: Path, branch: str) -> dict[str, str]:
    form = "%(objectname) %(*objectname) %(refname)"
    listed = run_git(
        [
            "for-each-ref",
            "--sort=-creatordate",
            f"--format={form}",
            "refs/tags",
            branch or "refs/heads",
        ],
        home=mirror,
    )
    commits: dict[str, str] = {}
    for line in listed.decode("utf-8", "replace").splitlines():
        itself, pointed, name = line.split(" ", 2)
        if len(commits) < MOST_RELEASES:
            commits[f"{name.removeprefix('refs/')}.tar"] = pointed or itself
    return commits


def _archives(fresh: Mapping[str, str], mirror: Path, aside: Path) -> Iterator[Found]:
    """Write the archive of each commit, one at a time, and name it."""
    for number, (name, commit) in enumerate(fresh.items()):
        file = aside / f"{number}.tar"
        with file.open("wb") as out:
            run_git(["archive", "--format=tar", commit], home=mirror, out=out)
        yield Found(file=file, path=name, raw_name=None, size=file.stat().st_size, modified_at=None)
