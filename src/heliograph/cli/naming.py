"""The command about known names: who is named, where, with which claims beside, with whom."""

from __future__ import annotations

from pathlib import Path

import click

from heliograph.app import Heliograph
from heliograph.chart_views import BesideAsked, NameView, TogetherView
from heliograph.charts.asked import KINDS
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain, table
from heliograph.cli.summary import place, quoted
from heliograph.handwork.narrowing import entity_called
from heliograph.wording import kind_in_words

LIMIT = 25


@click.command()
@click.argument("name", required=False)
@click.option("--with", "other", help="Passages that name this one, too, with their claims.")
@click.option("--limit", type=click.IntRange(1), default=LIMIT, show_default=True)
@click.option(
    "--near",
    type=click.IntRange(0),
    default=0,
    help="Only claims at most so many characters from the name.",
)
@case_option
@json_option
def names(
    name: str | None, other: str | None, limit: int, near: int, case: Path, as_json: bool
) -> None:
    """List the known names that a case's documents mention: organisations, products, components.

    Never persons: a person's name is no known name. Each is counted by mentions and by documents.
    With NAME, tell of one: claims on pages that name it, names in the same passages, its pages.
    That a claim stands beside a name does not tie its bearer to it.

    \b
    Examples:
      heliograph names
      heliograph names --json | jq -r 'select(.kind == "company") | .name'
      heliograph names Hikvision --near 300
      heliograph names Hikvision --with Huawei
    """
    with Heliograph.open(case) as opened:
        if name is None:
            _list(opened, as_json=as_json)
        elif other is None:
            _tell(opened, _named(opened, name), limit, near, as_json=as_json)
        else:
            found = opened.rows.together(_named(opened, name).id, _named(opened, other).id, limit)
            _quote(found, as_json=as_json)


def _list(opened: Heliograph, *, as_json: bool) -> None:
    found = [one for one in opened.rows.name_sums() if kind_in_words(one.kind)]
    if as_json:
        json_lines(found)
        return
    out = console()
    if not found:
        out.print("No known name is mentioned.")
        return
    listed = table(">mentions", ">documents", "name", "kind")
    for one in found:
        listed.add_row(
            str(one.mentions), str(one.documents), plain(one.name), kind_in_words(one.kind)
        )
    out.print(listed)


def _named(opened: Heliograph, words: str) -> NameView:
    """Find whom a name, or an id, stands for. Raises `NothingThere`."""
    one = entity_called(opened, words, KINDS)
    unmet = NameView(id=one.id, name=one.name, kind=one.kind, pages=0, mentions=0)
    return opened.rows.name(one.id) or unmet


def _tell(opened: Heliograph, name: NameView, limit: int, near: int, *, as_json: bool) -> None:
    ids, total = opened.rows.claims_beside(BesideAsked(name=name.id, near=near), limit)
    claims = [next(opened.rows.claim_views(claim_id=one)) for one in ids]
    pairs = opened.rows.pairs_with(name.id, limit)
    pages = opened.rows.pages_naming(name.id, limit)
    if as_json:
        told = {"name": name, "claims": claims, "claims_in_all": total}
        json_lines([{**told, "pairs": pairs, "pages": pages}])
        return
    known = {one.id: one for one in opened.rows.names_of(KINDS)}
    out = console()
    out.print(plain(name.name), style="bold")
    out.print(f"{kind_in_words(name.kind)}, named on {name.pages} pages\n")
    out.print(f"Claims on pages that name it: {total}. None of them is tied to it by that.")
    for one in claims:
        out.print(plain(f"  {one.id[:8]}  {one.capability} · {one.stance}  {place(one)}"))
        out.print(plain(f"            “{quoted(one, 200)}”"))
    out.print("\nNamed in the same passages:")
    for pair in pairs:
        beside = known.get(pair.second if pair.first == name.id else pair.first)
        if beside is not None:
            out.print(plain(f"  {pair.passages:>6}  {beside.name}"))
    out.print("\nPages that name it, those with most claims first:")
    for page in pages:
        out.print(plain(f"  {page.document.path}, page {page.page}: {page.claims} claims"))


def _quote(found: list[TogetherView], *, as_json: bool) -> None:
    if as_json:
        json_lines(found)
        return
    out = console()
    if not found:
        out.print("No passage names both.")
    for one in found:
        where = f"line {one.line}" if one.line is not None else f"page {one.page}"
        out.print(plain(f"{one.document.path}, {where}"), style="bold")
        words = plain(one.quote)
        for start, end in one.marks:
            words.stylize("bold yellow", start, end)
        out.print(words)
        for claim in one.claims:
            out.print(plain(f"    {claim.id[:8]}  {claim.capability} · {claim.stance}"))
