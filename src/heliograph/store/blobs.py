"""Bytes by digest: written once, then read-only; `<2 hex digits>/<62 hex digits>` of their SHA-256.

A blob that stands under its digest and has not been settled may be torn by a power cut. That it is
read-only says that it was settled: what is not is written again when the same bytes come again.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import BinaryIO

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore

from heliograph.durable import disk_refused, settle
from heliograph.errors import BlobDamaged, CannotWrite
from heliograph.records import Digest
from heliograph.seams import Kept

SMALL_BYTES = 8 * 2**20
"""Up to here content is held in memory and put at once."""

READ_BYTES = 2**20
SETTLERS = 16
"""Threads that wait for the disk: the file system writes what waits together in one go."""

INCOMING = "incoming"
READ_ONLY = 0o444
WRITABLE = 0o222

_FOLDER = re.compile(r"[0-9a-f]{2}")
_REST = re.compile(r"[0-9a-f]{62}")
_DIGEST = re.compile(r"sha256:([0-9a-f]{2})([0-9a-f]{62})")


class LocalBlobs:
    """A `seams.Blobs` in a folder. `put` may be called from several threads."""

    def __init__(self, root: Path) -> None:
        """Name the folder; it is made, and swept of what a killed run left, at the first `put`."""
        self._root = root
        self._unsettled: dict[str, None] = {}
        self._guard = Lock()
        self._writing: LocalStore | None = None

    def put(self, chunks: Iterable[bytes]) -> Kept:
        """Take bytes in. They are durable only after `settle`. Raises `CannotWrite`.

        What `chunks` raises comes out as it is.
        """
        coming = _Coming(chunks)
        with _in_our_words(coming):
            return self._put(coming)

    def settle(self) -> None:
        """Return when everything put so far would survive a power cut; make it read-only.

        Raises `CannotWrite`: a disk may say only now that it has no room.
        """
        with self._guard:
            places = list(self._unsettled)
        if not places:
            return
        files = [self._root / place for place in places]
        folders = {file.parent for file in files}
        with _in_our_words(), ThreadPoolExecutor(SETTLERS) as threads:
            # `list` lets what a thread raised come out here.
            list(threads.map(_settle_file, files))
            list(threads.map(settle, (*folders, self._root, self._root.parent)))
        with self._guard:
            for place in places:
                self._unsettled.pop(place, None)

    def open(self, digest: Digest) -> BinaryIO:
        """Open for reading, a real file. Raises `BlobDamaged` where it is missing."""
        try:
            return (self._root / _place(digest)).open("rb")
        except OSError as missing:
            raise BlobDamaged(
                digest=digest, detail=missing.strerror or "it cannot be opened"
            ) from missing

    def remove(self, digest: Digest) -> None:
        """Remove a blob, durably; one that is not there is no error."""
        path = self._root / _place(digest)
        with self._guard:
            self._unsettled.pop(_place(digest), None)
        if path.exists():
            path.unlink()
            settle(path.parent)

    def digests(self) -> Iterator[Digest]:
        """Every blob that is kept, in any order."""
        for folder in self._folders():
            for path in sorted(folder.iterdir()):
                if _REST.fullmatch(path.name):
                    yield Digest(f"sha256:{folder.name}{path.name}")

    def strays(self) -> Iterator[str]:
        """What stands in the folder and is no blob, as paths inside it."""
        for path in sorted(self._root.rglob("*")) if self._root.is_dir() else ():
            inside = path.relative_to(self._root).as_posix()
            if not path.is_dir() and not _DIGEST.fullmatch(f"sha256:{inside.replace('/', '', 1)}"):
                yield inside

    def verify(self, digest: Digest) -> Kept:
        """Read a blob again and say both its digests. Raises `BlobDamaged` where it differs."""
        hashes = _Hashes()
        with self.open(digest) as file:
            while chunk := file.read(READ_BYTES):
                hashes.update(chunk)
        kept = hashes.kept(new=False)
        if kept.digest != digest:
            raise BlobDamaged(digest=digest, detail=f"they are {kept.digest}, {kept.size} bytes")
        return kept

    def _put(self, left: Iterator[bytes]) -> Kept:
        store = self._store()
        hashes = _Hashes()
        held: list[bytes] = []
        for chunk in left:
            hashes.update(chunk)
            held.append(chunk)
            if hashes.size > SMALL_BYTES:
                return self._put_large(store, hashes, held, left)
        place = hashes.place
        new = not self._is_kept(place, hashes.size)
        if new:
            obstore.put(store, place, b"".join(held), use_multipart=False)
            self._note(place)
        return hashes.kept(new=new)

    def _put_large(
        self, store: LocalStore, hashes: _Hashes, held: list[bytes], left: Iterator[bytes]
    ) -> Kept:
        """Write to the side while hashing, since the name is known only at the end."""
        aside = f"{INCOMING}/{secrets.token_hex(16)}"
        try:
            with obstore.open_writer(
                store, aside, buffer_size=SMALL_BYTES, max_concurrency=2
            ) as writer:
                while held:
                    writer.write(held.pop(0))
                for chunk in left:
                    hashes.update(chunk)
                    writer.write(chunk)
            new = not self._is_kept(hashes.place, hashes.size)
            if new:
                obstore.rename(store, aside, hashes.place)
                self._note(hashes.place)
        finally:
            (self._root / aside).unlink(missing_ok=True)
        return hashes.kept(new=new)

    def _is_kept(self, place: str, size: int) -> bool:
        """Whether the bytes stand, settled or about to be."""
        try:
            found = (self._root / place).stat()
        except FileNotFoundError:
            return False
        with self._guard:
            waits = place in self._unsettled
        return found.st_size == size and (waits or not found.st_mode & WRITABLE)

    def _note(self, place: str) -> None:
        with self._guard:
            self._unsettled[place] = None

    def _store(self) -> LocalStore:
        with self._guard:
            if self._writing is None:
                self._root.mkdir(parents=True, exist_ok=True)
                self._sweep()
                self._writing = LocalStore(self._root)
            return self._writing

    def _sweep(self) -> None:
        """Remove what a killed run left half written: `incoming`, and obstore's `#` files."""
        for folder in (*self._folders(), self._root / INCOMING):
            for path in folder.iterdir() if folder.is_dir() else ():
                if not _REST.fullmatch(path.name):
                    path.unlink()

    def _folders(self) -> list[Path]:
        if not self._root.is_dir():
            return []
        return [path for path in sorted(self._root.iterdir()) if _FOLDER.fullmatch(path.name)]


