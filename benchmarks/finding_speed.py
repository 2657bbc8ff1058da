"""How fast claims are found, on one core: where nothing matches, and on the corpus.

    python -m benchmarks.finding_speed

Prints megabytes of UTF-8 text a second of CPU time, and the ratio to the bare automaton on the same
text, already folded. Reading and segmenting are not counted. What is read again is quicker: on the
first hundreds of passages patterns are compiled and the states of the sieves are made, once for all
documents of a process.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from benchmarks.corpus_leaves import documents, leaves_of

from heliograph.codec import digest_of, id_of
from heliograph.finders import ClaimFinder
from heliograph.finders.lexicon import Lexicon
from heliograph.finders.plain import plain
from heliograph.finders.terms import terms_of
from heliograph.records import Leaf, Page, PageId
from heliograph.segmenters import PassageSegmenter

_QUIET = "Jumbo jets fly high; bricks dry upon hot clay, hour by hour. 山高水长，云淡风轻。\n"
_TIMES = 20_000


def quiet() -> Leaf:
    """Make a page on which no term of any capability stands."""
    digest = digest_of(_QUIET.encode())
    page = Page(
        id=PageId(id_of("page", digest, 1)),
        digest=digest,
        number=1,
        text=_QUIET * _TIMES,
        read_by="quiet/1",
        confinement=0,
    )
    return Leaf(page=page, passages=tuple(PassageSegmenter().segment(page)))


def megabytes(documents_read: Sequence[Sequence[Leaf]]) -> float:
    """Give how much text there is."""
    return sum(len(one.page.text.encode()) for leaves in documents_read for one in leaves) / 1e6


def told(name: str, finder: ClaimFinder, read: Sequence[Sequence[Leaf]]) -> None:
    """Print the figures of some documents, read for the first time and read again."""
    size = megabytes(read)
    first, found = timed(lambda: sum(1 for leaves in read for _ in finder.find(leaves)))
    again, _ = timed(lambda: sum(1 for leaves in read for _ in finder.find(leaves)))
    machine = Lexicon(terms_of(finder.taxonomy)).machine
    texts = [plain(one.page.text).text for leaves in read for one in leaves]
    bare, _ = timed(
        lambda: sum(len(machine.find_matches_as_indexes(one, overlapping=True)) for one in texts)
    )
    print(
        f"{name:10} {size:7.2f} MB  {size / first:6.2f} MB/s  again {size / again:6.2f} MB/s"
        f"  claims {found}  x{again / bare:.0f} of the automaton's {size / bare:.0f} MB/s"
    )


def timed(work: Callable[[], int]) -> tuple[float, int]:
    """Give the seconds of CPU that some work takes, and what it gives."""
    begun = time.process_time()
    found = work()
    return max(time.process_time() - begun, 1e-6), found


def main() -> int:
    """Measure."""
    finder = ClaimFinder()
    # What terms are looked up in is built when first used, once for all documents.
    list(finder.find([quiet()]))
    told("quiet", finder, [[quiet()]])
    told("corpus", finder, [leaves_of(name) for name in documents()])
    return 0


if __name__ == "__main__":
    sys.exit(main())
