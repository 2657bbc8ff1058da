"""A look at evidence in the room → custody, where the settings or its having users ask for it."""

from __future__ import annotations

from heliograph.app import Heliograph
from heliograph.pipeline.deeds.viewing import log_view
from heliograph.records import Digest
from heliograph.store.facts import Facts
from heliograph.web.visit import Visit


def saw(
    opened: Heliograph, visit: Visit, digest: Digest, page: int | None, claim: str | None = None
) -> None:
    """Note that whoever asks looks at a claim, a page or (without a page) a document."""
    if visit.desk.looks is not None:
        visit.desk.looks.note(visit.by, digest, page, claim)
    elif page is not None:
        log_view(opened.folder.settings, opened.custody, digest, page, claim=claim)


def took(opened: Heliograph, visit: Visit, what: str, digest: Digest | None, name: str) -> None:
    """Enter at once that somebody takes bytes out of the room, where it has users."""
    if visit.desk.looks is not None:
        facts: Facts = {"what": what, "digest": digest, "name": name, "by": visit.by}
        # In custody alone, where two may write at once: it needs no lock on the case.
        opened.custody.append([("exported", facts)])


def saw_picture(visit: Visit, digest: Digest, page: int, claim: str | None = None) -> None:
    """Note a look at a picture by itself; on its page it is one look with it."""
    if visit.desk.looks is not None:
        visit.desk.looks.note(visit.by, digest, page, claim)
