"""Commands that show what stands beside a claim: gloss, elsewhere."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain
from heliograph.cli.summary import place, quoted, shortened
from heliograph.elsewhere import AtVersion, Piece
from heliograph.elsewhere import elsewhere as look_elsewhere
from heliograph.errors import UsageError
from heliograph.gloss import Glossed, Sense, glosser_for
from heliograph.gloss_wording import NO_TRANSLATION, sense_in_words
from heliograph.judgement_wording import capability_in_words
from heliograph.wording import change_in_words, claim_change_in_words

QUOTE_WIDTH = 300


@click.command()
@click.argument("claim", required=False)
@click.option("--text", help="Gloss these words instead of a claim's.")
@click.option(
    "--language",
    type=click.Choice(["en", "fr"]),
    default="en",
    show_default=True,
    help="In which senses are given.",
)
@case_option
@json_option
def gloss(claim: str | None, text: str | None, language: str, case: Path, as_json: bool) -> None:
    """Say of each known word of CLAIM what it can mean: a gloss, no translation.

    The longest terms come first; each sense is listed, from the dictionary that ships with
    Heliograph, the taxonomy of the case, and the names that it knows. Words that it does not know
    are left out. Single senses mislead: a word means what its sentence makes of it.

    \b
    Examples:
      heliograph gloss 3f9a61c2
      heliograph gloss 3f9a61c2 --language fr
      heliograph gloss --text 人脸布控
    """
    if (claim is None) == (text is None):
        raise UsageError(detail="Name a claim, or give words with --text: one of the two.")
    folder = None
    if claim is not None:
        with Heliograph.open(case) as opened:
            text = opened.rows.surroundings(claim).claim.quote
            folder = opened.folder.taxonomy
    found = glosser_for(folder).gloss(text or "")
    if as_json:
        json_lines(found)
        return
    out = console()
    out.print(plain(shortened(text or "", QUOTE_WIDTH)), style="bold")
    out.print(NO_TRANSLATION, style="dim")
    for one in found:
        _print_glossed(out, one, language)


def _print_glossed(out: Console, one: Glossed, language: str) -> None:
    out.print(plain(f"  {one.words}"), style="bold")
    for sense in one.senses:
        out.print(plain(f"      {_in_words(sense, language)}"))


def _in_words(sense: Sense, language: str) -> str:
    if sense.source == "dictionary":
        return "; ".join(sense.words.get(language) or sense.words["en"])
    of = capability_in_words(sense.of) if sense.source in ("capability", "perhaps") else sense.of
    return sense_in_words(sense.source, of, sense.kind)


@click.command()
@click.argument("claim")
@case_option
@json_option
def elsewhere(claim: str, case: Path, as_json: bool) -> None:
    """Show where else the words of CLAIM stand, and what other versions say at its place.

    The same words and nearly the same words are looked for in all other claims of the case;
    versions of the document are those that `heliograph compare --chains` finds, and the difference
    at the place of the claim is marked: -gone-, +come+.

    \b
    Example:
      heliograph elsewhere 3f9a61c2
    """
    with Heliograph.open(case) as opened:
        found = look_elsewhere(opened.rows, claim)
    if as_json:
        json_lines([found])
        return
    out = console()
    out.print(plain(quoted(found.claim, QUOTE_WIDTH)), style="bold")
    if not found.alike and not found.versions:
        out.print("Its words stand nowhere else, as far as can be told.")
    for one in found.alike:
        how = "the same words" if one.likeness == 1 else f"{one.likeness:.0%} alike"
        out.print(plain(f"{how}: {one.claim.id[:8]}  {place(one.claim)}"))
        out.print(plain(f"    “{quoted(one.claim, QUOTE_WIDTH)}”"))
    for version in found.versions:
        _print_version(out, version)


def _print_version(out: Console, one: AtVersion) -> None:
    kinds = {"same": "stands the same", "not-told": "not there; what took its place is not known"}
    what = kinds.get(one.kind) or change_in_words(one.kind)
    if one.claim:
        what = f"{what}; {claim_change_in_words(one.claim)}"
    out.print(plain(f"{one.relation} version {one.document.path}: {what}"), style="bold")
    by = ", ".join(one.because)
    out.print(plain(f"    ordered by {one.ordered_by}; versions by {by}"), style="dim")
    if one.kind not in ("same", "not-told"):
        gone, come = ("+", "-") if one.relation == "earlier" else ("-", "+")
        out.print(_marked("here ", one.here, gone))
        out.print(_marked("there", one.there, come))


def _marked(name: str, pieces: list[Piece], sign: str) -> Text:
    line = Text(f"    {name}  ", style="dim")
    for piece in pieces:
        words = plain(piece.words).plain
        line.append(f"{sign}{words}{sign}" if piece.differs else words)
    return line
