"""What the sheets of styles inside a web page hide, told by its own rules without a browser.

Of CSS only what this needs: rules whose selectors are names, classes, ids and what stands in what,
and the properties by which a page keeps words out of sight, each won by weight and order. A rule
that cannot be told (other selectors, widths of a screen) may show an element and never hides one:
what is marked as hidden should be. Sheets outside the file are not there to be asked, and what a
script does afterwards is not known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

MOST_CHARACTERS: Final = 1_000_000
MOST_RULES: Final = 20_000
"""Of the sheets of one page together."""
MOST_PER_ELEMENT: Final = 500
"""Rules that are weighed for one element."""
MOST_ABOVE: Final = 200
"""Elements above one that are looked at for what it stands in."""

STYLE: Final = "a sheet of styles"
"""What blocks say that are hidden by one."""
_HIDDEN: Final = re.compile(
    r"(?<![\w-])(?:display:none|visibility:hidden|visibility:collapse|opacity:0(?:\.0+)?%?(?=;|!|$)"
    r"|font-size:0(?:\.0+)?(?:px|pt|em|rem|%)?(?=;|!|$)|text-indent:-\d{3,}|(?:left|top):-\d{3,}"
    r"|clip:rect\(0|clip-path:inset\((?:50|100)%|transform:scale\(0\))"
)
"""Styles, without spaces and in small letters, under which nothing is to be seen."""
_COLOURS: Final = re.compile(r"(?<![\w-])(color|background(?:-color)?):([^;!]+)")
_WHITE: Final = {"#fff": "white", "#ffffff": "white", "rgb(255,255,255)": "white"}
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE: Final = re.compile(r"[{};]")
_WORDS: Final = re.compile(r"[\s>+~]+")
_STEP: Final = re.compile(r"\s*([>\s])\s*")
_COMPOUND: Final = re.compile(r"(\*|[a-zA-Z][\w-]*)?((?:[.#][\w-]+)*)")
_PART: Final = re.compile(r"([.#])([\w-]+)")
_PROPERTIES: Final = frozenset(
    {
        "display", "visibility", "opacity", "font-size", "text-indent", "left", "top", "clip",
        "clip-path", "transform",
    }
)  # fmt: skip
_SURE_MEDIA: Final = re.compile(
    r"@(?:media\s+(?:only\s+)?(?:screen|all)\s*|supports\b.*|layer\b.*)"
)
_ON_PAPER: Final = re.compile(r"@media\b[^,]*\b(?:print|speech)\b[^,]*")


def hides(style: str) -> bool:
    """Say whether declarations hide an element: out of sight, without size, or in one colour."""
    plain = "".join(style.split()).lower()
    if _HIDDEN.search(plain):
        return True
    colours = {name[:5]: _WHITE.get(said, said) for name, said in _COLOURS.findall(plain)}
    return "color" in colours and colours["color"] == colours.get("backg")


Weight = tuple[bool, int, int, int, int]
"""Importance, ids, classes, names, order."""


@dataclass(frozen=True, slots=True)
class _Compound:
    """What one element must be."""

    tag: str
    id: str
    classes: frozenset[str]

    def fits(self, element: etree._Element, its_classes: frozenset[str]) -> bool:
        if self.tag not in ("", "*") and self.tag != element.tag:
            return False
        if self.id and self.id != element.get("id"):
            return False
        return self.classes <= its_classes


@dataclass(frozen=True, slots=True)
class _Rule:
    """One selector with what it says of one property."""

    last: _Compound
    above: tuple[tuple[str, _Compound], ...]
    """From the element upwards: ` ` for anywhere above, `>` for right above."""
    property: str
    hides: bool
    weight: Weight


class StyleSheets:
    """The rules of one page that hide elements, or show them again."""

    def __init__(self, root: etree._Element) -> None:
        """Read the sheets of a page."""
        self._by_key: defaultdict[str, list[_Rule]] = defaultdict(list)
        self._hiding: set[str] = set()
        self._count = 0
        left = MOST_CHARACTERS
        for element in root.iter("style"):
            media = (element.get("media") or "").lower()
            text = "".join(str(piece) for piece in element.itertext())[:left]
            left -= len(text)
            if "print" not in media:
                self._read(_COMMENT.sub(" ", text))

    def hide(self, element: etree._Element) -> bool:
        """Say whether the page's own rules keep an element from being seen."""
        if not self._hiding:
            return False
        its_id, classes = element.get("id") or "", frozenset((element.get("class") or "").split())
        keys = [str(element.tag), "*", *([f"#{its_id}"] if its_id else [])]
        keys += [f".{one}" for one in classes]
        if self._hiding.isdisjoint(keys):
            return False
        won: dict[str, _Rule] = {}
        rules = (rule for key in keys for rule in self._by_key.get(key, ()))
        for _, rule in zip(range(MOST_PER_ELEMENT), rules, strict=False):
            stands = won.get(rule.property)
            if (stands is None or stands.weight < rule.weight) and _applies(rule, element, classes):
                won[rule.property] = rule
        return any(rule.hides for rule in won.values())

    def _read(self, text: str) -> None:
        """Go through a sheet brace by brace; rules inside others stand under their conditions."""
        conditions: list[str] = []
        begins = place = 0
        while found := _BRACE.search(text, place):
            place = found.end()
            head = text[begins : found.start()].strip()
            if found[0] == "{" and head.startswith("@"):
                conditions.append(head.lower())
            elif found[0] == "{":
                ends = text.find("}", place)
                ends = len(text) if ends < 0 else ends
                self._rule(head, text[place:ends], conditions)
                place = ends + 1
            elif found[0] == "}" and conditions:
                conditions.pop()
            begins = place

    def _rule(self, selectors: str, body: str, conditions: list[str]) -> None:
        if any(_ON_PAPER.fullmatch(one) or one.startswith("@keyframes") for one in conditions):
            return
        sure = all(_SURE_MEDIA.fullmatch(one) for one in conditions)
        said = list(self._said(body))
        for selector in selectors.split(",") if said else ():
            for name, hides, important in said:
                self._add(selector.strip(), name, hides=hides, important=important, sure=sure)

    def _said(self, body: str) -> Iterator[tuple[str, bool, bool]]:
        for declaration in body.split(";"):
            name, _, value = ("".join(declaration.split())).lower().partition(":")
            if name in _PROPERTIES and value:
                plain = value.removesuffix("!important")
                yield name, _HIDDEN.search(f"{name}:{plain}") is not None, plain != value

    def _add(self, selector: str, name: str, *, hides: bool, important: bool, sure: bool) -> None:
        parsed = _parsed(selector)
        if hides and (parsed is None or not sure):
            return
        if parsed is None:
            # It may show the element, in whatever it stands.
            last = _compound(_WORDS.split(selector)[-1].split("[")[0])
            if last is None or ":" in selector:
                return
            parsed = (last, ())
        self._count += 1
        if self._count > MOST_RULES:
            return
        last, above = parsed
        every = (last, *(one for _, one in above))
        weight = (
            important,
            sum(bool(one.id) for one in every),
            sum(len(one.classes) for one in every) + selector.count("["),
            sum(one.tag not in ("", "*") for one in every),
            self._count,
        )
        key = f"#{last.id}" if last.id else next((f".{one}" for one in last.classes), "")
        key = key or last.tag or "*"
        self._by_key[key].append(_Rule(last, above, name, hides, weight))
        if hides:
            self._hiding.add(key)


