"""What a case keeps of documents beside its records and can make again: pictures, translations.

    pictures/        <digest>-….png, drawn when they were first looked at
    translations/    <digest>/….json, made by a machine when somebody asked for them

Both may be deleted at any time. What is deleted of the case goes from here, too.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Final

from heliograph.records import Digest

PICTURES: Final = "pictures"
TRANSLATIONS: Final = "translations"


def forget(case: Path, documents: Collection[Digest]) -> None:
    """Remove what is kept of these; a second time changes nothing."""
    names = {one.removeprefix("sha256:") for one in documents}
    if not names:
        return
    pictures = case / PICTURES
    for picture in pictures.iterdir() if pictures.is_dir() else ():
        if picture.name.partition("-")[0] in names:
            picture.unlink(missing_ok=True)
    for name in names:
        shutil.rmtree(case / TRANSLATIONS / name, ignore_errors=True)
