"""Fits weights, calibration and threshold of the judge, on everything or on all folds but one.

Logistic regression whose prior is the hand-set weights (`hand_weights.json` beside this file): a
sign that nothing speaks of keeps the weight a person gave it. Deterministic: Newton's method from
the prior, no random numbers. Folds are made of whole groups of documents: those of one maker or one
series stay together. Calibration (Platt) and threshold are chosen inside each fold, on documents
that the weights of an inner fold never saw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from benchmarks.examples import Example, labels_of_corpus
from numpy.typing import NDArray

from heliograph.finders.judgement import Weights

HAND = Path(__file__).with_name("hand_weights.json")
FOLDS = 8
INNER = 6
RULES = (
    "filler",
    "rest",
    "register",
    "cue:boilerplate",
    "container-form",
    "contents",
    "denied",
    "denied-weak",
)
"""Signs whose weight is a rule and no estimate: it stays as it was set."""
PRIOR_SPREADS = (
    ("class:", 0.15),
    ("genre:", 0.1),
    ("topic", 0.1),
    ("title", 0.1),
    ("long", 0.1),
    ("", 0.25),
)
"""Standard deviation of a weight around its hand-set value, by how the sign begins: narrow for what
a whole document has in common, so that few documents can't teach their own habits."""
STEPS = 20
CLOSE = 1e-6
"""Step of Newton's method from which on nothing changes in the decimals that are kept."""
JUDGED_AGAINST_LABELS = 0.1
"""Weight of the share an editor signs against F1 on the labels, when a threshold is chosen."""
FALSE_ALARMS = 0.022
"""Share of the hard negatives that may be raised before each more costs."""
COST = 1.35
"""F1 that a false alarm share of one more would cost."""

STEP = 0.02
"""Distance of the scores that are tried as a threshold."""
ASIDE = 2
"""Neighbours on each side of a threshold whose worth counts like its own."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """The examples as a design matrix; the last column is the bias."""

    found: Sequence[Example]
    names: Sequence[str]
    features: Floats
    wanted: Floats
    weight: Floats
    fold: NDArray[np.int64]
    """Fold of each row; -1 for our own passages, which every fold may learn from."""
    raisable: float
    """Share of the hard negatives at which any candidate stands: the rest are never raised."""

    def mask(self, source: str) -> NDArray[np.bool_]:
        """Say which rows are of a source."""
        return np.array([one.source == source for one in self.found])


def groups_of(found: Sequence[Example]) -> list[str]:
    """Give the series of documents, in the order by which they are dealt into folds."""
    return sorted({one.group for one in found} - {"own"})


def table_of(found: Sequence[Example], hand: Weights) -> Table:
    """Lay out the examples."""
    names = sorted({name for one in found for name in one.signs} | set(hand.signs))
    column = {name: at for at, name in enumerate(names)}
    features = np.zeros((len(found), len(names) + 1))
    features[:, -1] = 1.0
    for row, one in enumerate(found):
        for name, value in one.signs.items():
            features[row, column[name]] = value
    groups = groups_of(found)
    return Table(
        found=found,
        names=names,
        features=features,
        wanted=np.array([float(one.positive) for one in found]),
        weight=np.array([one.weight for one in found]) * teaching(found, hand),
        raisable=raisable_of(found),
        fold=np.array([groups.index(g) if g != "own" else -1 for g in (x.group for x in found)]),
    )


def raisable_of(found: Sequence[Example]) -> float:
    """Give the share of the hard negatives among the labels at which any candidate stands."""
    every = sum(one["label"] == "unrelated" for one in labels_of_corpus())
    return len({one.label for one in found if one.kind == "unrelated"}) / max(every, 1)


def teaching(found: Sequence[Example], hand: Weights) -> Floats:
    """Give 1 for the candidates that teach, 0 for what only touches a label that another meets.

    A quote may lie over several passages, of which one says it: the likeliest by the hand-set
    weights is taken for it. Of a hard negative every passage is one.
    """
    best: dict[int, tuple[float, int]] = {}
    teaches = np.ones(len(found))
    for row, one in enumerate(found):
        if one.label < 0 or not one.positive or not one.weight:
            continue
        likely = sum(value * hand.signs.get(name, 0.0) for name, value in one.signs.items())
        before = best.get(one.label)
        teaches[row] = before is None or likely > before[0]
        if teaches[row]:
            if before is not None:
                teaches[before[1]] = 0.0
            best[one.label] = (likely, row)
    return teaches


def prior_of(names: Sequence[str], hand: Weights) -> tuple[Floats, Floats]:
    """Give the prior's mean and how firmly each weight is held to it; the last one is the bias."""
    mean = [hand.signs.get(name, 0.0) for name in names]
    held = [1e6 if name in RULES else 1.0 / spread_of(name) ** 2 for name in names]
    return np.array([*mean, hand.bias]), np.array([*held, 0.25])


def spread_of(name: str) -> float:
    """Give how far a sign's weight may go from what a person set."""
    return next(spread for begin, spread in PRIOR_SPREADS if name.startswith(begin))


def fit(
    features: Floats, wanted: Floats, weight: Floats, prior: Floats, strength: Floats
) -> Floats:
    """Find the weights of the greatest posterior by Newton's method."""
    beta = prior.copy()
    for _ in range(STEPS):
        chance = odds(features @ beta)
        slope = features.T @ (weight * (wanted - chance)) - strength * (beta - prior)
        bend = (features.T * (weight * chance * (1 - chance))) @ features + np.diag(strength)
        step = np.linalg.solve(bend, slope)
        beta = beta + step
        if np.abs(step).max() < CLOSE:
            break
    return beta


