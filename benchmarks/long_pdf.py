"""Peak memory of scanning PDFs of ever more pages: what grows with the pages, and what does not.

python -m benchmarks.long_pdf 500 5000
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.process_memory import MemoryWatch
from tests.pdf_writer import Leaf, Pdf, show

LINES = 40
CLAIM = "设备支持人脸抓拍与车牌识别"
PLAIN = "供货单位应当按照合同约定的期限交货并负责安装"
MIB = 2**20


def page(number: int) -> Leaf:
    """Make a page of forty lines, no two alike, of which one says what a product does."""
    lines = (
        show(
            f"{number}.{line} {CLAIM if line == 0 else PLAIN}，第 {number * LINES + line} 号条款",
            20,
            290 - 7 * line,
            6,
        )
        for line in range(LINES)
    )
    return Leaf(b"".join(lines))


def main() -> None:
    """Make, scan and print one line for each number of pages."""
    for pages in map(int, sys.argv[1:]):
        work = Path(tempfile.mkdtemp(prefix="heliograph-long-"))
        (work / "folder").mkdir()
        (work / "folder" / "long.pdf").write_bytes(Pdf([page(at) for at in range(pages)]).write())
        command = ["scan", str(work / "folder"), "--case", str(work / "case")]
        began = time.perf_counter()
        with (
            subprocess.Popen(
                [sys.executable, "-m", "heliograph", *command], stdout=subprocess.DEVNULL
            ) as running,
            MemoryWatch(running.pid) as memory,
        ):
            running.wait()
        print(
            f"{pages} pages, {time.perf_counter() - began:.0f} s, exit {running.returncode}: "
            f"parent {memory.peak_parent / MIB:.0f} MiB, "
            f"largest child {memory.peak_child / MIB:.0f} MiB, all {memory.peak / MIB:.0f} MiB"
        )


if __name__ == "__main__":
    main()
