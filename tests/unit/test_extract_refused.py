"""Kinds of files that are known and not read say so, and what can be done."""

from __future__ import annotations

import io

import pytest
from tests.extracted import Read
from tests.ole_writer import ole_file

from heliograph.extractors.kinds import media_type_of
from heliograph.extractors.refused import RefusedExtractor
from heliograph.records import Problem


@pytest.mark.parametrize("content", [b"!BDN" + bytes(600), b"ITSF\x03" + bytes(600)])
def test_stores_of_outlook_and_compiled_help_are_named_and_refused(content: bytes) -> None:
    found = Read(RefusedExtractor(), content, media_type_of(io.BytesIO(content), "x"))
    assert found.problems == [("unsupported", "no-reader")]
    (problem,) = found.found
    assert isinstance(problem, Problem)
    assert "add the folder" in problem.detail


def test_a_container_of_an_unknown_kind_says_what_it_holds() -> None:
    content = ole_file({"Something": b"x"})
    kind = media_type_of(io.BytesIO(content), "x")
    (problem,) = Read(RefusedExtractor(), content, kind).found
    assert isinstance(problem, Problem)
    assert (problem.outcome, "Something" in problem.detail) == ("unsupported", True)


def test_a_container_cut_short_is_damaged() -> None:
    content = ole_file({"Something": b"x"})[:700]
    kind = media_type_of(io.BytesIO(content), "x")
    assert Read(RefusedExtractor(), content, kind).problems == [("damaged", "not-what-it-seems")]


def test_a_container_is_named_by_its_own_streams_and_not_by_those_inside_it() -> None:
    content = ole_file({"Workbook": b"x", "MBD1/WordDocument": b"y"})
    assert media_type_of(io.BytesIO(content), "x") == "application/vnd.ms-excel"


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (bytes(1_000) + b"koly\0\0\0\x04\0\0\x02\0" + bytes(500), "unsupported"),
        (b"KDMV" + bytes(600), "unsupported"),
        (b"\1\0\0\0\x6c\0\0\0" + bytes(32) + b" EMF" + bytes(60), "unsupported"),
        (b"\xd7\xcd\xc6\x9a" + bytes(60), "unsupported"),
        (b"vhdxfile" + bytes(600), "unsupported"),
        # A session key for a key, as GnuPG writes it (RFC 9580, 5.1), and what it locks.
        (b"\x85\x01\x0c\x03" + bytes(range(8)) + b"\x01\x07" + bytes(range(256)), "encrypted"),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQ==\n-----END PGP MESSAGE-----\n", "encrypted"),
        (b"age-encryption.org/v1\n-> X25519 abc\n", "encrypted"),
    ],
)
def test_disks_and_locked_files_are_named_with_what_to_do(content: bytes, outcome: str) -> None:
    kind = media_type_of(io.BytesIO(content), "x")
    (problem,) = Read(RefusedExtractor(), content, kind).found
    assert isinstance(problem, Problem)
    assert problem.outcome == outcome
    assert "add " in problem.detail