def odds(total: Floats) -> Floats:
    """Turn log-odds into chances."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(total, -30, 30))))


def unseen(table: Table, rows: NDArray[np.bool_], folds: int, hand: Weights) -> Floats:
    """Give the log-odds of some rows, each by weights that never saw its group of documents."""
    prior, strength = prior_of(table.names, hand)
    made = np.zeros(len(table.found))
    for at in range(folds):
        out = rows & (table.fold >= 0) & (table.fold % folds == at)
        kept = rows & ~out
        beta = fit(table.features[kept], table.wanted[kept], table.weight[kept], prior, strength)
        made[out] = table.features[out] @ beta
    return made


def platt(total: Floats, wanted: Floats, weight: Floats) -> tuple[float, float]:
    """Fit slope and offset that turn log-odds into calibrated ones."""
    design = np.column_stack([total, np.ones_like(total)])
    slope, offset = fit(design, wanted, weight, np.array([1.0, 0.0]), np.array([1.0, 1.0]))
    return float(slope), float(offset)


def counts_for_calibration(table: Table, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Give the rows that are real and not background: labels and judged claims."""
    return rows & (table.mask("label") | table.mask("judged")) & (table.weight > 0)


def threshold_of(table: Table, score: Floats, rows: NDArray[np.bool_]) -> float:
    """Choose the score from which a candidate is a claim, on rows whose scores are unseen.

    The best is where the neighbours do well, too: a single peak over few labels is chance.
    """
    tried = np.arange(0.30 - ASIDE * STEP, 0.72 + ASIDE * STEP, STEP)
    gained = [worth(table, score, rows, float(at)) for at in tried]
    even = np.convolve(gained, np.full(2 * ASIDE + 1, 1 / (2 * ASIDE + 1)), "valid")
    return float(tried[ASIDE + int(even.argmax())])


def worth(table: Table, score: Floats, rows: NDArray[np.bool_], at: float) -> float:
    """Weigh F1 on the labels against the share of judged claims that an editor signs."""
    best: dict[int, float] = {}
    kind: dict[int, bool] = {}
    for row in np.flatnonzero(rows & table.mask("label")).tolist():
        one = table.found[row]
        best[one.label] = max(best.get(one.label, 0.0), float(score[row]))
        kind[one.label] = one.kind != "unrelated"
    called = [label for label, value in best.items() if value >= at]
    right = sum(kind[label] for label in called)
    negatives = max(sum(not one for one in kind.values()), 1)
    alarms = (len(called) - right) / negatives * table.raisable
    f1 = 2 * right / max(len(called) + sum(kind.values()), 1)
    drawn = rows & table.mask("judged") & (score >= at)
    share = float(table.wanted[drawn].mean()) if drawn.any() else 1.0
    wanted = (1 - JUDGED_AGAINST_LABELS) * f1 + JUDGED_AGAINST_LABELS * share
    return wanted - COST * max(0.0, alarms - FALSE_ALARMS)


def fitted(table: Table, rows: NDArray[np.bool_], hand: Weights) -> Weights:
    """Fit weights, calibration and threshold on some rows alone."""
    inner = unseen(table, rows, INNER, hand)
    real = counts_for_calibration(table, rows)
    slope, offset = platt(inner[real], table.wanted[real], table.weight[real])
    prior, strength = prior_of(table.names, hand)
    beta = fit(table.features[rows], table.wanted[rows], table.weight[rows], prior, strength)
    chosen = threshold_of(table, odds(slope * inner + offset), rows)
    return weights_of(table.names, beta, slope, offset, chosen)


def weights_of(
    names: Sequence[str], beta: Floats, slope: float, offset: float, threshold: float
) -> Weights:
    """Make weights of what was fitted: the calibration is multiplied in."""
    return Weights(
        version=2,
        bias=round(float(beta[-1]) * slope + offset, 3),
        threshold=round(threshold, 3),
        signs={
            name: round(float(value) * slope, 3) for name, value in zip(names, beta, strict=False)
        },
    )


def by_fold(table: Table, hand: Weights) -> Mapping[int, Weights]:
    """Fit one set of weights for each fold, that never saw the fold's documents."""
    return {
        at: fitted(table, (table.fold < 0) | (table.fold % FOLDS != at), hand)
        for at in range(FOLDS)
    }


def scores(table: Table, weights: Weights) -> Floats:
    """Give the score of every row."""
    beta = np.array([*(weights.signs.get(name, 0.0) for name in table.names), weights.bias])
    return odds(table.features @ beta)


def held_out(table: Table, folds: Mapping[int, Weights]) -> tuple[Floats, Floats]:
    """Give, for each row, the score and the threshold of the fold that never saw it."""
    score, limit = np.zeros(len(table.found)), np.ones(len(table.found))
    for at, weights in folds.items():
        rows = (table.fold >= 0) & (table.fold % FOLDS == at)
        score[rows] = scores(table, weights)[rows]
        limit[rows] = weights.threshold
    return score, limit


@dataclass(frozen=True)
class Fitted:
    """What was fitted: a set of weights for each fold, and one on everything."""

    folds: Mapping[int, Weights]
    every: Weights

    @classmethod
    def on(cls, table: Table, hand: Weights) -> Fitted:
        """Fit both."""
        return cls(by_fold(table, hand), fitted(table, np.ones(len(table.found), dtype=bool), hand))


def hand_set() -> Weights:
    """Read the weights that a person set."""
    return msgspec.json.decode(HAND.read_bytes(), type=Weights)
