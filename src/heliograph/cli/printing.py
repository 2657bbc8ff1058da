"""How commands speak: sentences and tables for people, JSON lines for programs, progress bars."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
import msgspec

from heliograph.late import late
from heliograph.pipeline.tools import Progress, no_progress

# Programs that ask for JSON, and the reading room, draw nothing.
if TYPE_CHECKING:
    from rich import console as rich_console
    from rich import progress
    from rich import table as rich_table
    from rich import text as rich_text
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.table import Table
    from rich.text import Text
else:
    rich_console, progress, rich_table, rich_text = late(
        "rich", "console", "progress", "table", "text"
    )

PIPE_WIDTH = 100
"""Columns where the output is no terminal: a file or a pipe has no width of its own."""

STEPS_IN_WORDS = {
    "preserve": "preserving",
    "read": "reading",
    "see": "reading pictures",
    "judge": "judging anew",
    "index": "indexing",
    "recur": "comparing",
    "ask": "asking",
    "translate": "translating",
    "verify": "verifying",
}

REFRESH_SECONDS = 0.1


def console() -> Console:
    """Make the console for standard output; colours only on a terminal."""
    if sys.stdout.isatty():
        return rich_console.Console(highlight=False)
    return rich_console.Console(highlight=False, width=PIPE_WIDTH, force_terminal=False)


def json_lines(values: Iterable[object]) -> None:
    """Print one JSON object a line."""
    encoder = msgspec.json.Encoder()
    out = sys.stdout.buffer
    for value in values:
        out.write(encoder.encode(value) + b"\n")
    out.flush()


def say(words: str) -> None:
    """Print a sentence where people look and programs do not."""
    click.echo(words, err=True)


def table(*columns: str, title: str = "") -> Table:
    """Make a table without boxes: it stays readable in a pipe and in a mail."""
    made = rich_table.Table(box=None, title=title or None, title_justify="left", title_style="bold")
    for column in columns:
        right = column.startswith(">")
        made.add_column(
            column.removeprefix(">"), justify="right" if right else "left", overflow="fold"
        )
    return made


def plain(words: str) -> Text:
    """Show text from a document as it is: never as markup, never as terminal commands."""
    return rich_text.Text("".join(ch if ch.isprintable() or ch == " " else " " for ch in words))


@contextmanager
def progress_bars(*, quiet: bool) -> Iterator[Progress]:
    """Give a progress that draws bars on a terminal's standard error, and nothing in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield no_progress
        return
    bars = progress.Progress(
        progress.SpinnerColumn(),
        progress.TextColumn("{task.description:<12}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
        progress.TextColumn("{task.fields[now]}", style="dim"),
        console=rich_console.Console(stderr=True, highlight=False),
        transient=True,
    )
    with bars:
        yield _Drawn(bars)


class _Drawn:
    """Draws one bar for each step, no more often than an eye can follow."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, tuple[object, float]] = {}

    def __call__(self, step: str, done: int, total: int | None, now: str = "") -> None:
        known = self._tasks.get(step)
        if known is None:
            task = self._bars.add_task(STEPS_IN_WORDS.get(step, step), total=total, now="")
            self._tasks[step] = (task, 0.0)
            known = self._tasks[step]
        task_id, drawn_at = known
        if done != total and time.monotonic() - drawn_at < REFRESH_SECONDS:
            return
        self._tasks[step] = (task_id, time.monotonic())
        shown = plain(now[-60:]).plain
        self._bars.update(task_id, completed=done, total=total, now=shown)  # type: ignore[arg-type]
