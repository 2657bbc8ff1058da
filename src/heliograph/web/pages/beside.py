"""What stands beside a claim: a gloss of its words, a machine's translation, the names around it,
its custody, its hands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from heliograph.app import Heliograph
from heliograph.errors import BadSetting
from heliograph.gloss import Glossed, Sense, glosser_for
from heliograph.gloss_wording import sense_in_words
from heliograph.handwork.translating import translations_of, translators_of
from heliograph.judgement_wording import capability_in_words
from heliograph.machine_translation.made import MachineTranslation
from heliograph.machine_translation.wording import (
    maker_in_words,
    role_in_words,
    warning_in_words,
)
from heliograph.pipeline.deeds.adding import BY_HAND
from heliograph.records import CustodyEntry, Digest, Page
from heliograph.report.page import visible, when
from heliograph.store.custody_about import entries_of
from heliograph.views import ClaimView
from heliograph.wording import EVENTS, confinement_in_words, kind_in_words, language_in_words

MOST_ENTRIES: Final = 30
MOST_NAMES: Final = 40
LARGE_CHAIN: Final = 32_000_000
"""Bytes of custody from which the entries stand on the document's page alone: finding them in a
larger one would keep waiting whoever goes through hundreds of claims."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """One sense of a term: said so, or in the language of the page from `words`."""

    said: str
    words: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermGlossed:
    """One term of the quote."""

    words: str
    meanings: list[Meaning]


@dataclass(frozen=True, slots=True, kw_only=True)
class ByMachine:
    """What a machine made of the quote, and all that says which machine."""

    words: str
    text: str
    language: str
    maker: str
    files: list[tuple[str, str, str]]
    """What each is to the model, its name, its digest."""
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A known name on the page."""

    id: str
    name: str
    kind: str
    in_words: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """An entry of custody in short."""

    sequence: int
    at: str
    words: str
    by: str
    how: str
    """By what and how confined it was read, where the entry says that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """Words of the claim that a person corrected."""

    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideClaim:
    """What `_beside_claim.html.j2` may use."""

    gloss: list[TermGlossed]
    by_machine: list[ByMachine]
    machine_into: str
    """Language into which a machine would translate the quote; empty where no model is named."""
    warning: str
    names: list[Named]
    entries: list[Entered]
    more_entries: bool
    corrected: list[Corrected]
    added_by: str
    """Who added the claim by hand; empty where a finder made it."""
    misread: str
    """Address of the form that corrects the first doubtful words; empty where there are none."""


def beside_of(opened: Heliograph, claim: ClaimView, page: Page) -> BesideClaim:
    """Gather what stands beside a claim."""
    found = glosser_for(opened.folder.taxonomy).gloss(claim.quote)
    entries, more = _entries(opened, claim)
    names = opened.rows.mentions_beside(claim.id, MOST_NAMES)
    corrected = [one for one in page.corrected if one.start < claim.end and claim.start < one.end]
    return BesideClaim(
        gloss=[_term(one) for one in found],
        by_machine=[_by_machine(one) for one in translations_of(opened, claim)],
        machine_into=_machine_into(opened, claim.language),
        warning=warning_in_words(),
        names=[
            Named(
                id=one.id,
                name=visible(one.name),
                kind=kind_in_words(one.kind),
                in_words=one.in_words,
            )
            for one in names
            if kind_in_words(one.kind)
        ],
        entries=entries,
        more_entries=more,
        corrected=[
            Corrected(was=visible(one.was), now=visible(page.text[one.start : one.end]))
            for one in corrected
        ],
        added_by=visible(_added_by(opened, claim)),
        misread=_misread(claim, page),
    )


def _term(one: Glossed) -> TermGlossed:
    meanings = [Meaning(said=visible(_said(sense)), words=sense.words) for sense in one.senses]
    return TermGlossed(words=visible(one.words), meanings=meanings)


def _said(sense: Sense) -> str:
    if sense.source == "dictionary":
        return ""
    of = capability_in_words(sense.of) if sense.source in ("capability", "perhaps") else sense.of
    return sense_in_words(sense.source, of, sense.kind)


def _by_machine(one: MachineTranslation) -> ByMachine:
    return ByMachine(
        words=visible(one.words),
        text=visible(one.text),
        language=one.target,
        maker=visible(maker_in_words(one)),
        files=[(role_in_words(file.role), visible(file.name), file.digest) for file in one.files],
        left_out=one.left_out,
    )


def _machine_into(opened: Heliograph, language: str) -> str:
    """Name the language that a model is named for; a look does not fail on wrong settings."""
    try:
        pair = translators_of(opened).pair_for(language)
    except BadSetting:
        return ""
    return visible(language_in_words(pair.target)) if pair else ""


def _entries(opened: Heliograph, claim: ClaimView) -> tuple[list[Entered], bool]:
    """Give the last entries about the claim and its document, unless the chain is long."""
    path = opened.folder.custody
    if path.exists() and path.stat().st_size > LARGE_CHAIN:
        return [], True
    digest = Digest(claim.document.digest)
    found, more = entries_of(path, opened.rows, digest, claim.id, MOST_ENTRIES)
    return [_entered(one) for one in found], more


def _entered(one: CustodyEntry) -> Entered:
    facts = one.facts
    how, level = facts.get("read_by"), facts.get("confinement")
    read = f"{how}, {confinement_in_words(level)}" if how and isinstance(level, int) else ""
    return Entered(
        sequence=one.sequence,
        at=when(one.at),
        words=_event(one.event),
        by=visible(str(facts.get("by") or "")),
        how=visible(read),
    )


def _event(event: str) -> str:
    return next((words for name, words in EVENTS.items() if name == event), visible(event))


def _added_by(opened: Heliograph, claim: ClaimView) -> str:
    if BY_HAND not in claim.why:
        return ""
    added = opened.rows.addition(claim.id)
    return added.by if added else ""


def _misread(claim: ClaimView, page: Page) -> str:
    for one in page.doubts:
        if one.start < claim.end and claim.start < one.end:
            words = page.text[one.start : one.end]
            asked = urlencode({"words": words, "start": one.start})
            name = page.digest.removeprefix("sha256:")
            return f"/documents/{name}/pages/{page.number}?{asked}#correct"
    return ""
