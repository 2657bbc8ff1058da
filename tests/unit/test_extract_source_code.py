"""Names of an interface stay with their comments and under their types, in any header."""

from __future__ import annotations

import time

from tests.extracted import Read

from heliograph.extractors.source_code import SourceCodeExtractor

HEADER = """#ifndef LUMEN_H
#define LUMEN_H
/* How many. */
#define LUMEN_MAX 16 // lamps
#define LUMEN_MIN 1

/**
 * 帽子类型
 * second line
 */
typedef enum tagHAT_KIND
{
    HAT_NONE = 0,        // 无
    HAT_RED = F(1, 2),   // 红色
                         // 或粉色
    /// 蓝色
    HAT_BLUE,
    HAT_GREY /* 灰色 */,
    HAT_LAST             // last
} HAT_KIND, *LPHAT_KIND;

typedef struct tagGATE
{
    int nWidth;          // width, in mm
    // what the lamp shows
    char szLamp[MAX_LEN];
    union { int nA; BYTE byB[4]; } uValue; // either
    void (CALLBACK *cb)(int a, int b);
} GATE;

LUMEN_API int CALL Lumen_Open(const char* name, int flags = 0);

int f() { /* 注释在里面 */ return g("a;b{"); }
#endif
"""


def test_entries_carry_their_comments() -> None:
    read = Read(SourceCodeExtractor(), HEADER)
    assert read.sheet.text == HEADER
    assert read.words("entry") == [
        "#define LUMEN_MAX 16 // lamps",
        "#define LUMEN_MIN 1",
        "HAT_NONE = 0,        // 无",
        "HAT_RED = F(1, 2),   // 红色\n                         // 或粉色",
        "/// 蓝色\n    HAT_BLUE,",
        "HAT_GREY /* 灰色 */,",
        "HAT_LAST             // last",
    ]


def test_fields_carry_their_comments() -> None:
    read = Read(SourceCodeExtractor(), HEADER)
    assert read.words("field") == [
        "int nWidth;          // width, in mm",
        "// what the lamp shows\n    char szLamp[MAX_LEN];",
        "int nA;",
        "BYTE byB[4];",
        "} uValue; // either",
        "void (CALLBACK *cb)(int a, int b);",
    ]


def test_types_have_all_their_names_and_what_they_are_about() -> None:
    read = Read(SourceCodeExtractor(), HEADER)
    hat = read.container("HAT_NONE")
    assert (hat.kind, hat.name) == ("enum", "tagHAT_KIND, HAT_KIND, LPHAT_KIND")
    assert hat.about == "帽子类型 second line"
    assert read.container("int nWidth").name == "tagGATE, GATE"
    assert read.container("#define LUMEN_MAX").about == "How many."


def test_comments_inside_code_are_found() -> None:
    assert "/* 注释在里面 */" in Read(SourceCodeExtractor(), HEADER).words("comment")


def test_a_forgotten_comma_costs_nothing() -> None:
    read = Read(SourceCodeExtractor(), "enum E {\n  A  // one\n  B, // two\n  C\n};\n")
    assert read.words("entry") == ["A  // one", "B, // two", "C"]


def test_cpp_is_read_as_far_as_it_matters() -> None:
    read = Read(
        SourceCodeExtractor(),
        "namespace lumen {\nclass Gate : public Base {\npublic:\n  int hat; ///< a hat\n"
        "  enum class Kind : uint8_t { None = 0, Red };\n  void f() { int local = 0; }\n};\n}\n",
    )
    assert read.words("field") == ["int hat; ///< a hat"]
    assert read.words("entry") == ["None = 0,", "Red"]
    assert read.container("None").name == "Kind"


def test_a_lost_brace_ends_with_the_next_type() -> None:
    read = Read(
        SourceCodeExtractor(),
        "enum A {\n  A_ONE, // one\ntypedef enum B_ {\n  B_ONE, // eins\n} B;\n",
    )
    assert read.container("B_ONE").name == "B_, B"


def test_a_header_in_gbk_whose_comments_end_in_a_backslash_byte_loses_no_entry() -> None:
    # The second byte of these characters is 0x5C: read as anything else, it joins the lines.
    text = "enum E {\n  A, // 誠\n  B, // 俓\n  C  // 是否支持人员告警功能\n};\n"
    read = Read(SourceCodeExtractor(), text.encode("gbk"))
    assert read.words("entry") == ["A, // 誠", "B, // 俓", "C  // 是否支持人员告警功能"]


def test_rubbish_is_read_too() -> None:
    for content in (
        "}}}};;",
        "/* never closed\nint a; // a\n",
        '"open\nint a;',
        "enum {",
        "{" * 5000,
    ):
        Read(SourceCodeExtractor(), content)


def test_a_header_of_megabytes_takes_seconds() -> None:
    began = time.perf_counter()
    Read(SourceCodeExtractor(), HEADER * 200)
    assert time.perf_counter() - began < 10
