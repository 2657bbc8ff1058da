"""Fit the weights of the judge on the labels, and say how they do on documents they never saw.

    python -m benchmarks.fit_judgement            # figures of hand-set and fitted weights
    python -m benchmarks.fit_judgement --write    # and write the fitted ones into the package
    python -m benchmarks.fit_judgement --held-out OUT.jsonl    # and claims for score_claims.py

Logistic regression whose prior is the hand-set weights (`hand_weights.json` beside this file): a
sign that the labels say nothing of keeps the weight a person gave it. Deterministic: Newton's
method from the prior, no random numbers. Folds are made of whole groups of documents: those of
one maker or one series stay together.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from benchmarks.corpus_leaves import CORPUS, documents, leaves_of
from benchmarks.judge_corpus import rows
from numpy.typing import NDArray

from heliograph.finders import ClaimFinder
from heliograph.finders.claims import THRESHOLD
from heliograph.finders.evidence import Candidate, signs
from heliograph.finders.judgement import WEIGHTS, WeighingJudge, Weights
from heliograph.records import Leaf
from heliograph.store.leaf_rows import Lines

HAND = Path(__file__).with_name("hand_weights.json")
SHIPPED = Path(__file__).parents[1] / "src" / "heliograph" / "finders" / WEIGHTS
FOLDS = 8
RULES = ("filler", "rest", "register", "cue:boilerplate", "container-form", "contents")
"""Signs whose weight is a rule and no estimate: it stays as it was set."""
PRIOR_SPREAD = 0.7
"""Standard deviation of a weight around its hand-set value."""
BACKGROUND_WEIGHT = 0.15
"""Weight of a candidate in documents that are known to claim nothing, against a label's."""
STEPS = 30

_BACKGROUND = ("bench_parallel/", "web/", "bench_ner/", "bench_company/", "bench_extract/")
_SERIES = re.compile(r"^(?:[^/]+/)([a-z]+)")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A candidate with what the labels say of it."""

    group: str
    label: int
    """Number of its label, -1 for background."""
    positive: bool
    weight: float
    signs: Mapping[str, float]


def plain(text: str) -> str:
    """Compare words, not layout."""
    even = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in even if not sign.isspace()).lower()


def group_of(name: str) -> str:
    """Give the series a document belongs to."""
    found = _SERIES.match(name)
    return f"{name.split('/', maxsplit=1)[0]}/{found.group(1)}" if found else name


Range = tuple[int | None, int | None]


def touches(label: Mapping[str, str], number: int, at: Range, candidate: Candidate) -> bool:
    """Say whether a candidate, on a page of this number and these lines, stands at a label."""
    where = str(label["page_or_line"])
    if where.startswith("p") and number != int(where[1:]):
        return False
    first, last = at
    lined = where.isdigit() and first is not None and last is not None
    if lined and not (first or 0) - 1 <= int(where) <= (last or 0) + 1:
        return False
    one, other = plain(label["quote"]), plain(candidate.words)
    return bool(one) and (one in other or other in one)


def places_of(
    leaves: Sequence[Leaf], candidates: Sequence[Candidate]
) -> Sequence[tuple[int, Range]]:
    """Give the page number and the lines of each candidate."""
    pages = {leaf.page.id: leaf.page for leaf in leaves}
    lines = {
        page.id: Lines(page.text, page.first_line, () if page.first_line else page.marks)
        for page in pages.values()
    }
    return [
        (
            pages[one.passage.page_id].number,
            (
                lines[one.passage.page_id].at(one.passage.start),
                lines[one.passage.page_id].at(one.passage.end - 1),
            ),
        )
        for one in candidates
    ]


def examples(finder: ClaimFinder) -> tuple[list[Example], int]:
    """Give the examples, and how many labels there are."""
    lines = (CORPUS / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    found: list[Example] = []
    for name in documents():
        mine = [(at, one) for at, one in enumerate(labels) if one["file"] == name]
        background = name.startswith(_BACKGROUND)
        if not mine and not background:
            continue
        leaves = leaves_of(name)
        candidates = list(finder.candidates(leaves))
        places = places_of(leaves, candidates)
        labelled: set[int] = set()
        for at, label in mine:
            here = [
                one
                for one, (number, lines) in zip(candidates, places, strict=True)
                if touches(label, number, lines, one)
            ]
            labelled.update(map(id, here))
            found += of_label(group_of(name), at, label, here)
        if background:
            found += [
                Example(group_of(name), -1, False, BACKGROUND_WEIGHT, signs(one))
                for one in candidates
                if id(one) not in labelled
            ]
    return found, len(labels)


def of_label(
    group: str, at: int, label: Mapping[str, str], here: Sequence[Candidate]
) -> Iterable[Example]:
    """Give the examples one label makes: the right class of a claim, every class of a negative."""
    positive = label["label"] != "unrelated"
    right = [one for one in here if one.capability == label["taxonomy_id"]]
    chosen = (right or list(here)) if positive else list(here)
    for one in chosen:
        yield Example(group, at, positive, 1.0 / len(chosen) if positive else 1.0, signs(one))


def matrix(found: Sequence[Example], names: Sequence[str]) -> Floats:
    """Make the design matrix; its last column is the bias."""
    column = {name: at for at, name in enumerate(names)}
    made = np.zeros((len(found), len(names) + 1))
    made[:, -1] = 1.0
    for row, one in enumerate(found):
        for name, value in one.signs.items():
            made[row, column[name]] = value
    return made


def hold(names: Sequence[str]) -> Floats:
    """Give how firmly each weight is held to its prior; the last one is the bias."""
    held = [1e6 if name in RULES else 1.0 / PRIOR_SPREAD**2 for name in names]
    return np.array([*held, 0.25])


def fit(
    features: Floats, wanted: Floats, weight: Floats, prior: Floats, strength: Floats
) -> Floats:
    """Find the weights of the greatest posterior by Newton's method."""
    beta = prior.copy()
    for _ in range(STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(features @ beta, -30, 30)))
        slope = features.T @ (weight * (wanted - chance)) - strength * (beta - prior)
        bend = (features.T * (weight * chance * (1 - chance))) @ features + np.diag(strength)
        beta = beta + np.linalg.solve(bend, slope)
    return beta


