"""Scan documents that were bitten, cut, blanked and repeated; count how they end.

    python -m benchmarks.mutations 2000

Ends with 1 if the scan did not end by itself, or left a file without an outcome.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.process_memory import MemoryWatch
from tests.hostile_files import (
    hostile_files,
)

from heliograph.app import Heliograph

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "documents"
ENDINGS = ("pdf", "docx", "xlsx", "zip", "eml", "html", "xml", "json", "csv", "h", "md", "svg")
LARGEST = 200_000
MIB = 2**20
SECONDS_EACH = 5.0

Mutation = Callable[[bytearray, random.Random], bytes]


def bitten(content: bytearray, chance: random.Random) -> bytes:
    """Flip a few bits anywhere."""
    for _ in range(chance.randint(1, 30)):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def cut(content: bytearray, chance: random.Random) -> bytes:
    """Lose the end."""
    return bytes(content[: chance.randrange(len(content))])


def beheaded(content: bytearray, chance: random.Random) -> bytes:
    """Lose some of the beginning, after the first bytes that tell the kind."""
    at = chance.randrange(len(content))
    return bytes(content[:8] + content[at:])


def blanked(content: bytearray, chance: random.Random) -> bytes:
    """Zero a block, as a failing disk does."""
    at, size = chance.randrange(len(content)), chance.choice((64, 512, 4096))
    block = content[at : at + size]
    return bytes(content[:at] + bytes(len(block)) + content[at + size :])


def repeated(content: bytearray, chance: random.Random) -> bytes:
    """Say a block again and again."""
    at, size = chance.randrange(len(content)), chance.choice((16, 512, 4096))
    return bytes(content[:at] + content[at : at + size] * chance.randint(2, 20) + content[at:])


def swapped(content: bytearray, chance: random.Random) -> bytes:
    """Put numbers of four bytes where others stood: lengths and places that lie."""
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(max(1, len(content) - 4))
        content[at : at + 4] = chance.choice(
            (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f")
        )
    return bytes(content)


MUTATIONS: tuple[Mutation, ...] = (bitten, cut, beheaded, blanked, repeated, swapped)


def originals() -> dict[str, list[bytes]]:
    """Give the documents to mutate, by the ending of their names."""
    found: dict[str, list[bytes]] = {ending: [] for ending in ENDINGS}
    for path in sorted(EXAMPLES.rglob("*")):
        if path.is_file():
            found.setdefault(path.suffix.removeprefix("."), []).append(path.read_bytes())
    for one in hostile_files("http://127.0.0.1:9"):
        if len(one.content) < LARGEST:
            found.setdefault(one.name.rpartition(".")[2], []).append(one.content)
    return {ending: some for ending, some in found.items() if some}


def mutants(count: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """Make names and contents, the endings in turn."""
    chance = random.Random(seed)
    by_ending = originals()
    endings = sorted(by_ending)
    for number in range(count):
        ending = endings[number % len(endings)]
        content = bytearray(chance.choice(by_ending[ending]) or b"\0")
        mutation = chance.choice(MUTATIONS)
        name = f"{number:05d}-{mutation.__name__}.{ending}"
        yield name, mutation(content, chance)


def scan(folder: Path, case: Path, deadline: float) -> tuple[int, MemoryWatch]:
    """Scan by the command line; give its exit code. Raises `TimeoutExpired`."""
    Heliograph.create(case).close()
    (case / "heliograph.toml").write_text("[reading]\nbase_seconds = 10.0\n", encoding="utf-8")
    command = [sys.executable, "-m", "heliograph", "scan", str(folder), "--case", str(case)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        with MemoryWatch(running.pid) as memory:
            try:
                running.wait(deadline)
            finally:
                running.kill()
        return running.returncode, memory


def main() -> int:
    """Make, scan and print the counts."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("count", type=int)
    args.add_argument("--seed", type=int, default=1)
    options = args.parse_args()
    work = Path(tempfile.mkdtemp(prefix="heliograph-mutations-"))
    (work / "folder").mkdir()
    for name, content in mutants(options.count, options.seed):
        (work / "folder" / name).write_bytes(content)
    began = time.perf_counter()
    code, memory = scan(work / "folder", work / "case", 60 + SECONDS_EACH * options.count)
    took = time.perf_counter() - began
    with Heliograph.open(work / "case") as opened:
        lines = list(opened.rows.ledger_lines())
        failed = [check for check in opened.verify() if check.fails]
    ends = Counter((str(line.outcome), line.reason) for line in lines if "!/" not in line.path)
    for (outcome, reason), count in ends.most_common():
        print(f"{count:6}  {outcome}  {reason}")
    for line in lines:
        if line.reason in ("crash", "memory", "time", "step-failed"):
            print(f"        {line.path}: {line.reason} {line.detail[:100]}")
    print(
        f"{options.count} mutants, {len(lines)} files with members, {took:.0f} s, exit {code}, "
        f"peak {memory.peak / MIB:.0f} MiB (parent {memory.peak_parent / MIB:.0f}), "
        f"{len(failed)} checks failed ({work})"
    )
    waiting = sum(line.outcome is None for line in lines)
    return 1 if code or failed or waiting or len(lines) < options.count else 0


if __name__ == "__main__":
    sys.exit(main())
