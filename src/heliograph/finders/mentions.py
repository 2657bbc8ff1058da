"""Finds mentions: names of known organisations, products, components and programmes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from heliograph.codec import id_of
from heliograph.finders.lexicon import Lexicon
from heliograph.finders.terms import Hit, Term
from heliograph.records import Claim, Entity, EntityId, Leaf, Mention, MentionId
from heliograph.taxonomy import Name, Taxonomy, load_taxonomy

_NEARBY = 80
"""Characters to either side within which a word of `near` makes an ambiguous name sure."""

_SPECIFIC = ("product", "component", "programme", "list", "public-body", "company")
"""Where one name stands for two things, the more specific one is meant."""

# Each word in one way only: a run of capitals must not be cut at every letter.
_LEGAL_TAIL = re.compile(
    r"(?P<words>(?:[ ,.&]{1,4}+[A-Z][\w'-]*+){0,6}?)"
    r"[ ,.]{0,4}+\b(?:Co|Ltd|Inc|Corp|LLC|GmbH|Limited)\b"
)
_HAN_TAIL = re.compile(r"(?P<words>[\u4e00-\u9fff()（）]{0,16}?)(?:公司|集团|厂)")
_GENERIC = re.compile(
    r"technolog(?:y|ies)|digital|electronics?|communications?|information|group|international"
    r"|holdings?|science|systems?|solutions?|networks?|and|of|"
    r"科技|技术|数字|信息|股份|有限|责任|集团|通讯|通信|电子|软件|网络|智能|系统|发展|控股|中国|全资|子"
    r"|[\s(),.&（）]"
)


class MentionFinder:
    """Reads a document's leaves and says whom and what they name. Never a person."""

    name = "mentions"

    def __init__(self, taxonomy: Taxonomy | None = None) -> None:
        """Take the names that ship with Heliograph unless another taxonomy is given."""
        taxonomy = taxonomy or load_taxonomy()
        self.version = f"1+{taxonomy.version[:8]}"
        self._lexicon = Lexicon(_terms(taxonomy.names))
        self._entities = {one.name: _entity(one) for one in taxonomy.names}

    def entities(self) -> Sequence[Entity]:
        """Give every entity a mention can stand for."""
        return tuple(self._entities.values())

    def find(self, leaves: Sequence[Leaf]) -> Iterator[Claim | Mention]:
        """Yield the mentions of one document, in order of page and offset."""
        scanned = [self._lexicon.scan(leaf.page.text) for leaf in leaves]
        sure = {hit.key[1] for hits in scanned for hit in hits if hit.key[0] == "name"}
        for leaf, hits in zip(leaves, scanned, strict=True):
            meant = [hit for hit in hits if _is_meant(hit, hits, sure, leaf.page.text)]
            for hit in self._one_each(meant):
                yield self._mention(leaf, hit)

    def _one_each(self, hits: Iterable[Hit]) -> Iterator[Hit]:
        """Keep the longest of overlapping names, and the most specific of the same length."""
        ranked = sorted(hits, key=lambda hit: (hit.start, -hit.end, self._rank(hit)))
        reach = -1
        for hit in ranked:
            if hit.start >= reach:
                reach = hit.end
                yield hit

    def _rank(self, hit: Hit) -> int:
        return _SPECIFIC.index(self._entities[hit.key[1]].kind)

    def _mention(self, leaf: Leaf, hit: Hit) -> Mention:
        entity = self._entities[hit.key[1]]
        return Mention(
            id=MentionId(id_of("mention", leaf.page.id, hit.start, hit.end, entity.id)),
            page_id=leaf.page.id,
            start=hit.start,
            end=hit.end,
            words=leaf.page.text[hit.start : hit.end],
            entity_id=entity.id,
        )


def _entity(name: Name) -> Entity:
    return Entity(
        id=EntityId(id_of("entity", name.kind, name.name)),
        name=name.name,
        kind=name.kind,
        names=(*name.aliases, *name.ambiguous),
        note=name.note,
    )


def _terms(names: Iterable[Name]) -> Iterator[Term]:
    for one in names:
        for written in dict.fromkeys((one.name, *one.aliases)):
            yield Term(("name", one.name), written)
        for written in one.ambiguous:
            yield Term(("unsure", one.name), written)
        for written in one.near:
            yield Term(("near", one.name), written)


def _is_meant(hit: Hit, hits: Sequence[Hit], sure: set[str], text: str) -> bool:
    """Say whether a name stands for its entity here."""
    if hit.key[0] == "near" or _is_part_of_another(hit, text):
        return False
    if hit.key[0] == "name" or hit.key[1] in sure:
        return True
    return any(
        one.key == ("near", hit.key[1])
        and hit.start - _NEARBY < one.end
        and one.start < hit.end + _NEARBY
        and not (one.start < hit.end and hit.start < one.end)
        for one in hits
    )


def _is_part_of_another(hit: Hit, text: str) -> bool:
    """Say whether the name only begins the legal name of some other firm."""
    for tail in (_LEGAL_TAIL, _HAN_TAIL):
        found = tail.match(text, hit.end)
        if found is not None:
            return bool(_GENERIC.sub("", found.group("words").lower()))
    return False
