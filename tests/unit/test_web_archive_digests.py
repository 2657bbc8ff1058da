"""The digests of web archives are held against their bytes, and what differs is told."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile

import pytest
from tests.extracted import Read
from tests.web_archives import PAGE, answer, b32

from heliograph.extractors.wacz import WaczExtractor
from heliograph.extractors.warc import WarcExtractor
from heliograph.records import Problem

ADDRESS = "https://yunhe.example/a"


def differing(read: Read) -> list[str]:
    found = [one for one in read.found if isinstance(one, Problem)]
    return [one.detail for one in found if one.reason == "digest-differs"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_digests_that_hold_are_counted(pack):
    read = Read(WarcExtractor(), pack(answer(ADDRESS)) + pack(answer(f"{ADDRESS}2")))
    assert read.notes("warc:digests") == ["holds 2"]
    assert read.problems == []


def test_one_changed_byte_is_told_with_its_address_and_the_page_is_taken_out_all_the_same():
    changed = PAGE.replace("支持".encode(), "拒绝".encode())
    read = Read(WarcExtractor(), answer(ADDRESS) + answer(f"{ADDRESS}2", changed, said=PAGE))
    assert differing(read) == [f"{ADDRESS}2"]
    assert read.notes("warc:digests") == ["differs 1, holds 1"]
    digest = hashlib.sha256(changed).hexdigest()
    assert read.notes("warc:content")[1] == f"sha256:{digest}"


def test_a_record_without_digests_says_so():
    bare = b"\r\n".join(line for line in answer(ADDRESS).split(b"\r\n") if b"Digest" not in line)
    read = Read(WarcExtractor(), bare)
    assert read.notes("warc:digests") == ["unknown 1"]
    assert read.problems == []


@pytest.mark.parametrize(
    "written", [b32(PAGE, "sha256"), f"sha256:{hashlib.sha256(PAGE).hexdigest()}", b32(PAGE, "md5")]
)
def test_payload_digests_are_read_however_they_are_written(written):
    lines = answer(ADDRESS).split(b"\r\n")
    kept = [line for line in lines if b"Block-Digest" not in line]
    at = next(index for index, line in enumerate(kept) if b"Payload-Digest" in line)
    kept[at] = f"WARC-Payload-Digest: {written}".encode()
    assert Read(WarcExtractor(), b"\r\n".join(kept)).notes("warc:digests") == ["holds 1"]
    kept[at] = f"WARC-Payload-Digest: {b32(b'other', 'sha256')}".encode()
    assert differing(Read(WarcExtractor(), b"\r\n".join(kept))) == [ADDRESS]


def test_a_payload_that_http_wrapped_is_judged_by_its_block_alone():
    packed = gzip.compress(PAGE, mtime=0)
    whole = answer(ADDRESS, packed, fields="Content-Encoding: gzip\r\n")
    other = whole.replace(b32(packed, "sha256").encode(), b32(PAGE, "sha256").encode())
    assert other != whole
    assert Read(WarcExtractor(), other).notes("warc:digests") == ["holds 1"]


def package(*, said: bytes | None = None, extra: bool = False, own: str = "") -> bytes:
    warc = answer(ADDRESS)
    digest = hashlib.sha256(warc if said is None else said).hexdigest()
    resources = [{"path": "archive/data.warc", "hash": f"sha256:{digest}", "name": "data.warc"}]
    listed = json.dumps({"resources": resources, "wacz_version": "1.1.1"}).encode()
    sealed = own or f"sha256:{hashlib.sha256(listed).hexdigest()}"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("archive/data.warc", warc)
        packed.writestr("datapackage.json", listed)
        packed.writestr("datapackage-digest.json", json.dumps({"hash": sealed}))
        if extra:
            packed.writestr("planted.txt", "words")
    return out.getvalue()


def test_members_of_a_package_are_held_against_its_list():
    read = Read(WaczExtractor(), package())
    assert read.notes("wacz:digests") == ["2 hold, 0 differ, 0 unlisted"]
    assert differing(read) == []


def test_a_replaced_member_a_changed_list_and_a_planted_file_are_told():
    assert differing(Read(WaczExtractor(), package(said=b"as it was"))) == ["archive/data.warc"]
    assert differing(Read(WaczExtractor(), package(own="sha256:00"))) == ["datapackage.json"]
    read = Read(WaczExtractor(), package(extra=True))
    assert read.notes("wacz:unlisted") == ["planted.txt"]
    assert read.notes("wacz:digests") == ["2 hold, 0 differ, 1 unlisted"]
