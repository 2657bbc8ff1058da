"""How fast PDF pages are read, against PDFium's own loops: `python benchmarks/pdf_pages.py FOLDER`.

Every PDF below the folder with 250,000 bytes and more is read three times each way, one way after
the other; the least CPU time of each counts.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from pypdfium2 import PdfDocument, PdfiumError

from heliograph.extractors.pdf import PdfExtractor
from heliograph.seams import Limits, Sheet

LEAST_BYTES = 250_000
ROUNDS = 3


def bare(path: Path) -> int:
    """Read the text of each page, nothing more."""
    document = PdfDocument(path)
    for page in document:
        page.get_textpage().get_text_range()
    return len(document)


def with_boxes(path: Path) -> int:
    """Read the text of each page and ask for the box of each character."""
    document = PdfDocument(path)
    for page in document:
        textpage = page.get_textpage()
        textpage.get_text_range()
        for at in range(textpage.count_chars()):
            textpage.get_charbox(at, loose=True)
    return len(document)


def ours(path: Path) -> int:
    """Read as Heliograph does: text, boxes mapped and packed, notes, annotations."""
    with path.open("rb") as file:
        values = PdfExtractor().read(file, "application/pdf", Limits())
        return sum(isinstance(value, Sheet) for value in values)


def main(folder: Path) -> None:
    """Print pages a CPU second for each file and way, and the ratios of the sums."""
    ways: tuple[Callable[[Path], int], ...] = (bare, with_boxes, ours)
    total = dict.fromkeys(ways, 0.0)
    for path in sorted(folder.rglob("*.pdf")):
        if path.stat().st_size < LEAST_BYTES:
            continue
        best = dict.fromkeys(ways, float("inf"))
        pages = 0
        try:
            for way in ways * ROUNDS:
                start = time.process_time()
                pages = way(path)
                best[way] = min(best[way], time.process_time() - start)
        except PdfiumError as error:
            print(f"{path.name}: {error}")
            continue
        speeds = "  ".join(f"{way.__name__} {pages / best[way]:.0f}" for way in ways)
        print(f"{path.name}: {pages} pages; pages a second: {speeds}")
        for way in ways:
            total[way] += best[way]
    print(f"ours is {total[bare] / total[ours]:.2f} of bare speed,", end=" ")
    print(f"{total[with_boxes] / total[ours]:.2f} of the speed with boxes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
