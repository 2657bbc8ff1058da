"""Gets ready what the next pages need, once the first one is out: no start waits for it."""

from __future__ import annotations

from importlib import import_module
from threading import Lock, Thread
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from heliograph.web.pages import PAGES
from heliograph.web.rendering import environment

FIRST: Final = "/claims"
"""The page with which people begin."""

DEEDS: Final = (
    "heliograph.plugins.extractors",
    "heliograph.plugins.finders",
    "heliograph.pipeline.deeds.deciding",
    "heliograph.pipeline.recovery",
    "heliograph.search.highlight",
    "heliograph.search.tantivy_index",
)
"""What a review and a search would else import when they are asked for."""


class Warming:
    """Stands before the application; after the first page went out, gets the rest ready."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before this."""
        self._app = app
        self._begun = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; then begin, once."""
        await self._app(scope, receive, send)
        # The lock is never let go of: what was begun once is not begun again.
        if scope["path"] == FIRST and self._begun.acquire(blocking=False):
            Thread(target=warm, name="warming", daemon=True).start()


def warm() -> None:
    """Import the modules of pages, reviews and searches, and put the templates together."""
    for shown in PAGES:
        shown.gather.load()
        environment().get_template(shown.template)
    for module in DEEDS:
        import_module(module)
