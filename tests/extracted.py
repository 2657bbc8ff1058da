"""What tests of extractors share: read bytes, and say what stands in each block."""

from __future__ import annotations

from heliograph.records import Container, Note, Problem
from heliograph.seams import Extracted, Extractor, Limits, Sheet
from heliograph.testing import check_extractor


class Read:
    """What came out of one file."""

    def __init__(
        self,
        extractor: Extractor,
        content: str | bytes,
        media_type: str = "",
        limits: Limits | None = None,
    ) -> None:
        sample = content.encode() if isinstance(content, str) else content
        kind = media_type or min(extractor.media_types)
        self.found: list[Extracted] = check_extractor(extractor, sample, kind, limits)
        self.sheets = [one for one in self.found if isinstance(one, Sheet)]
        self.problems = [(p.outcome, p.reason) for p in self.found if isinstance(p, Problem)]

    @property
    def sheet(self) -> Sheet:
        (sheet,) = self.sheets
        return sheet

    def notes(self, key: str) -> list[str]:
        return [one.value for one in self.found if isinstance(one, Note) and one.key == key]

    def words(self, role: str = "") -> list[str]:
        return [
            self.sheet.text[block.start : block.end]
            for block in self.sheet.blocks
            if not role or block.role == role
        ]

    def container(self, words: str) -> Container:
        """The container of the block that begins so."""
        for block in self.sheet.blocks:
            if self.sheet.text[block.start : block.end].startswith(words):
                assert block.container is not None
                return self.sheet.containers[block.container]
        raise AssertionError(words)

    def line(self, words: str) -> int:
        """The source line on which these words stand."""
        at = self.sheet.text.index(words)
        return [mark.line for mark in self.sheet.marks if mark.start <= at][-1]
