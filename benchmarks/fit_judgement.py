"""Fit the weights of the judge, its calibration and its threshold, and say how they do unseen.

python -m benchmarks.fit_judgement                  # figures of what is fitted, fold by fold
python -m benchmarks.fit_judgement --write          # and write the weights into the package
python -m benchmarks.fit_judgement --held-out       # the whole report, see held_out.py
python -m benchmarks.fit_judgement --labels FILE    # with more labels: figures before, after
"""

# ruff: noqa: E402 - the number of threads must be set before numpy is there
from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""One thread: on a busy machine several wait for each other more than they work."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from benchmarks.corpus_leaves import CORPUS
from benchmarks.examples import Example, examples, labels_of_corpus
from benchmarks.fitting import (
    Fitted,
    Floats,
    Table,
    counts_for_calibration,
    hand_set,
    held_out,
    scores,
    table_of,
)
from benchmarks.held_out import STICK, report

from heliograph.finders import ClaimFinder
from heliograph.finders.judgement import WEIGHTS, Weights

SHIPPED = Path(__file__).parents[1] / "src" / "heliograph" / "finders" / WEIGHTS
TENTHS = 10


def told(table: Table, score: Floats, limit: Floats) -> str:
    """Say how scores do: labels met by any candidate, judged claims kept, background raised."""
    met: set[int] = set()
    for one, value, least in zip(table.found, score, limit, strict=True):
        if one.label >= 0 and value >= least:
            met.add(one.label)
    parts = []
    labels = labels_of_corpus()
    for kind in ("claim", "mention_critical", "negated", "unrelated"):
        mine = [at for at, one in enumerate(labels) if one["label"] == kind]
        parts.append(f"{kind} {len(met & set(mine)) / len(mine):.3f}")
    drawn = table.mask("judged")
    kept = drawn & (score >= limit)
    parts.append(f"judged: {table.wanted[drawn].mean():.3f} -> {table.wanted[kept].mean():.3f}")
    parts.append(f"kept {table.wanted[kept].sum() / table.wanted[drawn].sum():.3f} of the signed")
    raised = int((table.mask("background") & (score >= limit)).sum())
    return ", ".join([*parts, f"background {raised}"])


def reliability(table: Table, score: Floats) -> str:
    """Give the reliability table and the expected calibration error."""
    real = counts_for_calibration(table, table.fold >= 0)
    lines, error = [], 0.0
    weight = table.weight[real].sum()
    for at in range(TENTHS):
        low = at / TENTHS
        rows = real & (score >= low) & (score < low + 0.1 + (at == TENTHS - 1))
        if not rows.any():
            continue
        share = table.weight[rows].sum() / weight
        said = float(np.average(score[rows], weights=table.weight[rows]))
        right = float(np.average(table.wanted[rows], weights=table.weight[rows]))
        error += share * abs(said - right)
        lines.append(f"  {low:.1f}-{low + 0.1:.1f}  n {rows.sum():4d}  {said:.2f}  {right:.2f}")
    return "\n".join(["  score    count   said  right", *lines, f"  ECE {error:.3f}"])


def fit_and_tell(found: Sequence[Example], hand: Weights) -> tuple[Table, Fitted]:
    """Fit in folds and on all, and print how both do."""
    table = table_of(found, hand)
    result = Fitted.on(table, hand)
    score, limit = held_out(table, result.folds)
    print("held-out folds:", told(table, score, limit))
    print("thresholds:    ", " ".join(f"{one.threshold:.2f}" for one in result.folds.values()))
    print(reliability(table, score))
    whole = np.full(len(table.found), result.every.threshold)
    print("fitted on all: ", told(table, scores(table, result.every), whole))
    return table, result


def main() -> int:
    """Fit and tell."""
    asked = options().parse_args()
    hand = hand_set()
    more = [json.loads(line) for path in asked.labels for line in path.open(encoding="utf-8")]
    missing = sorted({one["file"] for one in more if not (CORPUS / one["file"]).is_file()})
    if missing:
        print("Put these documents of the labels into", CORPUS, "first:", *missing, sep="\n  ")
        return 1
    finder = ClaimFinder()
    found = examples(finder, more)
    if more:
        known = len(labels_of_corpus())
        print("Before, without the labels given:")
        fit_and_tell([one for one in found if one.label < known], hand)
        print(f"After, with {len(more)} labels more:")
    table, result = fit_and_tell(found, hand)
    if asked.held_out:
        report(finder, table, result, asked.stick)
    if asked.write:
        SHIPPED.write_bytes(
            msgspec.json.format(msgspec.json.encode(result.every), indent=1) + b"\n"
        )
    return 0


def options() -> argparse.ArgumentParser:
    """Make what reads the command line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--write", action="store_true", help="write the weights into the package")
    asked.add_argument("--held-out", action="store_true", help="print the whole report")
    asked.add_argument("--labels", type=Path, action="append", default=[], help="more labels")
    asked.add_argument("--stick", type=Path, default=STICK, help="the measuring stick")
    return asked


if __name__ == "__main__":
    sys.exit(main())
