"""Says how the judge does on documents it never saw, in the sense of the measuring stick.

For each document the claims are found with the weights of the fold that never saw its series, put
down as `claims --json` would, and measured by the stick's own program, which is run as it is: once
for all labels and once for those of each language. Beside it stands the same with the weights that
were fitted on all labels: the distance between the two is what was learned by heart.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from benchmarks.corpus_leaves import CORPUS, documents
from benchmarks.examples import Label, group_of, labels_of_corpus
from benchmarks.fitting import FOLDS, Fitted, Table, groups_of, held_out
from benchmarks.judge_corpus import rows
from benchmarks.own_passages import OwnPassage, leaf_of, own_passages

from heliograph.finders import ClaimFinder
from heliograph.finders.judgement import WeighingJudge, Weights
from heliograph.records import Claim

STICK = CORPUS.parent / "tools" / "score_claims.py"
WORST = 10
_SEVERAL = 4
_SHOWN = 160
_STANCES = {"claim": "asserted", "mention_critical": "reported", "negated": "negated"}


def report(finder: ClaimFinder, table: Table, result: Fitted, stick: Path) -> None:
    """Print all there is to say of what was fitted."""
    groups = groups_of(table.found)

    def unseen(name: str) -> Weights:
        group = group_of(name)
        return result.folds[groups.index(group) % FOLDS] if group in groups else result.every

    print("\nBy the measuring stick, all labels and each language:")
    apart = stick_says(finder, unseen, stick)
    seen = stick_says(finder, lambda _: result.every, stick)
    for language, figures in apart.items():
        print(f"{language} ({figures['labels']:.0f} labels)")
        for what, value in figures.items():
            if what != "labels":
                print(f"  {what:16} held out {value:.3f}   fitted {seen[language][what]:.3f}")
    print("\nOur own denials (the second half is set aside: counts alone):")
    finder.judge = WeighingJudge(result.every)
    for file in ("denials_open", "denials_held_out"):
        print(f"  {file}: {own_counts(finder, own_passages(file))}")
    print("\nThe passages judged worst, by weights that never saw them:")
    for line in worst(table, result):
        print(" ", line)


def stick_says(
    finder: ClaimFinder, weights_of: Callable[[str], Weights], stick: Path
) -> Mapping[str, Mapping[str, float]]:
    """Find claims in every document with its weights, and give the stick's figures by language."""
    labels = labels_of_corpus()
    count = Counter(one["language"] for one in labels)
    with tempfile.TemporaryDirectory() as folder:
        claims = Path(folder) / "claims.jsonl"
        with claims.open("w", encoding="utf-8") as out:
            for name in documents():
                finder.judge = WeighingJudge(weights_of(name))
                for row in rows(finder, name):
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
        found = {"all": measured(stick, labels, claims)}
        for language, times in count.most_common():
            if times >= _SEVERAL:
                mine = [one for one in labels if one["language"] == language]
                found[language] = measured(stick, mine, claims)
    return found


def measured(stick: Path, labels: Iterable[Label], claims: Path) -> Mapping[str, float]:
    """Run the measuring stick on some labels."""
    with tempfile.TemporaryDirectory() as folder:
        lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in labels)
        (Path(folder) / "labels.jsonl").write_text(lines, encoding="utf-8")
        command = [sys.executable, str(stick), folder, str(claims), "--json"]
        said = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: Mapping[str, float] = json.loads(said.stdout)
    return figures


def own_counts(finder: ClaimFinder, passages: Sequence[OwnPassage]) -> str:
    """Count, for each label, the passages that came out as they should; never show one."""
    right: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for one in passages:
        leaf, (first, last) = leaf_of(one)
        stances = {
            claim.stance
            for claim in finder.find([leaf])
            if isinstance(claim, Claim) and claim.start < last and first < claim.end
        }
        whole[one.label] += 1
        wanted = _STANCES.get(one.label)
        right[one.label] += wanted in stances if wanted else not stances
    return ", ".join(f"{label} {right[label]} of {whole[label]}" for label in sorted(whole))


def worst(table: Table, result: Fitted) -> Iterator[str]:
    """Yield the real passages whose held-out score is farthest from what they are."""
    score, _ = held_out(table, result.folds)
    real = (table.mask("label") | table.mask("judged")) & (table.weight > 0)
    off = np.where(real, np.abs(score - table.wanted), 0.0)
    for row in np.argsort(-off)[:WORST].tolist():
        one = table.found[row]
        words = " ".join(one.words.split())[:_SHOWN]
        what = one.kind or ("signed" if one.positive else "not signed")
        yield f"{score[row]:.2f}  {what:16}  {one.name}:{one.place}  “{words}”"
