"""One small dossier for all that is done to it here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.dossier_samples import Bundle, Made, made, unzipped


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """The case, its dossier, and the keys; made once."""
    folder = tmp_path_factory.mktemp("dossier")
    before = dict(os.environ)
    os.environ["HELIOGRAPH_KEYS"] = str(folder / "keys")
    yield made(folder / "made")
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def content(whole: Made) -> bytes:
    """The dossier's bytes."""
    return Path(whole.dossier).read_bytes()


@pytest.fixture
def bundle(whole: Made, content: bytes) -> Bundle:
    """The dossier's files, to spoil."""
    return Bundle(unzipped(content), whole.private)
