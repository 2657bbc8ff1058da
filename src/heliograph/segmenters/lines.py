"""Lines of a page whose format tells no structure, and what each looks like by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

LineKind = Literal[
    "blank", "rule", "folio", "margin", "text", "contents", "caption", "define", "entry", "field",
    "comment", "code", "row", "numbered", "item", "article",
]  # fmt: skip

_ONE_BREAK = frozenset({"\n", "\r\n", "\r", ""})
_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_HAN_NUMBER = "[一二三四五六七八九十百零〇两\\d]"
_MEASURES = "个個年月日天家人万亿元％路台套名次米份页項项种類类小时分钟秒岁点號号层条"

BULLETS = "•●○◆◇■□▪◎➢➤►▶✓✔⚫·\uf06c\uf0b7\uf06e\uf0d8\uf0fc"
"""Signs that only mark an item. ▲ ★ ※ are not among them: tenders put meaning in those."""

LINE_LIMIT = 1_000
"""Characters above which a line is text, whatever it looks like: nobody sets longer ones."""

_TAIL = 60
_FOLIO_LIMIT = 24
"""Characters up to which a line can be a page's number."""

_CODE_SIGN = re.compile(r"[=;(_|#{}/]")

_COMMENT_SIGN = r"(?://|/\*|\||;\s*#)"
_NAME = r"(?=\w*_)[A-Za-z]\w++"
_JOINT = r"(?=[\w.$]*?(?:[._]|[a-z][A-Z]))"
"""A name that only source code has: with a point, an underscore or a hump."""

_DECLARED = (
    r"(?:(?:const|unsigned|signed|struct|enum|long)\s+)*[A-Za-z_][\w:]*[\s*&]+\w+(?:\[\w*\])*"
)

_RULE = re.compile(r"[^\w]+$|_+$")
_FOLIO = re.compile(
    r"(?:[-–—]\s*)?\d{1,4}(?:\s*[-–—])?$|[ivxIVX]{1,6}$"
    r"|第?\s*\d{1,4}\s*页(?:[\s,，/]*共\s*\d{1,4}\s*页)?$"
    r"|(?:Page|page|Seite|Стр\.?)\s*\d{1,4}(?:\s*(?:of|/|sur|von|из|de)\s*\d{1,4})?$"
    r"|\d{1,4}\s*/\s*\d{1,4}$"
)
_CONTENTS = re.compile(r"(?:[.．·…⋯]\s?){4,}\s*\(?[ivxIVX\d]{1,5}\)?$")
_CAPTION = re.compile(
    r"(?:表|图|圖)\s*\d|(?:Table|Figure|Fig\.|Tableau|Tabla|Figura|Abbildung|Tabelle|Рис\."
    r"|Рисунок|Таблица)\s*\d"
)
_DEFINE = re.compile(r"#\s*define\s+\w")
_ENTRY = re.compile(
    rf"{_NAME}\s*(?:=\s*[-+\w()<>| ]{1, 80}?)?\s*,?\s*{_COMMENT_SIGN}"
    rf"|{_NAME}\s*(?:=\s*[-+\w()<> ]{1, 80})?,$"
    r"|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\s*=\s*-?\w+$",
    re.ASCII,
)
_FIELD = re.compile(
    r"(?!(?:return|goto|import|package|using|delete|throw|new|else|case)\b)"
    rf"{_DECLARED}\s*(?:;|(?=\|))\s*(?:{_COMMENT_SIGN}|$)",
    re.ASCII,
)
_COMMENT = re.compile(r"/[/*]|\*/|\*\s+@|<!--")
_STATEMENT = re.compile(r"[=()_]|(?:break|continue|return|else|try|pass)\b")
_KEYWORD = re.compile(
    r"(?:if|elif|for|while|switch|catch|except|def|class|public|private|static|void|return|import"
    r"|from|package|case|else|try)\b"
)
_IMPORT = re.compile(r"(?:import|from|package|using|#include|@\w+)\s+[\w.<\"/]+[;>]?$")
_ASSIGNED = re.compile(
    rf"(?:{_JOINT}[A-Za-z_$][\w.$]*+(?:<\w*>)?(?:\[\])?\s+)?"
    r"[A-Za-z_$][\w.\[\]]*+\s*[-+|&]?=(?!=)\s*\S[^。，]*$"
)
_CALLED = re.compile(rf"{_JOINT}[A-Za-z_$][\w.$]*+\([^。；]*$")
_ROW = re.compile(r"(?:\s\|\s|\t\s*|\s{2,})\S")
_VALUED = re.compile(r"[A-Z][A-Z0-9_]{2,}\s+(?:0x[0-9A-Fa-f]+|-?\d+)\s+\S")
_ARTICLE = re.compile(rf"第\s*{_HAN_NUMBER}{{1,5}}\s*[条條款]|(?:Article|Artículo|Статья)\s+\w")
_NUMBERED = re.compile(
    rf"第\s*{_HAN_NUMBER}{{1,5}}\s*(?:[编編篇卷章节節]|部分)"
    r"|(?:附录|附錄|附件|附表)\s*[A-Z\d一二三四五六七八九十]"
    r"|(?:Part|Chapter|Section|Appendix|Annex|Chapitre|Annexe|Partie|Capítulo|Anexo|Sección"
    r"|Kapitel|Anhang|Abschnitt|Teil|Глава|Раздел|Приложение|Часть)\s+[A-ZА-Я\d]"
    r"|[一二三四五六七八九十]{1,3}[、．.]"
    r"|[（(][一二三四五六七八九十]{1,3}[）)]"
    rf"|(?!0)\d{{1,2}}(?:(?:\.\d{{1,3}}){{1,5}}\.?(?:\s+(?=[^\W\d])|\s*(?=[{_HAN}《“（(【▲★]))"
    rf"|[、．.](?!\d)\s*(?=\S)|\s+(?=[A-Z▲★])|\s+(?=[{_HAN}])(?![{_MEASURES}]))"
)
_ITEM = re.compile(
    rf"[{BULLETS}▲△★☆※]\s*\S|[-–—*+]\s+\S"
    r"|[（(]\d{1,2}[)）]|\d{1,2}[)）]|[①-⑳❶-❿]"
    r"|[（(]?[a-zA-Zа-я][)）]\s*\S|[ivx]{1,4}[)）]\s|步骤\s*\d|Step\s*\d|[QA问答][:：]"
)
_SPOKEN: tuple[tuple[LineKind, re.Pattern[str]], ...] = (
    ("article", _ARTICLE),
    ("numbered", _NUMBERED),
    ("item", _ITEM),
)
_CODED: tuple[tuple[LineKind, re.Pattern[str]], ...] = (
    ("define", _DEFINE),
    ("comment", _COMMENT),
    ("entry", _ENTRY),
    ("field", _FIELD),
)


