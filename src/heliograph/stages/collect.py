"""Source → Found: walk a folder and name every file in it, without opening one."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from heliograph.records import Problem
from heliograph.seams import Found

ORIGINALS = "originals"
"""Where the documents of a dossier stand in it, each named by its digest."""

_OBJECTS = "custody/objects.jsonl"
_LONGEST = 4096
"""Characters of a path; no file system that people use has longer ones."""


class _Object(msgspec.Struct, frozen=True):
    """What a dossier says of one of its documents."""

    original: str | None
    paths: list[str]


_OBJECT = msgspec.json.Decoder(_Object)


def collect(root: Path, *, leave_out: Path | None = None) -> Iterator[Found]:
    """Yield every file under `root` in order of name, `root` itself where it is a file.

    Links, devices and sockets are named with a refusal and not followed; a folder that may not
    be entered is named too. `leave_out` is the case folder, should it stand inside.
    """
    if not root.is_dir():
        yield _found(root, root.name)
        return
    yield from _walk(root, leave_out.resolve() if leave_out else None)


def collect_originals(dossier: Path) -> Iterator[Found]:
    """Yield the documents of a dossier at the paths that it gives them: one of several, several
    times; one of none, by its digest.
    """
    called = _called(dossier / _OBJECTS)
    for one in collect(dossier / ORIGINALS):
        for path in called.get(f"{ORIGINALS}/{one.path}", ()) or (one.path,):
            yield msgspec.structs.replace(one, path=path)


def _called(listing: Path) -> Mapping[str, Sequence[str]]:
    try:
        objects = [_OBJECT.decode(line) for line in listing.read_bytes().splitlines()]
    except (OSError, msgspec.DecodeError):
        return {}
    return {
        one.original: list(dict.fromkeys(filter(None, map(_as_inside, one.paths))))
        for one in objects
        if one.original
    }


def _as_inside(path: str) -> str:
    """Write a stranger's path as one inside a source, which leads nowhere else; empty for none."""
    if len(path) > _LONGEST:
        return ""
    return "/".join(part for part in path.split("/") if part not in {"", ".", ".."})


def _walk(root: Path, leave_out: Path | None) -> Iterator[Found]:
    # A stack, not recursion: a folder may be nested deeper than Python's own stack.
    waiting = [(root, "")]
    while waiting:
        file, path = waiting.pop()
        if path and (file.is_symlink() or not file.is_dir()):
            yield _found(file, path)
        elif leave_out is None or file.resolve() != leave_out:
            try:
                inner = sorted(file.iterdir(), key=os.fsencode, reverse=True)
            except OSError as refused:
                yield _named_only(file, path or file.name, _unreachable(refused))
                continue
            before = f"{path}/" if path else ""
            waiting += [(each, before + readable_name(os.fsencode(each.name))) for each in inner]


def _named_only(file: Path, path: str, refusal: Problem) -> Found:
    return Found(file=file, path=path, raw_name=None, size=0, modified_at=None, refusal=refusal)


def _found(file: Path, path: str) -> Found:
    raw = os.fsencode(file.name)
    raw_name = raw if not path.endswith(os.fsdecode(raw)) else None
    try:
        status = file.lstat()
    except OSError as refused:
        return _named_only(file, path, _unreachable(refused))
    refusal = None
    if not stat.S_ISREG(status.st_mode):
        refusal = Problem(outcome="unsupported", reason="not-followed", detail=_sort(status))
    return Found(
        file=file,
        path=path,
        raw_name=raw_name,
        size=status.st_size if refusal is None else 0,
        modified_at=datetime.fromtimestamp(status.st_mtime, UTC),
        refusal=refusal,
    )


def readable_name(raw: bytes) -> str:
    """Decode a file name: UTF-8, else GB18030 (Chinese discs and old archives), else by bytes."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def _unreachable(refused: OSError) -> Problem:
    reason = "gone" if isinstance(refused, FileNotFoundError) else "no-permission"
    return Problem(outcome="unreachable", reason=reason, detail=refused.strerror or "")


def _sort(status: os.stat_result) -> str:
    if stat.S_ISLNK(status.st_mode):
        return "symbolic link"
    return "socket, pipe or device"
