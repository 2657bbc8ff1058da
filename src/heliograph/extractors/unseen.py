"""Says of pictures that they wait for eyes, or what is to be installed so that there are any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from heliograph.media import PICTURES
from heliograph.ocr.models import installed
from heliograph.records import Problem
from heliograph.seams import Extracted, Limits


class UnseenExtractor:
    """Picture files, in a child without eyes; those that have them read them in a later pass."""

    name = "unseen"
    version = "1"
    media_types = PICTURES

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield the one thing that can be said."""
        eyes = installed()
        if eyes.works:
            yield Problem(outcome="empty", reason="no-text-layer", detail="a picture")
        else:
            yield Problem(outcome="unsupported", reason="tool-missing", detail=eyes.remedy)
