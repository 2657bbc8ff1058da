"""Commands that seal a case: seal, timestamp, timestamps, authority, custody."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import click

from heliograph.app import Heliograph
from heliograph.cli.keys import passphrase_option, unlocking
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain, say, table
from heliograph.records import CustodyEntry, Digest
from heliograph.sealing.authorities import add_authority, named_in, remove_authority
from heliograph.sealing.checkpoints import Sealed
from heliograph.sealing.checkpoints import seal as make_checkpoint
from heliograph.sealing.state import SealState, in_short, seal_state
from heliograph.sealing.timestamps import Stamping, stampings
from heliograph.sealing.timestamps import timestamp as ask_authorities
from heliograph.store.custody_about import entries_of

TELLING = ("path", "name", "what", "quote", "authority", "reason", "size", "digest", "document")


@click.command()
@case_option
@passphrase_option
@json_option
def seal(case: Path, passphrase_file: Path | None, as_json: bool) -> None:
    """Sign all that custody holds, then have it timestamped by the authorities you named.

    The signature is a file of its own in CASE/checkpoints. Keep a copy, or its digest, outside the
    case: whoever has it can tell if entries were cut off later. Nothing is sent unless you named an
    authority.

    \b
    Example:
      heliograph seal --case cases/riverside
    """
    with Heliograph.open_to_work(case) as opened:
        sealed = make_checkpoint(opened, unlocking(passphrase_file))
        stamps = ask_authorities(opened)
    if as_json:
        json_lines([sealed, *stamps])
        return
    say(_sealed_in_words(sealed))
    _say_stamps(stamps)


@click.command()
@case_option
@json_option
def timestamp(case: Path, as_json: bool) -> None:
    """Ask the authorities you named about the last checkpoint, again if they did not answer.

    They get its digest and nothing else. Every request is entered in custody before it is sent.

    \b
    Example:
      heliograph timestamp --case cases/riverside
    """
    with Heliograph.open_to_work(case) as opened:
        stamps = ask_authorities(opened)
    if as_json:
        json_lines(stamps)
        return
    if not stamps:
        say("There is nothing to ask: no checkpoint (heliograph seal) or no authority "
            "(heliograph authority add).")  # fmt: skip
    _say_stamps(stamps)


@click.command()
@case_option
@json_option
def timestamps(case: Path, as_json: bool) -> None:
    """List which checkpoints were timestamped, by whom and when, and what is pending.

    \b
    Example:
      heliograph timestamps --case cases/riverside
    """
    with Heliograph.open(case) as opened:
        stamps = list(stampings(opened))
    if as_json:
        json_lines(stamps)
        return
    shown = table(">entries", "authority", "state", "at")
    for one in stamps:
        shown.add_row(str(one.size), one.authority, one.state, one.at or "")
    console().print(shown)


@click.group()
def authority() -> None:
    """The timestamp authorities of a case: add, list, remove.

    \b
    Example:
      heliograph authority add stamps https://stamps.example/tsa --root stamps-root.pem
    """


@authority.command()
@click.argument("name")
@click.argument("url")
@click.option(
    "--root",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="PEM file with its root certificate, and those between if it sends none.",
)
@click.option("--policy", default="", help="Policy that its timestamps must have (an OID).")
@case_option
@json_option
def add(name: str, url: str, root: Path, policy: str, case: Path, as_json: bool) -> None:
    """Name an authority, its address, and the root certificate you trust for it.

    Get the root by another way than the address, and compare its digest. Nothing is sent now.

    \b
    Example:
      heliograph authority add stamps https://stamps.example/tsa --root stamps-root.pem
    """
    with Heliograph.open_to_work(case) as opened:
        named = add_authority(opened, name, url, root, policy)
    if as_json:
        json_lines([named])
    else:
        say(f"{name} will be asked by `heliograph seal` and `heliograph timestamp`.")


@authority.command("list")
@case_option
@json_option
def list_authorities(case: Path, as_json: bool) -> None:
    """List the authorities that were named.

    \b
    Example:
      heliograph authority list --case cases/riverside
    """
    with Heliograph.open(case) as opened:
        found = named_in(opened)
    if as_json:
        json_lines(found)
        return
    shown = table("name", "address", "asked")
    for one in found:
        shown.add_row(one.name, plain(one.url), "yes" if one.asked else "no longer")
    console().print(shown)


@authority.command()
@click.argument("name")
@case_option
@json_option
def remove(name: str, case: Path, as_json: bool) -> None:
    """Ask an authority no more; what it stamped stays and is checked as before.

    \b
    Example:
      heliograph authority remove stamps --case cases/riverside
    """
    with Heliograph.open_to_work(case) as opened:
        remove_authority(opened, name)
    if as_json:
        json_lines([{"removed": name}])
    else:
        say(f"{name} is not asked any more.")


@click.group()
def custody() -> None:
    """The chain of custody: head (to keep outside the case), log.

    \b
    Example:
      heliograph custody head --case cases/riverside
    """


@custody.command()
@case_option
@json_option
def head(case: Path, as_json: bool) -> None:
    """Print what to keep outside the case: its head, its last checkpoint, its key.

    Print it, or send it to somebody you trust: the case cannot then be shortened or written anew
    without their seeing it. `heliograph verify --head` takes it.

    \b
    Example:
      heliograph custody head --case cases/riverside > riverside-head.txt
    """
    with Heliograph.open(case) as opened:
        state = seal_state(opened)
    if as_json:
        json_lines([state])
        return
    for line in _head_lines(state):
        click.echo(line)


@custody.command()
@case_option
@click.option("--event", help="Only entries of this event, such as `exported`.")
@click.option("--last", type=click.IntRange(min=1), help="Only the last so many.")
@click.option("--about", help="Only what concerns a document (path or digest) or a claim.")
@json_option
def log(case: Path, event: str | None, last: int | None, about: str | None, as_json: bool) -> None:
    """Print the entries of custody: who did what to which bytes, when.

    With --about, what concerns one document or claim: collected, read by what and how confined,
    viewed, judged, corrected. Those entries alone are read, without checking the chain.

    \b
    Examples:
      heliograph custody log --event exported --case cases/riverside
      heliograph custody log --about tenders/riverside.pdf
    """
    with Heliograph.open(case) as opened:
        entries = _about(opened, about) if about else opened.custody.entries()
        found: Sequence[CustodyEntry] = [entry for entry in entries if event in (None, entry.event)]
    found = found[-last:] if last else found
    if as_json:
        json_lines(found)
        return
    shown = table(">entry", "at", "event", "about")
    for entry in found:
        about = ", ".join(f"{name} {told}" for name, told in islice(_told(entry), 2))
        shown.add_row(str(entry.sequence), entry.at, entry.event, plain(about))
    console().print(shown)


def _about(opened: Heliograph, what: str) -> list[CustodyEntry]:
    """Find what concerns a document or a claim. Raises `NothingThere`."""
    rows, path = opened.rows, opened.folder.custody
    by_digest = rows.documents(digest=Digest(what)) if what.startswith("sha256:") else ()
    document = next(iter([*by_digest, *rows.documents(path=what)]), None)
    if document is not None:
        return entries_of(path, rows, Digest(document.digest or document.id))[0]
    claim = next(rows.claim_views(claim_id=what))
    return entries_of(path, rows, claim.document.digest, claim.id)[0]


def _told(entry: CustodyEntry) -> list[tuple[str, str]]:
    """What an entry is about, the most telling first."""
    facts = entry.facts
    names = [*(name for name in TELLING if facts.get(name)), *sorted(facts.keys() - {*TELLING})]
    return [(name, str(facts[name])[:60]) for name in names if facts[name] not in (None, "")]


def _head_lines(state: SealState) -> list[str]:
    lines = [f"case         {state.case}", f"entries      {state.entries}"]
    lines += [f"head         {state.head}"]
    if state.checkpoint is not None:
        lines += [
            f"checkpoint   {state.checkpoint.size} entries, {state.checkpoint.at}",
            f"  digest     {state.checkpoint.digest}",
            f"  root       {state.checkpoint.root}",
        ]
    if state.fingerprint is not None:
        lines.append(f"key          {state.fingerprint}")
    lines.append(f"clock        {state.clock.state}")
    return [*lines, in_short(state)]


def _sealed_in_words(sealed: Sealed) -> str:
    if not sealed.new:
        return f"Nothing was done since the last checkpoint, over {sealed.size} entries."
    return (
        f"{sealed.size} entries of custody are signed. Keep this outside the case:\n"
        f"  {sealed.digest}"
    )


def _say_stamps(stamps: Sequence[Stamping]) -> None:
    for one in stamps:
        if one.state == "stamped":
            say(f"{one.authority} had it by {one.at}.")
        else:
            say(f"{one.authority}: {one.detail} Try again: heliograph timestamp")
