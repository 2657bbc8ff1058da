"""What comes out of a mail message: its words, and what it carries."""

import io
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.extractors.mail import MailExtractor
from heliograph.records import Note
from heliograph.seams import Limits, Member, Sheet, Title


def read(content: bytes, **limits: int) -> list[Any]:
    values: list[Any] = []
    for value in MailExtractor().read(io.BytesIO(content), "", Limits(**limits)):
        if isinstance(value, Member):
            values.append((value.name, b"".join(value.chunks), value.refusal))
        else:
            values.append(value)
    return values


def sheet_of(content: bytes) -> Sheet:
    (sheet,) = [value for value in read(content) if isinstance(value, Sheet)]
    return sheet


def members_of(content: bytes) -> list[Any]:
    return [value for value in read(content) if isinstance(value, tuple)]


def message(words: str = "Good day.\n", **headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in headers.items():
        made[name] = value
    made.set_content(words)
    return made


def raw(headers: str, body: bytes) -> bytes:
    return headers.encode() + b"\n\n" + body


def test_headers_stand_above_the_words():
    made = message("first\n\nsecond\n", To="b@x.example", Subject="报价", From="a@x.example")
    made["Date"] = "Tue, 02 Apr 2024 10:00:00 +0800"
    values = read(bytes(made))
    sheet = next(value for value in values if isinstance(value, Sheet))
    assert sheet.text == (
        "From: a@x.example\nTo: b@x.example\nDate: Tue, 02 Apr 2024 10:00:00 +0800\n"
        "Subject: 报价\n\nfirst\n\nsecond"
    )
    assert sheet.blocks == ()
    assert Title(text="报价") in values
    assert Note(key="mail:sent-at", value="2024-04-02T02:00:00.000Z") in values


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("windows-936", "gb18030"),
        ("big5", "big5"),
        ("utf-8", "utf-8"),
        ("us-ascii", "gb18030"),
        ("no-such-charset", "utf-8"),
    ],
)
def test_words_are_read_in_the_letters_they_were_sent_in(charset, codec):
    words = "檢測設備說明" if codec == "big5" else "人员布控，检测设备说明。镕基"
    content = raw(f"Content-Type: text/plain; charset={charset}", words.encode(codec))
    assert sheet_of(content).text == words


def test_a_charset_of_windows_is_known_by_its_number():
    content = raw("Content-Type: text/plain; charset=windows-1251", "Договор".encode("cp1251"))
    assert sheet_of(content).text == "Договор"


def test_headers_in_raw_letters_and_in_encoded_words_are_read():
    content = "Subject: 视频监控平台报价单".encode("gb18030") + b"\n\nx"
    assert sheet_of(content).text.startswith("Subject: 视频监控平台报价单\n")
    content = b"Subject: =?gb2312?B?vOyy4rGouOY=?= =?utf-8?Q?_=E4=BA=8C?=\n\nx"
    assert sheet_of(content).text.startswith("Subject: 检测报告 二\n")
    content = b"Subject: =?utf-8?B?broken\n\nx"
    assert sheet_of(content).text.startswith("Subject: =?utf-8?B?broken\n")


def test_plain_words_are_preferred_to_the_same_in_markup():
    made = message("plain words\n")
    made.add_alternative("<p>marked up</p>", subtype="html")
    values = read(bytes(made))
    assert next(value for value in values if isinstance(value, Sheet)).text == "plain words"
    assert Note(key="mail:alternative", value="text/html") in values


def test_markup_alone_is_read_with_its_blocks():
    made = message(Subject="S")
    made.set_content("<h1>头条</h1><table><tr><th>a</th><th>b</th></tr></table>", subtype="html")
    sheet = sheet_of(bytes(made))
    told = [(block.role, sheet.text[block.start : block.end]) for block in sheet.blocks]
    assert told[:2] == [("field", "Subject: S"), ("heading", "头条")]
    assert "a | b" in [words for _, words in told]


def test_attachments_are_members_with_their_names():
    made = message()
    made.add_attachment(b"\0\1", maintype="application", subtype="pdf", filename="报告.pdf")
    made.add_attachment("inline words", disposition="inline", filename="notes.txt")
    assert members_of(bytes(made)) == [
        ("报告.pdf", b"\0\1", None),
        ("notes.txt", b"inline words\n", None),
    ]


def test_a_name_in_raw_letters_is_read():
    head = 'Content-Type: application/pdf; name="报告.pdf"\n\n'.encode("gb18030")
    assert members_of(head + b"%PDF") == [("报告.pdf", b"%PDF", None)]


def test_a_message_inside_the_message_is_a_member_that_can_be_read():
    inner = message("inner words\n", Subject="Inner")
    made = message()
    made.add_attachment(inner)
    ((name, content, refusal),) = members_of(bytes(made))
    assert (name, refusal) == ("part-1.eml", None)
    assert sheet_of(content).text == "Subject: Inner\n\ninner words"


def test_parts_of_other_kinds_are_members():
    made = message()
    made.add_alternative(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar")
    assert members_of(bytes(made)) == [("part-1.ics", b"BEGIN:VCALENDAR", None)]


def test_what_breaks_the_rules_is_noted():
    content = raw('Content-Type: multipart/mixed; boundary="b"', b"--b\n\nwords\n")
    values = read(content)
    assert Note(key="mail:defect", value="CloseBoundaryNotFoundDefect") in values
    assert next(value for value in values if isinstance(value, Sheet)).text == "words"


def test_attachments_beyond_the_limit_are_a_cut():
    made = message()
    for at in range(4):
        made.add_attachment(b"x", maintype="application", subtype="pdf", filename=f"{at}.pdf")
    values = read(bytes(made), members=2)
    assert len([value for value in values if isinstance(value, tuple)]) == 2
    assert values[-1].reason == "too-many-members"


def test_a_mail_does_not_lose_its_second_piece_of_text():
    content = raw('Content-Type: multipart/mixed; boundary="b"', b"--b\n\none\n--b\n\ntwo\n--b--\n")
    assert sheet_of(content).text == "one\n\ntwo"


@given(st.binary(max_size=300))
def test_any_bytes_after_a_header_end_in_a_sheet(content):
    head = b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n"
    assert sheet_of(head + content).number == 1


@given(st.text(max_size=60).filter(lambda text: text.strip() and "\0" not in text))
def test_blocks_of_a_marked_up_mail_lie_on_its_text(words):
    made = EmailMessage()
    made["Subject"] = "S"
    safe = "".join(letter for letter in words if letter.isalnum() or letter == " ")
    made.set_content(f"<p>{safe}</p><p>end</p>", subtype="html")
    sheet = sheet_of(bytes(made))
    assert [sheet.text[one.start : one.end] for one in sheet.blocks][-1] == "end"
