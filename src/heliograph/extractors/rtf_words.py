"""Control words of RTF, and what becomes of the groups that begin with them."""

from __future__ import annotations

import re
from typing import Final

SIGNS: Final = {
    b"tab": "\t",
    b"line": "\n",
    b"lbr": "\n",
    b"softline": "\n",
    b"emdash": "\u2014",
    b"endash": "\u2013",
    b"emspace": "\u2003",
    b"enspace": "\u2002",
    b"qmspace": "\u2005",
    b"bullet": "\u2022",
    b"lquote": "\u2018",
    b"rquote": "\u2019",
    b"ldblquote": "\u201c",
    b"rdblquote": "\u201d",
    b"zwj": "\u200d",
    b"zwnj": "\u200c",
}
BESIDE: Final = {
    b"footnote": "footnotes",
    b"annotation": "comments",
    b"header": "header",
    b"headerl": "header",
    b"headerr": "header",
    b"headerf": "header",
    b"footer": "footer",
    b"footerl": "footer",
    b"footerr": "footer",
    b"footerf": "footer",
    b"shptxt": "text box",
}
"""Groups whose words stand beside the text, and the list each is written in."""

FACTS: Final = {
    b"title": "title",
    b"subject": "subject",
    b"author": "author",
    b"operator": "last-author",
    b"manager": "manager",
    b"company": "company",
    b"keywords": "keywords",
    b"comment": "comment",
    b"doccomm": "comments",
    b"generator": "generator",
    b"template": "template",
}
"""Groups that say something of the file, and the key each is told under."""

GATHERED: Final = {
    b"fldinst": "field",
    b"pict": "picture",
    b"objdata": "object",
    b"creatim": "created",
    b"revtim": "saved",
    b"printim": "printed",
}
THROUGH: Final = frozenset(
    {
        b"shppict",
        b"shpinst",
        b"shp",
        b"shprslt",
        b"do",
        b"info",
        b"userprops",
        b"result",
        b"field",
        b"upr",
        b"ud",
    }
)  # fmt: skip
"""Groups that hold groups to be read."""

SKIPPED: Final = frozenset(
    {
        b"colortbl", b"filetbl", b"listtable", b"listoverridetable", b"revtbl", b"rsidtbl",
        b"nonshppict", b"sp", b"pn", b"pntext", b"listtext", b"nonesttables", b"nesttableprops",
        b"themedata", b"colorschememapping", b"datastore", b"latentstyles", b"xmlnstbl",
        b"bkmkstart", b"bkmkend", b"atnid", b"atnauthor", b"atndate", b"atnref", b"atnparent",
        b"atrfstart", b"atrfend", b"ftnsep", b"ftnsepc", b"aftnsep", b"aftnsepc", b"xe", b"tc",
        b"rxe", b"txe", b"background", b"private", b"objclass", b"objname", b"htmltag", b"mmath",
        b"picprop", b"datafield", b"formfield", b"panose", b"falt", b"propname",
        b"staticval", b"blipuid", b"buptim", b"pgptbl", b"protusertbl", b"docvar", b"wgrffmtfilter",
    }
)  # fmt: skip

LIST_TEXT: Final = frozenset({b"pntext", b"listtext"})
DATE: Final = (b"yr", b"mo", b"dy", b"hr", b"min")
HEADING: Final = re.compile(r"(?:heading|标题|標題|заголовок)\s*([1-9])", re.IGNORECASE)

MEANT: Final = frozenset(
    {*SIGNS, *BESIDE, *FACTS, *GATHERED, *THROUGH, *SKIPPED, *LIST_TEXT, *DATE}
    | {b"fonttbl", b"stylesheet"}
)
"""Words that begin something, or stand for a sign."""


def destination_of(word: bytes, starred: bool) -> str:
    """Say what becomes of a group that begins with this word; empty if its words are text."""
    if word == b"fonttbl":
        return "fonts"
    if word == b"stylesheet":
        return "styles"
    if word in GATHERED:
        return GATHERED[word]
    if word in FACTS:
        return f"fact:{FACTS[word]}"
    known = word in THROUGH or word in BESIDE
    return "skip" if word in SKIPPED or (starred and not known) else ""
