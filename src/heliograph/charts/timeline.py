"""The timeline: when files, claims and changes came to the case, day by day, month or year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final, cast, get_args

from heliograph.app import Heliograph
from heliograph.chart_views import ChartSum, SpanView, TimelineView, Unit
from heliograph.charts.asked import Asked
from heliograph.charts.drawing import Drawing, Line, Part, Shape, Words
from heliograph.translation import _, ngettext

LETTERS: Final[dict[Unit, int]] = {"day": 10, "month": 7, "year": 4}
MOST_SPANS: Final = 120
_DAYS, _MONTHS = 62, 36
"""Longer than so many days is told by months, longer than so many months by years."""

_WIDTH, _LEFT, _LANE, _FOOT = 1080.0, 150.0, 120.0, 40.0
_MONTHS_A_YEAR = 12

Count = Callable[[SpanView], int]


def gather(opened: Heliograph, asked: Asked) -> TimelineView:
    """Count `by` day, month or year; without it one is chosen that shows the whole."""
    rows = opened.rows
    unit = asked.one("by", get_args(Unit)) or _fitting(
        [day for day, _, _ in rows.captures_by(LETTERS["day"])]
    )
    letters = LETTERS[cast("Unit", unit)]
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for start, captures, documents in rows.captures_by(letters):
        counts[start] |= {"captures": captures, "documents": documents}
    for start, stance, claims in rows.claims_by(letters):
        counts[start][stance] = claims
    for start, changes in rows.changes_by(letters):
        counts[start]["changes"] = changes
    spans = _without_gaps(sorted(counts), unit)
    return TimelineView(
        unit=cast("Unit", unit),
        spans=[_span(start, counts.get(start, {})) for start in spans[-MOST_SPANS:]],
        earlier=max(0, len(spans) - MOST_SPANS),
        watched=rows.watched(),
    )


def _span(start: str, counts: dict[str, int]) -> SpanView:
    return SpanView(
        start=start,
        captures=counts.get("captures", 0),
        documents=counts.get("documents", 0),
        asserted=counts.get("asserted", 0),
        reported=counts.get("reported", 0),
        negated=counts.get("negated", 0),
        changes=counts.get("changes", 0),
    )


def _fitting(days: Sequence[str]) -> Unit:
    if not days:
        return "day"
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    if (last - first).days < _DAYS:
        return "day"
    months = (last.year - first.year) * _MONTHS_A_YEAR + last.month - first.month
    return "month" if months < _MONTHS else "year"


def _without_gaps(starts: Sequence[str], unit: str) -> list[str]:
    """Name every span from the first to the last, those in which nothing came too."""
    found = []
    at = starts[0] if starts else ""
    while at and at <= starts[-1]:
        found.append(at)
        at = _next(at, unit)
    return found


def _next(start: str, unit: str) -> str:
    if unit == "year":
        return f"{int(start) + 1:04d}"
    if unit == "month":
        year, month = int(start[:4]), int(start[5:])
        year, month = (year + 1, 1) if month == _MONTHS_A_YEAR else (year, month + 1)
        return f"{year:04d}-{month:02d}"
    return (date.fromisoformat(start) + timedelta(days=1)).isoformat()


def draw(view: TimelineView) -> Drawing:
    """Draw a lane each for files, claims and changes, with a bar for each span."""
    lanes: list[tuple[str, list[tuple[Count, int]]]] = [
        (_("files captured"), [(lambda span: span.documents, 0)]),
        (
            _("claims"),
            [
                (lambda span: span.asserted, 1),
                (lambda span: span.reported, 5),
                (lambda span: span.negated, 2),
            ],
        ),
    ]
    if view.watched:
        lanes.append((_("changes"), [(lambda span: span.changes, 3)]))
    parts = [
        part
        for at, (words, counts) in enumerate(lanes)
        for part in _lane(view.spans, at, words, counts)
    ]
    height = _LANE * len(lanes) + _FOOT
    return Drawing(
        name="timeline",
        width=_WIDTH,
        height=height,
        title=_("Captures, claims and changes over time"),
        description=_("Times are those at which the case came to hold the bytes, in UTC."),
        parts=[*parts, *_dates(view.spans, height)],
    )


def _lane(
    spans: Sequence[SpanView], at: int, words: str, counts: Sequence[tuple[Count, int]]
) -> list[Part]:
    highest = max((sum(count(span) for count, _ in counts) for span in spans), default=0)
    foot = _LANE * (at + 1)
    head: list[Shape | Line | Words] = [
        Words(x=0, y=foot - _LANE / 2, words=words),
        Words(x=0, y=foot - _LANE / 2 + 18, words=_most(highest), tone="soft"),
        Line(x1=_LEFT, y1=foot, x2=_WIDTH, y2=foot, faint=True),
    ]
    parts = [Part(shapes=head)]
    for place, span in enumerate(spans):
        bars = _bars(
            spans, place, span, foot, [(count(span), hue) for count, hue in counts], highest
        )
        if bars:
            parts.append(Part(shapes=bars, title=span_in_words(span)))
    return parts


def _most(highest: int) -> str:
    return ngettext("at most %(num)s", "at most %(num)s", highest)


def _bars(
    spans: Sequence[SpanView],
    place: int,
    span: SpanView,
    foot: float,
    counts: Sequence[tuple[int, int]],
    highest: int,
) -> list[Shape]:
    width = (_WIDTH - _LEFT) / len(spans)
    bars = []
    for count, hue in counts:
        if count:
            height = max(2.0, (_LANE - 24) * count / highest)
            foot -= height
            bars.append(
                Shape(
                    form="bar",
                    x=_LEFT + width * place + min(1.5, width / 8),
                    y=foot,
                    width=min(width - min(3.0, width / 4), 60),
                    height=height,
                    hue=hue,
                )
            )
    return bars


def span_in_words(span: SpanView) -> str:
    """Say what came in a span."""
    return _(
        "%(start)s: %(documents)s files, %(claims)s claims, %(changes)s changes",
        start=span.start,
        documents=span.documents,
        claims=span.asserted + span.reported + span.negated,
        changes=span.changes,
    )


def _dates(spans: Sequence[SpanView], height: float) -> list[Part]:
    """Write as many dates below as there is room for, the first one always."""
    width = (_WIDTH - _LEFT) / max(len(spans), 1)
    step = max(1, -(-90 // int(max(width, 1))))
    return [
        Part(
            shapes=[
                Words(x=_LEFT + width * place, y=height - 14, words=spans[place].start, tone="soft")
            ]
        )
        for place in range(0, len(spans), step)
        if _LEFT + width * place < _WIDTH - 70 or place == 0
    ]


def lines(view: TimelineView) -> Iterator[SpanView | ChartSum]:
    """Give each span, and how many before them are left out."""
    yield from view.spans
    left = {"earlier spans": view.earlier}
    yield ChartSum(chart="timeline", shown=len(view.spans), left_out=left)
