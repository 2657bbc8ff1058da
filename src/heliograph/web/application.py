"""Puts pages and actions of one case together as an ASGI application behind its door."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from heliograph.accounts.users import Role, may
from heliograph.app import Heliograph
from heliograph.codec import Box
from heliograph.drafting.drafts import Drafts
from heliograph.durable import disk_refused
from heliograph.errors import (
    AlreadyThere,
    BadQuery,
    CannotWrite,
    CaseBusy,
    HeldBack,
    HeliographError,
    NothingThere,
    UsageError,
)
from heliograph.late import late
from heliograph.pictures import picture_of
from heliograph.records import Digest
from heliograph.report.page import visible
from heliograph.translation import _, speaking, spoken
from heliograph.web.actions import ACTIONS, TAKE_NO_TURN, Action
from heliograph.web.choices import address_of, catalogue, choices_of, newly_chosen
from heliograph.web.desk import Desk
from heliograph.web.entrance import Entrance
from heliograph.web.evidence import PICTURED, document_of
from heliograph.web.looking import saw_picture, took
from heliograph.web.pages import PAGES, Shown
from heliograph.web.rendering import rendered
from heliograph.web.roles import ROOMY, role_for_act, role_for_page, without_forms
from heliograph.web.security import (
    MOST_FORM_BYTES,
    Door,
    Doorman,
    Guest,
    Oversized,
    bounded_body,
)
from heliograph.web.visit import Visit
from heliograph.web.warming import Warming

if TYPE_CHECKING:
    from heliograph.drafting import publishing
else:
    (publishing,) = late("heliograph.drafting", "publishing")

STATUSES: Final[dict[type[Exception], int]] = {
    NothingThere: 404,
    HeldBack: 403,
    CaseBusy: 409,
    BadQuery: 400,
    Oversized: 413,
    AlreadyThere: 409,
    UsageError: 400,
    CannotWrite: 507,
}
"""Of the nearest kind: what was asked for and cannot be done is no fault of ours."""
MOST_FIELDS = 50
TOO_LITTLE: Final[dict[Role, str]] = {
    "reader": _("You may not do this."),
    "reviewer": _("Readers may look and not decide. An owner of the case can make you a reviewer."),
    "owner": _("This is for owners of the case: what leaves it, what is released, who is let in."),
}
FAULTS = 400
FAILED = 500
CHUNK = 1 << 20
EXCHANGE = "x-exchange"
"""Sent with whatever `static/exchange.js` asks for."""
LEADS_TO = "x-leads-to"

Endpoint = Callable[[Request], Awaitable[Response]]
STATIC: Final = {
    "app.css": "text/css; charset=utf-8",
    "exchange.js": "text/javascript; charset=utf-8",
    "keys.js": "text/javascript; charset=utf-8",
    "select.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


def create_app(
    case: Path, *, hosts: Sequence[str], doorman: Doorman, desk: Desk | None = None
) -> ASGIApp:
    """Build the application for one case. No globals: two cases, two applications.

    It answers requests for one of `hosts` (name and port) from those whom `doorman` knows, each as
    far as their role goes, in their name. The case is opened anew for each request, so that what
    another Heliograph adds meanwhile shows, and is locked only while a review is written.
    """
    room = _Room(case=case, desk=desk or Desk())
    entrance = doorman.routes(room.shown) if isinstance(doorman, Entrance) else []
    routes: list[BaseRoute] = [
        Route("/", lambda _: RedirectResponse("/claims", status_code=303)),
        *entrance,
        *(Route(one.address, room.page(one)) for one in PAGES),
        *(Route(address, room.action(address, act), methods=["POST"]) for address, act in ACTIONS),
        Route("/pictures/claims/{claim}.png", room.claim_picture),
        Route("/pictures/{digest}/{number:int}.png", room.page_picture),
        Route("/originals/{digest}", room.original),
        Route("/dossiers/{draft}/made/{name}", room.made),
        Route("/static/{name}", _static),
    ]
    handlers = {
        HeliographError: room.failed,
        HTTPException: room.no_such,
        Oversized: room.failed,
        OSError: room.refused,
        sqlite3.Error: room.refused,
    }
    inner = Starlette(routes=routes, exception_handlers=handlers)
    return Door(Warming(inner), hosts=hosts, doorman=doorman)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """The case, and what lasts between requests."""

    case: Path
    desk: Desk
    turn: Lock = field(default_factory=Lock)
    """One action at a time: two of ours wait for each other, and only strangers are in the way."""

    def page(self, shown: Shown) -> Endpoint:
        """Make what answers one kind of page."""

        def gathered(request: Request) -> object:
            # What is gathered is said in words, too.
            words = catalogue(choices_of(request).language)
            visit = self._visit(request)
            _refuse(visit, role_for_page(shown.address))
            with speaking(words), Heliograph.open(self.case) as opened:
                return shown.gather(opened, visit)

        async def answer(request: Request) -> Response:
            if chosen := newly_chosen(request):
                return chosen
            found = await run_in_threadpool(gathered, request)
            return await run_in_threadpool(self.shown, request, shown.template, found)

        return answer

    def action(self, address: str, act: Action) -> Endpoint:
        """Make what answers one kind of form."""
        most, fields = ROOMY.get(address, (MOST_FORM_BYTES, MOST_FIELDS))

        turn = nullcontext() if address in TAKE_NO_TURN else self.turn

        def acted(visit: Visit) -> str | Response:
            with turn:
                return act(self.case, visit.by, visit)

        async def answer(request: Request) -> Response:
            body = await bounded_body(request, most)
            form = dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=fields))
            if not request.state.guest.allows(form.get("csrf", "")):
                raise HTTPException(
                    403, _("That form is not of this session. Load the page again.")
                )
            visit = self._visit(request, form)
            _refuse(visit, role_for_act(address))
            to = await run_in_threadpool(acted, visit)
            return to if isinstance(to, Response) else led(to, request)

        return answer

    async def claim_picture(self, request: Request) -> Response:
        """Draw the page of a claim, the quote framed."""
        return await run_in_threadpool(self._claim_picture, self._visit(request))

    def _claim_picture(self, visit: Visit) -> Response:
        with Heliograph.open(self.case) as opened:
            claim = next(opened.rows.claim_views(claim_id=visit.path["claim"]))
            saw_picture(visit, claim.document.digest, claim.page, claim.id)
            return _drawn(opened, claim.document.digest, claim.page, claim.boxes)

    async def page_picture(self, request: Request) -> Response:
        """Draw a page."""
        return await run_in_threadpool(self._page_picture, self._visit(request))

    def _page_picture(self, visit: Visit) -> Response:
        with Heliograph.open(self.case) as opened:
            saw_picture(visit, visit.digest, int(visit.path["number"]))
            return _drawn(opened, visit.digest, int(visit.path["number"]), ())

    async def original(self, request: Request) -> Response:
        """Hand out a document's own bytes, as something to keep and never as something to show."""
        visit = self._visit(request)
        _refuse(visit, "reviewer")
        return await run_in_threadpool(self._original, visit)

    def _original(self, visit: Visit) -> Response:
        with Heliograph.open(self.case) as opened:
            document_of(opened, visit.digest)
            # By its digest, not its name: a name may be made to look like something else.
            name = f"{visit.path['digest']}.bin"
            took(opened, visit, "original", visit.digest, name)
            source = opened.blobs.open(visit.digest)
        return StreamingResponse(
            _chunks(source),
            media_type="application/octet-stream",
            headers={"content-disposition": f'attachment; filename="{name}"'},
        )

    async def made(self, request: Request) -> Response:
        """Hand out what was made of a draft."""
        visit = self._visit(request)
        _refuse(visit, "owner")
        return await run_in_threadpool(self._made, visit)

    def _made(self, visit: Visit) -> Response:
        draft, name = Drafts(self.case).read(visit.path["draft"]), visit.path["name"]
        found = next(
            (one for one in publishing.made_of(self.case, draft) if one.name == name), None
        )
        if found is not None:
            with Heliograph.open(self.case) as opened:
                took(opened, visit, "file of a dossier", None, name)
            return FileResponse(found, media_type="application/zip", filename=name)
        raise NothingThere(what=f"a dossier called {name[:80]}", hint="")

    async def failed(self, request: Request, error: Exception) -> Response:
        """Say what went wrong, as the command line would."""
        status = next((STATUSES[one] for one in type(error).mro() if one in STATUSES), FAILED)
        return self._wrong(request, error, status)

    async def refused(self, request: Request, error: Exception) -> Response:
        """Say that the disk takes no more; what else may be meant is a fault of ours."""
        full = disk_refused(error)
        if full is None:
            raise error
        return await self.failed(request, full)

    async def no_such(self, request: Request, error: Exception) -> Response:
        """Say that there is no such page, or that the request was refused."""
        status = error.status_code if isinstance(error, HTTPException) else FAILED
        return self._wrong(request, error, status)

    def _visit(self, request: Request, form: Mapping[str, str] | None = None) -> Visit:
        guest: Guest = request.state.guest
        return Visit(
            path={name: str(value) for name, value in request.path_params.items()},
            query=dict(request.query_params),
            form=form or {},
            by=guest.name,
            role=guest.role,
            desk=self.desk,
        )

    def _wrong(self, request: Request, error: Exception, status: int) -> Response:
        with speaking(catalogue(choices_of(request).language)):
            words = visible(_in_words(error))
        return self.shown(request, "wrong.html.j2", words, status)

    def shown(self, request: Request, template: str, page: object, status: int = 200) -> Response:
        """Fill a template for whoever asks."""
        guest = request.state.guest or Guest(name="", role="reader", form="")
        html = rendered(
            template,
            choices_of(request),
            page=page,
            csrf=guest.form,
            by=guest.name,
            may=partial(may, guest.role),
            team=self.desk.looks is not None,
            path=request.url.path,
            here=address_of(request) if status < FAULTS else "/claims?",
        )
        return HTMLResponse(without_forms(html, guest.role), status_code=status)


