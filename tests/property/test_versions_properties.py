"""What is the same in other clothes is no change; what one side gained, the other lost."""

from __future__ import annotations

from collections import Counter

import opencc
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.versions_samples import INTERFACES, LAW, changes, version

from heliograph.versions.units import Version

SENTENCES = (
    "本系统支持人脸抓拍与比对。", "设备应当在夜间正常工作。", "支持按民族属性筛选人员。",
    "不得将数据用于其他用途！", "识别准确率不低于 98.5%。", "当重点人员出现时自动报警。",
    "The camera counts people at the gate.", "平台保存录像九十天；到期后删除。",
    "支持与公安平台对接，并上传结构化数据。", "Каждая камера передаёт изображение на сервер.",
    "管理员可以导出全部通行记录。", "供应商应在三十日内交货。",
)  # fmt: skip

TO_TRADITIONAL = opencc.OpenCC("s2t")
MIRROR = {
    "appeared": {"vanished", "renamed-to-reserved"},
    "vanished": {"appeared"},
    "renamed-to-reserved": {"appeared"},
    "comment-blanked": {"reworded"},
    "reworded": {"reworded", "comment-blanked"},
    "renamed": {"renamed"},
}

sections = st.lists(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4, unique=True),
    min_size=1,
    max_size=5,
)


def page(found: list[list[str]]) -> str:
    return "\n\n".join("".join(one) for one in found) + "\n"


def wide(text: str) -> str:
    return "".join(chr(ord(ch) + 0xFEE0) if "!" <= ch <= "~" else ch for ch in text)


def wrapped(text: str, width: int) -> str:
    return "\n\n".join(
        "\n".join(part[at : at + width] for at in range(0, len(part), width))
        for part in text.split("\n\n")
    )


@given(sections)
@settings(deadline=None, max_examples=40)
def test_a_document_compared_with_itself_has_not_changed(found):
    assert not changes(version(page(found), "txt"), version(page(found), "txt"))


@given(sections, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_sections_in_another_order_are_no_change(found, random):
    other = list(found)
    random.shuffle(other)
    assert not changes(version(page(found), "md"), version(page(other), "md"))


@given(sections)
@settings(deadline=None, max_examples=40)
def test_width_and_script_and_encoding_are_no_changes(found):
    one = version(page(found), "md")
    assert not changes(one, version(TO_TRADITIONAL.convert(page(found)), "md"))
    assert not changes(one, version(page(found).encode("utf-16"), "md"))
    assert not changes(one, version(page(found).encode("gb18030"), "txt"))
    # A letter that Markdown gives a meaning has none when it is wide.
    assert not changes(version(page(found), "txt"), version(wide(page(found)), "txt"))


@given(st.integers(9, 60))
@settings(deadline=None, max_examples=25)
def test_lines_broken_elsewhere_are_no_change(width):
    text = LAW.replace("# ", "")
    assert not changes(version(text, "txt"), version(wrapped(text, width), "txt"))


def said(found, *, swapped: bool = False) -> Counter[tuple[str | None, str | None]]:
    sides = [(one.before and one.before.words, one.after and one.after.words) for one in found]
    return Counter((after, before) if swapped else (before, after) for before, after in sides)


def mirrored(one: Version, other: Version) -> None:
    there, back = changes(one, other), changes(other, one)
    assert said(there) == said(back, swapped=True)
    kinds = Counter(each.kind for each in back)
    assert all(MIRROR[each.kind] & set(kinds) for each in there)


@given(sections, sections)
@settings(deadline=None, max_examples=60)
def test_swapping_two_texts_turns_appeared_into_vanished(one, other):
    mirrored(version(page(one), "md"), version(page(other), "md"))
    there = changes(version(page(one), "md"), version(page(other), "md"))
    back = changes(version(page(other), "md"), version(page(one), "md"))
    kinds, others = Counter(e.kind for e in there), Counter(e.kind for e in back)
    assert kinds["appeared"] == others["vanished"]
    assert kinds["vanished"] == others["appeared"]


@given(st.sampled_from(INTERFACES), st.sampled_from(INTERFACES))
@settings(deadline=None, max_examples=25)
def test_swapping_two_interfaces_mirrors_their_changes(one, other):
    mirrored(version(one.header(), "h"), version(other.table(), "table"))
