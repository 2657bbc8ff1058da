"""What must hold of masking whatever the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from heliograph.masking import mask, mask_parts

PIECES = st.one_of(
    st.sampled_from(
        [
            *(
                "联系人：",
                "姓名:",
                "经办人\t",
                "Contact: ",
                "Author:",
                '"name": "',
                "Ms. ",
                "ФИО: ",
            ),
            *("电话：", "护照", "身份证号", "QQ:", "车牌", "passport no. ", "الاسم: "),
            *("张三", "欧阳静", "买买提·艾力", "Jane Doe", "Иванов", "محمد", "王", "Name"),
            *("13800138000", "360426199101010071", "+49 30 12345678", "0571-87654321"),
            *("jane@example.org", "京A12345", "川B2345挂", "E12345678", "‹name 1›", "‹phone 3›"),
            *(
                " ",
                "、",
                "，",
                "\n",
                "\t",
                "·",
                "-",
                "@",
                "1",
                "a",
                "A",
                "›",
                "‹",
                "\ufffc",
                "<",
                ">",
            ),
        ]
    ),
    st.text(max_size=4),
)
TEXTS = st.lists(PIECES, max_size=14).map("".join)


@given(TEXTS)
def test_masking_what_was_masked_changes_nothing(text):
    once, _ = mask(text)
    assert mask(once) == (once, [])


@given(TEXTS)
def test_stretches_are_in_order_and_do_not_overlap_and_the_rest_stays(text):
    output, found = mask(text)
    at, rest = 0, output
    for one in found:
        assert at <= one.start < one.end <= len(text)
        before = text[at : one.start]
        assert rest.startswith(before)
        rest = rest[len(before) :]
        assert rest.startswith(f"‹{one.kind} ")
        rest = rest[rest.index("›") + 1 :]
        at = one.end
    assert rest == text[at:]


@given(TEXTS)
def test_what_is_masked_stands_nowhere_in_the_output(text):
    output, found = mask(text)
    for one in found:
        words = text[one.start : one.end]
        at = output.find(words)
        while at >= 0:
            # Inside a longer word of Latin letters or digits it is another word.
            around = output[max(at - 1, 0) : at] + output[at + len(words) : at + len(words) + 1]
            assert any(one.isascii() and one.isalnum() for one in around), (words, output)
            at = output.find(words, at + 1)


@given(st.lists(TEXTS, max_size=4))
def test_parts_together_are_the_masked_whole(parts):
    assert "".join(mask_parts(parts)) == mask("".join(parts))[0]
