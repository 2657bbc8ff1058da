"""Where timestamps stand: `<sha256 of the envelope>/<authority>.tsq`, `.tsr` and `.pem`.

The question as it was sent, the reply as it came, the certificates from signer to root. With these
three, `openssl ts -verify` needs nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from heliograph.durable import make_folder, write_whole
from heliograph.records import Digest

_FOLDER = re.compile(r"[0-9a-f]{64}")


class KeptStamp(Struct, frozen=True, kw_only=True):
    """A reply that is kept."""

    about: Digest
    """Digest of the file it is over."""
    authority: str
    reply: bytes


class StampFolder:
    """The timestamps of a case."""

    def __init__(self, folder: Path) -> None:
        """Name it; it is made with the first."""
        self._folder = folder

    def ask(self, about: Digest, authority: str, question: bytes) -> None:
        """Keep what is about to be sent."""
        path = self._path(about, authority, "tsq")
        make_folder(path.parent)
        write_whole(path, question)

    def keep(self, about: Digest, authority: str, reply: bytes, chain: bytes) -> None:
        """Keep what came; the reply last, so that one that stands has its certificates."""
        certificates = self._path(about, authority, "pem")
        make_folder(certificates.parent)
        write_whole(certificates, chain)
        write_whole(self._path(about, authority, "tsr"), reply)

    def reply(self, about: Digest, authority: str) -> bytes | None:
        """Read one; None where none came yet."""
        try:
            return self._path(about, authority, "tsr").read_bytes()
        except FileNotFoundError:
            return None

    def all(self) -> Iterator[KeptStamp]:
        """Go through every reply, in order of digests and names."""
        found = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        for folder in found:
            if not _FOLDER.fullmatch(folder.name) or not folder.is_dir():
                continue
            for path in sorted(folder.glob("*.tsr")):
                about = Digest(f"sha256:{folder.name}")
                yield KeptStamp(about=about, authority=path.stem, reply=path.read_bytes())

    def _path(self, about: Digest, authority: str, kind: str) -> Path:
        return self._folder / about.removeprefix("sha256:") / f"{authority}.{kind}"
