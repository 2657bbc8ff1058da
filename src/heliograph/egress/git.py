"""The program `git`, kept on a short lead: one host, one address, one purpose, no one's settings.

It opens its own connections. So what it will ask is judged and written down before it is started,
and it is told the one address to go to; redirects, hooks, submodules and every other way of
reaching something are switched off.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

from heliograph.egress.addresses import Refused, Resolver, reachable, resolve, why_not_by_proxy
from heliograph.egress.requests import BadAddress, address_of

SECONDS: Final = 900.0
"""How long one run may take."""
_FILE_BYTES: Final = 2**32
_MEMORY: Final = 2**32
_SAFE: Final = (
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.attributesFile=/dev/null",
    "core.askPass=true", "credential.helper=", "gc.auto=0", "fetch.recurseSubmodules=no",
    "http.followRedirects=false", "protocol.allow=never", "protocol.file.allow=always",
    "protocol.http.allow=always", "protocol.https.allow=always", "transfer.fsckObjects=true",
    "submodule.recurse=false", "tar.umask=0022",
)  # fmt: skip


class GitFailed(Exception):
    """It said no, took too long, or is not there; the words say which."""


def pinned(
    url: str, allowed: tuple[str, ...], proxy: str, resolver: Resolver = resolve
) -> tuple[str, ...]:
    """Judge where a repository's address leads; give the settings that lead there and nowhere else.

    Raises `GitFailed` where it must not be reached.
    """
    try:
        address = address_of(url, allowed=allowed)
        if proxy:
            refused = why_not_by_proxy(address.host, address.port, allowed=allowed)
            found: Sequence[str] | Refused = refused or ()
        else:
            found = reachable(address.host, address.port, allowed=allowed, resolver=resolver)
    except (BadAddress, OSError, UnicodeError) as wrong:
        raise GitFailed(str(wrong)) from wrong
    if isinstance(found, Refused):
        raise GitFailed(f"{found.host} is {found.address}: {found.what}")
    if proxy:
        return (f"http.proxy={proxy.replace('socks5:', 'socks5h:')}",)
    where = ",".join(f"[{one}]" if ":" in one else one for one in found)
    return ("http.proxy=", f"http.curloptResolve={address.host}:{address.port}:{where}")


def run_git(
    words: Sequence[str],
    *,
    home: Path,
    settings: Sequence[str] = (),
    out: IO[bytes] | None = None,
    seconds: float = SECONDS,
) -> bytes:
    """Run it; give what it printed, or write that to `out`. Raises `GitFailed`."""
    command = ["git", *(part for one in (*_SAFE, *settings) for part in ("-c", one)), *words]
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out or subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=home,
            env=_environment(home),
            start_new_session=True,
            preexec_fn=_bounded,  # noqa: PLW1509 - only sets limits; nothing of ours runs in threads that it could lock
        )
    except FileNotFoundError as missing:
        raise GitFailed("the program git is not installed") from missing
    try:
        said, wrong = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as late:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise GitFailed(f"git took longer than {seconds:.0f} seconds") from late
    if process.returncode:
        words_of_it = wrong.decode("utf-8", "replace").strip().splitlines()
        raise GitFailed(words_of_it[-1][:300] if words_of_it else "git failed")
    return said or b""


def _environment(home: Path) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_PROTOCOL_FROM_USER": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_OPTIONAL_LOCKS": "0",
    }


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
