"""A folder that the user names → the model in it: its bytes, and the digests they are known by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from heliograph.codec import digest_of
from heliograph.errors import BadSetting
from heliograph.machine_translation.made import FileOfModel, FileRole

MOST_BYTES: Final = 512 * 2**20
"""Of one file: the largest released model takes a tenth of that."""

_PAIR: Final = re.compile(r"([a-z]{2,3}(?:-[A-Z][a-z]{3})?)-([a-z]{2,3}(?:-[A-Z][a-z]{3})?)")
_NAMES: Final[tuple[tuple[FileRole, str], ...]] = (
    ("model", "model*.bin"),
    ("vocabulary", "vocab*.spm"),
    ("vocabulary", "srcvocab*.spm"),
    ("target-vocabulary", "trgvocab*.spm"),
    ("shortlist", "lex*.bin"),
)
"""As the files are called where they are published."""
_PACKED: Final = (".gz", ".zst", ".xz", ".zip")
_FOR: Final = re.compile(r"\.([a-z]{4})\.")
_LETTERS: Final = 2


class Pair(Struct, frozen=True):
    """From which language into which."""

    source: str
    target: str

    def __str__(self) -> str:
        """Write it as the settings have it."""
        return f"{self.source}-{self.target}"


class Model(Struct, frozen=True, kw_only=True):
    """One model, read whole: what it is known by are the very bytes that are used."""

    pair: Pair
    files: tuple[FileOfModel, ...]
    contents: dict[FileRole, bytes]


def pair_of(named: str) -> Pair:
    """Read a pair such as `zh-en`. Raises `BadSetting`."""
    found = _PAIR.fullmatch(named)
    if found is None:
        raise BadSetting(detail=f"{named!r} names no two languages; write them like zh-en")
    return Pair(found[1], found[2])


def model_in(folder: Path, pair: Pair) -> Model:
    """Read the model that stands in a folder. Raises `BadSetting` where there is none, or two."""
    try:
        names = sorted(one.name for one in folder.iterdir() if one.is_file())
        chosen = dict(_chosen(folder, names))
        _must_be_whole(folder, chosen, names)
        _must_be_for(pair, chosen["model"], chosen["vocabulary"])
        contents = {role: _read(folder / name) for role, name in chosen.items()}
    except OSError as wrong:
        raise BadSetting(detail=f"the model at {folder} cannot be read ({wrong})") from wrong
    files = tuple(
        FileOfModel(role=role, name=name, digest=digest_of(contents[role]))
        for role, name in chosen.items()
    )
    return Model(pair=pair, files=files, contents=contents)


def _chosen(folder: Path, names: list[str]) -> Iterator[tuple[FileRole, str]]:
    for role, pattern in _NAMES:
        fitting = [one for one in names if Path(one).match(pattern)]
        if len(fitting) > 1:
            both = " and ".join(fitting[:2])
            raise BadSetting(detail=f"{folder} holds {both}: one model a folder")
        if fitting:
            yield role, fitting[0]


def _must_be_whole(folder: Path, chosen: dict[FileRole, str], names: list[str]) -> None:
    missing = [role for role in ("model", "vocabulary") if role not in chosen]
    if chosen.get("vocabulary", "").startswith("src") and "target-vocabulary" not in chosen:
        missing.append("target-vocabulary")
    if not missing:
        return
    packed = any(one.endswith(_PACKED) for one in names)
    hint = " Its files are packed: unpack them first." if packed else ""
    wanted = "model.*.bin, vocab.*.spm (or srcvocab and trgvocab) and, if there is one, lex.*.bin"
    raise BadSetting(detail=f"{folder} has no {' and no '.join(missing)} ({wanted}).{hint}")


def _must_be_for(pair: Pair, name: str, vocabulary: str) -> None:
    """Refuse a model that its own name, and its vocabulary's, say is for other languages."""
    found = _FOR.search(name)
    plain = len(pair.source) == len(pair.target) == _LETTERS
    said_twice = found is not None and found[0] in vocabulary
    if found and said_twice and plain and found[1] != pair.source + pair.target:
        said = f"{found[1][:_LETTERS]}-{found[1][_LETTERS:]}"
        raise BadSetting(detail=f"{name} is a model for {said}, and was named for {pair}")


def _read(file: Path) -> bytes:
    if file.stat().st_size > MOST_BYTES:
        raise BadSetting(detail=f"{file.name} has more than {MOST_BYTES} bytes: no model has")
    return file.read_bytes()
