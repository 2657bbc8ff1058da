"""Leaves of the shared corpus's documents, made as a case would make them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2

from heliograph.codec import digest_of
from heliograph.records import Leaf, Page, PageId
from heliograph.segmenters import PassageSegmenter, carry_headings

CORPUS = Path(__file__).parents[1] / ".." / "shared" / "corpus"
TEXTS = frozenset({".md", ".txt", ".csv", ".rst", ".xml", ".html", ".bio", ".eml"})
_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)


def documents() -> list[str]:
    """Give the paths of the documents that can be read here."""
    lines = (CORPUS / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    names = [json.loads(line)["file"] for line in lines]
    return [
        name
        for name in names
        if Path(name).suffix in TEXTS | {".pdf"} and not name.startswith("hostile/")
    ]


def _texts(path: Path) -> Iterator[str]:
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                yield page.get_textpage().get_text_range().replace("\r\n", "\n")
        return
    text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    if path.suffix in {".html", ".xml"}:
        text = _TAG.sub(lambda tag: re.sub(r"[^\n]", " ", tag.group()), text)
    yield text


def leaves_of(name: str) -> Sequence[Leaf]:
    """Read one document of the corpus into leaves."""
    path = CORPUS / name
    segmenter = PassageSegmenter()
    digest = digest_of(path.read_bytes())
    leaves = []
    for number, text in enumerate(_texts(path), 1):
        page = Page(
            id=PageId(f"{digest}:{number}"),
            digest=digest,
            number=number,
            text=text,
            read_by="benchmark/1",
            confinement=0,
            first_line=None if path.suffix == ".pdf" else 1,
        )
        leaves.append(Leaf(page=page, passages=tuple(segmenter.segment(page))))
    return list(carry_headings(leaves))