def _applies(rule: _Rule, element: etree._Element, classes: frozenset[str]) -> bool:
    if not rule.last.fits(element, classes):
        return False
    for how, compound in rule.above:
        above = element.getparent()
        for _ in range(MOST_ABOVE):
            if above is None or compound.fits(above, _classes(above)) or how == ">":
                break
            above = above.getparent()
        if above is None or not compound.fits(above, _classes(above)):
            return False
        element = above
    return True


def _classes(element: etree._Element) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def _parsed(selector: str) -> tuple[_Compound, tuple[tuple[str, _Compound], ...]] | None:
    """Read a selector; None where it says more than names, classes, ids and what stands in what."""
    words = _STEP.split(selector)
    compounds = [_compound(one) for one in words[::2]]
    known = [one for one in compounds if one is not None]
    if len(known) < len(compounds) or not known:
        return None
    steps = [">" if ">" in one else " " for one in words[1::2]]
    above = tuple(zip(reversed(steps), reversed(known[:-1]), strict=True))
    return known[-1], above


def _compound(words: str) -> _Compound | None:
    found = _COMPOUND.fullmatch(words)
    if found is None or not words:
        return None
    parts = _PART.findall(found[2])
    ids = [name for sign, name in parts if sign == "#"]
    return _Compound(
        tag=(found[1] or "").lower(),
        id=ids[0] if ids else "",
        classes=frozenset(name for sign, name in parts if sign == "."),
    )
