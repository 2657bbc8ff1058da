"""A leaf that was put aside is the same leaf, to the container each passage stands in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from heliograph.pipeline.steps.packing import pack_leaf, unpack_leaf
from heliograph.records import Container, Digest, Leaf, Page, PageId, Passage, PassageId

PAGE = Page(
    id=PageId("p"), digest=Digest("sha256:0"), number=1, text="ab", read_by="x/1", confinement=2
)


@given(
    names=st.lists(st.sampled_from(["", "list", "list"]), min_size=1, max_size=4),
    places=st.lists(st.none() | st.integers(0, 3), max_size=12),
)
def test_a_leaf_comes_back_with_its_containers_each_once(
    names: list[str], places: list[int | None]
) -> None:
    containers = [Container(kind="list", name=name) for name in names]
    passages = tuple(
        Passage(
            id=PassageId(f"p:{at}"),
            page_id=PAGE.id,
            number=at,
            start=0,
            end=1,
            role="item",
            language="en",
            container=None if place is None else containers[place % len(containers)],
        )
        for at, place in enumerate(places)
    )
    leaf = Leaf(page=PAGE, passages=passages)
    back = unpack_leaf(pack_leaf(leaf))
    assert back == leaf
    for one, one_back in zip(passages, back.passages, strict=True):
        for other, other_back in zip(passages, back.passages, strict=True):
            together = one.container is other.container
            assert (one_back.container is other_back.container) == together