class Line(NamedTuple):
    """One line of a page: its trimmed span, what it looks like, and from where to where it runs.

    `left` and `right` are columns, a Han character taking two; `size` is the height of its type,
    where the usual one is 1.
    """

    start: int
    end: int
    kind: LineKind
    left: float
    right: float
    size: float = 1.0


def lines_of(text: str) -> Iterator[Line]:
    """Yield the lines of a text, blank ones too (their span is empty)."""
    before = 0
    for found in _LINE.finditer(text):
        if text[before : found.start()] not in _ONE_BREAK:
            yield Line(before, before, "blank", 0.0, 0.0)
        before = found.end()
        raw = found.group()
        words = raw.strip()
        start = found.start() + len(raw) - len(raw.lstrip())
        left = float(start - found.start())
        yield Line(start, start + len(words), kind_of(words), left, left + columns(words))


def kind_of(words: str) -> LineKind:
    """Tell what a trimmed line looks like, with no regard to its neighbours."""
    if not words:
        return "blank"
    if len(words) > LINE_LIMIT:
        return "text"
    return _layout_kind(words) or _code_kind(words) or _spoken_kind(words)


def _layout_kind(words: str) -> LineKind | None:
    """Tell what a line is that is there for the layout's sake; None for other lines."""
    if _RULE.match(words):
        return "rule"
    if len(words) <= _FOLIO_LIMIT and _FOLIO.match(words):
        return "folio"
    if (words[-1].isalnum() or words[-1] == ")") and _CONTENTS.search(
        words, max(0, len(words) - _TAIL)
    ):
        return "contents"
    return "caption" if _CAPTION.match(words) else None


def _code_kind(words: str) -> LineKind | None:
    """Tell what a line of code is; None for other lines."""
    if words[0] > "\x7f" or not (words.isascii() or _CODE_SIGN.search(words)):
        return None
    for kind, form in _CODED:
        if form.match(words):
            return kind
    return "code" if _is_code(words) else None


def _is_code(words: str) -> bool:
    """Say whether a line looks like a statement, a part of one, or a brace."""
    last = words[-1]
    if last in "{}" or words.endswith((");", "))")):
        return True
    if last == ";":
        return _STATEMENT.search(words) is not None or _IMPORT.match(words) is not None
    if (last in "({:=,)" or "=" in words) and _KEYWORD.match(words):
        return True
    return bool(
        ("=" in words and _ASSIGNED.match(words))
        or ("(" in words and _CALLED.match(words))
        or _IMPORT.match(words)
    )


def _spoken_kind(words: str) -> LineKind:
    """Tell what a line of prose is."""
    if _ROW.search(words):
        return "row"
    if _VALUED.match(words):
        return "row"
    for kind, form in _SPOKEN:
        if form.match(words):
            return kind
    return "text"


def is_sure_row(words: str) -> bool:
    """Say whether a row needs no neighbours to be one: it has a bar, or a name and its number."""
    return "|" in words or _VALUED.match(words) is not None


def columns(words: str) -> float:
    """Measure how wide words are: 1 for a Latin letter, 2 for a Han character."""
    return (len(words) + len(words.encode("utf-8", "surrogatepass"))) / 2
