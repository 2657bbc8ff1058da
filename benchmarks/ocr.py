"""Measures the reading of pictures: character error and seconds a page, beside other readers.

    python benchmarks/ocr.py ../shared/corpus

Reads each picture of `bench_ocr` and `bench_extract` that has its text beside it (`*.gt.txt`,
`*.gt.md`), by Heliograph's eyes, by Tesseract's program where it is installed, and by rapidocr with
its own settings where that is. All in one run, one after the other, each on one thread; seconds are
of processor time. Error is edit distance to the text over its length, without white space, marks of
Markdown, and differences of width, quotes and dashes.
"""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from importlib import import_module, util
from pathlib import Path

import numpy as np
from PIL import Image
from pypdfium2 import PdfDocument
from rapidfuzz.distance import Levenshtein

from heliograph.extractors.rendering import rendered
from heliograph.extractors.seen_words import DPI
from heliograph.ocr.eye import load_eye
from heliograph.ocr.sheet import sheet_of

Reads = Callable[[Image.Image], str]

_MARKS = re.compile(r"<[^>]*>|[\s*#|`_\\]|-{3,}|[.…·]{3,}")
_ALIKE = str.maketrans("“”‘’«»–—‐−，。：；！？（）、", '""\'\'""----,.:;!?(),')


def main() -> None:
    """Print one line for each page and the sums."""
    pages = list(_pages(Path(sys.argv[1])))
    readers = dict(_readers())
    print("page".ljust(34), *(name.rjust(24) for name in readers))
    sums: dict[str, list[tuple[float, float, int]]] = {name: [] for name in readers}
    for name, picture, truth in pages:
        cells = []
        for reader, read in readers.items():
            began = _cpu()
            text = read(picture)
            seconds = _cpu() - began
            wrong = Levenshtein.distance(_plain(text), _plain(truth))
            sums[reader].append((wrong, seconds, len(_plain(truth))))
            cells.append(f"{wrong / len(_plain(truth)):.4f} {seconds:6.2f} s".rjust(24))
        print(name.ljust(34), *cells, flush=True)
    print("all".ljust(34), *(_sum(of) for of in sums.values()))


def _sum(of: list[tuple[float, float, int]]) -> str:
    wrong, seconds, length = (sum(column) for column in zip(*of, strict=True))
    return f"{wrong / length:.4f} {len(of) / seconds:6.2f} pages/s".rjust(24)


def _pages(corpus: Path) -> Iterator[tuple[str, Image.Image, str]]:
    for truth in sorted(corpus.glob("bench_*/*.gt.*")):
        stem = truth.name.partition(".gt.")[0]
        file = next(one for one in truth.parent.glob(f"{stem}.*") if ".gt." not in one.name)
        if file.suffix == ".pdf":
            picture = rendered(PdfDocument(file)[0], DPI)
        else:
            picture = Image.open(file).convert("RGB")
        yield stem, picture, truth.read_text(encoding="utf-8")


def _readers() -> Iterator[tuple[str, Reads]]:
    eye = load_eye()
    yield "heliograph", lambda picture: sheet_of(eye.look(picture), 1).text
    if shutil.which("tesseract"):
        yield "tesseract chi_sim+eng", _tesseract
    if util.find_spec("rapidocr") and util.find_spec("cv2"):
        yield "rapidocr, its defaults", _rapidocr()


def _tesseract(picture: Image.Image) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "page.png")
        picture.save(file, dpi=(DPI, DPI))
        command = ["tesseract", str(file), "-", "-l", "chi_sim+eng"]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def _rapidocr() -> Reads:
    engine = import_module("rapidocr").RapidOCR(
        params={"EngineConfig.onnxruntime.intra_op_num_threads": 1, "Global.log_level": "error"}
    )
    return lambda picture: "\n".join(engine(np.asarray(picture)[:, :, ::-1]).txts or ())


def _cpu() -> float:
    used = (resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _plain(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_ALIKE)


if __name__ == "__main__":
    main()
