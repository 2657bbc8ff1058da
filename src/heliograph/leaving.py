"""Puts down what leaves a case: beside its place, entered in custody, then moved there whole.

Custody comes before the move. Killed in between, the chain tells of an export that cannot be found;
the other way round something could have left the case of which the chain knows nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.durable import move, settle_all, sweep, unfinished
from heliograph.errors import AlreadyThere
from heliograph.records import Digest
from heliograph.store.facts import Facts


class Written(Struct, frozen=True, kw_only=True):
    """An export that stands where it was asked for."""

    format: str
    path: str
    digest: Digest
    """Of the file; of a folder, that of the list of digests inside it that covers all the rest."""
    counts: dict[str, int]
    """How many of what is in it, and of what was left out."""
    masked: bool


class Unfinished(Struct, kw_only=True):
    """An export that is being written: where, and what custody is to know of it."""

    path: Path
    digest: Digest = Digest("")

    def written(self, name: str, where: Path, counts: dict[str, int], *, masked: bool) -> Written:
        """Tell of it, once it is done."""
        return Written(
            format=name, path=str(where), digest=self.digest, counts=counts, masked=masked
        )


@contextmanager
def beside(opened: Heliograph, where: Path, facts: Facts, *, folder: bool) -> Iterator[Unfinished]:
    """Give a place to write to; on leaving, enter `exported` in custody and move it to `where`.

    `facts` may be added to until then. The digest is that of the file, unless the writer sets it.
    A file replaces the one before; a folder does not. Raises `AlreadyThere`.
    """
    if where.is_dir() or (folder and where.exists()):
        raise AlreadyThere(where=where)
    where.parent.mkdir(parents=True, exist_ok=True)
    making = Unfinished(path=unfinished(where))
    sweep(making.path)
    if folder:
        making.path.mkdir()
    try:
        yield making
    except BaseException:
        # On a full disk this is the room that somebody waits for.
        sweep(making.path)
        raise
    digest = making.digest = making.digest or digest_of_file(making.path)
    settle_all(making.path)
    opened.enter("exported", {**facts, "digest": digest})
    move(making.path, where)


def write_lines(path: Path, lines: Iterable[bytes]) -> int:
    """Write lines, each with its break; say how many."""
    count = 0
    with path.open("wb") as file:
        for line in lines:
            file.write(line + b"\n")
            count += 1
    return count


def digest_of_file(path: Path, algorithm: str = "sha256") -> Digest:
    """Hash a file: `sha256:<hex>`, or by another algorithm's name."""
    with path.open("rb") as file:
        return Digest(f"{algorithm}:{hashlib.file_digest(file, algorithm).hexdigest()}")
