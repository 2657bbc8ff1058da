"""Users of a case log in here and out again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final, Protocol
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from heliograph.accounts.passwords import NOBODY, fits
from heliograph.accounts.sessions import Sessions
from heliograph.accounts.throttle import Throttle
from heliograph.accounts.users import user_of
from heliograph.translation import _
from heliograph.web.choices import newly_chosen, told
from heliograph.web.security import FOREIGN, LOGIN, SAFE, Guest, bounded_body, cookie, cookie_name

LOGOUT: Final = "/logout"
OVER: Final = _(
    "You are not logged in, or not any more. Log in, then say it again: nothing of this was kept."
)
WRONG, WAIT = 403, 429


class Show(Protocol):
    """Fills a template."""

    def __call__(
        self, request: Request, template: str, page: object, status: int = 200
    ) -> Response:
        """Give it as an answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPage:
    """What `login.html.j2` may use."""

    name: str = ""
    wrong: bool = False
    wait: int = 0
    """Seconds before the next try."""


class Entrance:
    """The door of a case with users: knows sessions, takes names and passwords."""

    def __init__(self, case: Path, clock: Callable[[], datetime]) -> None:
        """Begin with nobody inside."""
        self._case = case
        self._sessions = Sessions(clock)
        self._throttle = Throttle(clock)
        # One at a time: each takes 64 MiB.
        self._turn = Lock()

    def guest(self, key: str) -> Guest | None:
        """Say whose key it is: still a user, with the same password as at the log-in."""
        session = self._sessions.of(key)
        user = user_of(self._case, session.name) if session else None
        if session is None or user is None or user.stamp != session.stamp:
            return None
        return Guest(name=user.name, role=user.role, form=session.form)

    def take(self, token: str) -> str:
        """Give nothing: no address opens a case with users."""
        return ""

    def stranger(self, path: str, method: str) -> ASGIApp | None:
        """Lead to the log-in."""
        if path == LOGIN:
            return None
        if method in SAFE:
            return RedirectResponse(LOGIN, status_code=303)
        return told(OVER, 403)

    def log_in(self, name: str, password: str) -> tuple[str, int]:
        """Give the key of a new session, or the seconds to wait; neither, if it is wrong."""
        wait = self._throttle.attempt(name)
        if wait:
            return "", wait
        user = user_of(self._case, name)
        with self._turn:
            right = fits(password, user.secret if user else NOBODY)
        if user is None or not right:
            return "", 0
        self._throttle.succeeded(name)
        return self._sessions.begin(user.name, user.stamp), 0

    def routes(self, show: Show) -> list[Route]:
        """Give what answers at the door."""

        async def door(request: Request) -> Response:
            if chosen := newly_chosen(request):
                return chosen
            if request.state.guest is not None:
                return RedirectResponse("/claims", status_code=303)
            return await run_in_threadpool(show, request, "login.html.j2", LoginPage())

        async def come_in(request: Request) -> Response:
            body = await bounded_body(request)
            form = dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=10))
            name = form.get("name", "")[:200]
            password = form.get("password", "")
            key, wait = await run_in_threadpool(self.log_in, name, password)
            if key:
                went = RedirectResponse("/claims", status_code=303)
                went.headers["set-cookie"] = cookie(request.headers["host"], key)
                return went
            page = LoginPage(name=name, wrong=not wait, wait=wait)
            status = WAIT if wait else WRONG
            return await run_in_threadpool(show, request, "login.html.j2", page, status)

        async def go_out(request: Request) -> Response:
            body = await bounded_body(request)
            form = dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=10))
            if not request.state.guest.allows(form.get("csrf", "")):
                raise HTTPException(403, FOREIGN)
            name = cookie_name(request.headers["host"])
            self._sessions.end(request.cookies.get(name, ""))
            went = RedirectResponse(LOGIN, status_code=303)
            went.headers["set-cookie"] = f"{cookie(request.headers['host'], '')}; Max-Age=0"
            return went

        return [
            Route(LOGIN, door),
            Route(LOGIN, come_in, methods=["POST"]),
            Route(LOGOUT, go_out, methods=["POST"]),
        ]
