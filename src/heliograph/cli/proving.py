"""Commands that carry proof: release, delete, report, verify."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from msgspec.structs import replace

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option, who
from heliograph.cli.printing import console, json_lines, plain, progress_bars, say
from heliograph.config import keys_folder
from heliograph.errors import CaseInconsistent
from heliograph.handwork.files import release_file
from heliograph.proof.keyring import KeyFolder
from heliograph.records import Digest
from heliograph.report.writing import write_report
from heliograph.sealing.deletion import delete_document
from heliograph.store.verify_proof import Outside

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)

ANSWERS = {
    "holds": "[green]holds[/green]",
    "fails": "[red]FAILS[/red]",
    "not-checkable": "[yellow]cannot be checked here[/yellow]",
}


@click.command()
@click.argument("what")
@click.option("--reason", required=True, help="Why your work needs it; it is kept in custody.")
@click.option("--by", help="Who releases it; without it, who is logged in.")
@case_option
@json_option
def release(what: str, reason: str, by: str | None, case: Path, as_json: bool) -> None:
    """Let a held-back document, by path or digest, be searched, judged and quoted.

    Documents that are mostly rows of persons are kept as evidence and held back from search,
    claims and exports. `heliograph ledger --held` lists them. Who needs one says why; that goes
    into the chain of custody, and masking in what leaves the case stays as it is.

    \b
    Example:
      heliograph release leak/patrol-roster.csv --reason "the roster proves the contract was used"
    """
    with Heliograph.open_to_work(case) as opened, progress_bars(quiet=as_json) as progress:
        released = release_file(opened, what, reason, by or who(), progress)
    if as_json:
        json_lines([released])
        return
    say(f"{released.path} is released ({released.held}). Custody keeps your reason.")


@click.command()
@click.argument("document")
@click.option("--reason", required=True, help="Why; it is kept in custody.")
@case_option
@json_option
def delete(document: str, reason: str, case: Path, as_json: bool) -> None:
    """Remove a document, by path or digest: its bytes, its text, its claims, all inside it.

    A tombstone stays: custody and ledger keep its path, its digest and your reason, and if the same
    bytes come again they are not taken in. Reviews keep the words they quote, and so does custody.
    Copies that stand at other paths stay; you are told of them.

    \b
    Example:
      heliograph delete leak/patients.csv --reason "names of patients; not needed"
    """
    with Heliograph.open_to_work(case) as opened:
        gone = delete_document(opened, document, reason)
    if as_json:
        json_lines(gone)
        return
    for one in gone:
        say(f"{one.path} is deleted ({one.digest or 'its bytes were never had'}).")
        if one.stands_elsewhere:
            say(f"  The same bytes stay at {', '.join(one.stands_elsewhere)}.")


@click.command()
@case_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write it; without it, report.html in the case folder.",
)
@json_option
def report(case: Path, out: Path | None, as_json: bool) -> None:
    """Write one HTML file with the claims, their surroundings, the ledger and the custody.

    It opens in any browser, asks nothing of any network, and prints well. Personal numbers and
    labelled names are masked in it. Its digest is entered in custody.

    \b
    Example:
      heliograph report --case cases/riverside --out riverside.html
    """
    where = out or case / "report.html"
    with Heliograph.open_to_work(case) as opened:
        written = write_report(opened, where)
    if as_json:
        json_lines([{"report": str(where), "digest": written}])
    else:
        say(f"Written to {where} ({written}).")


@click.command()
@case_option
@click.option("--head", help="A head of custody that you kept outside the case.")
@click.option("--checkpoint", type=FILE, help="The file of a checkpoint that you kept outside.")
@click.option("--key", default="", help="The fingerprint that its owners told you.")
@click.option("--trust", type=FILE, help="PEM file with the timestamp roots that you trust.")
@json_option
def verify(
    case: Path,
    head: str | None,
    checkpoint: Path | None,
    key: str,
    trust: Path | None,
    as_json: bool,
) -> None:
    """Re-read every byte, the chain of custody, its signatures and its timestamps.

    Each check holds, fails, or cannot be made here: then it says what is needed. Ends with 0 only
    if none fails. What you kept outside the case, or were told by another way, answers more.

    \b
    Examples:
      heliograph verify --case cases/riverside
      heliograph verify --case cases/riverside --checkpoint usb/000000000021.json
      heliograph verify --key "fe7b 5a79 dd17 712f cb67 61e1 41cc f935"
    """
    brought = Outside(
        head=Digest(head.strip()) if head else None,
        checkpoint=checkpoint.read_bytes() if checkpoint else None,
        key=key,
        roots=trust.read_bytes() if trust else b"",
    )
    with (
        Heliograph.open_to_work(case) as opened,
        progress_bars(quiet=as_json) as progress,
    ):
        case_id = opened.custody.case if opened.custody.count else ""
        here = KeyFolder(keys_folder()).begins(case_id)
        checks = list(opened.verify(progress, replace(brought, here=here)))
    if as_json:
        json_lines(checks)
    else:
        out = console()
        for check in checks:
            out.print(ANSWERS[check.answer], plain(f"{check.name}: {check.detail}"))
    if any(check.fails for check in checks):
        sys.exit(CaseInconsistent.exit_code)
