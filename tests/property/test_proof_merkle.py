"""Merkle trees: every proof holds, no other does, and the roots are those of the standard."""

from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from heliograph.proof.merkle import (
    EMPTY,
    Growing,
    consistency_path,
    consistent,
    included,
    inclusion_path,
    leaf_hash,
    root_of,
)

lines = st.lists(st.binary(max_size=8), min_size=1, max_size=40)


def by_the_book(leaves):
    """The definition of RFC 9162, section 2.1.1, word by word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + by_the_book(leaves[:k]) + by_the_book(leaves[k:])).digest()


# Certificate Transparency's own test vectors: these leaves, in hex, and the roots after each.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
]


def test_roots_are_those_that_others_published():
    tree = Growing()
    assert tree.root() == EMPTY
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        tree.add(bytes.fromhex(leaf))
        assert tree.root().hex() == root


@given(lines)
def test_roots_are_those_of_the_definition(leaves):
    assert root_of(leaves) == by_the_book(leaves)


@given(lines, st.data())
def test_every_line_has_a_path_that_no_other_line_place_size_or_root_has(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    path, root = inclusion_path(leaves, index), root_of(leaves)
    assert included(leaves[index], index, len(leaves), path, root)
    assert not included(leaves[index] + b"x", index, len(leaves), path, root)
    assert not included(leaves[index], index, len(leaves), path, leaf_hash(root))
    assert not included(leaves[index], index, len(leaves), [*path, root], root)
    if path:
        assert not included(leaves[index], index, len(leaves), path[:-1], root)
        bit = data.draw(st.integers(0, len(path) - 1))
        bent = [*path[:bit], leaf_hash(path[bit]), *path[bit + 1 :]]
        assert not included(leaves[index], index, len(leaves), bent, root)


@given(lines, st.data())
def test_a_path_is_of_its_place_alone(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.integers(-1, len(leaves)))
    assume(other != index)
    marked = [b"%d" % at + line for at, line in enumerate(leaves)]
    path, root = inclusion_path(marked, index), root_of(marked)
    assert not included(marked[index], other, len(marked), path, root)


@given(lines, st.data())
def test_a_tree_that_grew_is_consistent_with_what_it_was(leaves, data):
    old = data.draw(st.integers(1, len(leaves)))
    path, before, after = consistency_path(leaves, old), root_of(leaves[:old]), root_of(leaves)
    assert consistent(old, len(leaves), path, before, after)
    assert not consistent(old, len(leaves), path, leaf_hash(before), after)
    assert not consistent(old, len(leaves), path, before, leaf_hash(after))
    assert not consistent(old, len(leaves), [*path, after], before, after)


@given(lines, st.data())
def test_a_history_that_was_changed_is_not_consistent(leaves, data):
    old = data.draw(st.integers(1, len(leaves)))
    at = data.draw(st.integers(0, old - 1))
    changed = [*leaves[:at], leaves[at] + b"x", *leaves[at + 1 :]]
    path = consistency_path(changed, old)
    assert not consistent(old, len(leaves), path, root_of(leaves[:old]), root_of(changed))


def test_what_is_not_there_has_no_path():
    with pytest.raises(IndexError):
        inclusion_path([b"a"], 1)
    with pytest.raises(IndexError):
        consistency_path([b"a"], 0)
    assert not included(b"a", 0, 0, [], EMPTY)
    assert not consistent(0, 1, [], EMPTY, root_of([b"a"]))
    assert not consistent(2, 1, [], EMPTY, EMPTY)
