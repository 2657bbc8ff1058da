"""Commands about this machine and this program: doctor, plugins."""

from __future__ import annotations

import platform
import re
import sqlite3
from collections.abc import Iterator
from importlib import metadata

import click

from heliograph import __version__
from heliograph.cli.options import json_option
from heliograph.cli.printing import console, json_lines, plain, table
from heliograph.machine_translation.engine import installed
from heliograph.media import UNREAD
from heliograph.plugins.extractors import missing_tools, named_extractors, readable
from heliograph.plugins.finders import load_segmenter, named_finders
from heliograph.sandbox.level import offered

PART = re.compile(r"[A-Za-z0-9._-]+")
"""The name at the start of a requirement, before its bounds and conditions."""


def parts() -> dict[str, str | None]:
    """Return every package this one declares with its version, None where it is not installed.

    Read from the declaration, so that a dependency added or dropped shows here by itself.
    """
    declared = (PART.match(one) for one in metadata.requires("heliograph") or ())
    return {one[0]: _version(one[0]) for one in declared if one is not None}


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Say what is installed, how well parsers are locked in here, and what can't be read and why.

    \b
    Example:
      heliograph doctor
    """
    confinement = offered()
    versions = parts()
    reads = readable()
    translator = installed()
    if as_json:
        json_lines(
            [
                {
                    "heliograph": __version__,
                    "python": platform.python_version(),
                    "sqlite": sqlite3.sqlite_version,
                    "packages": versions,
                    "confinement": confinement,
                    "reads": reads,
                    "does_not_read": dict((*UNREAD, *missing_tools())),
                    "translates": translator.engine,
                    "does_not_translate": translator.remedy,
                }
            ]
        )
        return
    out = console()
    out.print(
        f"Heliograph {__version__}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {platform.system()} {platform.release()}"
    )
    out.print(f"\n[bold]Confinement of parsers: level {confinement.level}[/bold]")
    for one in confinement.mechanisms:
        out.print(plain(f"  {one.name}: {one.said}"))
    for lost in confinement.lost:
        out.print(plain(f"  lost here: {lost}"), style="red")
    out.print("\n[bold]Reads[/bold]")
    out.print(plain("  " + ", ".join(reads)))
    out.print("\n[bold]Does not read yet[/bold] (kept, hashed, in the ledger as unsupported)")
    for kind, why in (*UNREAD, *missing_tools()):
        out.print(plain(f"  {kind}: {why}"))
    out.print("\n[bold]Translates by machine[/bold] (with a model that you have, when you ask)")
    out.print(plain(f"  {translator.engine or translator.remedy}"))
    if translator.engine:
        out.print(plain("  name the folder of a model in heliograph.toml: [translation] models"))
    out.print("\n[bold]Parts[/bold]")
    out.print(
        plain(
            "  "
            + ", ".join(
                f"{name} {version or 'not installed'}" for name, version in versions.items()
            )
        )
    )


@click.command("plugins")
@json_option
def plugins_command(as_json: bool) -> None:
    """List the parts that read and judge, built in and installed, with what each one takes.

    \b
    Example:
      heliograph plugins
    """
    described = list(_described())
    if as_json:
        json_lines(described)
        return
    listed = table("part", "name", "version", "takes", "from")
    for one in described:
        listed.add_row(*(one[column] for column in ("part", "name", "version", "takes", "from")))
    console().print(listed)


def _described() -> Iterator[dict[str, str]]:
    for origin, extractor in named_extractors():
        takes = ", ".join(sorted(extractor.media_types))
        yield _part("extractor", extractor.name, extractor.version, takes, origin)
    segmenter = load_segmenter()
    yield _part("segmenter", segmenter.name, segmenter.version, "pages", "built in")
    for origin, finder in named_finders():
        yield _part("finder", finder.name, finder.version, "passages", origin)


def _part(part: str, name: str, version: str, takes: str, origin: str) -> dict[str, str]:
    return {"part": part, "name": name, "version": version, "takes": takes, "from": origin}
