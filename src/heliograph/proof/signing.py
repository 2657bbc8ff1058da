"""Signing, asked of a process of its own: whoever reads documents never holds a private key.

A `Session` is one run of `heliograph.signer`. It gets messages and gives signatures, as lines of
JSON; it asks for the passphrase itself, on the terminal, or reads it from a file that we open and
hand over unread. Neither passphrase nor key is ever in the process that calls this.
"""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import msgspec
from msgspec import Struct

from heliograph.errors import NoKey
from heliograph.proof.envelope import fits, key_id

Place = Literal["keyring", "file"]
Deed = Literal["make", "sign", "forget", "place"]

HINTS = {
    "no-key": "The private key of this case is not on this machine. If it is lost: "
    "heliograph key lost --reason WHY",
    "asks": "It needs a passphrase and nobody may be asked here. Set HELIOGRAPH_PASSPHRASE_FILE, "
    "or say `heliograph seal` on a terminal.",
    "passphrase": "The passphrase does not open the key. Try again.",
    "died": "`heliograph doctor` says what this machine offers.",
}


class Ask(Struct, frozen=True, kw_only=True):
    """One request to the signer."""

    do: Deed
    key: str = ""
    """Id of the key."""
    message: bytes = b""
    place: Place | None = None
    """Where a new key is to stand; None: in the keyring if one answers, else in a file."""


class Told(Struct, frozen=True, kw_only=True):
    """What the signer answers."""

    public: bytes = b""
    signature: bytes = b""
    place: Place | None = None
    problem: str = ""
    """A word of `HINTS`; empty where it did what was asked."""
    detail: str = ""


class Custodian(Struct, frozen=True, kw_only=True):
    """Where the keys of a case are, and how their passphrase is to be had."""

    case: str
    folder: Path
    """Locked keys stand here, outside of any case."""
    passphrase: Path | None = None
    """A file whose first line it is; None: ask on the terminal, where one may."""
    may_ask: bool = False


class Session:
    """One run of the signer. Use as a context manager: it ends with the block."""

    def __init__(self, custodian: Custodian) -> None:
        """Name the keys; the process is started with the first request."""
        self._custodian = custodian
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process and what it knows."""
        if self._process is None:
            return
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                # Of one that died, what it was not given is left to flush.
                with suppress(BrokenPipeError):
                    pipe.close()
        self._process.kill()
        self._process.wait()
        self._process = None

    def make(self, place: Place | None = None) -> tuple[bytes, Place]:
        """Make a key and keep it; give its public part, and where it stands. Raises `NoKey`."""
        told = self._asked(Ask(do="make", place=place))
        return told.public, told.place or "file"

    def sign(self, public: bytes, message: bytes) -> bytes:
        """Sign with the private key of `public`. Raises `NoKey`."""
        told = self._asked(Ask(do="sign", key=key_id(public), message=message))
        if not fits(public, message, base64.b64encode(told.signature).decode("ascii")):
            raise NoKey(detail="what the signer gave is no signature of this key", hint="")
        return told.signature

    def forget(self, public: bytes) -> None:
        """Remove a private key that was replaced."""
        self._asked(Ask(do="forget", key=key_id(public)))

    def place(self, public: bytes) -> Place | None:
        """Say where the private key stands; None where it is not on this machine."""
        return self._asked(Ask(do="place", key=key_id(public))).place

    def _asked(self, ask: Ask) -> Told:
        process = self._process or self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(msgspec.json.encode(ask) + b"\n")
            process.stdin.flush()
            told = msgspec.json.decode(process.stdout.readline(), type=Told)
        except (OSError, msgspec.DecodeError) as wrong:
            raise NoKey(
                detail=f"the signer gave no answer ({wrong})", hint=HINTS["died"]
            ) from wrong
        if told.problem:
            raise NoKey(detail=told.detail, hint=HINTS.get(told.problem, ""))
        return told

    def _started(self) -> subprocess.Popen[bytes]:
        mine = self._custodian
        command = [sys.executable, "-P", "-X", "utf8", "-m", "heliograph.signer"]
        command += ["--case", mine.case, "--keys", str(mine.folder.absolute())]
        if mine.may_ask:
            command.append("--ask")
        handed = []
        try:
            if mine.passphrase is not None:
                handed.append(os.open(mine.passphrase, os.O_RDONLY | os.O_CLOEXEC))
                command += ["--passphrase-from", str(handed[0])]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=handed
            )
        except OSError as wrong:
            raise NoKey(detail=str(wrong), hint="Check the path of the passphrase file.") from wrong
        finally:
            for handle in handed:
                os.close(handle)
        return self._process


class KeySigner:
    """Signs for one key in an open session: what `heliograph.proof.envelope.sealed` wants."""

    def __init__(self, session: Session, public: bytes) -> None:
        """Name the key."""
        self._session = session
        self._public = public

    @property
    def public(self) -> bytes:
        """The raw public key."""
        return self._public

    def sign(self, message: bytes) -> bytes:
        """Sign. Raises `NoKey`."""
        return self._session.sign(self._public, message)
