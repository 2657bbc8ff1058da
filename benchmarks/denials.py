"""Say how the stances of our own denials are read, by language and by kind of denial.

    python -m benchmarks.denials denials_open        # a file of benchmarks/passages
    python -m benchmarks.denials denials_open --all  # and the passages that are read wrongly
    python -m benchmarks.denials denials_held_out    # figures alone: it is set aside

A line is right where a claim of its class has the stance that its label asks for; for `unrelated`,
where no claim of its class is made. `other class` means that only a claim of another class has
that stance, which a measuring stick that asks for the stance alone takes for right; `no term` that
the words name no capability that we know, `faint` that the judge let it pass, `stance` that it was
found and read otherwise.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import Final, Literal

from benchmarks.own_passages import OwnPassage, leaf_of, own_passages

from heliograph.finders import ClaimFinder
from heliograph.finders.candidate import Candidate

STANCES: Final = {"claim": "asserted", "mention_critical": "reported", "negated": "negated"}
SET_ASIDE: Final = "denials_held_out"

Outcome = Literal["right", "other class", "no term", "faint", "stance", "raised"]


def outcome_of(finder: ClaimFinder, one: OwnPassage) -> tuple[Outcome, str]:
    """Say how a line is read, and what was made of it."""
    every = list(candidates_of(finder, one))
    found = [each for each in every if each.capability == one.capability]
    claims = [finder.judged(each) for each in found]
    made = [each for each in claims if each.score >= finder.judge.threshold]
    seen = "; ".join(f"{each.stance} {each.score:.2f} {' '.join(each.why[:5])}" for each in claims)
    if one.label == "unrelated":
        return ("raised" if made else "right"), seen
    wanted = STANCES[one.label]
    if any(each.stance == wanted for each in made):
        return "right", seen
    others = (finder.judged(each) for each in every)
    if any(each.stance == wanted and each.score >= finder.judge.threshold for each in others):
        return "other class", seen
    if not made:
        return ("faint" if found else "no term"), seen
    return "stance", seen


def candidates_of(finder: ClaimFinder, one: OwnPassage) -> Iterator[Candidate]:
    """Yield the candidates in the stretch of a line that carries its label."""
    leaf, (first, last) = leaf_of(one)
    for each in finder.candidates([leaf]):
        if each.passage.start < last and first < each.passage.end and each.words == one.text:
            yield each


def table_of(counts: Counter[tuple[str, str, Outcome]]) -> Iterator[str]:
    """Yield the lines of the table: one for each group, and the outcomes in it."""
    for group in sorted({(label, of) for label, of, _ in counts}):
        mine = {outcome: n for (*key, outcome), n in counts.items() if tuple(key) == group}
        parts = ", ".join(f"{outcome} {n}" for outcome, n in sorted(mine.items()))
        share = mine.get("right", 0) / sum(mine.values())
        yield f"  {' '.join(group):40} {share:.2f} of {sum(mine.values()):3d}   {parts}"


def main() -> int:
    """Measure one file."""
    name = sys.argv[1]
    finder = ClaimFinder()
    by: Counter[tuple[str, str, Outcome]] = Counter()
    for one in own_passages(name):
        outcome, seen = outcome_of(finder, one)
        kind = one.note.split(":")[0]
        for group in ("", f"in {one.language}", f"({kind})"):
            by[one.label, group, outcome] += 1
        if "--all" in sys.argv and name != SET_ASIDE and outcome != "right":
            print(f"{one.id} {outcome} [{one.label} {one.capability}] {one.text}\n    {seen}")
    print("\n".join(table_of(by)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
