"""Make many small documents out of varied real text, scan them, and print rate and memory.

    python -m benchmarks.many_small CORPUS 10000 [40000 …]

Every document is a few consecutive paragraphs of the text files under CORPUS, under a heading with
its number, as plain text, Markdown, HTML, CSV or JSON in turn: no two are the same.
"""

from __future__ import annotations

import argparse
import csv
import html
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.process_memory import MemoryWatch

TEXT_ENDINGS = {".md", ".txt", ".rst", ".html", ".csv", ".xml"}
LENGTHS = range(20, 800)
PER_FOLDER = 500


def paragraphs(corpus: Path) -> list[str]:
    """All paragraphs of the corpus' text files, of a length that reads as one."""
    found = []
    for file in sorted(corpus.rglob("*")):
        if file.suffix in TEXT_ENDINGS and file.is_file():
            text = file.read_text(encoding="utf-8", errors="ignore")
            found += [part.strip() for part in text.splitlines() if len(part.strip()) in LENGTHS]
    return found


def written(number: int, parts: list[str]) -> tuple[str, str]:
    """One document: its ending and its text."""
    match number % 5:
        case 0:
            return "txt", f"No {number}\n\n" + "\n\n".join(parts)
        case 1:
            return "md", f"# No {number}\n\n" + "\n\n".join(parts)
        case 2:
            body = "".join(f"<p>{html.escape(part)}</p>" for part in parts)
            return "html", f"<!doctype html><title>No {number}</title><h1>No {number}</h1>{body}"
        case 3:
            rows = io.StringIO()
            csv.writer(rows).writerows([["no", "text"], *([number, part] for part in parts)])
            return "csv", rows.getvalue()
        case _:
            return "json", json.dumps({"no": number, "text": parts}, ensure_ascii=False)


def make(folder: Path, count: int, source: list[str]) -> int:
    """Write `count` documents; say how many bytes."""
    chance = random.Random(count)
    size = 0
    for number in range(count):
        at = chance.randrange(len(source) - 8)
        ending, text = written(number, source[at : at + chance.randint(2, 8)])
        inside = folder / f"{number // PER_FOLDER:04d}"
        inside.mkdir(exist_ok=True)
        size += (inside / f"{number:06d}.{ending}").write_text(text, encoding="utf-8")
    return size


def scan(folder: Path, case: Path) -> tuple[float, float, int]:
    """Scan; return seconds of wall and of CPU, and the peak memory of all processes, in bytes."""
    used = cpu_seconds()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "heliograph", "scan", str(folder), "--case", str(case)],
        stdout=subprocess.DEVNULL,
    )
    with MemoryWatch(process.pid) as memory:
        process.wait()
    if process.returncode != 0:
        raise SystemExit(f"scan ended with {process.returncode}")
    return time.perf_counter() - began, cpu_seconds() - used, memory.peak


def cpu_seconds() -> float:
    """CPU that ended children have used, theirs included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Run the trials and print their figures."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("corpus", type=Path)
    args.add_argument("counts", type=int, nargs="+")
    options = args.parse_args()
    source = paragraphs(options.corpus)
    for count in options.counts:
        with tempfile.TemporaryDirectory() as work:
            folder, case = Path(work) / "documents", Path(work) / "case"
            folder.mkdir()
            size = make(folder, count, source)
            seconds, cpu, peak = scan(folder, case)
            disk = sum(file.stat().st_size for file in case.rglob("*") if file.is_file())
        print(
            f"{count:6d} documents, {size / 1e6:6.1f} M characters: {seconds:7.1f} s "
            f"({cpu:.1f} of CPU), {count / seconds:6.1f} documents a second, "
            f"{peak / 1e6:6.0f} MB at the peak (all processes), case {disk / 1e6:.0f} MB",
            flush=True,
        )
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"(this script itself: {own:.0f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
