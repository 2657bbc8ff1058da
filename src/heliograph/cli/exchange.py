"""Commands that hand a case on in other people's formats, and take in theirs: export, import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypedDict, TypeVar, Unpack

import click

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain, progress_bars, say
from heliograph.errors import UsageError
from heliograph.exchange.bag import write_bag
from heliograph.exchange.ftm import write_ftm
from heliograph.exchange.receiving import Received, receive
from heliograph.exchange.selection import Selection, Wanted
from heliograph.exchange.tables import WHATS, What, write_csv, write_json_lines
from heliograph.exchange.wacz import write_wacz
from heliograph.leaving import Written

Command = TypeVar("Command", bound=Callable[..., object])


class Asked(TypedDict):
    """Where to write, what of it, and what to leave unmasked."""

    case: Path
    out: Path
    unmask: str | None
    as_json: bool
    capability: str | None
    stance: str | None
    strength: str | None
    min_score: float | None
    path: str | None
    language: str | None
    accepted: bool


def said(reason: str | None) -> str | None:
    """Refuse a reason that says nothing: custody is to keep one."""
    if reason is not None and not reason.strip():
        raise UsageError(detail="--unmask wants a reason: who needs the names, and what for.")
    return reason


OPTIONS = (
    click.option(
        "--out", required=True, type=click.Path(path_type=Path), help="Where to write it."
    ),
    click.option("--capability", help="Only claims of this class, e.g. ethnicity_alarm."),
    click.option("--stance", type=click.Choice(["asserted", "reported", "negated"])),
    click.option("--strength", type=click.Choice(["S0", "S1", "S2", "S3", "S4", "S5", "S6"])),
    click.option(
        "--min-score", type=click.FloatRange(0, 1), help="Only claims at least this sure."
    ),
    click.option("--path", help="Only documents at this path or in this folder."),
    click.option("--language", help="Only passages in this language: zh, en, fr, ru …"),
    click.option("--accepted", is_flag=True, help="Only claims that a person accepted."),
    click.option(
        "--unmask",
        metavar="REASON",
        callback=lambda _context, _option, reason: said(reason),
        help="Leave names and personal numbers as they stand; your reason is kept in custody.",
    ),
    case_option,
    json_option,
)
WHAT = click.option("--what", type=click.Choice(WHATS), default="claims", show_default=True)


def asked(command: Command) -> Command:
    """Add what every format's command takes."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.group()
def export() -> None:
    """Write claims and documents in a format that other programs open.

    Names and personal numbers are masked as in the report, unless --unmask gives a reason. Lists of
    persons that are held back never leave, nor archives with one inside. Each export is entered in
    the chain of custody with its digest.

    \b
    Examples:
      heliograph export jsonl --out claims.jsonl
      heliograph export csv --out claims.csv --bom --stance asserted
      heliograph export bagit --out riverside-bag
    """


@export.command("jsonl")
@WHAT
@asked
def export_json_lines(what: What, **asked: Unpack[Asked]) -> None:
    """Write JSON lines; claims in the shape of `heliograph claims --json`.

    \b
    Example:
      heliograph export jsonl --what mentions --out mentions.jsonl
    """
    _run(lambda opened, chosen, out: write_json_lines(opened, chosen, out, what), asked)


@export.command("csv")
@WHAT
@click.option("--bom", is_flag=True, help="Begin with the mark by which spreadsheets know UTF-8.")
@asked
def export_csv(what: What, bom: bool, **asked: Unpack[Asked]) -> None:
    """Write CSV in which no cell can be a formula: those that would be begin with an apostrophe.

    \b
    Example:
      heliograph export csv --out claims.csv --bom
    """
    _run(lambda opened, chosen, out: write_csv(opened, chosen, out, what, bom=bom), asked)


@export.command("bagit")
@asked
def export_bag(**asked: Unpack[Asked]) -> None:
    """Write a BagIt folder: originals, claims and custody, each under two digests.

    Originals are bytes as they were found: nothing is masked inside them.

    \b
    Example:
      heliograph export bagit --out riverside-bag --accepted
    """
    _run(write_bag, asked)


@export.command("wacz")
@asked
def export_wacz(**asked: Unpack[Asked]) -> None:
    """Write a WACZ of the pages that came from the web, for replay in any of its readers.

    Pages are bytes as they were captured: nothing is masked inside them.

    \b
    Example:
      heliograph export wacz --out riverside.wacz
    """
    _run(write_wacz, asked)


@export.command("ftm")
@asked
def export_ftm(**asked: Unpack[Asked]) -> None:
    """Write FollowTheMoney entities, for Aleph, OpenAleph and yente.

    The folder has `entities.ftm.json` in the standard schemata alone, and `extended/` with
    products, components and claims as entities of their own and the schema that says what they are.

    \b
    Example:
      heliograph export ftm --out riverside-ftm
    """
    _run(write_ftm, asked)


def _run(write: Callable[[Heliograph, Selection, Path], Written], asked: Asked) -> None:
    wanted = Wanted(
        capability=asked["capability"],
        stance=asked["stance"],
        strength=asked["strength"],
        min_score=asked["min_score"],
        path=asked["path"],
        language=asked["language"],
        accepted=asked["accepted"],
    )
    with Heliograph.open_to_work(asked["case"]) as opened:
        written = write(opened, Selection(opened, wanted, asked["unmask"]), asked["out"])
    if asked["as_json"]:
        json_lines([written])
        return
    counted = ", ".join(f"{count} {name}" for name, count in written.counts.items())
    say(f"Written to {written.path} ({written.digest}): {counted}.")
    if not written.masked:
        say("Nothing is masked in it. Custody keeps your reason.")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", metavar="FINGERPRINT", help="Of a dossier: whose signature you expect.")
@case_option
@json_option
def import_file(file: Path, key: str | None, case: Path, as_json: bool) -> None:
    """Take in FILE: a web archive (WARC, WACZ), a dossier, or anything that `scan` takes.

    The digests that a web archive gives are held against its bytes; what differs is told, and taken
    in all the same. A dossier is verified first, and refused unless it holds; its custody is kept
    as evidence, its documents are read anew, and what its people said is kept as an opinion.

    \b
    Examples:
      heliograph import crawl.wacz --case cases/riverside
      heliograph import riverside.zip --key "fe7b 5a79 dd17 712f cb67 61e1 41cc f935"
    """
    with Heliograph.create(case) as opened, progress_bars(quiet=as_json) as progress:
        received = receive(opened, file, key, progress)
    if as_json:
        json_lines([received])
    else:
        _tell(received)


def _tell(received: Received) -> None:
    if received.kind == "dossier":
        whose = "the one you named" if received.signer_named else "not compared: say --key"
        say(f"The dossier holds. Signed by {received.signer} ({whose}).")
        say(
            f"{received.documents} documents read anew; {received.claims} of its claims are made "
            f"here, too, {received.not_made} are not; {received.opinions} opinions kept."
        )
        return
    say(f"{received.path}: {received.documents} documents.")
    for line in received.digests:
        console().print(plain(line))
    for line in received.differ:
        console().print(plain(f"DIFFERS  {line}"))
