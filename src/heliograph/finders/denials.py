"""What takes a capability back in its own clause: a denial, a reservation, a withdrawal, a ban.

Patterns and not terms, because a denial is a word with its verb and place: `does not infer`,
`不会…进行比对`, `removed in v5`. Each kind has what only looks like it: `not only`, `不低于`,
`cannot be switched off`, `无需连接`, `if you are not`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from heliograph.language.folding import SIMPLIFIED

Kind = Literal["negation", "reserved", "withdrawn", "forbid"]

_HAN_VERBS = (
    "支持|具备|具有|提供|涉及|进行|包含|包括|含|用于|使用|做|识别|采集|收集|存储|保存|留存|分析|比对|输出|返回|启用|拍摄"
    "|检测|判断|推断|建立|生成|上报|封堵|统计|属于|追踪|跟踪|定位|监控|监测|监听|记录|向|将|对|以|把|根据|利用|标注|推送"
    "|关联|开放|展示|出现|接入|会|能|再|查询|检索|搜索|预测|评分|评估|实现|纳入|在本|部署|安装|销售|出售"
)
_AHEAD = re.compile(
    rf"(?<!并)(?:并|亦|也|均|皆|都|从|暂|绝|决)?不(?:会|再|予|能|可|应|得|曾)?(?:{_HAN_VERBS})"
    r"|并非|从未|从不|无法|没有|(?<![\d-])未(?:采用|使用|启用|采集|识别|配置|包含|涉及|部署|安装|提供"
    r"|支持|具备)|非用于|不是"
    r"|\b(?:do(?:es)?|did|will|would|can|could|is|are|was|were|has|have)\s?(?:not|n't|n’t)\b"
    r"|\bcannot\b"
    r"|\b(?:can|do|does|did|is|are|wo|was|were|has|have)n['’]t\b|\bnever\b|\bneither\b|\bnor\b"
    r"|\bno longer\b"
    r"|\bnot (?:able|used|intended|designed|part|include\w*|cover\w*|offer\w*|available|sold|to)\b"
    r"|\bno (?:biometric|facial|face|emotion|ethnic|racial|licen[cs]e plate|such|data)\b"
    r"|\bnone of\b|\bnothing in\b"
    r"|\bunable to\b|\bdeclines?\b|\brefuses? to\b|\bnot a (?:real|facial|face|surveillance)\b"
    r"|\b(?:ne|n['’])\s?[\w'’]+(?:\s[\w'’]+){0,3}?\s(?:pas|aucune?|plus|jamais|ni|nullement)\b"
    r"|\bne\s\w+\sni\b"
    r"|\b(?:aucune?|jamais)\b|\bn['’]utilise\b"
    r"|\bне\s+(?!только|менее|более|ниже|хуже|позднее|раньше|требу|нужн|обязател)\w+"
    r"|\bникогда\b|\bни одн|\bнет\b"
    r"|\bno\s(?:se\s|lo\s|la\s|le\s|nos\s)?(?!solo\b|sólo\b|menos\b|más\b|obstante\b)\w+(?:a|e"
    r"|an|en|amos|emos|rá|ó)\b"
    r"|\bnunca\b|\bninguna?\b|\bجرى\b|لا (?:يدعم|يمكن|يستخدم|تستخدم|يقوم|نستخدم)",
    re.IGNORECASE,
)
_NEAR = re.compile(r"\b(?:without|sans|sin|без)\b(?:\s\w+)?\s*$|除外", re.IGNORECASE)
_LATER = re.compile(
    r"(?:暂|尚|还|仍)(?:不|未)(?:支持|开放|实现|接入|启用|提供|可用|上线|支援|支持)|预留"
    r"|保留(?!期|时间|数据|录像|\d)|待(?:实现|开发|定|上线|接入|实作)"
    r"|未(?:实现|实作|开放|接入|完成开发|上线)|开发中|规划中|敬请期待|二期|后续版本|计划(?:支持"
    r"|于)|暂未|尚未|\btodo\b"
    r"|\breserved\b|\bnot (?:yet )?(?:implemented|available|released|enabled|supported|built)\b"
    r"|\bunimplemented\b"
    r"|\bto be (?:implemented|developed|done)\b|\bcoming soon\b|\bplanned for\b"
    r"|\bon the roadmap\b|\bunder development\b"
    r"|\bréservée?s?\b|\bnon impl[ée]ment|\bà venir\b|\bpas encore\b"
    r"|\ben cours de développement\b|\bprévue? pour\b"
    r"|\bpendientes? de\b|\breservad[oa]s?\b|\bno implementad|\bpróximamente\b|\ben desarrollo\b"
    r"|зарезервирован|не реализован|в разработке|запланирован|пока не|ещё не|еще не",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"已(?:于[^，。,]{0,8}?)?(?:废弃|弃用|移除|下线|停用|取消|裁剪|删除|下架|停售|关闭该|终止"
    r"|撤回|撤销)|停止(?:服务|销售|提供|支持)|下架|停售|裁剪|不再"
    r"|(?<!表示)(?<!为)无效(?=[，,。;；、]|$)|请勿使用|退役"
    r"|\b(?:removed|dropped|withdrawn|retired|discontinued|deprecated|disabled permanently"
    r"|taken out|phased out|cut from)\b"
    r"|\bdo not use\b|\bno longer\b|\bunsupported\b|\bnot supported\b"
    r"|\bretirée?s?\b|\bsupprimée?s?\b|\babandonnée?s?\b|\bn['’]est plus\b|\bne sont plus\b"
    r"|\barrêtée?s?\b"
    r"|\bse retir[óo]\b|\bretirad[oa]s?\b|\beliminad[oa]s?\b|\bya no\b|\bdescontinuad"
    r"|удал[её]н|исключ[её]н|снят[аоы]? с|отключен[аоы]? навсегда|больше не|прекращен",
    re.IGNORECASE,
)
_BANNED = re.compile(
    r"不得|禁止|严禁|不允许|不准|不应(?!低于|少于|超过|大于|小于)|排除在|不纳入|不在.{0,8}范围"
    r"|无效(?:内容|投标)"
    r"|\b(?:shall|must|may|should) not\b|\bprohibit|\bforbid|\bforbidden\b|\bnot (?:permitted"
    r"|allowed)\b|\bout of scope\b"
    r"|\bexcluded?\b|\bexcludes\b|\bexclusion\b|\bexclue?s?\b|\bexclut\b|\binterdit"
    r"|\bne (?:doit|doivent|peut|peuvent) \w*\s?(?:pas|aucun)"
    r"|\bno (?:podrá|podrán|deberá|deberán|debe)\b|\bprohíb|\bprohib|\bexcluid[oa]s?\b"
    r"|\bqueda fuera\b"
    r"|запрещ|не допуска|не входит|не входят|не должн|يحظر|ممنوع",
    re.IGNORECASE,
)
_EXCUSED = re.compile(
    r"不(?:仅|但|只是|光)|不(?:得|应|可|能)?(?:低于|少于|小于|大于|超过|高于|晚于|早于|限于|限)"
    r"|不(?:断|同|间断|论|管)|无论|不可或缺"
    r"|(?:无|不)(?:需|须|必|用)(?:要)?|免(?:接触|配合)|无感|无牌|即(?:使|便).{0,16}|哪怕.{0,16}"
    r"|未作案|未佩戴|不(?:戴|露脸|携带|配合|知情|在场)"
    r"|不(?:得|可|能|应|会|许)(?:以任何理由)?(?:遗漏|漏报|漏检|迟报|误报|关闭|停用|中断|删除"
    r"|绕过|规避|拒绝|停止|取消|缺失)"
    r"|不在[^，。,]{0,12}(?:时|则|立即)|(?:如果|若|如|当|对于?)[^，。,]{0,10}(?:不|未|没有)"
    r"|(?:未|不)[^，。,]{1,8}(?:时|的)(?=[，,])|不良|不明|不文明|不法"
    r"|默认(?:关闭|不启用|不开启)|不受[^，。,]{0,8}(?:影响|限制)|不影响|不遮挡"
    r"|\bnot only\b|\bnot just\b|\bnot merely\b|\b(?:no|not) (?:fewer|less|more|later"
    r"|lower) than\b|\bnot (?:limited to|exceed\w*)\b"
    r"|\b(?:cannot|can not|can['’]t|must not|shall not|may not|never) be (?:switched off"
    r"|turned off|disabled|bypassed|evaded|fooled|avoided|overstated|escaped)"
    r"|\bno \w+ (?:is |are )?too \w+|\bno clicks?\b|\bno (?:trace|interaction|user|need|matter"
    r"|limit|missed)\b|\bleaves? no\b"
    r"|\bnot (?:required|needed|necessary)\b|\b(?:does|do|need) not (?:need|require|have to"
    r"|miss|lose|matter|depend)\b|\beven (?:if|when|though)\b[^,.;]{0,50}"
    r"|\b(?:if|when|where|unless|whether)\b[^,.;]{0,30}\bnot\b|\bnever (?:miss|lose|forget"
    r"|sleep)\w*|\bno longer (?:need|have to)\b"
    r"|\b(?:off|disabled|not enabled) by default\b|\bsold separately\b"
    r"|\bnot included in the (?:base|basic)\b"
    r"|\bnon seulement\b|\bpas seulement\b|\bsans (?:que|contact|interaction|fil|coopér\w+"
    r"|consentement)|\bmême non\b|\bpas moins\b|\bpas plus\b"
    r"|\bne (?:peut|peuvent) (?:pas )?être (?:désactiv|contourn)\w+|\bdésactivée? par défaut\b"
    r"|\bmême si\b[^,.;]{0,40}"
    r"|\bне (?:только|менее|более|ниже|хуже|позднее|требу\w+|нужн\w+|обязательн\w+|зависит"
    r"|отключ\w+)|\bбез (?:участия|ввода|ведома|согласия|контакта|пароля)"
    r"|\bдаже если\b[^,.;]{0,40}|\bесли\b[^,.;]{0,30}\bне\b|\bпо умолчанию отключ"
    r"|\bотключен\w* по умолчанию"
    r"|\bno s[oó]lo\b|\bno menos\b|\bno (?:podrá|podrán) (?:ser desactivad|tener menos"
    r"|ser inferior)\w*|\bno inferior|\bsin (?:contacto|límite|que|consentimiento|intervención)"
    r"|\baunque no\b[^,.;]{0,40}|\bsi no\b|\bdesactivad\w+ por defecto",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"不通过|未通过|不合格|不达标|未达标|失败|不符合|\bfail(?:ed|ure|s)?\b|\bnot passed\b"
    r"|\béchec\b|\bnon conforme\b|не пройден|не соответству|\bno (?:superada|conforme)\b"
    r"|\bfallid[oa]\b",
    re.IGNORECASE,
)
_CELL = re.compile(r"[|\t]")
_MARKS = frozenset({"×", "✗", "✘", "❌", "no", "nein", "non", "нет", "无", "否"})
_STATUS = 24
"""Characters up to which a cell is a status and no statement of its own."""
_NAMES = str.maketrans({have: want for have, want in SIMPLIFIED.items() if len(want) == 1})


@dataclass(frozen=True, slots=True)
class Denial:
    """What takes something back: its kind, its words, and where in the stretch it stands."""

    kind: Kind
    words: str
    start: int
    end: int


def even(words: str) -> str:
    """Write traditional characters as simplified ones; places stay as they are."""
    return words.translate(_NAMES)


def denial_before(words: str, clause: tuple[int, int], term: tuple[int, int]) -> Denial | None:
    """Give what denies, bans, reserves or withdraws a term in its clause.

    `words` are `even`; both stretches are places in them. What lies inside the term is part of it.
    """
    first, last = clause
    excused = [found.span() for found in _EXCUSED.finditer(words, first, last)]
    for kind, found in _found(words, clause, term):
        if any(
            one[0] <= found.start() < one[1] or found.start() <= one[0] < found.end()
            for one in excused
        ):
            continue
        if term[0] <= found.start() and found.end() <= term[1]:
            continue
        return Denial(kind, found.group().strip(), found.start(), found.end())
    return None


def _found(
    words: str, clause: tuple[int, int], term: tuple[int, int]
) -> Iterator[tuple[Kind, re.Match[str]]]:
    first, last = clause
    for found in _LATER.finditer(words, first, last):
        yield "reserved", found
    for found in _GONE.finditer(words, first, last):
        yield "withdrawn", found
    for found in _BANNED.finditer(words, first, last):
        yield "forbid", found
    for found in _AHEAD.finditer(words, first, last):
        yield "negation", found
    near = _NEAR.search(words, first, term[0])
    if near is not None and near.end() >= term[0] - 1:
        yield "negation", near


def status_of(words: str) -> Denial | None:
    """Give the cell of a row, or the comment of a field, that says `not supported`."""
    at = 0
    for cell in _CELL.split(words):
        said = cell.strip(" */\n-—。.")
        if 0 < len(said) <= _STATUS and at:
            where = (0, len(said))
            found = denial_before(even(said), where, (len(said), len(said)))
            if found is not None:
                return Denial(found.kind, found.words, at, at + len(cell))
            if said.lower() in _MARKS:
                return Denial("negation", said, at, at + len(cell))
        at += len(cell) + 1
    return None


def failed(words: str) -> str | None:
    """Give the words by which a test says that it did not work."""
    found = _FAILED.search(even(words))
    return found.group() if found else None
