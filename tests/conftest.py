"""What every test may lean on: no network, a clock that stands still, the corpus if it is there."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs the corpus where it is not there."""
    if CORPUS.is_dir():
        return
    for item in items:
        if item.get_closest_marker("corpus"):
            item.add_marker(pytest.mark.skip(reason="the shared corpus is not beside the checkout"))


@pytest.fixture
def corpus() -> Path:
    """The folder of real documents."""
    return CORPUS


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves the machine: a test that needs one is wrong."""
    if request.node.get_closest_marker("browser"):
        return
    connect = socket.socket.connect

    def refused(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and not str(address).startswith("('127.0.0.1'"):
            message = f"a test tried to reach {address}"
            raise AssertionError(message)
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", refused)


class FrozenClock:
    """A clock that moves only when a test says so."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that stands still."""
    return FrozenClock()
