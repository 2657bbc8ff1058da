"""Any text comes back from any encoding that says which it is, and decoding never raises."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from heliograph.extractors.encoding import decode

WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff\ufffe"), max_size=200
)


@given(WORDS)
def test_utf8_comes_back_exactly(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()).text == text


@given(WORDS)
def test_utf16_and_utf32_with_a_mark_come_back_exactly(text: str) -> None:
    for encoding in ("utf-16", "utf-32"):
        assert decode(text.encode(encoding)).text == text


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=200))
def test_ascii_comes_back_exactly_without_a_mark(text: str) -> None:
    assert decode(text.encode()).text == text


SENTENCES = (
    "平台对进入重点区域的人员进行自动识别和比对，发现目标后向值班人员发出告警信息。",
    "系统可以按照时间、地点和车牌号码查询历史轨迹，并导出统计报表。",
    "本项目的建设内容包括前端设备、网络、存储以及中心管理软件。",
)


@given(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5),
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=60),
    st.sampled_from(["gb18030", "gbk", "utf-8", "utf-16-le", "utf-16-be"]),
)
def test_chinese_among_ascii_comes_back_without_a_mark(
    sentences: list[str], around: str, encoding: str
) -> None:
    text = around + "\n" + "\n".join(sentences) + "\n"
    assert decode(text.encode(encoding)).text == text


@given(
    st.binary(max_size=400), st.sampled_from(["", "gbk", "utf-8", "latin-1", "nonsense", "utf-16"])
)
def test_no_bytes_make_it_raise_or_leave_what_cannot_be_kept(content: bytes, declared: str) -> None:
    text = decode(content, declared).text
    assert "\0" not in text
    text.encode()
