"""The lock: a process gives up everything that reading one open file does not need.

Levels: 3 is level 2 inside bubblewrap, in a root of its own without network; 2 is Landlock,
seccomp and limits; 1 is limits and a process group of its own, where the kernel offers no more; 0
is none of it, and nothing is read. The level is what trying to get out has shown, not what the
calls that lock us in returned.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import signal
import socket
import struct
from collections.abc import Callable, Sequence
from pathlib import Path

from heliograph.sandbox import kernel, landlock, rlimits, seccomp, syscalls
from heliograph.sandbox.report import ConfinementReport, Mechanism, MechanismReport

LOST_WITHOUT = {
    "landlock": "open, list and change files that the user may reach",
    "seccomp": "use the network and start other programs",
    "limits": "take all memory",
    "bubble": "reach files and network through a hole in the other locks",
}
"""What a reader that was taken over could do where a mechanism is missing."""

_CAPABILITY_VERSION_3 = 0x20080522


HIGHEST = 3

_OF_LEVEL: dict[int, tuple[Mechanism, ...]] = {
    0: (),
    1: ("limits",),
    2: ("limits", "landlock", "seccomp"),
    3: ("limits", "landlock", "seccomp", "bubble"),
}
"""What is locked where no more than this level is asked for."""


def lock_in(address_space: int = rlimits.ADDRESS_SPACE, most: int = HIGHEST) -> ConfinementReport:
    """Lock this process in, as far as the kernel goes, and try to get out. Cannot be undone.

    `address_space` is what it may take of memory, in bytes. `most` is the highest level that is
    wanted: a lower one is for finding out what it loses.
    """
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    # A core dump would carry the document to wherever the system collects them; the limit on core
    # size does not hold for dumps that are piped to a program.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    _drop_capabilities()
    readable = landlock.library_folders()
    locks: dict[Mechanism, tuple[Callable[[], str], Callable[[], str]]] = {
        # First, since the later ones would hide whether this one holds.
        "bubble": (lambda: "a root of its own, no network", _escape_from_bubble),
        "limits": (
            lambda: rlimits.restrict(address_space),
            lambda: _escape_to_memory(address_space),
        ),
        "landlock": (lambda: _restrict_files(readable), _escape_to_files),
        "seccomp": (seccomp.confine, _escape_to_network_or_process),
    }
    wanted = _OF_LEVEL[most]
    tried = {name: _tried(name, *lock) for name, lock in locks.items() if name in wanted}
    found = tuple(tried.get(name, _left_out(name)) for name in _OF_LEVEL[HIGHEST])
    missing = [one.name for one in found if not one.works]
    if "seccomp" in missing and "limits" not in missing:
        rlimits.forbid_processes()
    level = _level(missing)
    lost = tuple(LOST_WITHOUT[name] for name in missing)
    return ConfinementReport(level=level, mechanisms=found, lost=lost)


def _level(missing: Sequence[Mechanism]) -> int:
    """Give the highest level of which nothing is missing."""
    return max(level for level, names in _OF_LEVEL.items() if not set(names) & set(missing))


def _left_out(name: Mechanism) -> MechanismReport:
    return MechanismReport(name=name, works=False, said="it was not asked for")


def _tried(name: Mechanism, lock: Callable[[], str], escape: Callable[[], str]) -> MechanismReport:
    try:
        said = lock()
    except (OSError, ValueError) as error:
        return MechanismReport(name=name, works=False, said=str(error))
    way_out = escape()
    return MechanismReport(name=name, works=not way_out, said=way_out or said)


def _restrict_files(readable: list[Path]) -> str:
    # Landlock binds the thread that asks and those it starts; one that runs already would be free.
    if len(os.listdir("/proc/self/task")) > 1:  # noqa: PTH208 - a list of numbers, not of files
        raise OSError("a library started threads before the lock")
    return landlock.restrict(readable)


def _drop_capabilities() -> None:
    """Give up what root has, for the one who runs us as root. A filter may forbid even that."""
    machine = kernel.machine()
    if machine is None:
        return
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    none = bytes(24)
    kernel.call(
        syscalls.CAPSET[0 if machine == "x86_64" else 1],
        ctypes.create_string_buffer(header, len(header)),
        ctypes.create_string_buffer(none, len(none)),
    )


def _escape_from_bubble() -> str:
    """Look for the machine's files and for a network; name what is there."""
    for path in ("/etc/passwd", "/var"):
        if Path(path).exists():
            return f"no bubble: {path} is there"
    networks = [name for _, name in socket.if_nameindex() if name != "lo"]
    return f"no bubble: the network {networks[0]} is there" if networks else ""


def _escape_to_memory(address_space: int) -> str:
    """Try to take more than the limit; name what worked."""
    try:
        mmap.mmap(-1, address_space).close()
    except OSError:
        return ""
    return "more memory than the limit could be had all the same"


def _escape_to_files() -> str:
    """Try to read, list and write; name what worked."""
    for path, flags in (
        ("/etc/passwd", os.O_RDONLY),
        ("/", os.O_RDONLY | os.O_DIRECTORY),
        ("/dev/null", os.O_WRONLY),
    ):
        try:
            os.close(os.open(path, flags))
        except OSError:
            continue
        return f"{path} could be opened all the same"
    return ""


def _escape_to_network_or_process() -> str:
    """Try to make a socket and a process; name what worked."""
    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    except OSError:
        pass
    else:
        return "a socket could be made all the same"
    try:
        started = os.fork()
    except OSError:
        return ""
    if started == 0:
        os._exit(0)
    os.waitpid(started, 0)
    return "a process could be started all the same"
