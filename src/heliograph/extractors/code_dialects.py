"""Which programming language the beginning of a text is written in, by what only it has."""

from __future__ import annotations

import re
from typing import Final

from heliograph.extractors.braced_code import C_SHARP, GO, JAVA, JAVASCRIPT
from heliograph.extractors.indented_code import PYTHON

CODE_BY_NAME: Final = {
    "java": JAVA, "cs": C_SHARP, "go": GO, "py": PYTHON, "pyi": PYTHON, "pyw": PYTHON,
    "js": JAVASCRIPT, "mjs": JAVASCRIPT, "cjs": JAVASCRIPT, "jsx": JAVASCRIPT,
    "ts": JAVASCRIPT, "mts": JAVASCRIPT, "cts": JAVASCRIPT, "tsx": JAVASCRIPT,
}  # fmt: skip

_FEWEST_SIGNS: Final = 3
_FENCE: Final = re.compile(r"^(?:```|~~~)", re.MULTILINE)


def _signs(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.MULTILINE) for pattern in patterns)


_SIGNS: Final = (
    (
        JAVA,
        _signs(
            r"^package[ \t]+[\w.]+;",
            r"^import[ \t]+(?:static[ \t]+)?[\w.]+(?:\.\*)?;",
            r"^[ \t]*public[ \t]+(?:(?:final|abstract)[ \t]+)?(?:class|enum|interface)[ \t]+\w+",
            r"^[ \t]*@(?:Override|Data|JsonProperty|ApiModelProperty|Autowired|Test)\b",
            r"^[ \t]*(?:public|private|protected)[ \t]+static[ \t]+final[ \t]+\w",
        ),
    ),
    (
        C_SHARP,
        _signs(
            r"^using[ \t]+(?:static[ \t]+)?[\w.]+;",
            r"^[ \t]*namespace[ \t]+[\w.]+[ \t]*(?:;|\{|$)",
            r"\{[ \t]*get;(?:[ \t]*(?:private[ \t]+)?(?:set|init);)?[ \t]*\}",
            r"^[ \t]*(?:public|internal)[ \t]+(?:(?:static|sealed|partial)[ \t]+)*"
            r"(?:class|enum|struct|interface)[ \t]+\w+",
            r"^[ \t]*///[ \t]*<summary>",
        ),
    ),
    (
        GO,
        _signs(
            r"^package[ \t]+\w+[ \t]*$",
            r"^import[ \t]+(?:\(|\")",
            r"^func[ \t]+(?:\([^)\n]*\)[ \t]*)?\w+\(",
            r"^type[ \t]+\w+[ \t]+(?:struct|interface)\b",
            r"^const[ \t]+\($",
        ),
    ),
    (
        PYTHON,
        _signs(
            r"^#!.*\bpython",
            r"^(?:from[ \t]+[\w.]+[ \t]+import[ \t]+[\w(*]"
            r"|import[ \t]+[\w.]+(?:[ \t]+as[ \t]+\w+)?$)",
            r"^[ \t]*(?:async[ \t]+)?def[ \t]+\w+\(.*\)[^\n]*:[ \t]*(?:#.*)?$",
            r"^class[ \t]+\w+(?:\(.*\))?:[ \t]*(?:#.*)?$",
            r"^[ \t]+return\b(?!.*;$)",
        ),
    ),
    (
        JAVASCRIPT,
        _signs(
            r"^import\b[^;\n]*\bfrom[ \t]+['\"]",
            r"^(?:export[ \t]+)?(?:const|let|var)[ \t]+[\w$\[{][^=\n]*=",
            r"^(?:export[ \t]+)?(?:default[ \t]+)?(?:async[ \t]+)?function\b[^\n]*\{",
            r"=>[ \t]*[{(\w]",
            r"\bmodule\.exports\b|\brequire\(['\"]",
            r"^export[ \t]+(?:default|interface|type|enum|class)\b",
        ),
    ),
)


def language_of(text: str) -> str:
    """Name the media type of the language of which the most signs are there; empty for none.

    A text that shows code between fences is not itself code.
    """
    if _FENCE.search(text):
        return ""
    counts = [(sum(bool(one.search(text)) for one in signs), kind) for kind, signs in _SIGNS]
    most = max(count for count, _ in counts)
    best = [kind for count, kind in counts if count == most]
    return best[0] if most >= _FEWEST_SIGNS and len(best) == 1 else ""
