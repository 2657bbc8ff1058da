"""What comes out of tar, gz, bz2, xz, zst, 7z and RAR, whole or broken, honest or not."""

import bz2
import gzip
import io
import lzma
import sys
import tarfile
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.archive_writers import cabinet, disc_image, rar_4, rar_5, seven_zip
from tests.extracted import Read

from heliograph.extractors import libarchive
from heliograph.extractors.kinds import media_type_of
from heliograph.extractors.other_archives import OtherArchiveExtractor
from heliograph.extractors.packed import PackedExtractor
from heliograph.extractors.tar_archive import TarExtractor
from heliograph.plugins.extractors import load_extractors
from heliograph.records import Note, Problem
from heliograph.seams import Limits, Member

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if not libarchive.is_there():
    pytest.skip("needs Debian's libarchive13", allow_module_level=True)

SEVEN_ZIP, RAR = "application/x-7z-compressed", "application/vnd.rar"
READERS = load_extractors()
WORDS = "人脸识别报警 " * 500


def taken(content: bytes, name: str = "", **limits: int) -> tuple[list[Any], list[Any]]:
    """Read an archive by what its bytes say: members as (name, content, refusal), and the rest."""
    file = io.BytesIO(content)
    kind = media_type_of(file, name)
    members, others = [], []
    for value in READERS[kind].read(file, kind, Limits(**limits)):
        if isinstance(value, Member):
            members.append((value.name, b"".join(value.chunks), value.refusal))
        else:
            others.append(value)
    return members, others


def reasons(values: list[Any]) -> list[tuple[str, str]]:
    return [(one.outcome, one.reason) for one in values if isinstance(one, Problem)]


# --- packed alone -------------------------------------------------------------------------------

WAYS = {
    "gz": lambda data: gzip.compress(data, mtime=0),
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd.compress,
}


@pytest.mark.parametrize("way", WAYS)
@given(parts=st.lists(st.binary(min_size=1, max_size=5000), min_size=1, max_size=3))
def test_streams_one_behind_the_other_are_one_member(way, parts):
    # What begins like a web archive is one, packed or not.
    assume(not b"".join(parts).startswith(b"WARC/"))
    members, others = taken(b"".join(WAYS[way](part) for part in parts))
    assert members == [("content", b"".join(parts), None)]
    assert others == []


@pytest.mark.parametrize("way", WAYS)
def test_a_stream_that_is_cut_gives_what_came_before_and_says_so(way):
    data = bytes(range(256)) * 40 + bytes(lzma.compress(WORDS.encode()))
    packed = WAYS[way](data * 20)
    members, others = taken(packed[: len(packed) - 9])
    (_, content, refusal) = members[0]
    assert data.startswith(content[: len(data)])
    assert reasons(others) == [("damaged", "member-unreadable")] or (
        refusal is not None and refusal.reason == "member-unreadable"
    )


@pytest.mark.parametrize("way", ["gz", "bz2", "xz"])
def test_what_follows_a_stream_and_is_none_is_told_but_padding_is_not(way):
    packed = WAYS[way](b"words")
    assert taken(packed + bytes(1024)) == ([("content", b"words", None)], [])
    members, others = taken(packed + b"something else")
    assert [content for _, content, _ in members] == [b"words"]
    assert reasons(others) == [("damaged", "member-unreadable")]


def test_gzip_gives_its_member_the_name_and_time_it_keeps():
    out = io.BytesIO()
    with gzip.GzipFile("检测报告.txt", "wb", fileobj=out, mtime=86_400) as packing:
        packing.write(b"words")
    raw_name = "检测报告.txt".encode("gb18030")
    head = out.getvalue()[:3] + b"\x08" + out.getvalue()[4:10]
    body = out.getvalue()[10:].partition(b"\0")[2] if out.getvalue()[3] else out.getvalue()[10:]
    file = io.BytesIO(head + raw_name + b"\0" + body)
    values: list[Any] = list(PackedExtractor().read(file, "application/gzip", Limits()))
    assert values[0] == Note(key="gzip:packed-at", value="1970-01-02T00:00:00.000Z")
    assert (values[1].name, values[1].raw_name) == ("检测报告.txt", raw_name)


