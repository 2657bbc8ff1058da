"""How long a dossier of 100 findings over 1,000 pages takes, and how long it takes to check one.

    python -m benchmarks.dossier [--findings 100] [--pages 1000] [--size-mb 1024]

The second part checks a dossier that holds one large file, beside `sha256sum` over the same bytes.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from heliograph.app import Heliograph
from heliograph.dossier import heliograph_verify
from heliograph.dossier.choosing import Choice
from heliograph.dossier.gathering import gather
from heliograph.dossier.making import make_dossier, publish
from heliograph.dossier.material import Quoted
from heliograph.dossier.proofs import prove, read_chain
from heliograph.pipeline.deeds.deciding import Said
from heliograph.sealing.keys import Unlocking, make_key

MB = 2**20
CLAIM = "本产品支持对维吾尔族人员进行人脸识别并自动报警，第{}项。"
FILLER = "本章说明设备的安装、接线和日常维护方法，请按步骤操作。"


def document(path: Path, pages: int, claims: int) -> None:
    """Write a PDF of Chinese text with twice as many claims as are wanted."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), invariant=True)
    every = max(1, pages // (2 * claims))
    for page in range(pages):
        canvas.setFont("STSong-Light", 11)
        for line in range(30):
            canvas.drawString(60, 780 - 22 * line, FILLER)
        if page % every == 0:
            canvas.drawString(60, 100, CLAIM.format(page))
        canvas.showPage()
    canvas.save()


def case_of(folder: Path, documents: list[Path], most: int) -> Path:
    """Scan, make a key, accept up to so many claims."""
    (folder / "pass").write_text("a phrase\n")
    with Heliograph.create(folder / "case", ask=documents) as opened:
        opened.run()
        make_key(opened, Unlocking(passphrase=folder / "pass"), "file")
        for claim in list(opened.rows.claim_views())[:most]:
            opened.review(claim.id, Said(judgement="accepted", by="benchmark"))
    return folder / "case"


def timed(what: str, command: list[str]) -> float:
    """Run a program and tell its seconds."""
    began = time.perf_counter()
    subprocess.run(command, check=False, capture_output=True)
    took = time.perf_counter() - began
    print(f"  {what}: {took:.2f} s")
    return took


def making(folder: Path, pages: int, findings: int) -> None:
    """Time the making, and say how large it is."""
    folder.mkdir()
    document(folder / "long.pdf", pages, findings)
    case = case_of(folder, [folder / "long.pdf"], findings)
    began, spent = time.perf_counter(), time.process_time()
    with Heliograph.open_to_work(case) as opened:
        unlocking = Unlocking(passphrase=folder / "pass")
        made = make_dossier(opened, Choice(), folder / "out.zip", unlocking)
    took, spent = time.perf_counter() - began, time.process_time() - spent
    print(
        f"{made.claims} findings over {pages} pages: {took:.1f} s ({spent:.1f} s of our own CPU),"
    )
    print(f"  {made.bytes / 1e6:.1f} MB in {made.files} files")
    timed("checked", [sys.executable, heliograph_verify.__file__, str(folder / "out.zip")])


def checking(folder: Path, size: int) -> None:
    """Time the check of a dossier with one large document, beside `sha256sum` over its bytes."""
    folder.mkdir()
    (folder / "claim.txt").write_text(CLAIM.format(1) + "\n", encoding="utf-8")
    with (folder / "large.bin").open("wb") as file:
        for _ in range(size // MB):
            file.write(os.urandom(MB))
    case = case_of(folder, [folder / "claim.txt", folder / "large.bin"], 1)
    where = folder / "large.zip"
    with Heliograph.open_to_work(case) as opened:
        unlocking = Unlocking(passphrase=folder / "pass")
        large = next(opened.rows.documents(path="large.bin")).digest
        assert large is not None
        material, chain = gather(opened, Choice(), unlocking), read_chain(opened)
        entered = chain.by_digest[large]
        beside = Quoted(
            digest=large, blake2b=entered.blake2b, size=entered.size, media_type="", paths=[],
            quoted=False, included=True, entries=list(entered.entries),
        )  # fmt: skip
        documents = tuple(sorted([*material.documents, beside], key=lambda one: one.digest))
        wanted = [index for one in documents for index in one.entries]
        proof = prove(opened, chain, wanted, unlocking)
        publish(opened, replace(material, documents=documents, proof=proof), where, unlocking)
    print(f"a dossier of {where.stat().st_size / 1e9:.2f} GB, the better of three:")
    plain = min(timed("sha256sum", ["sha256sum", str(where)]) for _ in range(3))
    command = [sys.executable, heliograph_verify.__file__, str(where)]
    ours = min(timed("heliograph_verify", command) for _ in range(3))
    print(f"  {ours / plain:.2f} times as long as sha256sum alone")


def main() -> None:
    """Run both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=100)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--size-mb", type=int, default=1024)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        os.environ["HELIOGRAPH_KEYS"] = f"{work}/keys"
        if given.size_mb:
            checking(Path(work) / "large", given.size_mb * MB)
        making(Path(work) / "long", given.pages, given.findings)


if __name__ == "__main__":
    main()
