"""Measures the reading of pictures: character error and pages a second, beside other readers.

    python -m benchmarks.ocr ../shared/corpus
    python -m benchmarks.ocr ../shared/corpus --languages zh --kinds "300 dpi" --pages 8
    python -m benchmarks.ocr ../shared/corpus --lines 5

Reads pages drawn from text that is known (`made_pages`), for each language and each kind of page,
and each picture of `bench_ocr` and `bench_extract` that has its text beside it (`*.gt.txt`,
`*.gt.md`): by Heliograph's eyes, which are not told the language; by Tesseract's program, which is,
where it is installed; and by rapidocr with its own settings and networks where that is. All in one
run, each page by each reader in turn, each on one thread; seconds are of processor time. Error is
edit distance to the text over its length, without white space, marks of Markdown, and differences
of width, quotes and dashes; a cell is the median of its pages, in percent. The text beside a scan
may leave out words that stand on it in pictures, which then count as wrong: so a second figure says
how much of the text was not found in its order, whatever else was read.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import shutil
import subprocess
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module, util
from pathlib import Path
from statistics import median

import numpy as np
from benchmarks.made_pages import FONTS, LINES, kinds, page, texts
from PIL import Image
from pypdfium2 import PdfDocument
from rapidfuzz.distance import LCSseq, Levenshtein

from heliograph.extractors.rendering import rendered
from heliograph.extractors.seen_words import DPI
from heliograph.ocr.eye import load_eye
from heliograph.ocr.sheet import sheet_of

Reads = Callable[[Image.Image, str], str]
"""Takes a picture and its language, and gives its text."""

DATA: Mapping[str, str] = {
    "zh": "chi_sim+eng",
    "zh-Hant": "chi_tra+eng",
    "en": "eng",
    "ru": "rus",
    "ar": "ara",
    "ug": "uig",
    "bo": "bod",
    "fr": "fra",
    "es": "spa",
}
"""Language → the data that Tesseract is told to use."""

UNREAD_BY_RAPIDOCR = frozenset({"ru", "ar", "ug", "bo"})
"""Languages in letters that its networks do not have: it is not asked to read them."""

SCANS = "scans"

_MARKS = re.compile(r"<[^>]*>|[\s*#|`_\\]|-{3,}|[.…·]{3,}")
_ALIKE = str.maketrans("“”‘’«»–—‐−，。：；！？（）、", '""\'\'""----,.:;!?(),')


@dataclass(frozen=True, slots=True)
class Sample:
    """A document, as a picture of each page, with what stands on it."""

    language: str
    kind: str
    pictures: Sequence[Image.Image]
    truth: str


@dataclass(frozen=True, slots=True)
class Result:
    """What one reader made of a sample."""

    sample: Sample
    reader: str
    error: float
    """Share of wrong characters."""
    missing: float
    """Share of the text that was not found, in its order, in what was read."""
    seconds: float
    """Of processor time, a page."""


def main() -> None:
    """Print each page as it is read, then a table in Markdown for each reader, and the speeds."""
    asked = _asked()
    readers = {name: read for name, read in _readers() if name in (asked.readers or [name])}
    results: list[Result] = []
    for sample in _samples(asked):
        for reader, read in readers.items():
            if reader == "rapidocr" and sample.language in UNREAD_BY_RAPIDOCR:
                continue
            results.append(_read(sample, reader, read))
            print(_line(results[-1]), flush=True)
    for reader in readers:
        _print_table([one for one in results if one.reader == reader], reader)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--languages", nargs="*", default=[*FONTS], choices=[*FONTS])
    parser.add_argument("--kinds", nargs="*", default=[*kinds(), SCANS])
    parser.add_argument("--readers", nargs="*", default=[])
    parser.add_argument("--pages", type=int, default=1, help="of each language and kind")
    parser.add_argument("--lines", type=int, default=LINES, help="of a column")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _samples(asked: argparse.Namespace) -> Iterator[Sample]:
    known = texts(asked.corpus)
    for language in asked.languages:
        for name, kind in kinds().items():
            for number in range(asked.pages) if name in asked.kinds else ():
                chance = random.Random(f"{asked.seed} {language} {name} {number}")
                picture, truth = page(known[language], language, kind, chance, asked.lines)
                yield Sample(language, name, [picture], truth)
    if SCANS in asked.kinds:
        yield from _scans(asked.corpus)


def _scans(corpus: Path) -> Iterator[Sample]:
    for truth in sorted(corpus.glob("bench_*/*.gt.*")):
        stem = truth.name.partition(".gt.")[0]
        file = next(one for one in truth.parent.glob(f"{stem}.*") if ".gt." not in one.name)
        if file.suffix == ".pdf":
            pictures = [rendered(one, DPI) for one in PdfDocument(file)]
        else:
            pictures = [Image.open(file).convert("RGB")]
        text = truth.read_text(encoding="utf-8")
        language = "ar" if "right_to_left" in stem else "zh" if _is_han(text) else "en"
        yield Sample(language, stem, pictures, text)


def _is_han(text: str) -> bool:
    return bool(re.search("[\u4e00-\u9fff]", text))


def _read(sample: Sample, reader: str, read: Reads) -> Result:
    began = _cpu()
    text = _plain("\n".join(read(one, sample.language) for one in sample.pictures))
    seconds = (_cpu() - began) / len(sample.pictures)
    truth = _plain(sample.truth)
    error = Levenshtein.distance(text, truth) / len(truth)
    missing = 1 - LCSseq.similarity(text, truth) / len(truth)
    return Result(sample, reader, error, missing, seconds)


def _line(one: Result) -> str:
    cells = one.sample.language.ljust(8), one.sample.kind.ljust(26), one.reader.ljust(12)
    return " ".join(
        (
            *cells,
            f"{100 * one.error:7.2f} %",
            f"{100 * one.missing:7.2f} %",
            f"{one.seconds:6.2f} s",
        )
    )


def _print_table(results: Sequence[Result], reader: str) -> None:
    made = [name for name in kinds() if any(one.sample.kind == name for one in results)]
    print(f"\n{reader}\n\n| | " + " | ".join((*made, "pages/s")) + " |")
    print("|---" * (len(made) + 2) + "|")
    for language in FONTS:
        of = [one for one in results if one.sample.language == language]
        cells = [_cell([one for one in of if one.sample.kind == name]) for name in made]
        if any(one.sample.kind in made for one in of):
            print(f"| {language} | " + " | ".join((*cells, f"{_speed(of):.2f}")) + " |")
    for one in results:
        if one.sample.kind not in made:
            print(_line(one))


def _cell(of: Sequence[Result]) -> str:
    return f"{100 * median(one.error for one in of):.1f}" if of else ""


def _speed(of: Sequence[Result]) -> float:
    """Give pages a second of one processor, by the page in the middle."""
    return 1 / median(one.seconds for one in of)


def _readers() -> Iterator[tuple[str, Reads]]:
    eye = load_eye()
    yield "heliograph", lambda picture, language: sheet_of(eye.look(picture), 1).text
    if shutil.which("tesseract"):
        yield "tesseract", _tesseract
    if util.find_spec("rapidocr") and util.find_spec("cv2"):
        yield "rapidocr", _rapidocr()


def _tesseract(picture: Image.Image, language: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "page.png")
        picture.save(file, compress_level=1)
        # Of its own scripts' data it is told which; of the page's resolution it is not.
        command = ["tesseract", str(file), "-", "-l", DATA[language]]
        limited = {"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin"}
        done = subprocess.run(command, capture_output=True, check=True, text=True, env=limited)
        return done.stdout


def _rapidocr() -> Reads:
    engine = import_module("rapidocr").RapidOCR(
        params={"EngineConfig.onnxruntime.intra_op_num_threads": 1, "Global.log_level": "error"}
    )

    def read(picture: Image.Image, language: str) -> str:
        return "\n".join(engine(np.asarray(picture)[:, :, ::-1]).txts or ())

    return read


def _cpu() -> float:
    used = (resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _plain(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_ALIKE)


if __name__ == "__main__":
    main()
