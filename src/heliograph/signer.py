"""The signer, `python -m heliograph.signer`: holds a private key for as long as it signs.

Started by `heliograph.proof.signing`, never by people. It imports no parser and opens no document;
no other process of its user may look into its memory, and it leaves no core behind.
"""

from __future__ import annotations

import argparse
import getpass
import os
import resource
import sys
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from heliograph.proof.envelope import key_id
from heliograph.proof.keyring import KeyFolder, Keyring
from heliograph.proof.locked import lock, unlock
from heliograph.proof.signing import Ask, Place, Told
from heliograph.sandbox.kernel import PR_SET_DUMPABLE, prctl

MOST_PASSPHRASE = 4096
TRIES = 3


class Trouble(Exception):
    """Why a request was not done: a word of `signing.HINTS`, and a sentence."""

    def __init__(self, problem: str, detail: str) -> None:
        """Keep both."""
        self.told = Told(problem=problem, detail=detail)
        super().__init__(detail)


class Passphrase:
    """Asked for once, or read from what was handed over."""

    def __init__(self, handed: int | None, *, may_ask: bool) -> None:
        """Read what was handed over."""
        self._may_ask = may_ask
        self._known = _first_line(handed) if handed is not None else b""
        self.can_be_asked_again = handed is None and may_ask

    def have(self, about: str, *, twice: bool = False) -> bytes:
        """Give it, asking if it must be."""
        if not self._known:
            if not self._may_ask:
                raise Trouble("asks", "the key is locked by a passphrase")
            self._known = _asked(about, twice=twice)
        return self._known

    def forget(self) -> None:
        """Ask anew next time."""
        self._known = b""


class Signer:
    """Does what it is asked, one request after the other."""

    def __init__(self, case: str, folder: KeyFolder, passphrase: Passphrase) -> None:
        """Name the case and where its keys are."""
        self._case = case
        self._folder = folder
        self._keyring = Keyring()
        self._passphrase = passphrase
        self._open: dict[str, Ed25519PrivateKey] = {}

    def do(self, ask: Ask) -> Told:
        """Do one thing."""
        match ask.do:
            case "make":
                return self._make(ask.place)
            case "sign":
                return Told(signature=self._key(ask.key).sign(ask.message))
            case "forget":
                self._keyring.remove(self._case, ask.key)
                self._folder.remove(self._case, ask.key)
                return Told()
            case "place":
                return Told(place=self._place(ask.key))

    def _make(self, place: Place | None) -> Told:
        private = Ed25519PrivateKey.generate()
        public = private.public_key().public_bytes_raw()
        name = key_id(public)
        if place == "keyring" and not self._keyring.answers:
            raise Trouble("no-place", "no keyring answers on this machine")
        if place == "file" or not self._keyring.write(self._case, name, private):
            phrase = self._passphrase.have("Passphrase for the new key", twice=True)
            self._folder.write(self._case, name, lock(private, phrase))
            place = "file"
        self._open[name] = private
        return Told(public=public, place=place or "keyring")

    def _key(self, name: str) -> Ed25519PrivateKey:
        if name not in self._open:
            found = self._keyring.read(self._case, name) or self._unlocked(name)
            if key_id(found.public_key().public_bytes_raw()) != name:
                raise Trouble("no-key", f"what is kept as key {name} is another key")
            self._open[name] = found
        return self._open[name]

    def _unlocked(self, name: str) -> Ed25519PrivateKey:
        locked = self._folder.read(self._case, name)
        if locked is None:
            where = self._folder.path(self._case, name)
            raise Trouble("no-key", f"key {name} is in no keyring that answers, nor in {where}")
        for _ in range(TRIES):
            key = unlock(locked, self._passphrase.have(f"Passphrase of key {name[7:23]}"))
            if key is not None:
                return key
            if not self._passphrase.can_be_asked_again:
                break
            self._passphrase.forget()
        raise Trouble("passphrase", f"key {name} stays locked")

    def _place(self, name: str) -> Place | None:
        if self._keyring.read(self._case, name) is not None:
            return "keyring"
        return "file" if self._folder.read(self._case, name) is not None else None


def main() -> None:
    """Answer until whoever started us hangs up."""
    prctl(PR_SET_DUMPABLE, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    parser = argparse.ArgumentParser()
    parser.add_argument("--case", required=True)
    parser.add_argument("--keys", required=True, type=Path)
    parser.add_argument("--passphrase-from", type=int)
    parser.add_argument("--ask", action="store_true")
    told = parser.parse_args()
    passphrase = Passphrase(told.passphrase_from, may_ask=told.ask)
    signer = Signer(told.case, KeyFolder(told.keys), passphrase)
    for line in sys.stdin.buffer:
        try:
            answer = signer.do(msgspec.json.decode(line, type=Ask))
        except Trouble as trouble:
            answer = trouble.told
        except OSError as failed:
            answer = Told(problem="died", detail=str(failed))
        sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
        sys.stdout.buffer.flush()


def _first_line(handed: int) -> bytes:
    with os.fdopen(handed, "rb") as file:
        return file.read(MOST_PASSPHRASE).partition(b"\n")[0].rstrip(b"\r")


def _asked(about: str, *, twice: bool) -> bytes:
    for _ in range(TRIES):
        phrase = _typed(f"{about}: ")
        if phrase and (not twice or _typed("The same again: ") == phrase):
            return phrase.encode("utf-8")
    raise Trouble("passphrase", "no passphrase was given, or not the same twice")


def _typed(prompt: str) -> str:
    try:
        with Path("/dev/tty").open("r+b", buffering=0):
            return getpass.getpass(prompt)
    except (OSError, EOFError) as none:
        raise Trouble(
            "asks", "the key is locked by a passphrase, and there is no terminal"
        ) from none


if __name__ == "__main__":
    main()
