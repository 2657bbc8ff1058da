"""The command that compares versions: compare."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain, say
from heliograph.cli.summary import shortened
from heliograph.errors import NothingThere, UsageError
from heliograph.records import Digest, Document
from heliograph.versions.chains import chains
from heliograph.versions.telling import BY_USER, Side, told
from heliograph.views import ChangeView, ComparisonView, QuoteView
from heliograph.wording import change_in_words, claim_change_in_words

FEWEST = 2
QUOTE_WIDTH = 300
BY_CAPTURE = "the capture"

Told = tuple[list[ChangeView], ComparisonView]


@click.command()
@click.argument("documents", nargs=-1)
@click.option(
    "--chains", "find_chains", is_flag=True, help="Find versions in the case; compare neighbours."
)
@case_option
@json_option
def compare(documents: tuple[str, ...], find_chains: bool, case: Path, as_json: bool) -> None:
    """Compare versions of a document: what appeared, changed, vanished.

    DOCUMENTS are paths or digests, oldest first; a path that was taken in more than once stands
    for all its versions. Enums and structs are compared by name and position, tables by rows,
    text by sentences. Layout, encoding, width, script, punctuation and order are no changes.
    Claims that vanished come first.

    What is absent from a document is not proven to be absent from the product.

    \b
    Examples:
      heliograph compare sdk/2019/face.h sdk/2023/face.h
      heliograph compare --chains
      heliograph compare --chains --json | jq 'select(.claim == "vanished")'
    """
    if find_chains == bool(documents):
        raise UsageError(
            detail="Name two documents or more, oldest first, or ask for --chains: one of the two."
        )
    with Heliograph.open(case) as opened:
        found = _chains(opened) if find_chains else _named(opened, documents)
        if as_json:
            json_lines(line for changes, total in found for line in (*changes, total))
            return
        _print(found, find_chains=find_chains)


def _named(opened: Heliograph, names: tuple[str, ...]) -> Iterator[Told]:
    """Compare the named documents, each with the one before it."""
    versions = [one for name in names for one in _documents(opened, name)]
    if len(versions) < FEWEST:
        raise UsageError(
            detail=f"{names[0]} stands in the case in one version; name another to compare it with."
        )
    by = BY_USER if len(names) > 1 else BY_CAPTURE
    yield from _neighbours(opened, versions, by)


def _documents(opened: Heliograph, name: str) -> list[Document]:
    """Find what is meant by a path or a digest. Raises `NothingThere`."""
    if name.startswith("sha256:"):
        found = list(opened.rows.documents(digest=Digest(name)))[:1]
    else:
        found = list(opened.rows.documents(path=name))
    versions = {one.digest: one for one in found if one.digest is not None}
    if not versions:
        hint = "`heliograph ledger` lists every path." if not found else "Its bytes were not kept."
        raise NothingThere(what=name, hint=hint)
    for digest, document in versions.items():
        reading = opened.rows.reading(digest)
        if reading is None or not reading.pages:
            hint = f"`heliograph show {document.path}` says why." if reading else "It waits."
            raise NothingThere(what=f"text of {name}", hint=hint)
    return list(versions.values())


def _chains(opened: Heliograph) -> Iterator[Told]:
    for chain in chains(opened.rows):
        by = f"{chain.ordered_by}; versions by {', '.join(chain.because)}"
        yield from _neighbours(opened, chain.documents, by)


def _neighbours(
    opened: Heliograph, versions: list[Document] | tuple[Document, ...], by: str
) -> Iterator[Told]:
    for older, newer in pairwise(Side(opened.rows, one) for one in versions):
        yield told(older, newer, ordered_by=by)


def _print(found: Iterator[Told], *, find_chains: bool) -> None:
    out = console()
    pairs = 0
    for changes, total in found:
        pairs += 1
        out.print(
            plain(total.older.path), Text(" → ", style="dim"), plain(total.newer.path),
            style="bold", sep="",
        )  # fmt: skip
        out.print(plain(f"ordered by {total.ordered_by}"), style="dim")
        for change in changes:
            _print_change(out, change)
        _print_total(out, total)
        out.print()
    if find_chains and not pairs:
        say("No document of this case is a version of another, as far as can be told.")


def _print_change(out: Console, change: ChangeView) -> None:
    head = Text()
    if change.claim:
        style = "bold" if change.claim == "kept" else "bold red"
        head.append(f"{claim_change_in_words(change.claim)}: ", style=style)
        head.append(", ".join(_claims(change)), style="bold")
        head.append(" · ")
    head.append(change_in_words(change.kind), style="bold")
    head.append(" · in another language" if change.translated else "")
    where = " · ".join(filter(None, (change.name, change.container)))
    out.print(head, plain(f"  {where}"), sep="", soft_wrap=True)
    for sign, quote in (("−", change.before), ("+", change.after)):
        if quote is not None:
            words = f"    {sign} “{shortened(quote.quote, QUOTE_WIDTH)}” {_place(quote)}"
            out.print(plain(words), soft_wrap=True)
    if change.detail:
        out.print(plain(f"      {change.detail}"), style="dim")


def _claims(change: ChangeView) -> list[str]:
    """Name the capabilities of a change, with the stance where it is not the document's own."""
    refs = change.claims_after if change.claim == "appeared" else change.claims_before
    told = (
        one.capability if one.stance == "asserted" else f"{one.capability} ({one.stance})"
        for one in refs
    )
    return list(dict.fromkeys(told))


def _place(quote: QuoteView) -> str:
    return f"line {quote.line}" if quote.line is not None else f"page {quote.page}"


def _print_total(out: Console, total: ComparisonView) -> None:
    counted = [f"{count} {change_in_words(kind)}" for kind, count in total.changes.items()]
    words = ", ".join(counted) if counted else "no changes"
    out.print(plain(f"{words}; {total.same} passages stand as they stood"))
    for count, why in (
        (len(total.not_shown), "past the edge of an excerpt, so not known to be absent"),
        (total.other_language, "not compared: the documents are in different languages"),
        (total.unreadable, "not compared: characters were lost"),
    ):
        if count:
            out.print(plain(f"  {count} passages {why}"), style="dim")
