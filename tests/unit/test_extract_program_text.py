"""Names stay with their comments and under their types and tables, in five languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.extracted import Read

from heliograph.extractors.braced_code import BRACED, C_SHARP, GO, JAVA, JAVASCRIPT, BracedScan
from heliograph.extractors.code_dialects import language_of
from heliograph.extractors.indented_code import PYTHON, IndentedScan
from heliograph.extractors.program_text import ProgramTextExtractor

JAVA_TEXT = """package lamp.model;
import java.util.List;

/** 帽子类型 */
public enum Hat implements Coded {
    /** 红色 */
    RED(1, "红帽"), // red
    BLUE(2, "蓝帽"),
    GREY(9, "其他") {
        int x() { return 1; }
    };

    private final int code;
    @JsonProperty("hat_name")
    private final String name; // shown
    public int code() {
        if (code > 1) { return code; }
        return 0;
    }
}

class Lamp {
    // what the lamp shows
    public static final int HAT = 3;
    private static final String[] NAMES = {
        "红帽", // red
        "蓝帽",
    };
    public void light(int a) { on(a); }
}
"""

C_SHARP_TEXT = """using System;
namespace Lamp.Model
{
    /// Alarm kinds
    public enum Alarm
    {
        [Description("红帽")]
        Red = 1, // red
        None
    }
    public class Lamp : Thing
    {
        public const string Key = "hat";
        public int Hat { get; set; } // 帽子
        public bool Lit { get; init; } = false;
        private readonly Dictionary<string, string> names = new Dictionary<string, string>
        {
            { "red", "红帽" }, // r
            ["blue"] = "蓝帽",
        };
        public int Count()
        {
            return 1;
        }
    }
}
"""

GO_TEXT = """package lamp

import (
	"fmt"
)

type Kind int

const (
	// red alarm
	KindRed Kind = iota // 红帽告警
	KindBlue
)

const Max = 3

type Lamp struct {
	Hat  int    `json:"hat"` // 帽子
	Lit bool
}

var names = map[string]string{
	"red": "红帽", // r
	"blue": "蓝帽",
}

func (l *Lamp) Light(a int) error {
	if x := l.Hat; x > 3 {
		return nil
	}
	return fmt.Errorf("no")
}
"""

SCRIPT_TEXT = """import { lamp } from './lamp'

/** kinds */
export enum Kind {
  Red = 'red', // 红帽
  Blue = 'blue',
}

export interface Lamp {
  hat?: number // 帽子
  readonly lit: boolean;
  on: (a: number) => void
}

