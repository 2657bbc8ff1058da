"""Leaves of the shared corpus's documents, made by the extractors and the segmenter of a case.

Nothing is confined here: run it on the corpus alone, never on files you do not know.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from heliograph.codec import digest_of
from heliograph.extractors.kinds import media_type_of
from heliograph.plugins.extractors import load_extractors
from heliograph.records import Leaf
from heliograph.seams import Limits, Sheet
from heliograph.segmenters import PassageSegmenter, carry_headings
from heliograph.stages.extract import extract

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
LEFT_OUT = ("hostile/", "bench_ocr/", "email/", "warc/")
"""Folders without labels, whose files need a tool or are no single document."""


def documents() -> list[str]:
    """Give the paths of the documents that can be read here."""
    lines = (CORPUS / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    names = [json.loads(line)["file"] for line in lines]
    return [name for name in names if not name.startswith(LEFT_OUT)]


@cache
def leaves_of(name: str) -> Sequence[Leaf]:
    """Read one document of the corpus into leaves."""
    return read_leaves(CORPUS / name)


def read_leaves(path: Path) -> Sequence[Leaf]:
    """Read a file into leaves; none where no reader reads its kind."""
    with path.open("rb") as file:
        media_type = media_type_of(file, path.name)
        extractor = load_extractors().get(media_type)
        if extractor is None:
            return []
        file.seek(0)
        sheets = [one for one in extractor.read(file, media_type, Limits()) if type(one) is Sheet]
    read = extract(
        digest_of(path.read_bytes()),
        sheets,
        media_type=media_type,
        read_by=f"{extractor.name}/{extractor.version}",
        confinement=0,
    )
    segmenter = PassageSegmenter()
    leaves = [Leaf(page=page, passages=tuple(segmenter.segment(page))) for page in read.pages]
    return list(carry_headings(leaves))
