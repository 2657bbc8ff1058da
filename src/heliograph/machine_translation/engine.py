"""The engine of Firefox Translations: whether it is here, and the part of it that a child runs.

Of the library, `Translator` with bytes is used and nothing else: what else it has looks for models
on the network and fetches them.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from typing import BinaryIO, Final

from msgspec import Struct

from heliograph.machine_translation.request import MEDIA_TYPE, VERSION, request_in
from heliograph.seams import Extracted, Limits, Sheet

PACKAGE: Final = "fxtranslate"


class Installed(Struct, frozen=True, kw_only=True):
    """What there is to translate with."""

    version: str
    """Empty where the engine is not installed."""

    @property
    def engine(self) -> str:
        """Name and version, as a translation is signed."""
        return f"{PACKAGE} {self.version}" if self.version else ""

    @property
    def remedy(self) -> str:
        """Say how it is installed; empty where it is."""
        return "" if self.version else f"needs {PACKAGE} (pip install 'heliograph[translation]')"


def installed() -> Installed:
    """Look for the engine, without loading it."""
    try:
        return Installed(version=metadata.version(PACKAGE))
    except metadata.PackageNotFoundError:
        return Installed(version="")


class TranslatingExtractor:
    """Gives each text of a request, translated, as a sheet numbered by its place from 1."""

    name = "machine-translation"
    version = VERSION
    media_types = frozenset({MEDIA_TYPE})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield each translation. What a broken model or text makes the engine raise, is raised."""
        # Imported by the stem before it forks; here, so that the parent never loads it.
        from fxtranslate import Translator  # noqa: PLC0415

        asked = request_in(file)
        translator = Translator(
            asked.model,
            asked.source_vocabulary,
            asked.target_vocabulary,
            asked.shortlist or None,
        )
        for number, text in enumerate(asked.texts, start=1):
            yield Sheet(number=number, text=translator.translate_long(text))
