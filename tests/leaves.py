"""Makes leaves of plain text for the tests of what reads them."""

from __future__ import annotations

from heliograph.codec import digest_of, id_of
from heliograph.records import Leaf, Page, PageId
from heliograph.segmenters import PassageSegmenter


def leaf_of(text: str, number: int = 1) -> Leaf:
    """Segment one page of text."""
    digest = digest_of(text.encode("utf-8", "surrogatepass"))
    page = Page(
        id=PageId(id_of("page", digest, number)),
        digest=digest,
        number=number,
        text=text,
        read_by="test/1",
        confinement=0,
        first_line=1,
    )
    return Leaf(page=page, passages=tuple(PassageSegmenter().segment(page)))
