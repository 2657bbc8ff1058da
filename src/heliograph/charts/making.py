"""The charts by name, and how one is written: as a drawing, as a table, as JSON lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

import msgspec

from heliograph.app import Heliograph
from heliograph.chart_views import CellLine, ChartSum, OutcomeLine, PairLine, SpanView
from heliograph.charts import ledger, matrix, network, timeline
from heliograph.charts.asked import Asked
from heliograph.charts.drawing import Drawing, svg
from heliograph.codec import digest_of
from heliograph.exchange.tables import csv_lines
from heliograph.leaving import Written, beside

ChartName = Literal["timeline", "matrix", "network", "ledger"]
Format = Literal["svg", "csv", "jsonl"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One chart: how its view is gathered, drawn, and listed; the view is its own affair."""

    gather: Callable[[Heliograph, Asked], Any]
    draw: Callable[[Any], Drawing]
    lines: Callable[[Any], Iterator[msgspec.Struct]]
    line: type[msgspec.Struct]
    """Of the lines that are no sum."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its table."""
        return self.line.__struct_fields__


CHARTS: Final[dict[ChartName, Chart]] = {
    "timeline": Chart(
        gather=timeline.gather, draw=timeline.draw, lines=timeline.lines, line=SpanView
    ),
    "matrix": Chart(gather=matrix.gather, draw=matrix.draw, lines=matrix.lines, line=CellLine),
    "network": Chart(gather=network.gather, draw=network.draw, lines=network.lines, line=PairLine),
    "ledger": Chart(gather=ledger.gather, draw=ledger.draw, lines=ledger.lines, line=OutcomeLine),
}


def made(opened: Heliograph, name: ChartName, asked: Asked, into: Format) -> bytes:
    """Make a chart as the content of a file; in CSV no cell is a formula."""
    chart = CHARTS[name]
    view = chart.gather(opened, asked)
    if into == "svg":
        return svg(chart.draw(view), alone=True).encode()
    if into == "jsonl":
        return msgspec.json.Encoder().encode_lines(list(chart.lines(view)))
    told = [one for one in chart.lines(view) if not isinstance(one, ChartSum)]
    return b"".join(csv_lines(told, chart.columns))


def facts(name: ChartName, into: Format) -> dict[str, str | int | None]:
    """Say what custody is to know of it; names in a chart are those of organisations."""
    return {"what": f"{into}: chart of the {name}", "masked": 1}


def write(opened: Heliograph, name: ChartName, asked: Asked, into: Format, out: Path) -> Written:
    """Write a chart to a file, entered in custody first. Raises `AlreadyThere`."""
    content = made(opened, name, asked, into)
    with beside(opened, out, facts(name, into), folder=False) as making:
        making.path.write_bytes(content)
    return making.written(into, out, {}, masked=True)


def handed_out(opened: Heliograph, name: ChartName, asked: Asked, into: Format, by: str) -> bytes:
    """Give a chart to whoever asks for it over a wire, entered in custody first."""
    content = made(opened, name, asked, into)
    opened.enter("exported", {**facts(name, into), "digest": digest_of(content), "by": by})
    return content