@pytest.mark.parametrize("way", WAYS)
def test_what_unpacks_to_much_comes_in_small_pieces_with_its_packed_size(way):
    packed = WAYS[way](bytes(5_000_000))
    file = io.BytesIO(packed)
    kind = media_type_of(file, "")
    (member,) = (one for one in READERS[kind].read(file, kind, Limits()) if isinstance(one, Member))
    assert member.packed_size == len(packed)
    sizes = [len(chunk) for chunk in member.chunks]
    assert max(sizes) <= 1 << 16
    assert sum(sizes) == 5_000_000


# --- tar ------------------------------------------------------------------------------------------


def tar(files, form: int = tarfile.PAX_FORMAT, encoding: str = "utf-8") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form, encoding=encoding) as archive:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@given(files=st.lists(st.tuples(st.sampled_from(["a.txt", "b/报告.pdf"]), st.binary()), min_size=1))
def test_whatever_was_put_into_a_tar_comes_out_in_order(form, files):
    members, others = taken(tar(files, form))
    assert members == [(name, data, None) for name, data in files]
    assert others == []


def test_names_in_a_tar_are_chinese_where_they_were_and_long_where_they_were():
    long = "/".join(["很长的文件夹名"] * 30) + "/报告.pdf"
    members, _ = taken(tar([(long, b"1")]))
    assert members[0][0] == long
    raw_name = "检测报告.pdf".encode("gb18030")
    file = io.BytesIO(tar([("检测报告.pdf", b"1")], tarfile.GNU_FORMAT, "gb18030"))
    member: Any
    (member,) = TarExtractor().read(file, "application/x-tar", Limits())
    assert (member.name, member.raw_name) == ("检测报告.pdf", raw_name)


