"""The command that browses documents: by folder, source, kind, outcome, part of the path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict, Unpack

import click
import msgspec
from rich.text import Text

from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option
from heliograph.cli.printing import console, json_lines, plain, table
from heliograph.media import FAMILIES, family
from heliograph.shelf_views import FileView, FolderView, ShelfAsked, ShelfView
from heliograph.wording import outcome_in_words, size_in_words


class Wanted(TypedDict):
    """Which documents are asked for; None asks for all."""

    kind: str | None
    outcome: str | None
    source: str | None
    words: str | None


@click.command()
@click.argument("folder", default="")
@click.option(
    "--kind", type=click.Choice(FAMILIES), help="Only files of this kind, in all folders below."
)
@click.option("--outcome", help="Only files with this outcome, e.g. damaged or waiting.")
@click.option("--source", help="Only files of this source, by its id.")
@click.option("--words", help="Only files with this in their path.")
@case_option
@json_option
def documents(folder: str, case: Path, as_json: bool, **wanted: Unpack[Wanted]) -> None:
    """Browse what stands in FOLDER of a case, or in a container (`bundle.zip!`); all without one.

    With an option, files in all folders below are listed that fit. What is held back is counted by
    `heliograph ledger --held` and not listed here.

    \b
    Examples:
      heliograph documents
      heliograph documents tenders
      heliograph documents tenders/annex.zip!
      heliograph documents --kind mail --words offer --json
    """
    words = {name: str(one) for name, one in wanted.items() if one}
    asked = ShelfAsked(folder=folder, **words)
    with Heliograph.open(case) as opened:
        found = _all(opened, asked)
        if as_json:
            json_lines(found)
            return
        listed = table("kind", "outcome", ">pages", ">claims", ">size", "file")
        for one in found:
            listed.add_row(*_row(one))
    console().print(listed)


def _all(opened: Heliograph, asked: ShelfAsked) -> Iterator[FolderView | FileView]:
    """Go through the list, a stretch after the other."""
    shelf: ShelfView | None = None
    while shelf is None or shelf.later:
        if shelf is not None:
            asked = msgspec.structs.replace(asked, after=shelf.later)
        shelf = opened.rows.shelf(asked)
        yield from shelf.folders
        yield from shelf.files


def _row(one: FolderView | FileView) -> tuple[str | Text, ...]:
    if isinstance(one, FolderView):
        kind = "container" if one.container else "folder"
        return (kind, "", "", "", "", plain(f"{one.path}/  {one.files} files"))
    return (
        family(one.media_type) if one.media_type else "",
        outcome_in_words(one.outcome),
        str(one.pages or "·"),
        str(one.claims or "·"),
        size_in_words(one.size),
        plain(one.path),
    )
