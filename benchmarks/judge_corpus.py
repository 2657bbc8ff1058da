"""Run the claim finder over the shared corpus and write what it finds as `claims --json` would.

python -m benchmarks.judge_corpus OUT.jsonl
python ../shared/tools/score_claims.py ../shared/corpus OUT.jsonl --misses 10
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpus_leaves import documents, leaves_of

from heliograph.finders import ClaimFinder
from heliograph.records import Claim, Leaf
from heliograph.store.leaf_rows import Lines


def lines_of(leaf: Leaf, claim: Claim) -> tuple[int | None, int | None]:
    """Give the first and last line of a claim in a text file."""
    marks = leaf.page.marks if leaf.page.first_line is None else ()
    lines = Lines(leaf.page.text, leaf.page.first_line, marks)
    return lines.at(claim.start), lines.at(max(claim.start, claim.end - 1))


def rows(finder: ClaimFinder, name: str) -> Iterator[dict[str, object]]:
    """Yield what is found in one document."""
    leaves = leaves_of(name)
    pages = {leaf.page.id: leaf for leaf in leaves}
    for claim in finder.find(leaves):
        if not isinstance(claim, Claim):
            continue
        leaf = pages[claim.page_id]
        line, last = lines_of(leaf, claim)
        yield {
            "document": {"path": name},
            "page": leaf.page.number,
            "line": line,
            "last_line": last,
            "quote": leaf.page.text[claim.start : claim.end],
            "capability": claim.capability,
            "stance": claim.stance,
            "strength": claim.strength,
            "action": claim.action,
            "group": claim.group,
            "score": claim.score,
            "why": claim.why,
        }


def main() -> int:
    """Write the claims of all documents."""
    finder = ClaimFinder()
    with Path(sys.argv[1]).open("w", encoding="utf-8") as out:
        for name in documents():
            for row in rows(finder, name):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
