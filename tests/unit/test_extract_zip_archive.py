"""What comes out of a zip archive, whole or broken, honest or not."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.extractors.member_names import decoded, leads_outside
from heliograph.extractors.zip_archive import ZipExtractor
from heliograph.extractors.zip_entries import LOCAL
from heliograph.records import Note, Problem
from heliograph.seams import Limits, Member

WAYS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]


def taken(content: bytes, **limits: int) -> tuple[list[Any], list[Any]]:
    """Read an archive: its members as (name, content, refusal), and all else."""
    members, others = [], []
    for value in ZipExtractor().read(io.BytesIO(content), "application/zip", Limits(**limits)):
        if isinstance(value, Member):
            members.append((value.name, b"".join(value.chunks), value.refusal))
        else:
            others.append(value)
    return members, others


def packed(files, way=zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as archive:
        archive.comment = comment
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


class Pipe(io.RawIOBase):
    """Somewhere one can write to but not go back, so that sizes follow the data."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.written += data
        return len(data)


def streamed(files, way) -> bytes:
    out = Pipe()
    with zipfile.ZipFile(out, "w", way) as archive:
        for name, content in files:
            with archive.open(name, "w") as member:
                member.write(content)
    return bytes(out.written)


@given(
    st.lists(
        st.tuples(st.sampled_from(["a.txt", "b/c.bin", "报告.pdf"]), st.binary(max_size=3000))
    ),
    st.sampled_from(WAYS),
    st.binary(max_size=40),
    st.booleans(),
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_whatever_was_packed_comes_out_in_order(files, way, before, stream):
    content = streamed(files, way) if stream else packed(files, way)
    members, others = taken(before + content)
    assert members == [(name, data, None) for name, data in files]
    assert others == []


def test_what_unpacks_to_much_comes_in_small_pieces():
    content = packed([("zeros", b"\0" * 5_000_000)])
    for value in ZipExtractor().read(io.BytesIO(content), "application/zip", Limits()):
        assert isinstance(value, Member)
        assert value.packed_size is not None
        assert value.packed_size < 10_000
        sizes = [len(chunk) for chunk in value.chunks]
        assert max(sizes) <= 1 << 16
        assert sum(sizes) == 5_000_000


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_both_kept():
    members, _ = taken(packed([("a", b"1"), ("a", b"2")]))
    assert [content for _, content, _ in members] == [b"1", b"2"]


def test_folders_are_no_members_and_a_comment_is_a_note():
    members, others = taken(packed([("f/", b""), ("f/a", b"1")], comment="注意".encode()))
    assert [name for name, _, _ in members] == ["f/a"]
    assert others == [Note(key="zip:comment", value="注意")]


def renamed(content: bytes, old: bytes, new: bytes) -> bytes:
    assert len(old) == len(new)
    return content.replace(old, new)


@pytest.mark.parametrize(
    ("raw_name", "name"),
    [
        ("检测报告.pdf".encode("gb18030"), "检测报告.pdf"),
        ("人脸識別測試報告.pdf".encode("gb18030"), "人脸識別測試報告.pdf"),
        ("清单（最终）.xls".encode("gb18030"), "清单（最终）.xls"),
        ("Größe.doc".encode("cp437"), "Größe.doc"),
        ("Résumé français.doc".encode("cp437"), "Résumé français.doc"),
        ("Договор поставки.doc".encode("cp866"), "Договор поставки.doc"),
        ("отчёт/план.doc".encode("cp866"), "отчёт/план.doc"),
        ("名称.txt".encode(), "名称.txt"),
        ("目录\\表格.txt".encode("gb18030"), "目录/表格.txt"),
        (b"folder\\a.txt", "folder/a.txt"),
        (b"a\0.txt", "a\ufffd.txt"),
        (b"\xff\xfe\x80", "\xa0■Ç"),
    ],
)
def test_names_are_read_in_the_letters_they_were_written_in(raw_name, name):
    assert decoded(raw_name) == name


def test_a_guessed_name_keeps_its_bytes():
    raw_name = "检测报告.pdf".encode("gb18030")
    content = renamed(packed([("abcdefgh.pdf", b"1")]), b"abcdefgh.pdf", raw_name)
    member: Any
    (member,) = ZipExtractor().read(io.BytesIO(content), "application/zip", Limits())
    assert (member.name, member.raw_name) == ("检测报告.pdf", raw_name)


def test_a_name_in_utf_8_beside_the_old_one_is_preferred():
    info = zipfile.ZipInfo("????.txt")
    field = struct.pack("<BI", 1, zlib.crc32(b"????.txt")) + "名称.txt".encode()
    info.extra = struct.pack("<2H", 0x7075, len(field)) + field
    members, _ = taken(packed([(info, b"1")]))
    assert members == [("名称.txt", b"1", None)]


@pytest.mark.parametrize("name", ["../up.txt", "a/../../up.txt", "/root.txt", "C:/x.txt", "..\\up"])
def test_a_name_that_leads_outside_is_told_and_its_content_kept(name):
    content = renamed(packed([("x" * len(name), b"kept")]), b"x" * len(name), name.encode())
    members, others = taken(content)
    assert [content for _, content, _ in members] == [b"kept"]
    assert others == [Problem(outcome="read", reason="path-refused", detail=members[0][0])]


@pytest.mark.parametrize("name", ["a..b/c", "c/...", "notes.txt", "at 10:30"])
def test_a_name_that_stays_inside_is_nothing_to_tell(name):
    assert not leads_outside(name)


def test_a_place_beyond_any_file_is_a_lie_not_a_crash():
    content = packed([("a", b"1")])
    at = content.index(b"PK\x05\x06")
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 2**64 - 1, 1)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
    members, others = taken(content[:at] + locator + end)
    assert [data for _, data, _ in members] == [b"1"]
    assert others[-1].outcome == "damaged"


