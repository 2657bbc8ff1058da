"""A folder that is looked at by a schedule: walked, and what is new taken in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from heliograph.pipeline.collecting.intake import walk
from heliograph.pipeline.sources.stock import Stock, Stood
from heliograph.pipeline.tools import Progress, Tools
from heliograph.records import Document, Source


def stock_of_folder(source: Source, tools: Tools, progress: Progress) -> Stock:
    """Walk it and take in what is new. Every file is read whole: a date can be set back."""
    path = Path(os.path.normpath(tools.folder / source.location))
    if not path.is_dir():
        return Stock(files={}, away="there is no such folder now")
    files: dict[str, Stood] = {}
    hidden: list[str] = []

    def met(documents: Sequence[Document]) -> None:
        for one in documents:
            if one.digest is not None:
                files[one.path] = Stood(digest=one.digest)
            elif one.refusal is not None and one.refusal.outcome == "unreachable":
                hidden.append(one.path)

    walk(source, path, tools, progress, met)
    if path.name in hidden and not files:
        return Stock(files={}, away="it may not be entered")
    return Stock(files=files, hidden=tuple(hidden))
