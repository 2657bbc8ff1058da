"""Lines of a page whose format tells no structure, and what each looks like by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

LineKind = Literal[
    "blank", "rule", "folio", "contents", "caption", "define", "entry", "field", "comment",
    "code", "row", "numbered", "item", "article", "text",
]  # fmt: skip

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_HAN_NUMBER = "[一二三四五六七八九十百零〇两\\d]"
_MEASURES = "个個年月日天家人万亿元％路台套名次米份页項项种類类小时分钟秒岁点號号层条"

BULLETS = "•●○◆◇■□▪◎➢➤►▶✓✔⚫·\uf06c\uf0b7\uf06e\uf0d8\uf0fc"
"""Signs that only mark an item. ▲ ★ ※ are not among them: tenders put meaning in those."""

_COMMENT_SIGN = r"(?://|/\*|\||;\s*#)"
_NAME = r"[A-Za-z]\w*_\w+"
_DECLARED = (
    r"(?:(?:const|unsigned|signed|struct|enum|long)\s+)*[A-Za-z_][\w:]*[\s*&]+\w+(?:\[\w*\])*"
)

_FORMS: tuple[tuple[LineKind, re.Pattern[str]], ...] = (
    ("rule", re.compile(r"[^\w]+$|_+$")),
    (
        "folio",
        re.compile(
            r"(?:[-–—]\s*)?\d{1,4}(?:\s*[-–—])?$|[ivxIVX]{1,6}$"
            r"|第?\s*\d{1,4}\s*页(?:[\s,，/]*共\s*\d{1,4}\s*页)?$"
            r"|(?:Page|page|Seite|Стр\.?)\s*\d{1,4}(?:\s*(?:of|/|sur|von|из|de)\s*\d{1,4})?$"
            r"|\d{1,4}\s*/\s*\d{1,4}$"
        ),
    ),
    ("contents", re.compile(r".*[^\W_].*?(?:[.．·…⋯]\s?){4,}\s*\(?[ivxIVX\d]{1,5}\)?$")),
    (
        "caption",
        re.compile(
            r"(?:表|图|圖)\s*\d|(?:Table|Figure|Fig\.|Tableau|Tabla|Figura|Abbildung|Tabelle|Рис\."
            r"|Рисунок|Таблица)\s*\d"
        ),
    ),
    ("define", re.compile(r"#\s*define\s+\w")),
    (
        "entry",
        re.compile(
            rf"{_NAME}\s*(?:=\s*[-+\w()<>| ]+?)?\s*,?\s*{_COMMENT_SIGN}"
            rf"|{_NAME}\s*(?:=\s*[-+\w()<> ]+)?,$"
            r"|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\s*=\s*-?\w+$"
        ),
    ),
    (
        "field",
        re.compile(
            r"(?!(?:return|goto|import|package|using|delete|throw|new|else|case)\b)"
            rf"{_DECLARED}\s*(?:;|(?=\|))\s*(?:{_COMMENT_SIGN}|$)"
        ),
    ),
    ("comment", re.compile(r"/[/*]|\*/|\*\s+@|<!--")),
    (
        "code",
        re.compile(
            r".*(?:[{}]|\);|\)\);?)$"
            r"|.*[=()_].*;$"
            r"|(?:break|continue|return|else|try|pass)\s*[;:]?$"
            r"|(?:if|elif|for|while|switch|catch|except|def|class|public|private|static|void|return"
            r"|import|from|package|case)\b.*[({:;=,)]$"
            r"|(?:import|from|package|using|#include|@\w+)\s+[\w.<\"/]+$"
            r"|[A-Za-z_$][\w.\[\]]*(?:[._]\w|[a-z][A-Z])?[\w.\[\]]*\s*[-+|&]?=(?!=)\s*\S[^。，]*$"
            r"|[A-Za-z_$]\w*(?:[._]\w+|[a-z][A-Z]\w*)+\([^。；]*$"
        ),
    ),
    ("row", re.compile(r".*\S(?:\s\|\s|\t|\s{2,}|\u3000{2,})\S")),
    (
        "article",
        re.compile(rf"第\s*{_HAN_NUMBER}{{1,5}}\s*[条條款]|(?:Article|Artículo|Статья)\s+\w"),
    ),
    (
        "numbered",
        re.compile(
            rf"第\s*{_HAN_NUMBER}{{1,5}}\s*(?:[编編篇卷章节節]|部分)"
            r"|(?:附录|附錄|附件|附表)\s*[A-Z\d一二三四五六七八九十]"
            r"|(?:Part|Chapter|Section|Appendix|Annex|Chapitre|Annexe|Partie|Capítulo|Anexo|Sección"
            r"|Kapitel|Anhang|Abschnitt|Teil|Глава|Раздел|Приложение|Часть)\s+[A-ZА-Я\d]"
            r"|[一二三四五六七八九十]{1,3}[、．.]"
            r"|[（(][一二三四五六七八九十]{1,3}[）)]"
            rf"|(?!0)\d{{1,2}}(?:(?:\.\d{{1,3}}){{1,5}}\.?(?:\s+(?=[^\W\d])|\s*(?=[{_HAN}《“（(【▲★]))"
            rf"|[、．.](?!\d)\s*(?=\S)|\s+(?=[A-Z▲★])|\s+(?=[{_HAN}])(?![{_MEASURES}]))"
        ),
    ),
    (
        "item",
        re.compile(
            rf"[{BULLETS}▲△★☆※]\s*\S|[-–—*+]\s+\S"
            r"|[（(]\d{1,2}[)）]|\d{1,2}[)）]|[①-⑳❶-❿]"
            r"|[（(]?[a-zA-Zа-я][)）]\s*\S|[ivx]{1,4}[)）]\s|步骤\s*\d|Step\s*\d|[QA问答][:：]"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its trimmed span, what it looks like, and from where to where it runs.

    `left` and `right` are columns, a Han character taking two.
    """

    start: int
    end: int
    kind: LineKind
    left: float
    right: float


def lines_of(text: str) -> Iterator[Line]:
    """Yield the lines of a text, blank ones too (their span is empty)."""
    before = 0
    for found in _LINE.finditer(text):
        if text.count("\n", before, found.start()) + text.count("\f", before, found.start()) > 1:
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
    for kind, form in _FORMS:
        if form.match(words):
            return kind
    return "text"


def columns(words: str) -> float:
    """Measure how wide words are: 1 for a Latin letter, 2 for a Han character."""
    return (len(words) + len(words.encode("utf-8", "surrogatepass"))) / 2