def test_a_link_is_named_and_not_followed():
    info = zipfile.ZipInfo("link")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    members, others = taken(packed([(info, b"/etc/shadow"), ("after", b"1")]))
    problem = Problem(outcome="unsupported", reason="not-followed", detail="link → /etc/shadow")
    assert members == [("link", b"", problem), ("after", b"1", None)]
    assert others == []


def flagged(content: bytes, name: bytes, flags: int) -> bytes:
    """Set flags of one entry in both its headers."""
    changed = bytearray(content)
    for mark, flag_at, name_at in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        at = -1
        while (at := changed.find(mark, at + 1)) >= 0:
            if changed[at + name_at : at + name_at + len(name)] == name:
                changed[at + flag_at] |= flags
    return bytes(changed)


def test_an_encrypted_member_is_named_and_the_next_is_read():
    members, _ = taken(flagged(packed([("locked", b"1" * 99), ("open", b"2")]), b"locked", 1))
    problem = Problem(outcome="encrypted", reason="password-needed", detail="locked")
    assert members == [("locked", b"", problem), ("open", b"2", None)]


def test_an_unknown_way_of_packing_is_told():
    changed = bytearray(packed([("a", b"1"), ("b", b"2")], zipfile.ZIP_STORED))
    changed[8] = 9
    at = changed.find(b"PK\x01\x02")
    changed[at + 10] = 9
    members, _ = taken(bytes(changed))
    assert members[0][2].outcome == "unsupported"
    assert members[1] == ("b", b"2", None)


def test_a_wrong_checksum_is_told_and_the_content_kept():
    content = packed([("a", b"first words"), ("b", b"2")], zipfile.ZIP_STORED)
    members, others = taken(content.replace(b"first words", b"other words"))
    assert members == [("a", b"other words", None), ("b", b"2", None)]
    assert [(one.outcome, one.reason) for one in others] == [("damaged", "member-unreadable")]


def test_data_that_is_no_data_is_a_refused_member():
    content = bytearray(packed([("a", b"words " * 99), ("b", b"2")]))
    content[31:40] = b"\xff" * 9
    members, _ = taken(bytes(content))
    assert members[0][1:2] == (b"",)
    assert members[0][2].reason == "member-unreadable"
    assert members[1] == ("b", b"2", None)


@pytest.mark.parametrize("way", WAYS[:2])
@pytest.mark.parametrize("stream", [False, True])
def test_an_archive_cut_short_gives_what_it_still_has(way, stream):
    files = [(f"{at}.txt", bytes([at]) * 400) for at in range(4)]
    content = streamed(files, way) if stream else packed(files, way)
    cut = content.index(LOCAL, content.index(b"3.txt") - 40) + 38
    members, others = taken(content[:cut])
    assert [(name, data) for name, data, _ in members[:3]] == files[:3]
    assert others[-1].reason == "not-what-it-seems"
    assert members[3][0] == "3.txt"


def test_a_directory_that_breaks_off_does_not_hide_the_rest():
    content = bytearray(packed([("a", b"1"), ("b", b"2"), ("c", b"3")]))
    second = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 1)
    content[second : second + 4] = b"XXXX"
    members, others = taken(bytes(content))
    assert [(name, data) for name, data, _ in members] == [("a", b"1"), ("b", b"2"), ("c", b"3")]
    assert others[0].outcome == "damaged"
    assert others[1] == Note(key="zip:unlisted-members", value="2")


def test_what_the_directory_does_not_list_is_found():
    old = packed([("old.txt", b"what it said before")])
    new = packed([("new.txt", b"what it says now")])
    members, others = taken(old[: old.index(b"PK\x01\x02")] + new)
    assert [name for name, _, _ in members] == ["new.txt", "old.txt"]
    assert others == [Note(key="zip:unlisted-members", value="1")]


def test_a_lying_size_is_not_believed():
    content = bytearray(packed([("a", b"0123456789" * 100)]))
    at = content.find(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    members, _ = taken(bytes(content))
    assert len(members[0][1]) == 1000


def test_entries_that_share_their_data_are_each_read():
    content = packed([("a", b"shared data")])
    at = content.index(b"PK\x01\x02")
    central = content[at : content.index(b"PK\x05\x06")]
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 3, 3, len(central) * 3, at, 0)
    members, _ = taken(content[:at] + central * 3 + end)
    assert [data for _, data, _ in members] == [b"shared data"] * 3


def test_members_beyond_the_limit_are_a_cut():
    members, others = taken(packed([(str(at), b"") for at in range(5)]), members=3)
    assert len(members) == 3
    assert [(one.outcome, one.reason) for one in others] == [("cut", "too-many-members")]


@given(st.binary(max_size=200))
def test_anything_that_begins_like_an_archive_ends(content):
    _, others = taken(b"PK\x03\x04" + content)
    assert others[-1].outcome == "damaged"


@given(st.data())
def test_a_changed_byte_never_raises(data):
    content = bytearray(packed([("a.txt", b"words " * 20), ("b.txt", b"more")]))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    taken(bytes(content))


def test_no_bytes_is_empty():
    assert taken(b"") == ([], [Problem(outcome="empty", reason="no-bytes")])
