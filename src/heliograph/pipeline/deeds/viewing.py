"""A look at evidence → custody, in a case whose settings ask for it."""

from __future__ import annotations

from pathlib import Path

from heliograph.config import load_config
from heliograph.records import Digest
from heliograph.store.custody import Custody


def log_view(
    settings: Path, custody: Custody, digest: Digest | None, page: int, *, claim: str | None = None
) -> None:
    """Enter that somebody looked at a page or claim, where `custody.log_views` is set.

    In custody alone, where two may write at once: who looks needs no lock on the case.
    """
    if load_config(settings).custody.log_views:
        custody.append([("viewed", {"digest": digest, "page": page, "claim": claim})])
