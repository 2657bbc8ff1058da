"""Share the denials out at random: one half to look at, one half set aside.

    python -m benchmarks.split_denials ALL.jsonl    # the first time, from one file
    python -m benchmarks.split_denials              # again, from the two halves: changes nothing

Lines that label parts of one text go to the same half. Texts are shuffled within their language
and the labels they carry, and dealt out in turn, so that the halves are alike in both.
Deterministic: the seed is fixed, and the order of the lines that come in does not matter.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

SEED: Final = 20260519
FOLDER: Final = Path(__file__).parent / "passages"
HALVES: Final = (FOLDER / "denials_open.jsonl", FOLDER / "denials_held_out.jsonl")

Row = dict[str, object]


def split(rows: Iterable[Row], seed: int = SEED) -> tuple[list[Row], list[Row]]:
    """The open and the held-out half of `rows`, each in order of id."""
    texts: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: str(row["id"])):
        texts[str(row["text"])].append(row)
    strata: dict[tuple[str, ...], list[list[Row]]] = defaultdict(list)
    for group in texts.values():
        labels = sorted(str(row["label"]) for row in group)
        strata[(str(group[0]["language"]), *labels)].append(group)
    chance = random.Random(seed)
    halves: tuple[list[Row], list[Row]] = ([], [])
    turn = chance.randrange(2)
    for stratum in sorted(strata):
        groups = strata[stratum]
        chance.shuffle(groups)
        for group in groups:
            halves[turn].extend(group)
            turn = 1 - turn
    for half in halves:
        half.sort(key=lambda row: str(row["id"]))
    return halves


def read(paths: Iterable[Path]) -> list[Row]:
    """The rows of all these files, one JSON object a line."""
    lines = (line for path in paths for line in path.read_bytes().splitlines())
    return [msgspec.json.decode(line, type=Row) for line in lines]


def main(arguments: Sequence[str]) -> None:
    """Write the two halves beside each other, and say how many rows each got."""
    rows = read([Path(argument) for argument in arguments] or HALVES)
    for path, half in zip(HALVES, split(rows), strict=True):
        path.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in half))
        print(f"{path.name}: {len(half)}")


if __name__ == "__main__":
    main(sys.argv[1:])
