"""Where private keys stand: the desktop's keyring if one answers, else locked files. Signer only.

Each key has its own place, by case and key id, so that making one never writes over another.
"""

from __future__ import annotations

import base64
import importlib
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from heliograph.durable import make_folder, write_whole

Place = Literal["keyring", "file"]

SERVICE = "heliograph"

_SHOWN = 16
_LEAST_PRIORITY = 1
"""What the library itself calls recommended; keyrings that store plain text are below."""


class KeyFolder:
    """Locked keys, one file each, readable by their owner alone."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made with the first key."""
        self._folder = folder

    def path(self, case: str, key: str) -> Path:
        """Where this key of this case stands, or would."""
        return self._folder / f"{case}.{key.removeprefix('sha256:')[:_SHOWN]}.pem"

    def read(self, case: str, key: str) -> bytes | None:
        """Read a locked key; None where there is none."""
        try:
            return self.path(case, key).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, case: str, key: str, locked: bytes) -> None:
        """Keep a locked key; durable when this returns."""
        make_folder(self._folder, 0o700)
        write_whole(self.path(case, key), locked, mode=0o600)

    def begins(self, case: str) -> frozenset[str]:
        """Name the keys that stand here for a case, each by the first 16 hex digits of its id."""
        found = self._folder.glob(f"{case}.*.pem") if case else ()
        return frozenset(path.name.split(".")[1] for path in found)

    def remove(self, case: str, key: str) -> None:
        """Remove a key; one that is not there is no error."""
        self.path(case, key).unlink(missing_ok=True)


class Keyring:
    """The keyring of the desktop, through the library `keyring` where it is installed."""

    def __init__(self) -> None:
        """Look for it; nothing is asked of it yet."""
        self._library = _answering()

    @property
    def answers(self) -> bool:
        """Whether there is one that keeps secrets."""
        return self._library is not None

    def read(self, case: str, key: str) -> Ed25519PrivateKey | None:
        """Fetch a key; None where it has none, or will not give it."""
        if self._library is None:
            return None
        try:
            found = self._library.get_password(SERVICE, f"{case}/{key}")
        except Exception:  # noqa: BLE001 - a backend may raise anything; it then has no key for us
            return None
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(found)) if found else None

    def write(self, case: str, key: str, private: Ed25519PrivateKey) -> bool:
        """Keep a key; False where it will not, and then it is kept elsewhere."""
        if self._library is None:
            return False
        secret = base64.b64encode(private.private_bytes_raw()).decode("ascii")
        try:
            self._library.set_password(SERVICE, f"{case}/{key}", secret)
        except Exception:  # noqa: BLE001 - a backend may raise anything; the key goes to a file
            return False
        return True

    def remove(self, case: str, key: str) -> None:
        """Remove a key; one that is not there is no error."""
        if self._library is None:
            return
        # A backend may raise anything, and nothing depends on it: no entry names this key.
        with suppress(Exception):
            self._library.delete_password(SERVICE, f"{case}/{key}")


def _answering() -> ModuleType | None:
    try:
        library = importlib.import_module("keyring")
        priority = library.get_keyring().priority
    except Exception:  # noqa: BLE001 - not installed, or its backend cannot be started
        return None
    return library if priority >= _LEAST_PRIORITY else None
