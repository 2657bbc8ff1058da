"""How far a denial reaches: from its words to the term, by clauses, lists, turns and cells.

A denied verb speaks of what follows it, to the end of its clause and through a list (`does not
detect X, Y or Z`); a predicate such as `is not supported` also speaks of its subject, unless
that is the object of a verb that states; `without` speaks of the next words alone. A turn (`but`,
`而是`) ends all of them, and what stands in a condition denies nothing. In a table the marks of the
row's cells decide, in a field the whole of its comment, under a heading such as `Removed` the
heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from heliograph.finders.cues import lists_values
from heliograph.finders.denials import (
    Denial,
    Grammar,
    asides_in,
    cell_says,
    denials_in,
    even,
    grammars_of,
    heading_denies,
    holds_notes,
)
from heliograph.finders.terms import Hit
from heliograph.records import Passage

_STRUCTURED = frozenset({"row", "entry", "field", "item"})
_PAIRED = frozenset({"pair", "scene", "ordinary"})
"""Levels of hits that are made of an act and its object, between which a denial may stand."""
_CODED = frozenset({"comment", "code"})
_FIELDS = frozenset({"entry", "field"})
_STOP = re.compile(r"[。！？；;!?|•\t]|\.(?=\s|$)|\n\s*\n|\n(?=\s*[-*•\d])")
_BORDER = re.compile(r"(?<=\n)[ \t]*(?:\*+|//+|#+|--)(?=[ \t])(?![ \t]*\n)")
"""What the lines of a comment begin with: no sentence ends before it."""
_COMMA = re.compile(r"，|,(?!\d)|،")
_COLON = re.compile(r"：|:(?=\s|$)|:(?=[\u4e00-\u9fff])|\s[–—-]\s|——")
_HAN = re.compile("[\u4e00-\u9fff]")
_JOINS = re.compile(r"\s*(?:或者?|和|及|以及|与|、|也|亦)")
_AND = re.compile(r"\b(?:and|or|nor|et|ou|ni|и|или|ни|y|o|e)\b|(?<!\w)(?:و|أو)", re.IGNORECASE)
_ASKS = re.compile(
    r"\s*(?:who|what|whether|where|how|qui|où|quién|qué|dónde|cómo|кто|что|как\w*|где|куда|чей|ли)\b",
    re.IGNORECASE,
)
"""Words that open a clause which is the object of the verb before its comma."""
_RELATIVE = re.compile(
    r"[^,]{0,30},\s*(?:which|that|who|qui|que|dont|котор\w+|que|cuy\w+)\b[^,]{0,80},\s*", re.I
)
_OF_IT = re.compile(r"的(?!同时)")
_ANSWER = re.compile(
    r"[?？][\s\"”»』」]*(?:(?:答案?|a|r|answer|réponse|respuesta|ответ|جواب)\s*[:：.]\s*)?"
    r"(?P<no>no\b(?! (?:problem|doubt|matter|wonder|need))|non\b|нет\b|لا(?!\w)|ياق"
    r"|(?:目前|当前|本产品|产品)?(?:不(?!仅|但|只|断|过)|没有|无法|看不|听不|认不|暂不|尚不|否))",
    re.IGNORECASE,
)
"""A question mark and the word that answers in the negative."""
_TAIL = re.compile(r"[\s了的该此上述相关等项功能)）\]】*/`\"”]*")
_SAME = re.compile(
    r"\s*(?:[本该此现已均都皆暂再仍尚将也且并]|目前|当前|版本|产品|系统|功能|型号|设备|上述|以上|全部|一律"
    r"|在|中|it|this|both|all|cela|оно|это)*\s*",
    re.IGNORECASE,
)
"""What may stand between a comma and a denial that still speaks of what came before."""
_DONE = re.compile(r"\[x\]|✅|☑", re.IGNORECASE)
_AHEAD = 160
_BEHIND = 120
_NEXT = 34
_NEXT_HAN = 14
_LEAD = 44
_AFTER_COLON = 20
_ALONE = 8
_TURN = 5
"""Characters before a denial in which `but` or `mais` begins no other statement."""
_STATUS = 32
"""Characters up to which a cell is a status and no statement of its own."""
_NAMED = 90
"""Characters up to which an item under a heading names a thing and says nothing of it."""
_CELL = re.compile(r"[|\t]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Ground:
    """The words that a term stands in, with all that bounds a denial there."""

    words: str
    grammars: tuple[Grammar, ...]
    denials: Sequence[Denial]

    def between(self, first: int, last: int) -> str:
        return self.words[first:last]

    def turns(self, first: int, last: int) -> bool:
        """Say whether another statement begins in a stretch."""
        return any(
            found.start() < last
            for grammar in self.grammars
            for found in grammar.found(grammar.turns, self.words, first)
        )

    def states(self, first: int, last: int) -> bool:
        """Say whether a verb that states stands in a stretch."""
        return any(
            found.end() <= last
            for grammar in self.grammars
            for found in grammar.found(grammar.asserts, self.words, first)
        )

    def clause_start(self, at: int) -> int:
        """Give where the clause begins that holds a place."""
        return max((one.end() for one in _COMMA.finditer(self.words, 0, at)), default=0)

    def clause_end(self, at: int) -> int:
        """Give where the clause ends that holds a place."""
        found = _COMMA.search(self.words, at)
        return found.start() if found else len(self.words)


def taken_back(passage: Passage, words: str, hits: Sequence[Hit]) -> Denial | None:
    """Give what takes back every one of a capability's terms in a passage, None where one stands.

    `words` are those of the passage, `hits` the terms of one capability in it.
    """
    flat = _unbordered(even(words)) if passage.role in _CODED else even(words)
    structured = passage.role in _STRUCTURED
    if structured and lists_values(words):
        return None
    if passage.role == "row":
        told, status = _row(passage, flat)
        if told:
            return status
    spans = [
        (hit.start - passage.start, hit.end - passage.start, hit.key[0] in _PAIRED)
        for hit in _deciding(hits)
    ]
    each = [_of_term(passage, flat, (one[0], one[1]), paired=one[2]) for one in spans]
    found = next((one for one in each if one is not None), None)
    for span, denied in zip(spans, each, strict=True):
        if denied is None and not (found and _is_subject(passage, flat, span[1], found)):
            return _by_heading(passage, flat)
    return found or _by_heading(passage, flat)


def _unbordered(words: str) -> str:
    """Blank out what the lines of a comment begin with; places stay."""
    return _BORDER.sub(lambda found: " " * len(found[0]), words)


def _is_subject(passage: Passage, flat: str, end: int, denial: Denial) -> bool:
    """Say whether a term is but the subject of what is denied: `the face camera reads no faces`."""
    if passage.role in _FIELDS or denial.side == "near":
        return False
    if not end <= denial.start <= end + _BEHIND:
        return False
    gap = flat[end : denial.start]
    grammars = grammars_of(flat, passage.language)
    turned = any(one.turns.search(gap) or one.asserts.search(gap) for one in grammars)
    return not (turned or _COMMA.search(gap) or _STOP.search(gap))


def _deciding(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Give the terms that say most: a weak one beside a strong one or a whole pair says no more."""
    strong = [hit for hit in hits if hit.key[0] == "strong"]
    return strong or [hit for hit in hits if hit.key[0] != "weak"] or hits


