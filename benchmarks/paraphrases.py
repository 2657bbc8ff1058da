"""Say how many statements are found that say a capability in other words than the field's own.

    python -m benchmarks.paraphrases

Reads the short documents of `passages/paraphrases`: invented makers, written to avoid the terms of
the taxonomy, set aside and not to be learned from. Every line of theirs is `LABEL|WORDS`, where a
label is `C class` (a claim), `M class` (a report of another's), `N class` (a denial), `U` (none of
these: nothing may be raised) or `-` (not counted). Prints the counts, and those of each class.
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus_leaves import read_leaves

from heliograph.finders import ClaimFinder
from heliograph.records import Claim

FOLDER = Path(__file__).with_name("passages") / "paraphrases"
STANCES = {"C": "asserted", "M": "reported", "N": "negated"}
CODE = (".h", ".json")
"""Files whose lines stand together; in others each line is a paragraph, but for lists."""


@dataclass(frozen=True)
class Line:
    """One line of a document, and what it is."""

    kind: str
    capability: str
    words: str


def lines_of(path: Path) -> list[Line]:
    """Read a document with its labels."""
    found = []
    for written in filter(None, path.read_text(encoding="utf-8").splitlines()):
        label, _, words = written.partition("|")
        kind, _, capability = label.partition(" ")
        found.append(Line(kind, capability, words))
    return found


def laid_out(lines: list[Line], suffix: str) -> str:
    """Put the words of a document together as its maker would have written them."""
    apart = "\n" if suffix in CODE else "\n\n"
    text = ""
    for line in lines:
        listed = line.words.lstrip().startswith(("-", "*"))
        text += line.words + ("\n" if listed else apart)
    return text


def claims_of(finder: ClaimFinder, path: Path) -> list[tuple[str, str]]:
    """Give the stance and the quote of every claim of a file."""
    leaves = read_leaves(path)
    pages = {leaf.page.id: leaf.page for leaf in leaves}
    claims = (one for one in finder.find(leaves) if isinstance(one, Claim))
    return [(one.stance, pages[one.page_id].text[one.start : one.end].strip()) for one in claims]


def stances_at(line: Line, claims: list[tuple[str, str]]) -> set[str]:
    """Say with which stances a line is claimed."""
    words = line.words.replace("<p>", "").replace("</p>", "").strip()
    return {stance for stance, quote in claims if quote in words or words in quote}


def judged(finder: ClaimFinder) -> Iterator[tuple[Line, bool]]:
    """Yield each line that counts, and whether it came out as it should."""
    with tempfile.TemporaryDirectory() as made:
        for path in sorted(FOLDER.iterdir()):
            lines = lines_of(path)
            copy = Path(made) / path.name
            copy.write_text(laid_out(lines, path.suffix), encoding="utf-8")
            claims = claims_of(finder, copy)
            for line in lines:
                said = stances_at(line, claims)
                if line.kind in STANCES:
                    yield line, STANCES[line.kind] in said
                elif line.kind == "U":
                    yield line, not said


def main() -> None:
    """Print the counts."""
    right: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    classes: dict[str, list[bool]] = defaultdict(list)
    for line, holds in judged(ClaimFinder()):
        whole[line.kind] += 1
        right[line.kind] += holds
        if line.kind == "C":
            classes[line.capability].append(holds)
    names = {"C": "claims found", "M": "reports found", "N": "denials found", "U": "left alone"}
    for kind, name in names.items():
        print(f"{name:14} {right[kind]:3d} of {whole[kind]}")
    for capability, held in sorted(classes.items()):
        print(f"  {capability:30} {sum(held)} of {len(held)}")


if __name__ == "__main__":
    main()
