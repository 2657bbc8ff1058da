"""The command that opens one thing: a document, a page, or a claim in its place."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain
from heliograph.cli.summary import place
from heliograph.errors import HeldBack, NothingThere
from heliograph.pictures import picture_of
from heliograph.pipeline.deeds.viewing import log_view
from heliograph.records import Digest, Document, Opinion, Review
from heliograph.views import ClaimView, PageVersion, Surroundings
from heliograph.wording import (
    reason_in_words,
    size_in_words,
    stance_in_words,
    strength_in_words,
)


@click.command()
@click.argument("what")
@click.option("--page", type=click.IntRange(1), help="Print the text of this page.")
@click.option(
    "--version",
    type=click.IntRange(1),
    help="With --page: as it was read before, 1 the oldest reading.",
)
@click.option(
    "--picture",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw the page of the claim into this PNG file, the quote framed.",
)
@case_option
@json_option
def show(
    what: str,
    page: int | None,
    version: int | None,
    picture: Path | None,
    case: Path,
    as_json: bool,
) -> None:
    """Open WHAT: a claim by its id, or a document by its path or digest.

    A claim is shown with the words around it, the reasons for it and where its bytes come from.
    A document is shown with its outcome, notes and problems; with --page, as its text. What a newer
    reading took the place of is kept: a claim that is made no more is shown with the words it
    stood on, and --version prints a page as it was read before.

    \b
    Examples:
      heliograph show 3f9a61c2
      heliograph show tenders/riverside.pdf --page 7
      heliograph show tenders/riverside.pdf --page 7 --version 1
      heliograph show sha256:9b1f… --json
      heliograph show 3f9a61c2 --picture quote.png
    """
    with Heliograph.open(case) as opened:
        looked = partial(log_view, opened.folder.settings, opened.custody)
        document = _document(opened, what)
        if document is None:
            found = _claim(opened, what)
            if picture is not None:
                _draw(opened, found.claim, picture)
            claim = found.claim
            looked(claim.document.digest, claim.page, claim=claim.id)
            _show_claim(found, as_json=as_json)
        elif page is not None:
            looked(document.digest, page)
            _show_page(opened, document, (page, version), as_json=as_json)
        else:
            _show_document(opened, document, as_json=as_json)


def _claim(opened: Heliograph, what: str) -> Surroundings:
    """Fetch a claim that stands, or else one that stood."""
    try:
        return opened.rows.surroundings(what)
    except NothingThere as missing:
        try:
            return opened.rows.former_surroundings(what)
        except NothingThere:
            raise missing from None


def _draw(opened: Heliograph, claim: ClaimView, into: Path) -> None:
    digest = claim.document.digest
    into.write_bytes(
        picture_of(digest, claim.page, claim.boxes, case=opened.folder.root, blobs=opened.blobs)
    )


def _document(opened: Heliograph, what: str) -> Document | None:
    if what.startswith("sha256:"):
        found = next((one for one in opened.rows.documents(digest=Digest(what))), None)
        if found is None:
            raise NothingThere(what=what, hint="`heliograph ledger --json` lists every digest.")
        return found
    return next(iter(opened.rows.documents(path=what)), None)


def _show_claim(found: Surroundings, *, as_json: bool) -> None:
    if as_json:
        json_lines([found])
        return
    out = console()
    claim = found.claim
    out.print(Text(claim.capability.replace("_", " "), style="bold"), f"  score {claim.score:.2f}")
    out.print(f"{stance_in_words(claim.stance)} {strength_in_words(claim.strength)}")
    if claim.group:
        out.print(plain(f"group named: {claim.group}"))
    out.print()
    words = plain(found.before)
    words.append_text(Text(plain(claim.quote).plain, style="bold yellow"))
    out.print(words.append_text(plain(found.after)))
    out.print()
    _facts(
        out,
        ("where", place(claim)),
        ("also at", ", ".join(claim.copies)),
        ("under", found.heading),
        ("in", found.container),
        ("document", found.title),
        ("why", "; ".join(claim.why)),
        *(("review", _review(one)) for one in found.reviews),
        *(("asked", _opinion(one)) for one in found.opinions),
        ("bytes", claim.document.digest),
        ("held since", found.collected_at),
        ("superseded", _superseded(found)),
        ("read by", f"{found.read_by}, confinement level {found.confinement}"),
    )


def _superseded(found: Surroundings) -> str:
    if not found.superseded_at:
        return ""
    return f"{found.superseded_at}: a newer reading does not make this claim; it is kept as history"


def _review(one: Review) -> str:
    instead = "".join(f", {word}" for word in (one.stance, one.capability) if word)
    note = f": {one.note}" if one.note else ""
    return f"{one.judgement}{instead} by {one.by}, {one.at:%Y-%m-%d}{note}"


def _opinion(one: Opinion) -> str:
    return f"{one.model} at {one.host} says {one.answer}, {one.at:%Y-%m-%d}: {one.sentence}"


def _show_page(
    opened: Heliograph, document: Document, which: tuple[int, int | None], *, as_json: bool
) -> None:
    number, version = which
    reading = opened.rows.reading(document.digest) if document.digest else None
    if reading is not None and reading.held:
        raise HeldBack(path=document.path, held=reading.held, digest=reading.digest)
    versions = opened.rows.page_versions(document.digest, number) if document.digest else []
    chosen = _chosen(versions, version)
    if chosen is None:
        has = f"It has {len(opened.rows.pages(document.digest))} pages" if document.digest else ""
        read = f", this one in {len(versions)} readings." if versions else "."
        raise NothingThere(what=f"page {number} of {document.path}", hint=f"{has}{read}")
    page = chosen.page
    if as_json:
        json_lines(
            [
                {
                    "path": document.path,
                    "page": number,
                    "label": page.label,
                    "text": page.text,
                    "passages": () if chosen.retired_at else opened.rows.leaf(page.id).passages,
                    "read_by": page.read_by,
                    "version": chosen.version,
                    "retired_at": chosen.retired_at,
                    "versions": len(versions),
                }
            ]
        )
        return
    for line in page.text.splitlines():
        click.echo(plain(line).plain)
    if len(versions) > 1 or chosen.retired_at:
        others = "; ".join(_told(one) for one in versions)
        click.echo(f"Readings of this page: {others}. --version shows one.", err=True)


def _chosen(versions: list[PageVersion], version: int | None) -> PageVersion | None:
    """Give the reading that is asked for; else the first that stands, else the last that did."""
    if version is not None:
        return versions[version - 1] if version <= len(versions) else None
    standing = (one for one in versions if not one.retired_at)
    return next(standing, versions[-1] if versions else None)


def _told(one: PageVersion) -> str:
    until = f" until {one.retired_at}" if one.retired_at else ", which stands"
    return f"{one.version} by {one.page.read_by}{until}"


def _show_document(opened: Heliograph, document: Document, *, as_json: bool) -> None:
    reading = opened.rows.reading(document.digest) if document.digest else None
    notes = opened.rows.notes(document.digest) if document.digest else []
    problems = list(opened.rows.problems(document.digest)) if document.digest else []
    if document.refusal is not None:
        problems.append(document.refusal)
    if as_json:
        shown = {"document": document, "reading": reading, "notes": notes, "problems": problems}
        json_lines([shown])
        return
    out = console()
    out.print(plain(document.path), style="bold")
    _facts(
        out,
        ("outcome", reading.outcome if reading else ""),
        ("held back", reading.held if reading else ""),
        ("title", reading.title if reading else ""),
        ("kind", reading.media_type if reading else ""),
        ("size", size_in_words(document.size)),
        ("pages", str(reading.pages) if reading else ""),
        ("bytes", document.digest or "not held"),
        ("steps", ", ".join(reading.steps) if reading else "not read yet"),
    )
    for note in notes:
        out.print(plain(f"  {note.key}: {note.value}"))
    for problem in problems:
        where = f"page {problem.page}: " if problem.page else ""
        why = reason_in_words(problem.reason, problem.detail)
        out.print(plain(f"  {problem.outcome}: {where}{why}"), style="red")


def _facts(out: Console, *facts: tuple[str, str | None]) -> None:
    for name, value in facts:
        if value:
            out.print(Text(f"{name:>10}  ", style="dim").append_text(plain(value)))
