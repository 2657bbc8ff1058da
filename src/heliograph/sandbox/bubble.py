"""bubblewrap around the stem: a root of its own with Python in it alone, and no network.

Everything forks inside, so it is paid for once a run, not once a file. It stands around the other
locks, not in their place: what a hole in them would open is then not there. Whether it holds is
found by trying; engines of containers commonly forbid it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from heliograph.sandbox.landlock import library_folders

PLACES = (Path("/usr/bin/bwrap"), Path("/bin/bwrap"))
"""Where a system keeps it; not the user's search path, in which anything may stand."""

TRIAL_S = 20.0

_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache")
"""Shared libraries that Python's own modules need."""


def wrapped(command: Sequence[str]) -> tuple[str, ...] | None:
    """Spell the command that starts `command` in a bubble; None where none is to be had."""
    program = next((str(one) for one in PLACES if one.is_file()), None)
    if program is None or not _works(program):
        return None
    return (*_bubble(program), *command)


def _bubble(program: str) -> tuple[str, ...]:
    # Process ids stay those that the parent knows: it kills readers by them.
    spelled = [
        program, "--die-with-parent", "--unshare-user-try", "--unshare-net", "--unshare-ipc",
        "--unshare-uts", "--unshare-cgroup-try", "--dev", "/dev", "--ro-bind", "/proc", "/proc",
    ]  # fmt: skip
    for place in _SYSTEM:
        spelled += ["--ro-bind-try", place, place]
    for folder in dict.fromkeys((*_python(), *library_folders(), *_packages())):
        spelled += ["--ro-bind", str(folder), str(folder)]
    return (*spelled, "--chdir", "/", "--")


def _python() -> list[Path]:
    """Name the homes of this Python: of its environment, and of the one beneath it."""
    return [Path(sys.prefix), Path(sys.base_prefix)]


def _packages() -> list[Path]:
    """Name the folders outside these from which modules are loaded: an editable install's."""
    return [Path(one) for one in sys.path if one and Path(one).is_dir()]


@lru_cache(maxsize=1)
def _works(program: str) -> bool:
    """Try whether a bubble can be made and this Python starts in it."""
    try:
        tried = subprocess.run(
            [*_bubble(program), sys.executable, "-I", "-S", "-c", ""],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=TRIAL_S,
            env={},
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0
