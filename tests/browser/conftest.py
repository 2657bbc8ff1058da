"""One Chromium for the tests of a file; without it they are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.browsers import CHROMIUM, QUIET

HERE = Path(__file__).parent
WANTING = pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands here as a browser's, which is allowed connections of its own."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(WANTING)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, as quiet as it can be made."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield browser
        browser.close()
