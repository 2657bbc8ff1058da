"""What local blobs do beyond their seam: real files, read-only once settled, swept and proved."""

import os
import stat
import threading

import pytest

from heliograph.codec import digest_of
from heliograph.errors import BlobDamaged
from heliograph.store.blobs import SMALL_BYTES, LocalBlobs


@pytest.fixture
def blobs(tmp_path):
    return LocalBlobs(tmp_path / "blobs")


def place(blobs, content):
    name = digest_of(content).removeprefix("sha256:")
    return blobs._root / name[:2] / name[2:]


def test_looking_makes_no_folder(blobs):
    assert list(blobs.digests()) == []
    assert list(blobs.strays()) == []
    assert not blobs._root.exists()


def test_a_blob_is_a_real_file_under_its_digest(blobs):
    kept = blobs.put([b"content"])
    with blobs.open(kept.digest) as file:
        assert os.fstat(file.fileno()).st_size == 7
    assert place(blobs, b"content").read_bytes() == b"content"


@pytest.mark.parametrize("content", [b"small", b"l" * (SMALL_BYTES + 1)], ids=len)
def test_it_is_read_only_once_it_is_settled(blobs, content):
    blobs.put([content])
    blobs.settle()
    assert stat.S_IMODE(place(blobs, content).stat().st_mode) == 0o444
    assert list(blobs.strays()) == []


def test_what_was_not_settled_before_a_power_cut_is_written_again(tmp_path, blobs):
    blobs.put([b"whole"])
    torn = place(blobs, b"whole")
    torn.write_bytes(b"\0\0\0\0\0")
    after = LocalBlobs(tmp_path / "blobs")
    assert after.put([b"whole"]).new is True
    assert torn.read_bytes() == b"whole"


def test_what_a_killed_run_left_half_written_is_swept_at_the_next_put(tmp_path, blobs):
    blobs.put([b"kept"])
    blobs.settle()
    folder = place(blobs, b"kept").parent
    (blobs._root / "incoming").mkdir()
    leftovers = [blobs._root / "incoming" / "ab12", folder / ("0" * 62 + "#1")]
    for leftover in leftovers:
        leftover.write_bytes(b"half")
    assert len(list(blobs.strays())) == 2
    LocalBlobs(tmp_path / "blobs").put([b"next"])
    assert not any(leftover.exists() for leftover in leftovers)
    assert list(blobs.strays()) == []
    assert place(blobs, b"kept").exists()


def test_a_large_file_that_breaks_off_leaves_nothing_aside(blobs):
    def broken():
        yield b"z" * (SMALL_BYTES * 2)
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - bare on purpose, raised three lines above
        blobs.put(broken())
    assert list(blobs.strays()) == []


def test_verifying_says_both_digests_or_that_the_bytes_changed(blobs):
    kept = blobs.put([b"content"])
    blobs.settle()
    assert blobs.verify(kept.digest).second == kept.second
    file = place(blobs, b"content")
    file.chmod(0o644)
    file.write_bytes(b"c0ntent")
    with pytest.raises(BlobDamaged, match="are not those bytes any more"):
        blobs.verify(kept.digest)


def test_threads_may_put_at_the_same_time(blobs):
    def put(name):
        for number in range(25):
            blobs.put([b"%d" % number])
            blobs.put([name, b"%d" % number])

    threads = [threading.Thread(target=put, args=[b"abc"[at : at + 1]]) for at in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    blobs.settle()
    digests = list(blobs.digests())
    assert len(digests) == 25 + 3 * 25
    assert all(blobs.verify(digest).digest == digest for digest in digests)
