"""Plain dumps of headers: every line knows its group."""

from __future__ import annotations

from tests.extracted import Read

from heliograph.extractors.field_table import FieldTableExtractor, kind_of, looks_like_field_table

TABLE = """[lines 10-30]
HAT_OLD | from before
帽子类型
enum table tagHAT_KIND

HAT_NONE = 0 | 无
HAT_RED | 红色
HAT_KIND

灯的状态
struct table tagLAMP

BYTE byOn | 是否点亮, 0-否 1-是
这一行说明下一个字段
char szName[MAX_LEN] | 名称
unsigned int nWatt
LAMP *LPLAMP

[lines 90-92]
#define LAMP_MAX 16 | how many
#define LAMP_MIN 0x1
"""


def test_entries_and_fields_stand_in_their_groups() -> None:
    read = Read(FieldTableExtractor(), TABLE)
    assert read.sheet.text == TABLE
    assert read.words("entry") == [
        "HAT_OLD | from before",
        "HAT_NONE = 0 | 无",
        "HAT_RED | 红色",
        "#define LAMP_MAX 16 | how many",
        "#define LAMP_MIN 0x1",
    ]
    assert read.words("field") == [
        "BYTE byOn | 是否点亮, 0-否 1-是",
        "char szName[MAX_LEN] | 名称",
        "unsigned int nWatt",
    ]
    hat = read.container("HAT_RED")
    assert (hat.kind, hat.name, hat.about) == ("enum", "tagHAT_KIND", "帽子类型")
    lamp = read.container("char szName")
    assert (lamp.kind, lamp.name, lamp.about) == ("struct", "tagLAMP", "灯的状态")
    assert read.container("#define LAMP_MIN").kind == "defines"


def test_what_comes_before_a_group_is_not_in_the_one_above() -> None:
    read = Read(FieldTableExtractor(), TABLE)
    assert read.container("HAT_OLD").name == ""
    about = next(b for b in read.sheet.blocks if TABLE[b.start : b.end] == "灯的状态")
    assert about.container is None


def test_names_of_types_and_groups_are_code_and_explanations_comments() -> None:
    read = Read(FieldTableExtractor(), TABLE)
    assert read.words("code") == [
        "enum table tagHAT_KIND",
        "HAT_KIND",
        "struct table tagLAMP",
        "LAMP *LPLAMP",
    ]
    assert read.words("comment") == ["帽子类型", "灯的状态", "这一行说明下一个字段"]


def test_lines_are_told_apart() -> None:
    assert kind_of("[lines 1-2]") == "marker"
    assert kind_of("typedef union tagX") == "group"
    assert kind_of("A = 1 | x") == "entry"
    assert kind_of("const char *p | x") == "field"
    assert kind_of("std::vector<int> hats | x") == "field"
    assert kind_of("Words, and more words.") == "words"


def test_prose_and_markdown_tables_are_no_field_tables() -> None:
    assert looks_like_field_table(TABLE.splitlines())
    assert not looks_like_field_table(["| a | b |", "|---|---|", "| c | d |", "| e | f |"])
    assert not looks_like_field_table(["two words", "more words", "last words"] * 5)
