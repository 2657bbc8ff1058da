"""Machine translations kept in the case: a cache, by document, words and model; it may be deleted.

Never a record: none is searched, judged, counted, exported or put into a dossier.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from heliograph.codec import id_of
from heliograph.durable import write_whole
from heliograph.machine_translation.made import MachineTranslation
from heliograph.records import Digest
from heliograph.store.caches import TRANSLATIONS

_encode: Final = msgspec.json.Encoder(order="deterministic").encode
_decode: Final = msgspec.json.Decoder(MachineTranslation).decode


def keep(case: Path, document: Digest, made: MachineTranslation) -> None:
    """Keep what was made of words of a document."""
    folder = _folder(case, document)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{_words(made.words)}-{made.model}.json", _encode(made))


def kept(case: Path, document: Digest, words: str) -> list[MachineTranslation]:
    """Give what machines made of words of a document, the latest first."""
    found = []
    for place in _folder(case, document).glob(f"{_words(words)}-*.json"):
        made = _read(place)
        if made is not None and made.words == words:
            found.append(made)
    return sorted(found, key=lambda one: (one.made_at, one.model), reverse=True)


def _read(place: Path) -> MachineTranslation | None:
    try:
        return _decode(place.read_bytes())
    except (OSError, msgspec.DecodeError):
        # Deleted meanwhile, or not as we write it: it is made again when it is asked for.
        return None


def _folder(case: Path, document: Digest) -> Path:
    return case / TRANSLATIONS / document.removeprefix("sha256:")


def _words(words: str) -> str:
    return id_of("words", words)
