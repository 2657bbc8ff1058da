"""Landlock: the kernel lets this process open nothing but the Python library, and dial no port.

Rights and numbers are those of the kernel's `linux/landlock.h`; each ABI adds to the one before:
1 files, 2 moving between folders, 3 truncating, 4 TCP, 5 ioctl on devices, 6 signals and abstract
sockets. Opened descriptors stay usable, which is how a document is handed over.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from heliograph.sandbox import kernel

_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""The numbers are the same on every processor."""

_VERSION_FLAG = 1
_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3

_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many of the file rights, counted from bit 0, an ABI knows; later ones know no more of use."""

_TCP_ABI, _SCOPES_ABI = 4, 6
_BIND_AND_CONNECT_TCP = 0b11
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11


FONTS = ("/usr/share/fonts", "/usr/local/share/fonts")
"""Where systems keep them: the folders that PDFium itself looks in."""


def abi() -> int:
    """Ask the kernel which Landlock it has; 0 for none."""
    try:
        return kernel.call(_CREATE, None, 0, _VERSION_FLAG)
    except OSError:
        return 0


def library_folders() -> list[Path]:
    """Name the folders that Python loads modules from, and nothing above them; and the fonts.

    Many Chinese PDFs hold no fonts of their own: drawn without the system's, their pages are empty.
    """
    scheme = sysconfig.get_paths()
    named = [scheme[part] for part in ("stdlib", "platstdlib", "purelib", "platlib")]
    homes = (Path(sys.prefix), Path(sys.base_prefix))
    ours = [one for one in sys.path if one and any(Path(one).is_relative_to(at) for at in homes)]
    return sorted({Path(one) for one in (*named, *ours, *FONTS) if Path(one).is_dir()})


def restrict(readable: Iterable[Path]) -> str:
    """Shut this thread, and all it starts, out of the file system but for reading `readable`.

    Needs no_new_privs. Says what is in force; raises `OSError` where the kernel has no Landlock.
    """
    version = abi()
    if version == 0:
        raise OSError("this kernel has no Landlock, or it was not switched on")
    files = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    network = _BIND_AND_CONNECT_TCP if version >= _TCP_ABI else 0
    scopes = _ABSTRACT_SOCKETS_AND_SIGNALS if version >= _SCOPES_ABI else 0
    rules = kernel.call(_CREATE, *_ruleset(version, files, network, scopes), 0)
    try:
        for folder in readable:
            _allow_reading(rules, folder)
        kernel.call(_RESTRICT, rules, 0)
    finally:
        os.close(rules)
    more = [word for word, on in (("TCP", network), ("signals", scopes)) if on]
    return f"ABI {version}: files" + "".join(f", {word}" for word in more)


def _ruleset(
    version: int, files: int, network: int, scopes: int
) -> tuple[ctypes.Array[ctypes.c_char], int]:
    fields = [files]
    if version >= _TCP_ABI:
        fields.append(network)
    if version >= _SCOPES_ABI:
        fields.append(scopes)
    packed = struct.pack(f"={len(fields)}Q", *fields)
    return ctypes.create_string_buffer(packed, len(packed)), len(packed)


def _allow_reading(rules: int, folder: Path) -> None:
    place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", _READ_FILE | _READ_DIR, place)
        kernel.call(_ADD, rules, _PATH_BENEATH, ctypes.create_string_buffer(rule, len(rule)), 0)
    finally:
        os.close(place)
