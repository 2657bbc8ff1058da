"""What comes out of an Outlook message: headers, words in their letters, what is attached."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.extracted import Read
from tests.ole_writer import ole_file

from heliograph.extractors.msg import MsgExtractor
from heliograph.extractors.msg_properties import unpacked_rtf
from heliograph.records import Note
from heliograph.seams import Member, Title

SENT = struct.pack("<Q", (1_714_550_400 + 11_644_473_600) * 10**7)
"""1 May 2024, 08:00 UTC."""

SPECIFIED = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af3206865"
    "6c090020627705b06c647d0a800fa0"
)
"""The example of [MS-OXRTFCP] 4.1."""


def fixed(head: int, *entries: tuple[int, int, bytes]) -> bytes:
    """A property stream: number, kind, value of each."""
    packed = [struct.pack("<HHI8s", kind, number, 6, value) for number, kind, value in entries]
    return bytes(head) + b"".join(packed)


def number(value: int) -> bytes:
    return struct.pack("<Ixxxx", value)


def wide(key: int, words: str) -> tuple[str, bytes]:
    return f"__substg1.0_{key:04X}001F", words.encode("utf-16-le")


def narrow(key: int, content: bytes) -> tuple[str, bytes]:
    return f"__substg1.0_{key:04X}001E", content


def message(*streams: tuple[str, bytes], code_page: int = 0) -> bytes:
    properties = [(0x0039, 0x0040, SENT)]
    if code_page:
        properties.append((0x3FFD, 3, number(code_page)))
    return ole_file({"__properties_version1.0": fixed(32, *properties), **dict(streams)})


def test_a_message_reads_as_the_mail_it_was() -> None:
    read = Read(
        MsgExtractor(),
        message(
            wide(0x0037, "关于平台验收"),
            wide(0x0C1A, "Sales Desk"),
            wide(0x5D01, "desk@vendor.example"),
            wide(0x0E04, "Project Office"),
            wide(0x1000, "平台支持人脸识别。\r\nВторая строка."),
        ),
    )
    assert read.sheet.text == (
        "From: Sales Desk <desk@vendor.example>\nTo: Project Office\n"
        "Date: Wed, 01 May 2024 08:00:00 +0000\nSubject: 关于平台验收\n\n"
        "平台支持人脸识别。\nВторая строка."
    )
    assert Title(text="关于平台验收") in read.found
    assert read.notes("mail:sent-at") == ["2024-05-01T08:00:00.000Z"]


@pytest.mark.parametrize(
    ("page", "codec", "words"),
    [
        (950, "cp950", "格式測試文件"),
        (936, "gbk", "格式测试文件"),
        (1251, "cp1251", "Проверка письма"),
    ],
)
def test_texts_in_bytes_are_read_by_the_code_page_of_the_message(page, codec, words) -> None:
    streams = narrow(0x0037, words.encode(codec)), narrow(0x1000, words.encode(codec))
    read = Read(MsgExtractor(), message(*streams, code_page=page))
    assert read.sheet.text.endswith(f"Subject: {words}\n\n{words}")


def test_a_page_is_read_where_there_is_no_plain_text() -> None:
    page = "<html><body><p>平台功能</p><table><tr><th>a<th>b<tr><td>c<td>d</table></body></html>"
    read = Read(MsgExtractor(), message(("__substg1.0_10130102", page.encode())))
    assert "平台功能" in read.sheet.text
    assert read.words("row") == ["a | b", "c | d"]


def test_packed_rtf_is_unpacked_and_read() -> None:
    assert unpacked_rtf(SPECIFIED) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    read = Read(MsgExtractor(), message(("__substg1.0_10090102", SPECIFIED)))
    assert read.sheet.text.endswith("hello world")


def test_attached_files_are_members_and_attached_messages_are_sheets() -> None:
    read = Read(
        MsgExtractor(),
        message(
            wide(0x0037, "outer"),
            ("__attach_version1.0_#00000000/__properties_version1.0", fixed(8)),
            (
                "__attach_version1.0_#00000000/" + wide(0x3707, "")[0],
                "清单.txt".encode("utf-16-le"),
            ),
            ("__attach_version1.0_#00000000/__substg1.0_37010102", b"inner bytes" + b"." * 5000),
            ("__attach_version1.0_#00000001/__properties_version1.0", fixed(8)),
            (
                "__attach_version1.0_#00000001/__substg1.0_3701000D/__properties_version1.0",
                fixed(24),
            ),
            (
                "__attach_version1.0_#00000001/__substg1.0_3701000D/" + wide(0x0037, "")[0],
                "forwarded".encode("utf-16-le"),
            ),
        ),
    )
    assert [one.name for one in read.found if isinstance(one, Member)] == ["清单.txt"]
    assert [(sheet.number, sheet.label) for sheet in read.sheets] == [(1, ""), (2, "forwarded")]
    assert read.sheets[1].text.strip() == "Subject: forwarded"


@pytest.mark.parametrize(
    "content", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100, ole_file({"a": b"b"})]
)
def test_what_holds_no_message_is_damaged(content) -> None:
    assert Read(MsgExtractor(), content).problems == [("damaged", "not-what-it-seems")]


def test_the_kind_of_item_is_told() -> None:
    read = Read(MsgExtractor(), message(wide(0x001A, "IPM.Note")))
    assert Note(key="msg:class", value="IPM.Note") in read.found


@given(st.binary(max_size=300))
def test_packed_rtf_of_any_bytes_ends(content) -> None:
    assert len(unpacked_rtf(struct.pack("<II4sI", 0, 1000, b"LZFu", 0) + content)) <= 1000
