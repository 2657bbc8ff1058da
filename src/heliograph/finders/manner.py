"""How a passage is put: as a statement, or as a command, a link, a path, a bare name, a penalty."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from heliograph.finders.cues import Cues, clause_around, inside
from heliograph.finders.sieve import Sieve
from heliograph.finders.terms import Hit

STATING = ("ability", "require", "output", "use", "doing", "test", "report", "law")
"""Cues that make a clause say something of the term that stands in it."""

_LINK = re.compile(r"!?\[[^\]]*\]\([^)]*\)|https?://\S+|www\.\S+|<[^>]{1,200}>|\bdoi:\S+")
_CODE = re.compile(
    r"^\s*(?:[$>#]\s|sudo\b|cd\b|git\b|pip3?\b|apt\b|docker\b|python3?\b|\./|import\b"
    r"|from\s\w+\simport"
    r"|if\s*\(|for\s*\(|return\b|const\b|var\b|let\b|export\b|curl\b|wget\b|nohup\b|SELECT\b)"
    r"|\{\s*$|(?<![\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]);\s*$|^\s*[A-Za-z0-9_.\-]+:\s*$"
    r"|\s--?[a-z][\w\-]+[= ]|^\s*\.?\w+\([^)]*\)\s*;?$"
)
"""Lines of code. A Chinese sentence ends in a semicolon, too, and a line over a list in a colon."""
_PATH = re.compile(
    r"(?:^|[\s`(\"'])(?=[^\s`(\"']*[A-Za-z])[\w.\-~]*/[\w.\-]+/[\w.\-/]+"
    r"|\b[\w\-]+\.(?:ya?ml|json|xml|py|txt|md|db|cpp)\b",
    re.ASCII,
)
"""A path. What stands between slashes in another script, or as figures alone, is a choice."""
_ORDER = re.compile(
    r"^\W*(?:\d+[.)、]\s*)?(?:(?:navigate|click|select|set|see|run|install|open|choose|add|ensure"
    r"|make sure|try"
    r"|check|use|download|start|stop|put|enter|press|go to|clone|build|copy"
    r"|create(?! table)|change|edit|visit|read)(?!e?s\b)"
    r"|please|note|example|figure|table|if you|to learn|for more|for further|an example|see also"
    r"|点击|选择(?!性)|打开(?!麦克|摄像)"
    r"|输入(?=[\w\"'“]{0,12}(?:命令|密码|参数|地址|以下|后点|并))"
    r"|运行(?!轨迹|状态)|执行(?!人|法)|下载|安装(?!在|于|率)|配置|设置|修改|请(?!求|愿|示)"
    r"|步骤\s?[\d一二三四五六七八九十]?[:：、 ]|说明[:：]|图\s?[\d一二三四五六七八九十为中示]"
    r"|注意(?!力)|见[下上图表附]|方法[:：]|例如|示例"
    r"|см\.|примечание|пример|более подробн|также вы можете|voir|cliquez|exemple)(?![\w]*ing\b)",
    re.IGNORECASE,
)
_DATED = re.compile(r"^\W*(?:\w+:\s*)*\**\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\**")
_CITATION = re.compile(
    r"\b(?:title|author|booktitle|journal|year)\s*=\s*[{\"]|\barxiv\b|\bet al\b|@\w+\{", re.I
)
_PENALTY = re.compile(
    r"责令|罚款|警告，|给予警告|处分|追究|构成犯罪|处[一二三五十\d]+万|吊销|拘留|有下列情形之一"
    r"|违反本|举报|赔偿"
    r"|\bfined?\b|\bpenalt|amende|штраф|multa"
)
_PROCEDURE = re.compile(
    r"制定本|适用本|不适用|若干问题|人民法院|诉讼|受理|起诉|施行|本法自|本条例自|管辖|侵权责任"
    r"|保密义务|安全保护|保密制度"
    r"|运行维护|维护管理|标准化|宣传|教育培训|表彰|经费|预算|职责分工|监督检查|管理制度|规章制度"
)
_REFERS = re.compile(
    r"\b(?:see|refer to|check out|learn more|documented in|described in)\b.{0,40}(?:\]\(|section|#)"
    r"|\bсм\.|рассматривается в|в разделе|в пункте|\bvoir\b.{0,30}\]\(",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\d+(?:\.\d+)?\s*(?:%|ms|fps|GFlops|MB|GB|M\b|px|像素)|\bfps\b", re.I)
_ANYWHERE = {
    "put:code": _CODE,
    "put:order": _ORDER,
    "put:refers": _REFERS,
    "put:dated": _DATED,
    "put:citation": _CITATION,
    "put:penalty": _PENALTY,
    "put:procedure": _PROCEDURE,
}
"""What is so put wherever its pattern stands; some of them begin with the passage."""
_REMEMBERED = 64
"""Passages whose signs are remembered: each capability that one may speak of asks anew."""
_WORD = re.compile(r"[^\W_]", re.UNICODE)
_BARE = 0.6
_ROOM = 40


@lru_cache(maxsize=1)
def _sieve() -> Sieve[str]:
    return Sieve({**_ANYWHERE, "put:numbers": _NUMBERS, "put:in-link": _LINK})


@lru_cache(maxsize=_REMEMBERED)
def _put(words: str) -> Mapping[str, bool]:
    """Say of each sign that is a pattern whether it is there; of links, whether it may be."""
    may = _sieve().may_match(words)
    found = {
        name: name in may and pattern.search(words) is not None
        for name, pattern in _ANYWHERE.items()
    }
    found["put:path"] = _has_path(words)
    found["put:numbers"] = "put:numbers" in may and len(_NUMBERS.findall(words)) > 1
    found["put:in-link"] = "put:in-link" in may
    return found


def _has_path(words: str) -> bool:
    # No link that is taken out leaves a sign that was not there.
    return ("/" in words or "." in words) and _PATH.search(_LINK.sub("", words)) is not None


def manner(words: str, start: int, terms: Sequence[Hit], hits: Sequence[Hit]) -> dict[str, float]:
    """Give the signs of how a passage is put.

    `words` begin at `start` of the page; `terms` are the hits of the capability that is judged.
    """
    spans = [(hit.start - start, hit.end - start) for hit in terms]
    put = _put(words)
    found = {
        **put,
        "put:bare": len(words) < _ROOM and _covered(words, spans) > _BARE,
        "put:in-link": put["put:in-link"] and _in_links(words, spans),
        "put:stated": _stated(words, start, terms, hits),
        "put:lead-in": words.rstrip().endswith((":", "：")),
    }
    return {name: 1.0 for name, holds in found.items() if holds}


def tells_of_path(words: str, starts: Sequence[int]) -> bool:
    """Say whether a line names a file and then says in words what it does.

    `starts` are where in the words what is said of a capability begins.
    """
    after = max((found.end() for found in _PATH.finditer(words)), default=len(words))
    if not words[after:].lstrip("`*)\"'] \t").startswith((":", "：", "—", "–", "- ", "|")):
        return False
    return any(start >= after for start in starts)


def _covered(words: str, spans: Sequence[tuple[int, int]]) -> float:
    """Give the share of a passage's letters that its terms are made of."""
    at = {place for first, last in spans for place in range(max(first, 0), last)}
    letters = [found.start() for found in _WORD.finditer(words)]
    return sum(place in at for place in letters) / len(letters) if letters else 0.0


def _in_links(words: str, spans: Sequence[tuple[int, int]]) -> bool:
    links = [found.span() for found in _LINK.finditer(words)]
    return bool(spans) and all(
        any(first <= start and end <= last for first, last in links) for start, end in spans
    )


def _stated(words: str, start: int, terms: Sequence[Hit], hits: Sequence[Hit]) -> bool:
    """Say whether a clause with a term also has, outside it, a word that says something of it."""
    for term in terms:
        clause = clause_around(words, term.start - start, term.end - start, (0, len(words)))
        around = inside(hits, clause[0] + start, clause[1] + start)
        outside = [hit for hit in around if hit.end <= term.start or hit.start >= term.end]
        if Cues(outside).has(*STATING):
            return True
    return False
