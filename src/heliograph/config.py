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
    pictures: bool = True
    """Whether pictures on pages of PDF that have text are read, too, where there are eyes."""


class Recurring(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which claims are counted and shown once, because many documents repeat their clause."""

    documents: int = 5
    """Different documents from which a passage is such a clause."""


class Custody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the chain of custody tells of."""

    log_views: bool = False
    """Whether it tells who looked at which page, claim or picture: that can harm, too."""


class Watching(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the daemon goes about it, and when it calls for a person."""

    digest_hour: int = 7
    """Hour of the day, UTC, at which digests are told; weekly ones on Mondays."""
    give_up_days: float = 14.0
    """How long an alert is tried."""
    seconds_a_source: float = 600.0
    """What one source may take of a round; the rest of it is put off."""
    minutes_a_round: float = 15.0
    """The longest sleep between two rounds."""
    least_free_mb: int = 1_000
    """Below this the disk is nearly full."""
    checkpoint_days: float = 30.0
    """Entries of custody that are unsigned for longer need a person."""
    heartbeat_file: str = ""
    """A file that each round writes anew, for a monitor outside; seen from the case folder."""
    ping: str = ""
    """An address that each round asks for, or where it stands: `env:NAME`, `file:PATH`."""


class Translation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which models translate words of documents, when somebody asks for it."""

    models: dict[str, str] = {}
    """From which language into which, such as `zh-en` → the folder of a model of Firefox
    Translations, seen from the case folder; `~` is the user's own."""


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a person may set for one case."""

    reading: Reading = Reading()
    limits: Limits = Limits()
    recurring: Recurring = Recurring()
    manners: Manners = Manners()
    custody: Custody = Custody()
    watching: Watching = Watching()
    translation: Translation = Translation()


def settings() -> list[tuple[str, str, object, str]]:
    """List every setting as (table, name, default, help): the docs and `init` print this list."""
    return [
        ("reading", "workers", 0, "children that read at a time; 0: one a core, four at most"),
        ("reading", "base_seconds", 30.0, "time any file may take"),
        ("reading", "seconds_per_mb", 1.0, "time that each megabyte adds"),
        ("reading", "recycle_after", 200, "files after which a child is replaced"),
        ("reading", "pictures", True, "read pictures on pages of PDF that have text (extra `ocr`)"),
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
        ("watching", "digest_hour", 7, "hour (UTC) of digests; weekly ones on Mondays"),
        ("watching", "give_up_days", 14.0, "an alert is tried, before it is given up"),
        ("watching", "seconds_a_source", 600.0, "one source may take in a round of the daemon"),
        ("watching", "minutes_a_round", 15.0, "the longest sleep of the daemon"),
        ("watching", "least_free_mb", 1_000, "below this the disk is nearly full"),
        ("watching", "checkpoint_days", 30.0, "custody may go unsigned, where there is a key"),
        ("watching", "heartbeat_file", "", "written anew by each round, for a monitor outside"),
        ("watching", "ping", "", "asked for by each round: an address, env:NAME or file:PATH"),
        ("translation", "models", {}, 'folders of models, such as { zh-en = "../models/zh-en" }'),
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
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return "{}"
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
        "watching",
        "translation",
    ]
    near = difflib.get_close_matches(unknown[1], known, n=1)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    return f"there is no setting `{unknown[1]}`.{hint}"


def workers_wanted(reading: Reading) -> int:
    """Resolve `workers = 0` to the cores this process may use."""
    return reading.workers or min(4, len(os.sched_getaffinity(0)))


def secret_from(place: str, folder: Path) -> str:
    """Fetch a secret from where it is kept: `env:NAME`, or `file:PATH`, whose first line it is.

    `folder` is what a path is seen from; `~` is the user's own. Raises `BadSetting`.
    """
    kind, _, name = place.partition(":")
    if kind == "env":
        found = os.environ.get(name, "")
    elif kind == "file":
        try:
            found = (folder / Path(name).expanduser()).read_text("utf-8").partition("\n")[0].strip()
        except (OSError, UnicodeDecodeError) as wrong:
            raise BadSetting(detail=f"the secret at {place} cannot be read ({wrong})") from wrong
    else:
        raise BadSetting(detail=f"{place!r} is no place of a secret; say env:NAME or file:PATH")
    if not found:
        raise BadSetting(detail=f"there is no secret at {place}")
    return found


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
