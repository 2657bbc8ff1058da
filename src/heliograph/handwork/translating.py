"""What a person has translated by a machine: the words of claims, kept beside them and in custody.

It changes nothing of the case: custody alone is written, where two may write at once, and a cache.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Final

from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.codec import digest_of
from heliograph.handwork.places import document_of
from heliograph.language.identify import language_of
from heliograph.machine_translation.choosing import Chosen, Made, Translators
from heliograph.machine_translation.keeping import keep, kept
from heliograph.machine_translation.made import MachineTranslation
from heliograph.pipeline.tools import Progress, no_progress
from heliograph.records import Digest, Problem
from heliograph.store.facts import Facts
from heliograph.views import ClaimView

_Words = tuple[Digest, str]
"""Words of a document."""

AT_A_TIME: Final = 50
"""Claims that are translated by one child and then kept: a kill loses no more."""


class Translated(Struct, frozen=True, kw_only=True):
    """What came of one claim: a translation, or why there is none."""

    claim: str
    translation: MachineTranslation | None = None
    problem: Problem | None = None
    anew: bool = False
    """Whether it was made just now: of the same words, one model is asked once."""


def translators_of(opened: Heliograph) -> Translators:
    """Give the translators that the settings of a case name. Raises `BadSetting`."""
    return Translators(opened.settings().translation.models, opened.folder.root)


def translations_of(opened: Heliograph, claim: ClaimView) -> list[MachineTranslation]:
    """Give what machines made of a claim's words before, the latest first."""
    return kept(opened.folder.root, *_words_of(claim))


def translate_claims(
    opened: Heliograph, named: Sequence[str], by: str, progress: Progress = no_progress
) -> Iterator[Translated]:
    """Have the words of claims translated by the models that the case names; yield each when kept.

    Raises `NothingThere`, `HeldBack` and `BadSetting`.
    """
    claims = sorted((_claim(opened, one) for one in named), key=_language)
    translators, done = translators_of(opened), 0
    for language, group in groupby(claims, key=_language):
        chosen, of_language = translators.chosen_for(language), list(group)
        for start in range(0, len(of_language), AT_A_TIME):
            some = of_language[start : start + AT_A_TIME]
            yield from _translated(opened, some, chosen, by)
            done += len(some)
            progress("translate", done, len(claims))


def translate_words(opened: Heliograph, words: str, language: str = "") -> Translated:
    """Have words translated that a person typed; nothing of it is kept. Raises `BadSetting`.

    Without a language it is told from the words.
    """
    chosen = translators_of(opened).chosen_for(language or language_of(words))
    (made,) = chosen.make([words], opened.clock)
    if isinstance(made, Problem):
        return Translated(claim="", problem=made)
    return Translated(claim="", translation=made, anew=True)


def waiting_claims(opened: Heliograph, limit: int) -> list[str]:
    """Name claims whose words no machine translated, and for whose language a model is named."""
    translators = translators_of(opened)
    waiting = (
        one.id
        for one in opened.rows.claim_views()
        if translators.pair_for(one.language) and not translations_of(opened, one)
    )
    return list(islice(waiting, limit))


def _claim(opened: Heliograph, named: str) -> ClaimView:
    claim = next(opened.rows.claim_views(claim_id=named))
    document_of(opened, claim.document.digest)
    return claim


def _language(claim: ClaimView) -> str:
    return claim.language


def _translated(
    opened: Heliograph, claims: Sequence[ClaimView], chosen: Chosen, by: str
) -> Iterator[Translated]:
    """Translate what was not before, the same words of a document once; tell of every claim."""
    known = {_words_of(one): _before(opened, one, chosen) for one in claims}
    asked: dict[_Words, ClaimView] = {}
    for claim in claims:
        if known[_words_of(claim)] is None:
            asked.setdefault(_words_of(claim), claim)
    made = chosen.make([words for _, words in asked], opened.clock)
    answers: dict[_Words, Made] = dict(zip(asked, made, strict=True))
    for words, answer in answers.items():
        if isinstance(answer, MachineTranslation):
            # First in custody: what is shown was entered.
            opened.custody.append([("translated", _facts(asked[words], answer, by))])
            keep(opened.folder.root, words[0], answer)
    for claim in claims:
        words = _words_of(claim)
        found = answers.get(words) or known[words]
        yield Translated(
            claim=claim.id,
            translation=found if isinstance(found, MachineTranslation) else None,
            problem=found if isinstance(found, Problem) else None,
            anew=isinstance(answers.get(words), MachineTranslation) and asked[words] is claim,
        )


def _words_of(claim: ClaimView) -> _Words:
    return Digest(claim.document.digest), claim.quote


def _before(opened: Heliograph, claim: ClaimView, chosen: Chosen) -> MachineTranslation | None:
    """Give what the chosen model made of a claim's words before; where none can be, any model."""
    model = chosen.translator.model
    found = translations_of(opened, claim)
    return next((one for one in found if not model or one.model == model), None)


def _facts(claim: ClaimView, made: MachineTranslation, by: str) -> Facts:
    """Name both texts and each file of the model by their digests: custody is kept for ever."""
    return {
        "claim": claim.id,
        "digest": claim.document.digest,
        "page": claim.page,
        "words": digest_of(made.words.encode()),
        "text": digest_of(made.text.encode()),
        "from": made.source,
        "to": made.target,
        "engine": made.engine,
        **{one.role: one.digest for one in made.files},
        "confinement": made.confinement,
        "by": by,
    }
