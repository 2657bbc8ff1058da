"""What comes out of a mail box: every message whole, and nothing between them."""

import io
import mailbox
from email.message import EmailMessage
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from heliograph.extractors.kinds import media_type_of
from heliograph.extractors.mbox import MboxExtractor
from heliograph.seams import Limits, Member


def taken(content: bytes) -> list[tuple[str, bytes]]:
    file = io.BytesIO(content)
    assert media_type_of(file, "") == "application/mbox"
    values: list[Any] = list(read(file))
    return values


def read(file):
    for value in MboxExtractor().read(file, "application/mbox", Limits()):
        assert isinstance(value, Member)
        yield value.name, b"".join(value.chunks)


def test_messages_written_by_the_standard_library_come_out_as_they_went_in(tmp_path):
    box = mailbox.mbox(tmp_path / "box")
    sent = []
    for number, words in enumerate(
        ["报价单", "From the vendor: ready.\n\nFrom here on", "x\n\n\n"]
    ):
        made = EmailMessage()
        made["From"], made["To"], made["Subject"] = "a@x.example", "b@x.example", f"n {number}"
        made.set_content(words)
        box.add(made)
        sent.append(bytes(made))
    box.close()
    found = taken((tmp_path / "box").read_bytes())
    assert [name for name, _ in found] == [f"message-{at:05}.eml" for at in (1, 2, 3)]
    assert [content.rstrip(b"\n") for _, content in found] == [one.rstrip(b"\n") for one in sent]


LINES = st.lists(
    st.sampled_from(
        [b"", b"From", b"From the desk", b"words", b">From x", b"> From x", b"a" * 70_000]
    )
)


@given(st.lists(LINES, min_size=1, max_size=4))
def test_no_line_is_lost_or_moves_to_another_message(messages):
    boxed = b""
    for lines in messages:
        quoted = [b">" + one if one.lstrip(b">").startswith(b"From ") else one for one in lines]
        boxed += b"From a@x.example Mon Jan  1 00:00:00 2024\n"
        boxed += b"\n".join([b"Subject: x", b"", *quoted]) + b"\n\n"
    found = [content for _, content in taken(boxed)]
    assert found == [b"\n".join([b"Subject: x", b"", *lines]) + b"\n" for lines in messages]


def test_a_message_that_nobody_takes_does_not_hide_the_next():
    box = b"".join(b"From a Mon Jan  1 00:00:00 2024\nSubject: %d\n\nx\n\n" % at for at in range(3))
    values = MboxExtractor().read(io.BytesIO(box), "application/mbox", Limits())
    assert [value.name for value in values if isinstance(value, Member)] == [
        f"message-{at:05}.eml" for at in (1, 2, 3)
    ]
