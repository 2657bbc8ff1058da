"""The command that says why a claim was judged so, and what would have changed it: explain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain
from heliograph.cli.summary import place, quoted, shortened
from heliograph.explanation import explain
from heliograph.judgement_views import (
    DecidedView,
    ExplanationView,
    JudgementView,
    PieceView,
    WithoutView,
)
from heliograph.judgement_wording import (
    decided_in_words,
    difference_in_words,
    genre_in_words,
    level_in_words,
    piece_in_words,
)
from heliograph.plugins.finders import claim_finder
from heliograph.records import ClaimId, Opinion
from heliograph.wording import (
    action_in_words,
    stance_in_words,
    strength_in_words,
    whys_in_words,
)

QUOTE_WIDTH = 600
MOST_WEIGHTS = 12


@click.command("explain")
@click.argument("claim")
@case_option
@json_option
def explain_command(claim: str, case: Path, as_json: bool) -> None:
    """Say in words why CLAIM was judged so, and what would have changed it.

    The passage is judged again on the page that is kept: which of its words are the terms, what
    decided stance, strength and action, what headings, table and kind of document add, how much
    each sign weighs. Then it is judged without each piece of evidence, one at a time. Where
    today's judgement differs from the kept one, that is said, and what a second reader answered.

    \b
    Examples:
      heliograph explain 3f9a61c2
      heliograph explain 3f9a61c2 --json
    """
    with Heliograph.open(case) as opened:
        found = next(opened.rows.claim_views(claim_id=claim))
        leaves = opened.rows.leaves(found.document.digest)
        opinions = opened.rows.opinions(ClaimId(found.id))
        told = explain(found, leaves, claim_finder(opened.folder.taxonomy), opinions)
    if as_json:
        json_lines([told])
        return
    _print(console(), told)


def _print(out: Console, told: ExplanationView) -> None:
    claim = told.claim
    out.print(Text(claim.capability.replace("_", " "), style="bold"), plain(f"  {place(claim)}"))
    out.print(plain(f"“{quoted(claim, QUOTE_WIDTH)}”"))
    if told.differs:
        _print_differences(out, told)
    if told.live is None:
        out.print()
        out.print("What the case keeps as its reasons:")
        for why in whys_in_words(claim.why):
            out.print(plain(f"  {why}"))
    else:
        print_judgement(out, told.live)
    _print_opinions(out, told.opinions)


def _print_opinions(out: Console, opinions: Iterable[Opinion]) -> None:
    for at, one in enumerate(opinions):
        if not at:
            out.print()
            out.print("[bold]What language models said when asked[/bold]; it weighs nothing")
        said = f"{one.answer}, {one.model} at {one.host}, {one.at:%Y-%m-%d}"
        out.print(plain(f"  {said}: {shortened(one.sentence, QUOTE_WIDTH)}"))


def _print_differences(out: Console, told: ExplanationView) -> None:
    out.print()
    out.print("[bold]Judged today it is not what the case keeps[/bold]")
    for what in told.differs:
        was = getattr(told.claim, what, None)
        now = getattr(told.live, what, None) if told.live is not None else None
        out.print(plain(f"  {difference_in_words(what, was, now)}"))
    out.print("  `heliograph run` judges the case anew.")


def print_judgement(out: Console, live: JudgementView) -> None:
    """Print a judgement piece by piece, for people."""
    verdict = "a claim" if live.claim else "no claim"
    out.print()
    out.print(
        f"[bold]The verdict: {verdict}[/bold], score {live.score:.2f}; "
        f"from {live.threshold:.2f} on it is one"
    )
    _print_terms(out, live)
    for decided in live.decided:
        _print_decided(out, decided)
    _print_place(out, live)
    _print_weights(out, live)
    _print_without(out, live)


def _print_terms(out: Console, live: JudgementView) -> None:
    out.print()
    out.print("[bold]The words[/bold]")
    if not live.terms:
        out.print("  None of its own: it takes its subject from the list it stands in.")
    said = dict.fromkeys((term.words, term.level) for term in live.terms)
    for words, level in said:
        out.print(plain(f"  “{shortened(words)}” is {level_in_words(level)}"))


def _print_decided(out: Console, decided: DecidedView) -> None:
    out.print()
    sentence = {
        "stance": lambda: stance_in_words(decided.value),  # type: ignore[arg-type]
        "strength": lambda: strength_in_words(decided.value),  # type: ignore[arg-type]
        "action": lambda: f"It {action_in_words(decided.value)}.",  # type: ignore[arg-type]
    }[decided.what]()
    out.print(Text(f"{decided.what.capitalize()}: {decided.value}. ", style="bold"), sentence)
    alone, together = _said(decided.hangs_on), _said(decided.together)
    out.print(plain(f"  {decided_in_words(decided.what, alone, together)}"))


def _said(pieces: Iterable[PieceView]) -> list[str]:
    return [piece_in_words(one.kind, one.words) for one in pieces]


def _print_place(out: Console, live: JudgementView) -> None:
    stands = live.place
    out.print()
    out.print("[bold]Where it stands[/bold]")
    out.print(f"  form: {stands.role}")
    for name, words in (
        ("under", stands.heading),
        ("in", stands.container),
        ("columns", " | ".join(stands.header)),
    ):
        if words:
            out.print(plain(f"  {name}: {shortened(words, 200)}"))
    kinds = ", ".join(
        f"{genre_in_words(one)} {share:.0%}" for one, share in stands.document.items()
    )
    told = f", told by {', '.join(stands.told_by)}" if stands.told_by else ""
    out.print(plain(f"  the document reads like {kinds}{told}"))


def _print_weights(out: Console, live: JudgementView) -> None:
    out.print()
    out.print(f"[bold]What weighs[/bold], in log-odds, starting from {_signed(live.base_weight)}")
    for one in live.weights[:MOST_WEIGHTS]:
        out.print(plain(f"  {_signed(one.weight):>6}  {one.words}: {one.how}"))
    rest = live.weights[MOST_WEIGHTS:]
    if rest:
        whole = sum(one.weight for one in rest)
        out.print(f"  {_signed(whole):>6}  {len(rest)} lighter signs together")


def _signed(weight: float) -> str:
    return f"{weight:+.2f}".replace("-", "−")


def _print_without(out: Console, live: JudgementView) -> None:
    turning = [one for one in live.without if {"claim", "stance"} & set(one.changes)]
    out.print()
    out.print("[bold]What would have changed it[/bold]")
    for one in turning:
        without = piece_in_words(one.piece.kind, one.piece.words)
        out.print(plain(f"  without {without}: {_becomes(one, live)}"))
    if not turning:
        out.print("  No single piece: without any one of them the verdict would be the same.")


def _becomes(one: WithoutView, live: JudgementView) -> str:
    return ", ".join(_new(one, live))


def _new(one: WithoutView, live: JudgementView) -> Iterator[str]:
    if "claim" in one.changes:
        score = f" (score {one.score:.2f})" if one.stance else ""
        yield f"{'a claim' if one.claim else 'no claim'}{score}"
    if "stance" in one.changes and (one.claim or "claim" not in one.changes):
        yield f"{one.stance} instead of {live.stance}"
