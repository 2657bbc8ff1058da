"""The settings of a case → who translates from a language: a model the user named, or nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from heliograph.machine_translation.confined import ConfinedTranslator
from heliograph.machine_translation.engine import installed
from heliograph.machine_translation.made import FileOfModel, MachineTranslation
from heliograph.machine_translation.models import Pair, model_in, pair_of
from heliograph.machine_translation.words import LONGEST, simplified, to_be_translated
from heliograph.records import Problem
from heliograph.seams import MachineTranslator

_TRADITIONAL: Final = "zh-Hant"
_SIMPLIFIED: Final = "zh"

Made = MachineTranslation | Problem


class Nobody:
    """The translator where the user named no model: of every text it says why there is none."""

    engine = ""
    model = ""
    confinement = 0

    def __init__(self, why: str) -> None:
        """Say what is missing, for whoever asks."""
        self._why = Problem(outcome="unsupported", reason="tool-missing", detail=why)

    def translate(self, texts: Sequence[str]) -> list[str | Problem]:
        """Give for each text that there is nobody to translate it."""
        return [self._why] * len(texts)


class Chosen(Struct, frozen=True, kw_only=True):
    """Who translates from one language, and from what."""

    pair: Pair
    files: tuple[FileOfModel, ...]
    translator: MachineTranslator
    in_simplified: bool
    """Whether words are written in simplified characters before they are translated."""

    def make(self, words: Sequence[str], clock: Callable[[], datetime]) -> list[Made]:
        """Translate words of documents; one of them or a problem for each, in order."""
        shown = [to_be_translated(one) for one in words]
        if self.in_simplified:
            shown = [simplified(one) for one in shown]
        said = self.translator.translate(shown)
        return [self._made(one, text, clock) for one, text in zip(words, said, strict=True)]

    def _made(self, words: str, said: str | Problem, clock: Callable[[], datetime]) -> Made:
        if isinstance(said, Problem):
            return said
        if not said.strip():
            return Problem(outcome="empty", reason="no-text")
        return MachineTranslation(
            words=words.encode("utf-8", "replace").decode(),
            text=said,
            source=self.pair.source,
            target=self.pair.target,
            engine=self.translator.engine,
            model=self.translator.model,
            files=self.files,
            made_at=clock(),
            confinement=self.translator.confinement,
            left_out=max(0, len(words) - LONGEST),
        )


class Translators:
    """The models that the settings of a case name; a folder is read when it is asked for."""

    def __init__(self, models: Mapping[str, str], case: Path) -> None:
        """Take pairs of languages and folders, seen from the case. Raises `BadSetting`."""
        self._folders = {
            pair_of(named): case / Path(folder).expanduser() for named, folder in models.items()
        }

    def pair_for(self, language: str) -> Pair | None:
        """Say into which language a model is named for words in one; None where none is.

        Words in traditional characters are for the model of simplified ones, where no other is.
        """
        sources = (language, _SIMPLIFIED) if language == _TRADITIONAL else (language,)
        return next(self._named(sources), None)

    def _named(self, sources: Sequence[str]) -> Iterator[Pair]:
        for source in sources:
            yield from (pair for pair in self._folders if pair.source == source)

    def chosen_for(self, language: str) -> Chosen:
        """Read the model for words in a language. Raises `BadSetting` where its folder is wrong."""
        pair, engine = self.pair_for(language), installed()
        missing = engine.remedy if pair else _not_named(language)
        if pair is None or missing:
            return _nobody(pair or Pair(language, ""), missing)
        model = model_in(self._folders[pair], pair)
        return Chosen(
            pair=pair,
            files=model.files,
            translator=ConfinedTranslator(model, engine.engine),
            in_simplified=language == _TRADITIONAL and pair.source == _SIMPLIFIED,
        )


def _nobody(pair: Pair, why: str) -> Chosen:
    return Chosen(pair=pair, files=(), translator=Nobody(why), in_simplified=False)


def _not_named(language: str) -> str:
    return (
        f"no model is named for words in {language!r}: write the folder of one into "
        f'heliograph.toml, [translation] models = {{ {language}-en = "FOLDER" }}'
    )
