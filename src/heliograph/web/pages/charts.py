"""The charts of a case: each drawn, and beside it the table that says the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import urlencode

from markupsafe import Markup

from heliograph.app import Heliograph
from heliograph.chart_views import (
    LedgerBy,
    LedgerChartView,
    MatrixView,
    NameView,
    NetworkView,
    TimelineView,
    Unit,
)
from heliograph.charts import ledger, matrix, network
from heliograph.charts.asked import KINDS, Asked
from heliograph.charts.drawing import svg
from heliograph.charts.making import CHARTS, FORMATS, ChartName
from heliograph.web.visit import Visit

NAMES_OFFERED = (10, 20, 30, 50, 80)
LEAST_OFFERED = (1, 2, 3, 5, 10, 25, 100)
NEAR_OFFERED = (100, 300, 1000)
PARTS = ("kind", "most", "least", "stance", "near", "by")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPage:
    """What the pages of charts may use; `view` is what the chart's own page knows."""

    name: ChartName
    view: Any
    said: dict[str, str]
    """What was asked, to be asked again."""
    formats: tuple[str, ...] = FORMATS

    @property
    def drawing(self) -> Markup:
        """The chart, in the language of whoever looks."""
        return svg(CHARTS[self.name].draw(self.view))

    def address(self, **instead: str) -> str:
        """Give the address of this chart, with these parts as given."""
        said = {name: one for name, one in {**self.said, **instead}.items() if one}
        return f"/charts/{self.name}?{urlencode(said)}" if said else f"/charts/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPage(ChartPage):
    """What `network.html.j2` may use."""

    view: NetworkView
    names: dict[str, NameView]
    kinds: tuple[str, ...] = KINDS
    most: tuple[int, ...] = NAMES_OFFERED
    least: tuple[int, ...] = LEAST_OFFERED


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixPage(ChartPage):
    """What `matrix.html.j2` may use."""

    view: MatrixView
    counts: dict[tuple[str, str], tuple[int, str]]
    """Of a name and a capability: how many claims, and where they are listed."""
    most: tuple[int, ...] = NAMES_OFFERED[:-1]
    near: tuple[int, ...] = NEAR_OFFERED


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage(ChartPage):
    """What `timeline.html.j2` may use."""

    view: TimelineView
    units: tuple[str, ...] = get_args(Unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerChartPage(ChartPage):
    """What `ledger_chart.html.j2` may use."""

    view: LedgerChartView
    outcomes: list[str]
    bys: tuple[str, ...] = get_args(LedgerBy)
    row_words: Callable[[LedgerBy, str], str] = ledger.row_words
    outcome_words: Callable[[str], str] = ledger.outcome_words


def charts_page(_opened: Heliograph, _visit: Visit) -> None:
    """Gather nothing: the page only leads to the charts."""


def network_page(opened: Heliograph, visit: Visit) -> NetworkPage:
    """Gather the network."""
    said = _said(visit)
    view = network.gather(opened, Asked(said))
    return NetworkPage(
        name="network", view=view, said=said, names={one.id: one for one in view.names}
    )


def matrix_page(opened: Heliograph, visit: Visit) -> MatrixPage:
    """Gather the matrix."""
    said = _said(visit)
    view = matrix.gather(opened, Asked(said))
    counts = {
        (one.name, one.capability): (one.claims, matrix.cell_address(view, one))
        for one in view.cells
    }
    return MatrixPage(name="matrix", view=view, said=said, counts=counts)


def timeline_page(opened: Heliograph, visit: Visit) -> TimelinePage:
    """Gather the timeline."""
    said = _said(visit)
    return TimelinePage(
        name="timeline", view=CHARTS["timeline"].gather(opened, Asked(said)), said=said
    )


def ledger_chart_page(opened: Heliograph, visit: Visit) -> LedgerChartPage:
    """Gather the ledger as a chart."""
    said = _said(visit)
    view = ledger.gather(opened, Asked(said))
    return LedgerChartPage(
        name="ledger", view=view, said=said, outcomes=ledger.outcomes_of(view.rows)
    )


def _said(visit: Visit) -> dict[str, str]:
    return {name: visit.query[name][:200] for name in PARTS if visit.query.get(name)}
