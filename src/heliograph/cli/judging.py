"""Commands with which persons say what they think of claims: judge, labels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict, Unpack, get_args

import click
import msgspec

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option, who
from heliograph.cli.printing import console, json_lines, plain, say
from heliograph.cli.summary import shortened
from heliograph.leaving import beside, write_lines
from heliograph.masking import mask
from heliograph.pipeline.deeds.deciding import Said
from heliograph.records import CapabilityId, Judgement, Review, Stance
from heliograph.store.rows import Rows
from heliograph.views import ClaimView, Label

STANCE_LABELS = {"asserted": "claim", "reported": "mention_critical", "negated": "negated"}
UNRELATED = "unrelated"


class Given(TypedDict):
    """A claim, and what is said of it."""

    claim: str | None
    judgement: Judgement | None
    note: str
    stance: Stance | None
    capability: CapabilityId | None
    by: str | None


@click.command()
@click.argument("claim", required=False)
@click.argument("judgement", required=False, type=click.Choice(get_args(Judgement)))
@click.option("--note", default="", help="Why, in your words.")
@click.option("--stance", type=click.Choice(get_args(Stance)), help="What its stance should be.")
@click.option("--capability", help="What its capability should be.")
@click.option("--by", help="Who says it; without it, the name you are logged in with.")
@click.option("--orphaned", is_flag=True, help="List reviews of claims that are no longer made.")
@case_option
@json_option
def judge(case: Path, orphaned: bool, as_json: bool, **given: Unpack[Given]) -> None:
    """Say of CLAIM that it is accepted, rejected or unsure, or take that back with withdrawn.

    The review is kept beside the claim, with who, when and why, and entered in custody. Nothing is
    erased: a later review stands above an earlier one. It stays when documents are judged anew, as
    long as the claim is made again; --orphaned lists those whose claim is not.

    \b
    Examples:
      heliograph judge 3f9a61c2 accepted
      heliograph judge 3f9a61c2 rejected --note "the field is read from an identity card"
      heliograph judge 3f9a61c2 rejected --stance reported --note "a newspaper tells of it"
      heliograph judge --orphaned
    """
    if orphaned:
        with Heliograph.open(case) as opened:
            _print_reviews(opened.rows.standing_reviews(orphaned=True), as_json=as_json)
        return
    claim, judgement = given["claim"], given["judgement"]
    if claim is None or judgement is None:
        message = "Name a claim and what you say of it, or ask for --orphaned."
        raise click.UsageError(message)
    said = Said(
        judgement=judgement,
        by=given["by"] or who(),
        note=given["note"],
        stance=given["stance"],
        capability=given["capability"],
    )
    with Heliograph.open_to_work(case) as opened:
        made = opened.review(claim, said)
    _print_reviews(iter([made]), as_json=as_json)


@click.command()
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write them, one JSON object a line.",
)
@case_option
@json_option
def labels(out: Path, case: Path, as_json: bool) -> None:
    """Write the accepted and rejected claims of a case as labels, to train the judgement on.

    A label names file, line or page, quote, label, capability and language. Quotes are as they
    stand; personal numbers and names in your notes are masked. The file's digest is entered in
    custody.

    \b
    Example:
      heliograph labels --case cases/riverside --out labels.jsonl
    """
    with Heliograph.open_to_work(case) as opened:
        found = list(_labels(opened.rows))
        orphans = sum(1 for _ in opened.rows.standing_reviews(orphaned=True))
        with beside(opened, out, {"what": "labels"}, folder=False) as making:
            write_lines(making.path, (msgspec.json.encode(one) for one in found))
    if as_json:
        json_lines([{"labels": len(found), "orphaned": orphans, "out": str(out)}])
        return
    say(f"{len(found)} labels are written to {out}.")
    if orphans:
        say(f"{orphans} reviews are of claims no longer made: heliograph judge --orphaned")


def _labels(rows: Rows) -> Iterator[Label]:
    orphaned = {one.claim_id for one in rows.standing_reviews(orphaned=True)}
    for review in list(rows.standing_reviews()):
        if review.judgement in ("accepted", "rejected") and review.claim_id not in orphaned:
            claim = next(rows.claim_views(claim_id=review.claim_id))
            if claim.review == review.judgement:
                yield _label(review, claim)


def _label(review: Review, claim: ClaimView) -> Label:
    """Put one review as a label. Rejected without a word what it is instead: unrelated."""
    corrected = review.stance is not None or review.capability is not None
    capability = review.capability or claim.capability
    unrelated = review.judgement == "rejected" and not corrected
    return Label(
        file=claim.document.path,
        page_or_line=claim.line if claim.line is not None else f"p{claim.page}",
        quote=claim.quote,
        label=UNRELATED if unrelated else STANCE_LABELS[review.stance or claim.stance],
        capability=capability,
        taxonomy_id="" if unrelated else capability,
        language=claim.language,
        note=mask(review.note)[0],
    )


def _print_reviews(reviews: Iterator[Review], *, as_json: bool) -> None:
    if as_json:
        json_lines(reviews)
        return
    for one in reviews:
        words = f"{one.claim_id[:8]}  {one.judgement} by {one.by}, {one.at:%Y-%m-%d}: {one.note}"
        instead = ", ".join(part for part in (one.capability, one.stance) if part)
        words = f"{words.rstrip(': ')}{f'; instead: {instead}' if instead else ''}"
        console().print(plain(words))
        console().print(plain(f"          “{shortened(one.quote, 400)}”"), style="dim")