def figures(found: Sequence[Example], score: Floats, labels: int) -> str:
    """Say how scores do: labels met by any candidate at the threshold."""
    met: dict[int, bool] = {}
    kind: dict[int, bool] = {}
    noise = 0
    for one, value in zip(found, score, strict=True):
        if one.label < 0:
            noise += value >= THRESHOLD
            continue
        met[one.label] = met.get(one.label, False) or bool(value >= THRESHOLD)
        kind[one.label] = one.positive
    called = [at for at, yes in met.items() if yes]
    right = sum(kind[at] for at in called)
    positives = sum(kind.values())
    return (
        f"met {right}/{positives} (reachable), false {len(called) - right} "
        f"of {len(met) - positives} reachable negatives, background {noise}, labels {labels}"
    )


def main() -> int:
    """Fit and tell."""
    finder = ClaimFinder()
    found, labels = examples(finder)
    hand = msgspec.json.decode(HAND.read_bytes(), type=Weights)
    names = sorted({name for one in found for name in one.signs} | set(hand.signs))
    features = matrix(found, names)
    wanted = np.array([float(one.positive) for one in found])
    weight = np.array([one.weight for one in found])
    prior = np.array([hand.signs.get(name, 0.0) for name in names] + [hand.bias])
    held_to = hold(names)
    groups = sorted({one.group for one in found})
    fold = np.array([groups.index(one.group) % FOLDS for one in found])
    print("hand-set:      ", figures(found, scores(features, prior), labels))
    held = np.zeros(len(found))
    unseen: dict[int, Weights] = {}
    for at in range(FOLDS):
        rest = fold != at
        beta = fit(features[rest], wanted[rest], weight[rest], prior, held_to)
        held[~rest] = scores(features[~rest], beta)
        unseen[at] = weights_of(names, beta)
    print("held-out folds:", figures(found, held, labels))
    if "--held-out" in sys.argv:
        write_held_out(finder, groups, unseen, Path(sys.argv[sys.argv.index("--held-out") + 1]))
    beta = fit(features, wanted, weight, prior, held_to)
    print("fitted on all: ", figures(found, scores(features, beta), labels))
    if "--write" in sys.argv:
        fitted = weights_of(names, beta)
        SHIPPED.write_bytes(msgspec.json.format(msgspec.json.encode(fitted), indent=1) + b"\n")
    return 0


def weights_of(names: Sequence[str], beta: Floats) -> Weights:
    """Make weights of what was fitted."""
    return Weights(
        version=1,
        bias=round(float(beta[-1]), 3),
        signs={name: round(float(value), 3) for name, value in zip(names, beta, strict=False)},
    )


def write_held_out(
    finder: ClaimFinder, groups: Sequence[str], unseen: Mapping[int, Weights], out: Path
) -> None:
    """Write the claims of every document, each judged by weights that never saw its series."""
    with out.open("w", encoding="utf-8") as lines:
        for name in documents():
            group = group_of(name)
            at = groups.index(group) % FOLDS if group in groups else 0
            finder.judge = WeighingJudge(unseen[at])
            for row in rows(finder, name):
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def scores(features: Floats, beta: Floats) -> Floats:
    """Give the score of each row."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(features @ beta, -30, 30))))


if __name__ == "__main__":
    sys.exit(main())