export const NAMES = {
  red: '红帽', // r
  blue: `蓝帽 {`,
  deep: {
    grey: /[`'"{]/g,
  },
};

const LIST = [
  'a',
  'b'
]
const MAX = 3
const light = (a) => {
  return a.map(x => x)
    .filter(y => y)
}
"""

PYTHON_TEXT = '''#!/usr/bin/env python3
"""Lamps."""
import os
from enum import Enum

# 阈值
LIMIT = 0.8  # of 1

# 帽子
class Hat(str, Enum):
    RED = "red"  # 红帽
    # 蓝帽
    BLUE = "blue"

    def label(self) -> str:
        x = 1
        return self.value


class Lamp(Base):
    """What stands on the table."""

    hat: int = 0  # 帽子
    lit: bool = Field(
        None, description="灯"
    )

    def on(self,
           how):
        if how: return 1


NAMES = {
    1: "红帽",  # red
    "deep": {
        "grey": [1, 2],
    },
    "t": (3, "x"),
}
'''


def read(text: str, kind: str) -> Read:
    return Read(ProgramTextExtractor(), text, kind)


def test_java_constants_fields_and_tables():
    found = read(JAVA_TEXT, JAVA)
    assert found.words("entry") == [
        '/** 红色 */\n    RED(1, "红帽"), // red',
        'BLUE(2, "蓝帽"),',
        '"红帽", // red',
        '"蓝帽",',
    ]
    assert found.words("field") == [
        "private final int code;",
        '@JsonProperty("hat_name")\n    private final String name; // shown',
        "// what the lamp shows\n    public static final int HAT = 3;",
    ]
    hat, names = found.container("/** 红色"), found.container('"蓝帽"')
    assert (hat.kind, hat.name, hat.about) == ("enum", "Hat", "帽子类型")
    assert (names.kind, names.name) == ("list", "NAMES")
    assert found.container("private final int").name == "Hat"


def test_c_sharp_constants_properties_and_tables():
    found = read(C_SHARP_TEXT, C_SHARP)
    assert found.words("entry") == [
        '[Description("红帽")]\n        Red = 1, // red',
        "None",
        '{ "red", "红帽" }, // r',
        '["blue"] = "蓝帽",',
    ]
    assert found.words("field") == [
        'public const string Key = "hat";',
        "public int Hat { get; set; } // 帽子",
        "public bool Lit { get; init; } = false;",
    ]
    assert found.container("None").about == "Alarm kinds"
    assert found.container('["blue"]').name == "names"


def test_go_constants_fields_and_tables():
    found = read(GO_TEXT, GO)
    assert found.words("entry") == [
        "// red alarm\n\tKindRed Kind = iota // 红帽告警",
        "KindBlue",
        "const Max = 3",
        '"red": "红帽", // r',
        '"blue": "蓝帽",',
    ]
    assert found.words("field") == ['Hat  int    `json:"hat"` // 帽子', "Lit bool"]
    assert (found.container("Hat ").kind, found.container("Hat ").name) == ("struct", "Lamp")
    assert found.container('"red"').name == "names"


def test_typescript_constants_fields_and_tables():
    found = read(SCRIPT_TEXT, JAVASCRIPT)
    assert found.words("entry") == [
        "Red = 'red', // 红帽",
        "Blue = 'blue',",
        "red: '红帽', // r",
        "blue: `蓝帽 {`,",
        "grey: /[`'\"{]/g,",
        "'a',",
        "'b'",
        "const MAX = 3",
    ]
    assert found.words("field") == [
        "hat?: number // 帽子",
        "readonly lit: boolean;",
        "on: (a: number) => void",
    ]
    assert (found.container("Red").kind, found.container("Red").name) == ("enum", "Kind")
    assert found.container("grey").name == "deep"


def test_python_constants_attributes_and_tables():
    found = read(PYTHON_TEXT, PYTHON)
    assert found.words("entry") == [
        "# 阈值\nLIMIT = 0.8  # of 1",
        'RED = "red"  # 红帽',
        '# 蓝帽\n    BLUE = "blue"',
        '1: "红帽",  # red',
        '"grey": [1, 2],',
        '"t": (3, "x"),',
    ]
    assert found.words("field") == [
        "hat: int = 0  # 帽子",
        'lit: bool = Field(\n        None, description="灯"\n    )',
    ]
    hat, lamp = found.container("RED"), found.container("hat:")
    assert (hat.kind, hat.name, hat.about) == ("enum", "Hat", "帽子")
    assert (lamp.name, lamp.about) == ("Lamp", "What stands on the table.")
    assert found.container("1: ").name == "NAMES"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (JAVA_TEXT, JAVA),
        (C_SHARP_TEXT, C_SHARP),
        (GO_TEXT, GO),
        (SCRIPT_TEXT, JAVASCRIPT),
        (PYTHON_TEXT, PYTHON),
        ("Just words.\nimport this\n", ""),
        ("# Head\n\n```python\n" + PYTHON_TEXT + "```\n", ""),
    ],
)
def test_a_language_is_told_by_its_own_signs(text, kind):
    assert language_of(text) == kind


PIECES = st.sampled_from(
    [*"{}()[];,=:\n\"'`/#", "//", "/*", "*/", '"""', "enum E ", "class C ", "const A = ", "  ",
     "def f", "x", "人脸", "type T struct ", "=> ", "get; set;", "import "]
)  # fmt: skip


@given(pieces=st.lists(PIECES, max_size=60), kind=st.sampled_from([*sorted(BRACED), PYTHON]))
def test_whatever_the_text_its_blocks_hold_together(pieces, kind):
    read("".join(pieces), kind)


@given(pieces=st.lists(PIECES, max_size=60), kind=st.sampled_from([*sorted(BRACED), PYTHON]))
def test_no_word_is_lost_between_blocks(pieces, kind):
    text = "".join(pieces)
    scan = IndentedScan(text) if kind == PYTHON else BracedScan(text, kind)
    scan.run()
    held = "".join(text[block.start : block.end] for block in scan.blocks)
    for word in ("x", "人脸"):
        assert held.count(word) == text.count(word)


def test_minified_text_is_kept_without_blocks():
    found = read("var a={b:1};" * 5_000, JAVASCRIPT)
    assert found.sheet.blocks == ()
    assert found.sheet.text.startswith("var a={b:1};")
