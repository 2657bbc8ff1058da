"""The ledger as a chart: every file, by kind, folder or source, and by what became of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, cast, get_args

from heliograph.app import Heliograph
from heliograph.chart_views import ChartSum, LedgerBy, LedgerChartView, LedgerRow, OutcomeLine
from heliograph.charts.asked import Asked
from heliograph.charts.drawing import Drawing, Part, Shape, Words, fitted, width_of
from heliograph.media import family
from heliograph.records import Outcome
from heliograph.translation import _, ngettext
from heliograph.wording import family_in_words, outcome_in_words

WAITING: Final = "waiting"
OUTCOMES: Final[tuple[str, ...]] = (*get_args(Outcome), WAITING)
MOST_ROWS: Final = 40

_WIDTH, _LEFT, _ROW, _HEAD = 1080.0, 260.0, 28.0, 70.0
_ROOM = _WIDTH - _LEFT - 90
_HUES: Final = {"read": 0, "empty": 5, "encrypted": 3, "unsupported": 4, "damaged": 6, "cut": 2}


def gather(opened: Heliograph, asked: Asked) -> LedgerChartView:
    """Add the files up `by` kind (that of `heliograph.media.family`), folder or source."""
    by = cast("LedgerBy", asked.one("by", get_args(LedgerBy)) or "kind")
    most = asked.number("most", MOST_ROWS, MOST_ROWS)
    rows: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, outcome, files in opened.rows.ledger_by(by):
        rows[_named(by, name, outcome)][outcome or WAITING] += files
    ranked = sorted(rows.items(), key=lambda one: (-one[1].total(), one[0]))
    left = ranked[most:]
    return LedgerChartView(
        by=by,
        rows=[
            LedgerRow(name=name, outcomes=dict(counts), files=counts.total())
            for name, counts in ranked[:most]
        ],
        rows_left_out=len(left),
        files_left_out=sum(counts.total() for _, counts in left),
        files=sum(counts.total() for counts in rows.values()),
    )


def _named(by: LedgerBy, name: str | None, outcome: str | None) -> str:
    if by != "kind":
        return name or ""
    # Nobody has looked into it yet, or could: its kind is not known.
    return family(name) if name else (WAITING if outcome is None else "data")


def outcomes_of(rows: Sequence[LedgerRow]) -> list[str]:
    """Name the outcomes that some row has, in the order of the ledger."""
    return [one for one in OUTCOMES if any(row.outcomes.get(one) for row in rows)]


def outcome_words(outcome: str) -> str:
    """Say what became of files; `waiting` is no outcome yet."""
    return outcome_in_words(None if outcome == WAITING else outcome)  # type: ignore[arg-type]


def row_words(by: LedgerBy, name: str) -> str:
    """Say what a row is of, as a person reads it."""
    if by == "kind":
        return family_in_words(name) if name != WAITING else outcome_words(name)
    return name or _("the topmost folder")


def draw(view: LedgerChartView) -> Drawing:
    """Draw a bar for each row, cut by outcomes."""
    longest = max((row.files for row in view.rows), default=1)
    shown = outcomes_of(view.rows)
    return Drawing(
        name="ledger",
        width=_WIDTH,
        height=_HEAD + _ROW * len(view.rows) + 10,
        title=_("What became of the files"),
        description=ngettext(
            "%(num)s file, each in one bar and of one outcome.",
            "%(num)s files, each in one bar and of one outcome.",
            view.files,
        ),
        parts=[
            *_legend(shown),
            *(_row(view.by, row, at, longest, shown) for at, row in enumerate(view.rows)),
        ],
    )


def _legend(outcomes: Sequence[str]) -> list[Part]:
    parts = []
    x, y = 0.0, 14.0
    for outcome in outcomes:
        words = outcome_words(outcome)
        if x and x + 34 + width_of(words) > _WIDTH:
            x, y = 0.0, y + 22
        bar = Shape(form="bar", x=x, y=y - 10, width=12, height=12, hue=_HUES.get(outcome, 1))
        parts.append(Part(shapes=[bar, Words(x=x + 18, y=y, words=words, tone="soft")]))
        x += 34 + width_of(words)
    return parts


def _row(by: LedgerBy, row: LedgerRow, at: int, longest: int, outcomes: Sequence[str]) -> Part:
    x, y = _LEFT, _HEAD + _ROW * at
    name = row_words(by, row.name)
    shapes: list[Shape | Words] = [
        Words(x=0, y=y + 15, words=fitted(name, _LEFT - 12)),
    ]
    for outcome in outcomes:
        if count := row.outcomes.get(outcome, 0):
            width = max(1.5, _ROOM * count / longest)
            shapes.append(
                Shape(form="bar", x=x, y=y + 2, width=width, height=17, hue=_HUES.get(outcome, 1))
            )
            x += width
    shapes.append(Words(x=x + 8, y=y + 15, words=str(row.files), tone="soft"))
    said = ", ".join(
        f"{outcome_words(one)} {row.outcomes[one]}" for one in outcomes if row.outcomes.get(one)
    )
    return Part(shapes=shapes, title=f"{name}: {said}")


def lines(view: LedgerChartView) -> Iterator[OutcomeLine | ChartSum]:
    """Give each row cut by outcomes, and what is left out."""
    shown = 0
    for row in view.rows:
        for outcome in outcomes_of([row]):
            shown += 1
            files = row.outcomes[outcome]
            yield OutcomeLine(by=view.by, name=row.name, outcome=outcome, files=files)
    left = {"rows": view.rows_left_out, "files": view.files_left_out}
    yield ChartSum(chart="ledger", shown=shown, left_out=left)