def test_links_and_devices_in_a_tar_are_named_and_not_followed():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("l", tarfile.SYMTYPE), ("h", tarfile.LNKTYPE), ("d", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("folder")
        info.type = tarfile.DIRTYPE
        archive.addfile(info)
    members, _ = taken(out.getvalue())
    assert [(name, refusal.reason, refusal.detail) for name, _, refusal in members] == [
        ("l", "not-followed", "l → /etc/passwd"),
        ("h", "not-followed", "h → /etc/passwd"),
        ("d", "not-followed", "d → a device"),
    ]


def test_a_broken_header_in_a_tar_loses_its_own_member_and_is_told():
    content = bytearray(tar([("a", b"1"), ("b", b"2"), ("c", b"3")], tarfile.USTAR_FORMAT))
    content[1024 + 150] ^= 0xFF
    members, others = taken(bytes(content))
    assert [name for name, _, _ in members] == ["a", "c"]
    assert reasons(others) == [("damaged", "member-unreadable")]


def test_a_tar_that_is_cut_gives_what_came_before():
    members, others = taken(tar([("a", b"1"), ("b", b"2" * 5000)])[: 512 * 5])
    assert members[0] == ("a", b"1", None)
    assert members[1][0] == "b"
    assert reasons(others)[-1][0] == "damaged"


def test_two_tars_behind_each_other_are_both_read():
    members, _ = taken(tar([("a", b"1")]) + tar([("b", b"2")]))
    assert [name for name, _, _ in members] == ["a", "b"]


def test_no_more_members_are_taken_than_the_limit():
    for content in (
        tar([(f"{at}", b"") for at in range(9)]),
        seven_zip([(f"{at}", b"1") for at in range(9)]),
    ):
        members, others = taken(content, members=5)
        assert len(members) == 5
        assert reasons(others) == [("cut", "too-many-members")]


# --- 7z, RAR --------------------------------------------------------------------------------------


def test_7z_gives_its_files_and_names_its_links():
    content = seven_zip([("检测报告.txt", WORDS.encode()), ("a/b.txt", b"2")], {"l": "/etc/passwd"})
    members, others = taken(content)
    assert members[:2] == [("检测报告.txt", WORDS.encode(), None), ("a/b.txt", b"2", None)]
    assert (members[2][0], members[2][2].reason) == ("l", "not-followed")
    assert others == []
    Read(OtherArchiveExtractor(), content, SEVEN_ZIP)


def test_rar_gives_its_files_in_both_formats():
    files = [("检测报告.txt", b"1"), ("../b.txt", b"2")]
    for content in (rar_5(files), rar_4([(name.encode("gb18030"), data) for name, data in files])):
        members, others = taken(content)
        assert members == [(name, data, None) for name, data in files]
        assert reasons(others) == [("read", "path-refused")]
        Read(OtherArchiveExtractor(), content, RAR)


def test_a_cabinet_gives_its_files():
    files = [("检测报告.txt", b"1"), ("a\\b.txt", b"22")]
    members, others = taken(cabinet(files))
    assert members == [("检测报告.txt", b"1", None), ("a/b.txt", b"22", None)]
    assert others == []


def test_an_image_of_a_disc_gives_its_files_and_names_its_links():
    content = disc_image([("检测报告.txt", b"1"), ("a.txt", b"22")], {"l": "/etc/passwd"})
    assert media_type_of(io.BytesIO(content), "x") == "application/x-iso9660-image"
    members, others = taken(content)
    assert sorted(one[:2] for one in members if one[2] is None) == [
        ("a.txt", b"22"),
        ("检测报告.txt", b"1"),
    ]
    assert [(name, why.reason) for name, _, why in members if why] == [("l", "not-followed")]
    assert others == []


def test_an_image_of_a_disc_cut_short_says_so():
    content = disc_image([("a.txt", b"22" * 4_000)])
    members, others = taken(content[: content.index(b"22" * 4_000) + 1_000])
    assert [why.outcome for *_, why in members if why] + [one[0] for one in reasons(others)]


def test_a_name_in_an_old_rar_keeps_its_bytes():
    raw_name = "检测报告.txt".encode("gb18030")
    member: Any
    (member,) = OtherArchiveExtractor().read(io.BytesIO(rar_4([(raw_name, b"1")])), RAR, Limits())
    assert (member.name, member.raw_name) == ("检测报告.txt", raw_name)


def test_an_encrypted_member_is_named_with_the_password_it_needs():
    members, _ = taken(rar_4([(b"a.txt", b"1")], encrypted=True))
    assert [(name, refusal.outcome) for name, _, refusal in members] == [("a.txt", "encrypted")]


@pytest.mark.parametrize(
    "content",
    [seven_zip([("a", WORDS.encode())]), rar_5([("a", b"1" * 99)]), rar_4([(b"a", b"1" * 99)])],
)
def test_what_is_cut_short_says_so(content):
    members, others = taken(content[: len(content) - 15])
    refusals = [refusal for _, _, refusal in members if refusal]
    assert reasons([*others, *refusals])[0][0] == "damaged"


@pytest.mark.parametrize("size", [0, 1, 5, 7, 12, 31, 40, 60])
@pytest.mark.parametrize("kind", [SEVEN_ZIP, RAR, "application/vnd.ms-cab-compressed"])
def test_any_beginning_of_an_archive_ends_in_a_problem(kind, size):
    for content in (seven_zip([("a", b"1")]), rar_4([(b"a", b"1")]), cabinet([("a", b"1")])):
        values = list(OtherArchiveExtractor().read(io.BytesIO(content[:size]), kind, Limits()))
        assert size > 30 or isinstance(values[-1], Problem)


def test_without_the_library_it_is_said_that_the_tool_is_missing(monkeypatch):
    monkeypatch.setattr(libarchive, "_LIBRARY", None)
    (problem,) = OtherArchiveExtractor().read(io.BytesIO(seven_zip([])), SEVEN_ZIP, Limits())
    assert isinstance(problem, Problem)
    assert (problem.outcome, problem.reason) == ("unsupported", "tool-missing")


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "member", "reason"),
    [
        ("badtar.tar", "secret.txt", "not-followed"),
        ("badrar.rar", "secret.txt", "not-followed"),
        ("7z_password.7z", "secret.txt", "password-needed"),
        ("quine.gz", "quine.gz", ""),
    ],
)
def test_hostile_archives_end_as_they_should(corpus, name, member, reason):
    content = (corpus / "hostile" / name).read_bytes()
    members, others = taken(content)
    assert [(one, refusal.reason if refusal else "") for one, _, refusal in members] == [
        (member, reason)
    ]
    assert others == []
    if name == "quine.gz":
        assert members[0][1] == content
