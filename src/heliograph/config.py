"""The settings of a case: `heliograph.toml`, read once into one frozen `Config`."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

import msgspec
from msgspec import Struct

from heliograph.errors import BadSetting
from heliograph.seams import Limits
from heliograph.watch_records import Manners


class Reading(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How files are read."""

    workers: int = 0
    """Confined children at work at a time; 0 means one for each core, four at the most."""
    base_seconds: float = 30.0
    """Time any file may take."""
    seconds_per_mb: float = 1.0
    """Time that each megabyte adds."""
    recycle_after: int = 200
    """Files after which a child is replaced by a new one."""


class Recurring(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which claims are counted and shown once, because many documents repeat their clause."""

    documents: int = 5
    """Different documents from which a passage is such a clause."""


class Custody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the chain of custody tells of."""

    log_views: bool = False
    """Whether it tells who looked at which page, claim or picture: that can harm, too."""


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a person may set for one case."""

    reading: Reading = Reading()
    limits: Limits = Limits()
    recurring: Recurring = Recurring()
    manners: Manners = Manners()
    custody: Custody = Custody()


def settings() -> list[tuple[str, str, object, str]]:
    """List every setting as (table, name, default, help): the docs and `init` print this list."""
    return [
        ("reading", "workers", 0, "children that read at a time; 0: one a core, four at most"),
        ("reading", "base_seconds", 30.0, "time any file may take"),
        ("reading", "seconds_per_mb", 1.0, "time that each megabyte adds"),
        ("reading", "recycle_after", 200, "files after which a child is replaced"),
        ("limits", "depth", 8, "archives inside archives"),
        ("limits", "members", 10_000, "members of one archive, nested ones included"),
        ("limits", "member_bytes", 512 * 2**20, "bytes of one member, unpacked"),
        ("limits", "tree_bytes", 2 * 2**30, "bytes unpacked of one archive, nested ones included"),
        ("limits", "ratio", 200, "unpacked bytes for each packed byte"),
        ("limits", "ratio_floor", 16 * 2**20, "bytes that may come out before the ratio counts"),
        ("limits", "text_chars", 64_000_000, "characters of one document"),
        ("limits", "pages", 20_000, "pages of one document"),
        ("recurring", "documents", 5, "different documents that make a passage a mere clause"),
        ("manners", "seconds_between", 5.0, "from an answer of a host to the next question"),
        ("manners", "requests_a_day", 2_000, "that one host is asked at most"),
        ("manners", "longest_wait_seconds", 60.0, "waited before a request; else it is put off"),
        ("manners", "longest_pause_hours", 24.0, "a host is left alone, whatever it asks for"),
        ("custody", "log_views", False, "enter who looked at which page, claim or picture"),
    ]


def settings_file() -> str:
    """Write the file that `init` leaves in a new case: every setting, as a comment."""
    lines = ["# Settings of this case. What is commented out is the default.", ""]
    table = ""
    for in_table, name, default, what in settings():
        if in_table != table:
            lines += [f"[{in_table}]"] if not table else ["", f"[{in_table}]"]
            table = in_table
        lines.append(f"# {name} = {in_toml(default)}  # {what}")
    return "\n".join(lines) + "\n"


def in_toml(value: object) -> str:
    """Write a default as the file has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def load_config(path: Path) -> Config:
    """Read `heliograph.toml`; without one, all is at its default. Raises `BadSetting`."""
    if not path.exists():
        return Config()
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Config)
    except msgspec.ValidationError as wrong:
        raise BadSetting(detail=_explained(str(wrong))) from wrong
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise BadSetting(detail=f"it is not TOML ({wrong})") from wrong


def _explained(complaint: str) -> str:
    """Name the nearest known setting where one is misspelt."""
    unknown = re.search(r"unknown field `([^`]+)`", complaint)
    if unknown is None:
        return complaint
    known = [name for _, name, _, _ in settings()] + [
        "reading",
        "limits",
        "recurring",
        "manners",
        "custody",
    ]
    near = difflib.get_close_matches(unknown[1], known, n=1)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    return f"there is no setting `{unknown[1]}`.{hint}"


def workers_wanted(reading: Reading) -> int:
    """Resolve `workers = 0` to the cores this process may use."""
    return reading.workers or min(4, len(os.sched_getaffinity(0)))


def case_from_environment() -> Path | None:
    """The case that `HELIOGRAPH_CASE` names, for people who work on one case all day."""
    named = os.environ.get("HELIOGRAPH_CASE")
    return Path(named) if named else None


def passphrase_from_environment() -> Path | None:
    """The file that `HELIOGRAPH_PASSPHRASE_FILE` names: its first line opens the key of a case."""
    named = os.environ.get("HELIOGRAPH_PASSPHRASE_FILE")
    return Path(named) if named else None


def keys_folder() -> Path:
    """Where locked private keys stand: `HELIOGRAPH_KEYS`, else below the user's data folder."""
    named = os.environ.get("HELIOGRAPH_KEYS")
    if named:
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "heliograph" / "keys"