def led(to: str, request: Request) -> Response:
    """Lead on after a deed: `to` is an address of the room, with what it names on the page.

    A script that asks follows a redirect without being told of that last part, so it is told where
    to go instead, and goes.
    """
    redirect = RedirectResponse(to, status_code=303)
    if EXCHANGE not in request.headers:
        return redirect
    return Response(status_code=204, headers={LEADS_TO: redirect.headers["location"]})


def _in_words(error: Exception) -> str:
    if isinstance(error, HeliographError):
        # What an action says, it says in English, for it may be kept: it is looked up here.
        facts = {
            name: spoken(value) if isinstance(value, str) else value
            for name, value in error.facts.items()
        }
        return spoken(error.template).format(**facts)
    if isinstance(error, HTTPException):
        return spoken(error.detail)
    return str(error)


def _refuse(visit: Visit, needed: Role) -> None:
    if not visit.may(needed):
        raise HTTPException(403, TOO_LITTLE[needed])


def _drawn(opened: Heliograph, digest: Digest, page: int, boxes: Sequence[Box]) -> Response:
    _found, reading = document_of(opened, digest)
    if reading is None or reading.media_type not in PICTURED:
        raise NothingThere(what=f"a picture of page {page}", hint=_("Its kind is read as text."))
    png = picture_of(digest, page, boxes, case=opened.folder.root, blobs=opened.blobs)
    return Response(png, media_type="image/png")


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    with source:
        while chunk := source.read(CHUNK):
            yield chunk


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in STATIC:
        raise HTTPException(404, _("There is no such page."))
    content = (files("heliograph.web") / "static" / name).read_bytes()
    return Response(content, headers={"content-type": STATIC[name]})
