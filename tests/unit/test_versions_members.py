"""Interfaces are compared by container, position and name."""

from __future__ import annotations

from itertools import pairwise

import pytest
from tests.versions_samples import (
    INTERFACE_CHANGES,
    INTERFACES,
    Interface,
    after,
    before,
    changes,
    named,
    version,
)

from heliograph.versions.comparison import compare

STEPS = list(zip(pairwise(INTERFACES), INTERFACE_CHANGES, strict=True))


def written(one: Interface, form: str):
    match form:
        case "header":
            return version(one.header(), "h")
        case "gb18030":
            return version(one.header().encode("gb18030"), "h")
        case _:
            return version(one.table(), "table")


@pytest.mark.parametrize("newer_form", ["header", "gb18030", "table"])
@pytest.mark.parametrize("older_form", ["header", "gb18030", "table"])
@pytest.mark.parametrize("step", range(len(STEPS)))
def test_each_step_of_an_interface_has_its_changes_and_no_more(step, older_form, newer_form):
    (older, newer), expected = STEPS[step]
    found = named(changes(written(older, older_form), written(newer, newer_form)))
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("older_form", ["header", "gb18030", "table"])
@pytest.mark.parametrize("newer_form", ["header", "gb18030", "table"])
@pytest.mark.parametrize("one", INTERFACES)
def test_another_form_of_the_same_interface_is_no_change(one, older_form, newer_form):
    assert not changes(written(one, older_form), written(one, newer_form))


def test_the_quotes_are_the_words_of_both_versions():
    older, newer = version(INTERFACES[2].header(), "h"), version(INTERFACES[3].header(), "h")
    reserved = [one for one in changes(older, newer) if one.kind == "renamed-to-reserved"]
    assert [(before(one).words, after(one).words) for one in reserved] == [
        ("BYTE byNation;", "BYTE byRes0;"),
        ("BYTE byBeard;", "BYTE byRes1;"),
    ]


def test_comments_in_another_language_are_reworded_and_said_to_be_translated():
    found = changes(version(INTERFACES[2].header(), "h"), version(INTERFACES[3].header(), "h"))
    assert {one.translated for one in found if one.kind == "reworded"} == {True}
    assert not any(one.translated for one in found if one.kind != "reworded")


def test_what_takes_the_place_of_a_reserve_is_shown_beside_it():
    found = changes(version(INTERFACES[0].header(), "h"), version(INTERFACES[1].header(), "h"))
    (nation,) = [one for one in found if after(one).words.startswith("BYTE byNation")]
    assert before(nation).words.startswith("BYTE byRes[6]")


def struct(*fields: str) -> str:
    return "struct table VRD_X\n\n" + "\n".join(fields) + "\nVRD_X\n"


@pytest.mark.parametrize(
    ("older", "newer", "expected"),
    [
        (["int a | x", "int b | y"], ["int b | y", "int a | x"], []),
        (["int a | x", "int b | y"], ["int a | x"], [("vanished", "b")]),
        (["int a", "BYTE r[2]"], ["int a", "BYTE r[4]"], [("reworded", "r")]),
        (["int a", "BYTE byRes[2]"], ["int a", "BYTE byRes[4] | 保留"], []),
        (["int a", "BYTE byRes[2]"], ["int a"], []),
        (["int a | x"], ["WORD a | x"], [("reworded", "a")]),
        (["int a | x"], ["int a | z"], [("reworded", "a")]),
        (["int a"], ["int a | z"], [("reworded", "a")]),
        (["int nOne | 一", "int b"], ["int nTwo | 二", "int b"],
         [("appeared", "nTwo"), ("vanished", "nOne")]),
        (["int nNation | 民族", "int b"], ["int nGroupKind | 民族", "int b"],
         [("renamed", "nNation")]),
        (["int nNation | 民族", "int b"], ["int reserved1", "int b"],
         [("renamed-to-reserved", "nNation")]),
        (["int a", "BYTE byNation", "BYTE byRes[3]"], ["int a", "BYTE byRes[4]"],
         [("renamed-to-reserved", "byNation")]),
        (["int nRes", "int b"], ["int nResWidth", "int b"], [("appeared", "nResWidth")]),
    ],
)  # fmt: skip
def test_one_change_to_a_struct_is_one_change(older, newer, expected):
    padding = ["int nPadA | 填充甲", "int nPadB | 填充乙"]
    found = changes(
        version(struct(*padding, *older), "table"), version(struct(*padding, *newer), "table")
    )
    assert sorted(named(found)) == sorted(expected)


def test_values_that_were_only_written_out_did_not_change():
    older = "enum VRD_E\n{\n  VRD_A = 0, // 甲\n  VRD_B, // 乙\n  VRD_C = 0x10, // 丙\n};\n"
    newer = "enum VRD_E\n{\n  VRD_A, // 甲\n  VRD_B = 1, // 乙\n  VRD_C = 16, // 丙\n};\n"
    assert not changes(version(older, "h"), version(newer, "h"))
    moved = newer.replace("16", "17")
    assert named(changes(version(older, "h"), version(moved, "h"))) == [("reworded", "VRD_C")]


def test_a_type_that_got_another_name_is_renamed_and_its_members_are_not_lost():
    older = version(INTERFACES[1].header(), "h")
    newer = version(INTERFACES[1].header().replace("VRD_NATION_KIND", "VRD_EC"), "h")
    assert named(changes(older, newer)) == [("renamed", "")]


def test_a_comment_above_a_field_or_behind_it_is_the_same_comment():
    above = "struct VRD_Y\n{\n  // 民族\n  int nNation;\n\n  // 年龄\n  int nAge;\n};\n"
    behind = "struct VRD_Y\n{\n  int nNation; /* 民族 */\n  int nAge; ///< 年龄\n};\n"
    assert not changes(version(above, "h"), version(behind, "h"))


def test_what_lies_past_the_edge_of_an_excerpt_is_not_said_to_have_vanished():
    whole = "[lines 10-30]\nstruct table VRD_A\n\nint a | 甲\nint b | 乙\n\nstruct table VRD_B\n\n"
    rest = "int c | 丙\nint d | 丁\n"
    older, newer = version(whole + rest, "table"), version(whole + "int c | 丙\n", "table")
    found = compare(older, newer)
    assert not found.changes
    assert [unit.words for unit in found.not_shown] == ["int d | 丁"]
    assert not compare(newer, older).changes


def test_in_the_middle_of_an_excerpt_what_is_gone_is_gone():
    text = "[lines 10-30]\nstruct table VRD_A\n\nint a | 甲\nint b | 乙\nint c | 丙\nVRD_A\n"
    older, newer = version(text, "table"), version(text.replace("int b | 乙\n", ""), "table")
    assert named(changes(older, newer)) == [("vanished", "b")]
    last = version(text.replace("int c | 丙\n", ""), "table")
    assert named(changes(older, last)) == [("vanished", "c")]


def test_comments_whose_characters_were_lost_are_not_said_to_have_changed():
    good = INTERFACES[1].header()
    broken = good.replace("民族", "\ufffd\ufffd").replace("胡子", "\ufffd\ufffd\ufffd")
    assert not changes(version(good, "h"), version(broken, "h"))
