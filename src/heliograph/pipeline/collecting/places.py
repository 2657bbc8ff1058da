"""Paths as people name them → the case and the files that are meant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from heliograph.errors import NothingThere
from heliograph.store import CaseFolder

USUAL_CASE = "heliograph-case"
"""Where `scan` puts a case when none is named."""


def find_case(named: Path | None, from_environment: Path | None) -> Path:
    """Which case is meant: the named one, the environment's, this folder, or the usual one."""
    for folder in (named, from_environment):
        if folder is not None:
            return folder
    here = Path()
    return here if CaseFolder(here).database.exists() else here / USUAL_CASE


def existing(paths: Sequence[Path]) -> Sequence[Path]:
    """Refuse a list of paths of which one leads nowhere, before anything is done."""
    for path in paths:
        if not path.exists():
            raise NothingThere(what=str(path), hint="Check the spelling of the path.")
    return paths