class _Hashes:
    """Both digests of bytes going by."""

    def __init__(self) -> None:
        self._first = hashlib.sha256()
        self._second = hashlib.blake2b(digest_size=32)
        self.size = 0

    def update(self, chunk: bytes) -> None:
        self._first.update(chunk)
        self._second.update(chunk)
        self.size += len(chunk)

    @property
    def place(self) -> str:
        return _place(Digest(f"sha256:{self._first.hexdigest()}"))

    def kept(self, *, new: bool) -> Kept:
        return Kept(
            digest=Digest(f"sha256:{self._first.hexdigest()}"),
            second=f"blake2b:{self._second.hexdigest()}",
            size=self.size,
            new=new,
        )


def _place(digest: Digest) -> str:
    found = _DIGEST.fullmatch(digest)
    if found is None:
        raise BlobDamaged(digest=digest, detail="that is no digest")
    return f"{found[1]}/{found[2]}"


def _settle_file(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
        # After, not before: read-only is the mark of what has reached the disk.
        os.fchmod(handle, READ_ONLY)
    finally:
        os.close(handle)


class _Coming:
    """Bytes that come from elsewhere, and what ended them if anything did."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self.broken: BaseException | None = None

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._chunks)
        except StopIteration:
            raise
        except BaseException as broken:
            self.broken = broken
            raise


@contextmanager
def _in_our_words(coming: _Coming | None = None) -> Iterator[None]:
    """Say by one name what the disk refused; what ended the bytes that came is not of the disk."""
    try:
        yield
    except (BaseError, OSError) as refused:
        if coming is not None and refused is coming.broken:
            raise
        # Behind its first line the library shows its own insides.
        said = disk_refused(refused) or CannotWrite(detail=str(refused).partition("\n")[0])
        raise said from refused
