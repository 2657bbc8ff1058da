"""What every `seams.Blobs` must do; add an implementation to `BLOBS` to run it through."""

import hashlib

import pytest

from heliograph.errors import BlobDamaged
from heliograph.records import Digest
from heliograph.store.blobs import SMALL_BYTES, LocalBlobs


def local(folder):
    return LocalBlobs(folder / "blobs")


BLOBS = [local]


@pytest.fixture(params=BLOBS, ids=lambda make: make.__name__)
def open_blobs(request, tmp_path):
    """Opens the same blobs each time it is called."""
    return lambda: request.param(tmp_path)


@pytest.fixture
def blobs(open_blobs):
    return open_blobs()


CONTENTS = [
    b"",
    b"x",
    bytes(range(256)) * 5,
    b"a" * SMALL_BYTES,
    b"b" * (SMALL_BYTES + 1),
    b"c" * (3 * SMALL_BYTES + 17),
]


def chunks(content: bytes, size: int = 1 << 20):
    return (content[at : at + size] for at in range(0, len(content), size))


@pytest.mark.parametrize("content", CONTENTS, ids=len)
def test_bytes_come_back_under_both_their_digests(blobs, content):
    kept = blobs.put(chunks(content))
    assert kept.digest == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert kept.second == f"blake2b:{hashlib.blake2b(content, digest_size=32).hexdigest()}"
    assert (kept.size, kept.new) == (len(content), True)
    with blobs.open(kept.digest) as file:
        assert file.read() == content


@pytest.mark.parametrize("content", [b"small", b"l" * (SMALL_BYTES + 1)], ids=len)
def test_the_same_bytes_are_kept_once(blobs, open_blobs, content):
    first = blobs.put([content])
    assert blobs.put([content]).new is False
    blobs.settle()
    assert blobs.put(chunks(content)).new is False
    assert open_blobs().put([content]).new is False
    assert list(blobs.digests()) == [first.digest]


def test_every_blob_is_listed_once_and_is_there_for_the_next_to_open_it(blobs, open_blobs):
    assert list(blobs.digests()) == []
    digests = [blobs.put([b"%d" % number]).digest for number in range(20)]
    blobs.settle()
    again = open_blobs()
    assert sorted(again.digests()) == sorted(digests)
    with again.open(digests[7]) as file:
        assert file.read() == b"7"


def test_what_is_missing_is_said_to_be(blobs):
    blobs.put([b"something"])
    with pytest.raises(BlobDamaged, match="sha256:00"):
        blobs.open(Digest("sha256:" + "00" * 32))
    for no_digest in ("", "sha256:../../etc/passwd", "md5:00", "sha256:" + "0" * 63 + "/"):
        with pytest.raises(BlobDamaged):
            blobs.open(Digest(no_digest))


@pytest.mark.parametrize("before", [1, SMALL_BYTES + 1], ids=["small", "large"])
def test_a_source_that_breaks_off_leaves_nothing(blobs, before):
    def broken():
        yield b"z" * before
        raise OSError("the disk was pulled out")

    with pytest.raises(OSError, match="pulled out"):
        blobs.put(broken())
    assert list(blobs.digests()) == []
    blobs.settle()


def test_settling_nothing_or_twice_is_nothing(blobs):
    blobs.settle()
    blobs.put([b"x"])
    blobs.settle()
    blobs.settle()