def _of_term(passage: Passage, flat: str, term: Span, *, paired: bool) -> Denial | None:
    grammars = grammars_of(flat, passage.language)
    if passage.role in _FIELDS:
        return _in_field(passage, flat, grammars, term)
    first, last = _sentence(flat, term)
    ground = _Ground(flat[first:last], grammars, denials_in(flat[first:last], grammars))
    inner = (term[0] - first, term[1] - first)
    found = next(_reaching(ground, inner, paired=paired), None) if ground.denials else None
    if found is None:
        return _by_answer(flat, last)
    return replace(found, start=found.start + first, end=found.end + first)


def _by_answer(flat: str, end: int) -> Denial | None:
    """Give the `no` that answers a question which ends at a place."""
    found = _ANSWER.match(flat, end)
    return found and Denial("negation", found["no"], found.start("no"), found.end("no"))


def _sentence(words: str, term: Span) -> Span:
    first = max((one.end() for one in _STOP.finditer(words, 0, term[0])), default=0)
    found = _STOP.search(words, term[1])
    return first, found.start() if found else len(words)


def _in_field(
    passage: Passage, flat: str, grammars: tuple[Grammar, ...], term: Span
) -> Denial | None:
    """A field's comment is one: `reserved` anywhere in it speaks of the field."""
    for one in denials_in(flat, grammars):
        inside = term[0] <= one.start and one.end <= term[1]
        if inside or (one.kind == "negation" and passage.role == "entry"):
            continue
        if one.kind != "negation" or one.side in {"both", "bare"}:
            return one
    return None


def _reaching(ground: _Ground, term: Span, *, paired: bool) -> Iterator[Denial]:
    """Yield the denials that reach a term."""
    asides = _stretches_of_asides(ground)
    for one in ground.denials:
        inside = term[0] <= one.start and one.end <= term[1]
        if any(first <= one.start < last for first, last in asides) or (inside and not paired):
            continue
        # `ne reconnaît pas`: the verb is part of both.
        if one.start < term[0] < one.end or (paired and term[0] <= one.start < term[1] < one.end):
            yield one
        at = (term[1], term[1]) if inside else term
        if (one.end <= at[0] and _reaches_ahead(ground, one, at)) or (
            one.start >= at[1] and not inside and _reaches_behind(ground, one, at)
        ):
            yield one


def _stretches_of_asides(ground: _Ground) -> list[Span]:
    return [(start, ground.clause_end(start)) for start in asides_in(ground.words, ground.grammars)]


