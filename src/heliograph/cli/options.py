"""Options that several commands share."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from heliograph.config import case_from_environment
from heliograph.pipeline.collecting.places import find_case

Command = TypeVar("Command", bound=Callable[..., Any])


def case_option(command: Command) -> Command:
    """Add `--case DIR`; the command gets the folder that is meant."""
    return click.option(
        "--case",
        "case",
        type=click.Path(path_type=Path, file_okay=False),
        callback=lambda _context, _option, named: find_case(named, case_from_environment()),
        help="Folder of the case. Without it: $HELIOGRAPH_CASE, the current folder if it is a "
        "case, else ./heliograph-case.",
    )(command)


def json_option(command: Command) -> Command:
    """Add `--json`."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON object a line, for programs."
    )(command)


def who() -> str:
    """Name whoever is logged in; a number where the system knows no name."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user {os.getuid()}"
