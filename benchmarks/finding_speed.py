"""How fast claims are found, on one core: where nothing matches, and on the corpus.

    python -m benchmarks.finding_speed

Prints megabytes of UTF-8 text a second of CPU time, and the ratio to the bare automaton on the same
text, already folded. Reading and segmenting are not counted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

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
    """Print the figures of some documents."""
    size = megabytes(read)
    begun = time.process_time()
    found = sum(1 for leaves in read for _ in finder.find(leaves))
    took = time.process_time() - begun
    machine = Lexicon(terms_of(finder.taxonomy)).machine
    texts = [plain(one.page.text).text for leaves in read for one in leaves]
    begun = time.process_time()
    for text in texts:
        machine.find_matches_as_indexes(text, overlapping=True)
    bare = max(time.process_time() - begun, 1e-6)
    print(f"{name:10} {size:7.2f} MB  {size / took:6.2f} MB/s  claims {found}  x{took / bare:.0f}")


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
