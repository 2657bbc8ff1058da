"""Does one deed where no file may grow past a few MiB, as on a full disk; then there is room again.

    python -m tests.flow.full_disk DEED CASE

Prints what was said in lines of JSON.
"""

import json
import resource
import signal
import sys
from pathlib import Path

from heliograph.app import Heliograph
from heliograph.cli import main as command_line
from heliograph.errors import CannotWrite
from heliograph.records import Digest
from heliograph.seams import IndexEntry
from heliograph.search.tantivy_index import TantivyIndex
from heliograph.store.blobs import LocalBlobs
from heliograph.watching.daemon import Daemon

MOST = 4 * 2**20
"""More than the database of a small case, less than the files that are taken in."""


def full(most: int) -> None:
    """Let no file grow past so many bytes; -1: as large as it likes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def told(**what: object) -> None:
    """Print it."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def put(case: Path) -> None:
    """Put a small and a large blob, then both again with room."""
    blobs = LocalBlobs(case / "blobs")
    for size in (6, 12):
        content = [bytes([size]) * 2**20] * size
        try:
            blobs.put(content)
        except CannotWrite as refused:
            told(size=size, said=str(refused))
        strays = list(blobs.strays())
        full(resource.RLIM_INFINITY)
        kept = blobs.put(content)
        blobs.settle()
        told(size=size, strays=strays, kept=blobs.verify(kept.digest).size)
        full(MOST)


def index(case: Path) -> None:
    """Fill an index until there is no room, then with room; make another where there is none."""
    entries = [
        IndexEntry(
            page_id=f"page {n}", digest=Digest("sha256:00"), capability=(), stance=(), language=(),
            kind="text", folder=(), text=" ".join(f"word{n * m}" for m in range(500)),
        )
        for n in range(200)
    ]  # fmt: skip
    text, _ = TantivyIndex.open_or_new(case / "index")
    full(4096)
    try:
        text.add(entries)
        text.commit()
    except CannotWrite as refused:
        told(said=str(refused))
    full(resource.RLIM_INFINITY)
    told(pages=text.doc_count())
    text.add(entries)
    text.commit()
    told(pages=text.doc_count())
    text.close()
    full(0)
    said = ""
    try:
        TantivyIndex.open_or_new(case / "another")
    except CannotWrite as refused:
        said = str(refused)
    full(resource.RLIM_INFINITY)
    told(said=said)


def watch(case: Path) -> None:
    """Go round twice, with room from the second time on."""
    daemon = Daemon(folder=case)

    def wait(seconds: float) -> None:
        with Heliograph.open(case) as opened:
            told(slept=seconds, documents=opened.summary().documents)
        full(resource.RLIM_INFINITY)

    daemon.wait = wait
    daemon.rounds.say = lambda words: told(said=words)
    daemon.run(2)
    with Heliograph.open(case) as opened:
        told(documents=opened.summary().documents)


def main() -> None:
    """Do it."""
    deed, case = sys.argv[1], Path(sys.argv[2])
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    full(MOST)
    match deed:
        case "put":
            put(case)
        case "index":
            index(case)
        case "watch":
            watch(case)
        case _:
            sys.argv[:] = ["heliograph", "run", "--case", str(case)]
            command_line()


if __name__ == "__main__":
    main()
