"""Commands that put a dossier together piece by piece: draft new, list, show, add, move, and so on.

What the reading room does with a draft, these do with the same functions.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypedDict, Unpack

import click

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option, who
from heliograph.cli.printing import console, json_lines, plain, say
from heliograph.cli.summary import shortened
from heliograph.codec import moment
from heliograph.drafting import editing
from heliograph.drafting.drafts import Draft, Drafts
from heliograph.drafting.previewing import Seen, preview
from heliograph.redaction.plan import read_plan

ORIGINALS = {
    "included": "the document goes with it",
    "digest": "the digest of its document alone",
    "never": "its document is never handed on",
}


class Meant(TypedDict):
    """What a draft is to say and hold besides its claims."""

    title: str | None
    foreword: Path | None
    originals: bool | None
    plan: Path | None
    whole: bool


@click.group()
def draft() -> None:
    """Put a dossier together piece by piece: choose, order, comment, redact, look at it.

    A draft is working paper in the case folder, beside the evidence and not of it. `heliograph
    dossier --draft NAME` makes the dossier.

    \b
    Examples:
      heliograph draft new riverside --title "Riverside procurement"
      heliograph draft add riverside 3f9a61c2 8b04d7e1
      heliograph draft show riverside
      heliograph dossier --draft riverside
    """


@draft.command()
@click.argument("name")
@click.option("--title", default="", help="What the dossier is to call itself.")
@click.option("--accepted", is_flag=True, help="Begin with all claims that count as accepted.")
@case_option
@json_option
def new(name: str, title: str, accepted: bool, case: Path, as_json: bool) -> None:
    """Begin a draft called NAME: letters from a to z, digits and hyphens.

    \b
    Example:
      heliograph draft new riverside --title "Riverside procurement" --accepted
    """
    with Heliograph.open(case) as opened:
        at = moment(opened.clock())
        made = editing.worded(Draft(name=name, changed_by=who(), changed_at=at), title=title)
        if accepted:
            chosen = [one.id for one in opened.rows.claim_views() if one.review == "accepted"]
            made = editing.with_claims(made, chosen)
    _told(Drafts(case).begin(made), as_json=as_json)


@draft.command("list")
@case_option
@json_option
def list_drafts(case: Path, as_json: bool) -> None:
    """List the drafts of a case.

    \b
    Example:
      heliograph draft list --case cases/riverside
    """
    drafts = Drafts(case)
    found = [drafts.read(name) for name in drafts.names()]
    if as_json:
        json_lines(found)
        return
    for one in found:
        console().print(plain(f"{one.name}: {one.title} ({len(one.findings)} findings)"))


@draft.command()
@click.argument("name")
@case_option
@json_option
def show(name: str, case: Path, as_json: bool) -> None:
    """Show what the reader will see, in order, with what each finding does not show.

    \b
    Example:
      heliograph draft show riverside
    """
    with Heliograph.open(case) as opened:
        seen = preview(opened, Drafts(case).read(name))
    if as_json:
        json_lines([seen])
        return
    out = console()
    out.print(plain(seen.title or name), style="bold")
    if seen.foreword:
        out.print(plain(seen.foreword.replace("\n", " ")))
    for one in seen.findings:
        _print(one)
    if seen.masks:
        out.print(f"{len(seen.masks)} masks; Nos. {list(seen.idle) or 'none'} hide no words here.")
    say(f"{seen.covered} stretches are covered by the rules that protect persons.")


@draft.command()
@click.argument("name")
@click.argument("claims", nargs=-1, required=True)
@case_option
@json_option
def add(name: str, claims: tuple[str, ...], case: Path, as_json: bool) -> None:
    """Put CLAIMS behind the others. What nobody accepted may be chosen, too; the dossier says so.

    \b
    Example:
      heliograph draft add riverside 3f9a61c2 8b04d7e1
    """
    with Heliograph.open(case) as opened:
        found = [next(opened.rows.claim_views(claim_id=one)) for one in claims]
    for one in found:
        if one.review != "accepted":
            say(f"{one.id[:8]} does not count as accepted ({one.review or 'not reviewed'}).")
    ids = [one.id for one in found]
    _change(case, name, lambda one: editing.with_claims(one, ids), as_json=as_json)


@draft.command()
@click.argument("name")
@click.argument("claim")
@case_option
@json_option
def remove(name: str, claim: str, case: Path, as_json: bool) -> None:
    """Take CLAIM out of a draft.

    \b
    Example:
      heliograph draft remove riverside 3f9a61c2
    """
    whole = partial(_whole, claim=claim)
    _change(case, name, lambda one: editing.without_claim(one, whole(one)), as_json=as_json)


@draft.command()
@click.argument("name")
@click.argument("claim")
@click.argument("place", type=click.IntRange(min=1))
@case_option
@json_option
def move(name: str, claim: str, place: int, case: Path, as_json: bool) -> None:
    """Put CLAIM at PLACE, counted from 1.

    \b
    Example:
      heliograph draft move riverside 3f9a61c2 1
    """
    whole = partial(_whole, claim=claim)
    _change(case, name, lambda one: editing.moved(one, whole(one), place), as_json=as_json)


@draft.command()
@click.argument("name")
@click.argument("claim")
@click.argument("words")
@case_option
@json_option
def comment(name: str, claim: str, words: str, case: Path, as_json: bool) -> None:
    """Say WORDS of CLAIM in the dossier; empty words take back what was said.

    \b
    Example:
      heliograph draft comment riverside 3f9a61c2 "The same table is in the tender of 2019."
    """
    whole = partial(_whole, claim=claim)
    _change(case, name, lambda one: editing.commented(one, {whole(one): words}), as_json=as_json)


@draft.command("set")
@click.argument("name")
@click.option("--title", help="What the dossier calls itself.")
@click.option(
    "--foreword",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A text file that stands before the findings.",
)
@click.option("--originals/--without-originals", default=None, help="Whether documents go along.")
@click.option(
    "--plan",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="What is to be hidden, as for `heliograph redact`: makes it a redacted edition.",
)
@click.option("--whole", is_flag=True, help="Make it whole again, no redacted edition.")
@case_option
@json_option
def set_draft(name: str, case: Path, as_json: bool, **meant: Unpack[Meant]) -> None:
    """Give a draft its title, its foreword, or say what goes with it and what is hidden.

    \b
    Examples:
      heliograph draft set riverside --title "Riverside procurement" --foreword foreword.txt
      heliograph draft set riverside --plan plan.toml
    """
    foreword = meant["foreword"].read_text("utf-8") if meant["foreword"] else None
    plan = read_plan(meant["plan"]) if meant["plan"] else None

    def edit(one: Draft) -> Draft:
        one = editing.worded(one, meant["title"], foreword)
        return editing.carrying(one, meant["originals"], plan, whole=meant["whole"])

    _change(case, name, edit, as_json=as_json)


@draft.command()
@click.argument("name")
@case_option
@json_option
def drop(name: str, case: Path, as_json: bool) -> None:
    """Remove a draft. What was made of it stays.

    \b
    Example:
      heliograph draft drop riverside
    """
    Drafts(case).remove(name)
    if as_json:
        json_lines([{"dropped": name}])
    else:
        say(f"The draft {name} is gone.")


def _change(case: Path, name: str, edit: Callable[[Draft], Draft], *, as_json: bool) -> None:
    with Heliograph.open(case) as opened:
        at = moment(opened.clock())
    _told(Drafts(case).change(name, edit, who(), at), as_json=as_json)


def _told(one: Draft, *, as_json: bool) -> None:
    if as_json:
        json_lines([one])
    else:
        say(f"The draft {one.name} holds {len(one.findings)} findings.")


def _whole(one: Draft, claim: str) -> str:
    """Complete the beginning of an id, where only one claim of the draft begins so."""
    fits = [known for known in one.claims if known.startswith(claim)]
    return fits[0] if len(fits) == 1 else claim


def _print(one: Seen) -> None:
    out = console()
    head = f"{one.number}. {one.capability} · {one.stance} · {one.strength}  {one.claim[:8]}"
    out.print(plain(head), style="bold")
    out.print(plain(f"   “{shortened(one.quote, 400)}”"))
    out.print(plain(f"   {one.path}, {one.place}; {ORIGINALS[one.original]}"), style="dim")
    out.print(plain(f"   It does not show {one.not_shown}"))
    if one.judgement != "accepted":
        out.print(plain(f"   NOT ACCEPTED: {one.judgement or 'not reviewed'}"))
    if one.comment:
        out.print(plain(f"   Comment: {one.comment}"))