def _reaches_ahead(ground: _Ground, one: Denial, term: Span) -> bool:
    gap = ground.between(one.end, term[0])
    if len(gap) > _AHEAD or ground.turns(one.end, term[0]):
        return False
    if one.side == "near":
        room = _NEXT_HAN if _HAN.search(one.words) else _NEXT
        return len(gap) <= room and not _COMMA.search(gap)
    colon = _last(_COLON, gap)
    if colon is not None:
        return _leads_a_list(ground, one, one.end + colon)
    return _COMMA.search(gap) is None or _is_listed(ground, one, term)


def _leads_a_list(ground: _Ground, one: Denial, colon: int) -> bool:
    """`Not supported: X, Y`: a short lead that denies speaks of all that follows its colon."""
    return colon <= _LEAD and colon - one.end <= _AFTER_COLON and one.side != "near"


def _is_listed(ground: _Ground, one: Denial, term: Span) -> bool:
    """`does not detect X, Y or Z`: the commas between are those of a list, not of clauses."""
    start, end = ground.clause_start(term[0]), ground.clause_end(term[1])
    if _HAN.search(ground.words[start:end]):
        return _JOINS.match(ground.words, start) is not None
    if not _AND.search(ground.words, start) and not _ASKS.match(ground.words, start):
        return False
    denied_anew = any(start <= other.start < end for other in ground.denials if other is not one)
    return not denied_anew and not ground.states(one.end, end)


def _reaches_behind(ground: _Ground, one: Denial, term: Span) -> bool:
    if one.side in {"ahead", "near"} or one.start - term[1] > _BEHIND:
        return False
    if one.side == "bare" and not _ends_its_clause(ground, one):
        return False
    gap = ground.between(term[1], one.start)
    # `is defined but never sent`: right before the denial a turn keeps its subject.
    if ground.turns(term[1], one.start - _TURN) or _is_governed(ground, term, gap):
        return False
    relative = _RELATIVE.match(gap)
    if relative is not None:
        return True
    return not ground.states(term[1], one.start) and _is_joined(ground, one, gap)


def _is_governed(ground: _Ground, term: Span, gap: str) -> bool:
    """Say whether the term is the object of a verb that states: `supports X and is not …`."""
    if not ground.states(ground.clause_start(term[0]), term[0]):
        return False
    return not _OF_IT.search(gap)


def _is_joined(ground: _Ground, one: Denial, gap: str) -> bool:
    """Say whether only the term's own clause, or a mark after it, stands between."""
    colon = _last(_COLON, gap)
    if colon is not None:
        return len(gap) - colon <= _AFTER_COLON
    comma = _COMMA.search(gap)
    if comma is None:
        return True
    if _SAME.fullmatch(gap, _last(_COMMA, gap) or 0):
        return one.kind != "negation" or _ends_its_clause(ground, one)
    # `X, Y and Z are not supported`: nothing but the term stands before the first comma.
    return not _HAN.search(gap) and comma.start() <= _ALONE and one.side == "both"


def _ends_its_clause(ground: _Ground, one: Denial) -> bool:
    rest = ground.words[one.end : ground.clause_end(one.end)]
    tail = _TAIL.match(rest)
    return tail is not None and tail.end() == len(rest)


def _last(pattern: re.Pattern[str], words: str) -> int | None:
    found = [one.end() for one in pattern.finditer(words)]
    return found[-1] if found else None


def _row(passage: Passage, flat: str) -> tuple[bool, Denial | None]:
    """Say whether the cells after the first decide, and what they take back."""
    cells = _CELL.split(flat.strip(" |\n"))
    heads = passage.container.header if passage.container else ()
    heads = heads if len(heads) == len(cells) else ("",) * len(cells)
    found: Denial | None = None
    blanks = 0
    for head, cell in zip(heads[1:], cells[1:], strict=True):
        said = cell_says(cell)
        above = heading_denies(head) if head else None
        if said == "yes" and above is None:
            return True, None
        blanks += said == "blank" and not holds_notes(head)
        found = found or _of_cell(passage, cell, said, above, notes=holds_notes(head))
    if found is None and blanks and blanks == len(cells) - 1 and any(heads):
        found = Denial("negation", cells[1].strip(), 0, 0)
    return found is not None, found


def _of_cell(
    passage: Passage, cell: str, said: str, above: Denial | None, *, notes: bool
) -> Denial | None:
    """Give what one cell takes back of the row it stands in."""
    if said == "yes":
        return above
    if said == "no":
        return None if above else Denial("negation", cell.strip(), 0, 0)
    words = cell.strip(" */\n-—。.")
    if not 0 < len(words) <= _STATUS:
        return None
    for one in denials_in(words, grammars_of(words, passage.language)):
        if not notes or one.kind != "negation":
            return one
    return None


def _by_heading(passage: Passage, flat: str) -> Denial | None:
    """Give what the heading or caption takes back of an item that only names a thing."""
    held = passage.container
    if passage.role not in {"item", "row"} or len(flat) > _NAMED or _DONE.search(flat):
        return None
    above = [passage.heading.rpartition("›")[2]]
    above += [held.name, held.about] if held is not None else []
    return next((one for one in map(heading_denies, above) if one is not None), None)
