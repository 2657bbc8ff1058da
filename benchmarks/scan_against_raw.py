"""Time `scan` against the sum of its raw parts on the same files in the same run.

    python -m benchmarks.scan_against_raw FOLDER

Raw parts, one after the other on one core, each in a process of its own: hashing every file,
PDFium's own text loop over every PDF, the index writer's own loop over ready-made token strings of
all the text that the scan read. Prints seconds, their ratio, and the peak memory of the scan.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import tantivy

from heliograph.app import Heliograph
from heliograph.language.folding import fold
from heliograph.language.tokens import tokens


def hash_all(folder: Path) -> int:
    """Hash every file once with SHA-256."""
    size = 0
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as stream:
                hashlib.file_digest(stream, "sha256")
            size += file.stat().st_size
    return size


def read_pdfs(folder: Path) -> int:
    """PDFium's own loop: text of every page of every PDF that opens, no boxes."""
    pages = 0
    for file in folder.rglob("*.pdf"):
        try:
            document = pypdfium2.PdfDocument(file)
        except pypdfium2.PdfiumError:
            continue
        for number in range(min(len(document), 20_000)):
            try:
                document[number].get_textpage().get_text_range()
            except pypdfium2.PdfiumError:
                break
            pages += 1
    return pages


def write_index(tokens_file: Path) -> int:
    """The index writer's own loop over token strings made before."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="position")
    with tempfile.TemporaryDirectory() as folder:
        index = tantivy.Index(builder.build(), path=folder)
        writer = index.writer(64_000_000, 1)
        count = 0
        with tokens_file.open(encoding="utf-8") as lines:
            for line in lines:
                writer.add_document(tantivy.Document(body=[json.loads(line)]))
                count += 1
        writer.commit()
    return count


def timed(part: Callable[[Path], int], path: Path) -> tuple[float, int]:
    """Wall seconds of one part in a fresh process, and what it counted."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(os.getpid)
        began = time.perf_counter()
        count = pool.apply(part, (path,))
        return time.perf_counter() - began, count


def tokens_of(case: Path, out: Path) -> int:
    """Write the token string of every page, so that making them is not counted as writing."""
    characters = 0
    with Heliograph.open(case) as opened, out.open("w", encoding="utf-8") as lines:
        for document in opened.rows.readings():
            for leaf in opened.rows.leaves(document.digest):
                characters += len(leaf.page.text)
                lines.write(json.dumps(" ".join(tokens(fold(leaf.page.text).text))) + "\n")
    return characters


def main() -> int:
    """Run the trial and print its figures."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("folder", type=Path)
    folder = args.parse_args().folder
    with tempfile.TemporaryDirectory() as work:
        case, tokens = Path(work) / "case", Path(work) / "tokens"
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "heliograph", "scan", str(folder), "--case", str(case)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        scan = time.perf_counter() - began
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        characters = tokens_of(case, tokens)
        hashing, size = timed(hash_all, folder)
        pdf, pages = timed(read_pdfs, folder)
        writing, entries = timed(write_index, tokens)
    raw = hashing + pdf + writing
    print(f"scan             {scan:8.2f} s   ({used.ru_utime + used.ru_stime:.1f} s of CPU)")
    print(f"  hashing        {hashing:8.2f} s   {size / 1e6:.1f} MB")
    print(f"  PDF text loop  {pdf:8.2f} s   {pages} pages")
    print(f"  index writer   {writing:8.2f} s   {entries} pages, {characters / 1e6:.1f} M chars")
    print(f"ratio            {scan / raw:8.2f}     scan to the sum of its raw parts")
    print(f"peak memory      {used.ru_maxrss / 1024:8.0f} MB  largest single process of the scan")
    return 0


if __name__ == "__main__":
    sys.exit(main())
