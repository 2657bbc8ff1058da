"""Commands about this machine and this program: doctor, plugins."""

from __future__ import annotations

import platform
import sqlite3
from importlib import metadata

import click

from heliograph import __version__, plugins
from heliograph.cli.options import json_option
from heliograph.cli.printing import console, json_lines, plain, table
from heliograph.media import UNREAD
from heliograph.sandbox.level import offered

PARTS = (
    "ahocorasick-rs", "lxml", "msgspec", "obstore", "opencc", "py3langid", "pypdfium2",
    "python-calamine", "resiliparse", "sqlalchemy", "tantivy", "tree-sitter",
)  # fmt: skip
"""Packages whose version decides what is read and how."""


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Say what is installed, how well parsers are locked in here, and what can't be read and why.

    \b
    Example:
      heliograph doctor
    """
    confinement = offered()
    versions = {name: metadata.version(name) for name in PARTS}
    readable = sorted(plugins.load_extractors())
    if as_json:
        json_lines(
            [
                {
                    "heliograph": __version__,
                    "python": platform.python_version(),
                    "sqlite": sqlite3.sqlite_version,
                    "packages": versions,
                    "confinement": confinement,
                    "reads": readable,
                    "does_not_read": dict(UNREAD),
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
    out.print(plain("  " + ", ".join(readable)))
    out.print("\n[bold]Does not read yet[/bold] (kept, hashed, in the ledger as unsupported)")
    for kind, why in UNREAD:
        out.print(plain(f"  {kind}: {why}"))
    out.print("\n[bold]Parts[/bold]")
    out.print(plain("  " + ", ".join(f"{name} {version}" for name, version in versions.items())))


@click.command("plugins")
@json_option
def plugins_command(as_json: bool) -> None:
    """List the parts that read and judge, built in and installed, with what each one takes.

    \b
    Example:
      heliograph plugins
    """
    described = plugins.described()
    if as_json:
        json_lines(described)
        return
    listed = table("part", "name", "version", "takes", "from")
    for one in described:
        listed.add_row(one.part, one.name, one.version, ", ".join(one.takes), one.origin)
    console().print(listed)
