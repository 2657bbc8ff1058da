"""Who may ask the reading room for anything, and what a browser may do with what it answers.

A page of a stranger's site, or a name that is made to lead to this machine, may send requests
here; captured documents may hold anything. So: one host name and port, one key that the browser
holds, one token in every form, a policy under which nothing runs that is not ours.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from secrets import token_urlsafe
from typing import Protocol

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from heliograph.accounts.users import Role
from heliograph.translation import _
from heliograph.web.choices import told

OPENING = "/open/"
STATIC = "/static/"
LOGIN = "/login"
MOST_FORM_BYTES = 64 * 1024
SAFE = frozenset({"GET", "HEAD"})

_OPENED = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Heliograph</title>
<meta http-equiv="refresh" content="0; url=/claims"></head>
<body><p><a href="/claims">Go to the claims</a></p></body></html>"""
FOREIGN = _("That form is not of this session. Load the page again.")
_STALE = _(
    "This address opened the case once and opens nothing more.\n"
    "Stop `heliograph serve` and start it again: it prints a new one."
)
_STRANGER = _(
    "This browser has no key to the case.\nOpen the address that `heliograph serve` printed."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Who asks."""

    name: str
    role: Role
    form: str
    """What every form of theirs carries."""

    def allows(self, form: str) -> bool:
        """Say whether a form was one of ours."""
        return hmac.compare_digest(form.encode(), self.form.encode())


class Doorman(Protocol):
    """Knows who holds which key."""

    def guest(self, key: str) -> Guest | None:
        """Say who holds a key; None for a stranger."""
        ...

    def take(self, token: str) -> str:
        """Give the key for the token of a first address; empty where it opens nothing."""
        ...

    def stranger(self, path: str, method: str) -> ASGIApp | None:
        """Answer somebody without a key; None lets them through."""
        ...


class Keys:
    """The secrets of one run for one person: nothing of them is written down anywhere."""

    def __init__(self, by: str = "") -> None:
        """Draw them; `by` is in whose name things are done."""
        self._guest = Guest(name=by, role="owner", form=token_urlsafe(32))
        self.token = token_urlsafe(32)
        self._session = token_urlsafe(32)
        self._waiting = True

    def take(self, token: str) -> str:
        """Give the key, where this is the token of the first address, which opens once."""
        right = self._waiting and hmac.compare_digest(token.encode(), self.token.encode())
        if right:
            self._waiting = False
        return self._session if right else ""

    def guest(self, key: str) -> Guest | None:
        """Say whether this is the key."""
        same = hmac.compare_digest(key.encode(), self._session.encode())
        return self._guest if same else None

    def stranger(self, path: str, method: str) -> ASGIApp | None:
        """Say where the key is to be had."""
        words = _STALE if path.startswith(OPENING) else _STRANGER
        return told(words, 403)


def cookie_name(host: str) -> str:
    """Name the cookie by port: browsers send the cookies of one host to all of its ports."""
    return f"heliograph-{host.rpartition(':')[2]}"


def cookie(host: str, key: str) -> str:
    """Spell the cookie: for this host alone, out of reach of scripts and of other sites."""
    return f"{cookie_name(host)}={key}; Path=/; HttpOnly; SameSite=Strict"


class Door:
    """Stands before the application: refuses what does not belong, and locks what goes out."""

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str], doorman: Doorman) -> None:
        """Let in what asks for one of `hosts` (`127.0.0.1:8700`) and holds a key."""
        self._app = app
        self._hosts = frozenset(hosts)
        self._doorman = doorman

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] != "http":
            # No web sockets here; the life of the application itself is none of our business.
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        locked = _locking(send, host, scope["path"])
        if host not in self._hosts:
            refused = PlainTextResponse("This name does not lead here.", status_code=421)
            await refused(scope, receive, _locking(send, "", scope["path"]))
            return
        guest = self._doorman.guest(_cookie(headers, cookie_name(host)))
        scope.setdefault("state", {})["guest"] = guest
        answer = self._refusal(scope, headers, host, guest)
        await (answer or self._app)(scope, receive, locked)

    def _refusal(
        self, scope: Scope, headers: Headers, host: str, guest: Guest | None
    ) -> ASGIApp | None:
        path, method = scope["path"], scope["method"]
        if method in SAFE and path.startswith(OPENING):
            return self._opened(path.removeprefix(OPENING), host, known=guest is not None)
        if guest is None and not path.startswith(STATIC):
            refused = self._doorman.stranger(path, method)
            if refused is not None:
                return refused
        if method not in SAFE and not _ours(headers, host):
            return told(_("That came from another site."), 403)
        return None

    def _opened(self, token: str, host: str, *, known: bool) -> ASGIApp | None:
        if key := self._doorman.take(token):
            # Not a redirect: after one that a strange page began, the cookie would not be sent.
            return HTMLResponse(_OPENED, headers={"set-cookie": cookie(host, key)})
        if known:
            return RedirectResponse("/claims", status_code=303)
        return self._doorman.stranger(OPENING, "GET")


def _cookie(headers: Headers, name: str) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _ours(headers: Headers, host: str) -> bool:
    """Say whether a form was sent by one of our own pages, as far as the browser tells."""
    site = headers.get("sec-fetch-site", "same-origin")
    return headers.get("origin") == f"http://{host}" and site == "same-origin"


def _locking(send: Send, host: str, path: str) -> Send:
    own = f"http://{host}" if host else "'none'"
    parts = {
        "default-src": "'none'",
        "style-src": f"{own}/static/",
        "script-src": f"{own}/static/",
        "img-src": f"{own}/pictures/ {own}/static/",
        "connect-src": own,
        "form-action": own,
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    if not host:
        parts = {"default-src": "'none'"}
    policy = "; ".join(f"{name} {value}" for name, value in parts.items())

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["content-security-policy"] = policy
            headers["x-content-type-options"] = "nosniff"
            # Not `no-referrer`: browsers would then send our own forms with `Origin: null`.
            headers["referrer-policy"] = "same-origin"
            headers["x-frame-options"] = "DENY"
            headers["cross-origin-opener-policy"] = "same-origin"
            headers["cross-origin-resource-policy"] = "same-origin"
            headers["permissions-policy"] = "camera=(), geolocation=(), microphone=()"
            static = path.startswith(STATIC)
            headers["cache-control"] = "max-age=300" if static else "no-store"
        await send(message)

    return sent


class Oversized(Exception):
    """A form of more bytes than any of ours has."""

    def __str__(self) -> str:
        """Say so."""
        return f"That form is too long: {self.args[0]} bytes are the most."


async def bounded_body(request: Request, most: int = MOST_FORM_BYTES) -> bytes:
    """Read what was sent, as far as a form of ours goes. Raises `Oversized`."""
    whole = bytearray()
    async for chunk in request.stream():
        whole += chunk
        if len(whole) > most:
            raise Oversized(most)
    return bytes(whole)
