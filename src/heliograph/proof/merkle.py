"""Lines → one digest that stands for all of them, with short proofs; as in RFC 9162, section 2.1.

Leaves are the bytes of custody entries without their newline. All hashes are raw SHA-256, 32 bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

EMPTY = hashlib.sha256(b"").digest()
"""Root of a tree without leaves."""

_LEAF, _NODE = b"\x00", b"\x01"


def leaf_hash(line: bytes) -> bytes:
    """Hash one leaf: SHA-256 of a zero byte and the line."""
    return hashlib.sha256(_LEAF + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash one inner node: SHA-256 of a one byte and both children."""
    return hashlib.sha256(_NODE + left + right).digest()


class Growing:
    """A tree that grows at its right and tells its root at any size: O(log n) each."""

    def __init__(self) -> None:
        """Begin without leaves."""
        self.size = 0
        self._whole: list[bytes] = []
        """Roots of the whole subtrees, from the largest, left to right."""

    def add(self, line: bytes) -> None:
        """Add one leaf."""
        made, size = leaf_hash(line), self.size
        while size & 1:
            made = node_hash(self._whole.pop(), made)
            size >>= 1
        self._whole.append(made)
        self.size += 1

    def root(self) -> bytes:
        """Tell the root of all leaves so far."""
        if not self._whole:
            return EMPTY
        made = self._whole[-1]
        for left in reversed(self._whole[:-1]):
            made = node_hash(left, made)
        return made


def root_of(lines: Iterable[bytes]) -> bytes:
    """Tell the root of these lines."""
    tree = Growing()
    for line in lines:
        tree.add(line)
    return tree.root()


def inclusion_path(lines: Sequence[bytes], index: int) -> list[bytes]:
    """Give what leads from line `index` to the root of all `lines`, from the leaf upwards.

    Raises `IndexError` where there is no such line.
    """
    if not 0 <= index < len(lines):
        raise IndexError(index)
    return _inclusion([leaf_hash(line) for line in lines], index)


def consistency_path(lines: Sequence[bytes], old: int) -> list[bytes]:
    """Give what shows that the tree of all `lines` grew from that of the first `old` of them.

    Raises `IndexError` unless 0 < old <= len(lines).
    """
    if not 0 < old <= len(lines):
        raise IndexError(old)
    return _consistency([leaf_hash(line) for line in lines], old, whole=True)


def included(line: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Say whether `line` stands at `index` in the tree of `size` lines with this root."""
    if not 0 <= index < size:
        return False
    at, last, made = index, size - 1, leaf_hash(line)
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            made = node_hash(step, made)
            at, last = _out_of_right_turns(at, last)
        else:
            made = node_hash(made, step)
        at, last = at >> 1, last >> 1
    return last == 0 and made == root


def consistent(old: int, size: int, path: Sequence[bytes], old_root: bytes, root: bytes) -> bool:
    """Say whether the tree of `size` lines begins with the `old` lines of `old_root`."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not path and old_root == root
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    return bool(steps) and _grew(old, size, steps) == (old_root, root)


def _grew(old: int, size: int, steps: list[bytes]) -> tuple[bytes, bytes] | None:
    """Make both roots from the steps; None where there are too few or too many."""
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            before, after = node_hash(step, before), node_hash(step, after)
            at, last = _out_of_right_turns(at, last)
        else:
            after = node_hash(after, step)
        at, last = at >> 1, last >> 1
    return (before, after) if last == 0 else None


def _out_of_right_turns(at: int, last: int) -> tuple[int, int]:
    """Skip the levels on which a node at the right edge has no sibling."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def _root(hashes: Sequence[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    cut = _cut(len(hashes))
    return node_hash(_root(hashes[:cut]), _root(hashes[cut:]))


def _inclusion(hashes: Sequence[bytes], index: int) -> list[bytes]:
    if len(hashes) == 1:
        return []
    cut = _cut(len(hashes))
    if index < cut:
        return [*_inclusion(hashes[:cut], index), _root(hashes[cut:])]
    return [*_inclusion(hashes[cut:], index - cut), _root(hashes[:cut])]


def _consistency(hashes: Sequence[bytes], old: int, *, whole: bool) -> list[bytes]:
    if old == len(hashes):
        return [] if whole else [_root(hashes)]
    cut = _cut(len(hashes))
    if old <= cut:
        return [*_consistency(hashes[:cut], old, whole=whole), _root(hashes[cut:])]
    return [*_consistency(hashes[cut:], old - cut, whole=False), _root(hashes[:cut])]


def _cut(size: int) -> int:
    """Give the largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
