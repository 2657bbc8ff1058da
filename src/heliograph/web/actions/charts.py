"""What can be done with a chart: it leaves the case as a file, entered in custody first."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast, get_args

from starlette.responses import Response

from heliograph.app import Heliograph
from heliograph.charts.asked import Asked
from heliograph.charts.making import FORMATS, ChartName, Format, handed_out
from heliograph.errors import NothingThere
from heliograph.web.visit import Visit

MEDIA_TYPES: Final[dict[Format, str]] = {
    "svg": "image/svg+xml",
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
}


def export_chart(case: Path, by: str, visit: Visit) -> Response:
    """Hand a chart out, as something to keep and never as something to show."""
    name, into = visit.path["chart"], visit.form.get("format", "")
    if name not in get_args(ChartName):
        raise NothingThere(what=f"a chart {name[:40]}", hint=", ".join(get_args(ChartName)))
    if into not in FORMATS:
        raise NothingThere(what=f"a format {into[:40]}", hint=", ".join(FORMATS))
    chart = cast("ChartName", name)
    with Heliograph.open_to_work(case) as opened:
        content = handed_out(opened, chart, Asked(visit.form), into, by)
    return Response(
        content,
        media_type=MEDIA_TYPES[into],
        headers={"content-disposition": f'attachment; filename="{chart}.{into}"'},
    )
