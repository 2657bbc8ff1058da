"""What many watches cost a document, beside what reading it costs, and whether they answer right.

    python -m benchmarks.watch_cost [--documents 1000] [--watches 10000] [--sample 200]

Documents are made of words in Chinese and English; two thirds of the watches ask with a query, the
rest for claims. A sample of the queries is also asked alone, and must have the same pages.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from heliograph.app import Heliograph
from heliograph.codec import id_of
from heliograph.records import CapabilityId
from heliograph.watch_records import Watch, WatchId

_ZH = "人脸 识别 摄像机 告警 布控 名单 系统 平台 视频 结构化 水位 水泵 公告 投标 检测 报告 维族"
_EN = "camera face list alarm crowd search water pump notice tender report platform video gate map"
_CAPABILITIES = ("ethnicity_alarm", "face_search", "gait_recognition")
_CLAIMS = 3
"""Every third watch asks for claims."""
_TELLING = 10
"""Every tenth document makes a claim."""


def text(chance: random.Random, number: int) -> str:
    """Make a document of about twenty sentences."""
    zh, en = _ZH.split(), _EN.split()
    lines = [f"Document {number}"]
    for _ in range(10):
        lines.append("".join(chance.choices(zh, k=8)) + f"{chance.randrange(5000)}。")
        lines.append(" ".join(chance.choices(en, k=9)) + f" {chance.randrange(5000)}.")
    lines.append("系统支持维族告警。" if number % _TELLING == 0 else "")
    return "\n".join(lines)


def watches(chance: random.Random, case: Heliograph, count: int) -> list[Watch]:
    """Make watches: words, several words, phrases, exclusions; or claims."""
    zh, en = _ZH.split(), _EN.split()
    made = []
    for number in range(count):
        one, two, rare = chance.choice(zh), chance.choice(en), chance.randrange(5000)
        forms = (f"{one} {two} {rare}", f"{rare} OR {rare + 1}", f'"{two} {rare}"')
        query = chance.choice((*forms, f"{rare} {one} NOT {two}"))
        asks: dict[str, object] = {"query": query}
        if number % _CLAIMS == 0:
            capability = CapabilityId(chance.choice(_CAPABILITIES))
            asks = {"capabilities": (capability,), "least_score": chance.random()}
        fields = {"id": WatchId(id_of("watch", number)), "number": number + 1, "name": str(number)}
        made.append(Watch(**fields, made_at=case.clock(), **asks))  # type: ignore[arg-type]
    return made


def differing(case: Heliograph, asked: list[Watch]) -> int:
    """Count the watches whose pages are not those of their query alone."""
    pages: dict[str, set[str]] = {}
    for finding in case.rows.findings():
        places = case.rows.places(finding.id)
        pages.setdefault(finding.watch_id, set()).update(one.about for one in places)
    wrong = 0
    for watch in asked:
        alone = {hit.page_id for hit in case.search(watch.query, limit=10_000).hits}
        wrong += pages.get(watch.id, set()) != alone
    return wrong


def main() -> int:
    """Run it and print the figures."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--documents", type=int, default=1_000)
    args.add_argument("--watches", type=int, default=10_000)
    args.add_argument("--sample", type=int, default=200)
    options = args.parse_args()
    chance = random.Random(1)
    with tempfile.TemporaryDirectory(prefix="heliograph-watches-") as folder:
        files = Path(folder) / "files"
        files.mkdir()
        for number in range(options.documents):
            (files / f"{number}.txt").write_text(text(chance, number), encoding="utf-8")
        with Heliograph.create(Path(folder) / "case", ask=[files]) as case:
            began = time.monotonic()
            case.run()
            reading = (time.monotonic() - began) / options.documents
            made = watches(chance, case, options.watches)
            case.rows.keep_watching(made)
            began = time.monotonic()
            case.run()
            asking = (time.monotonic() - began) / options.documents
            queries = [one for one in made if one.query]
            sample = chance.sample(queries, min(options.sample, len(queries)))
            wrong = differing(case, sample)
            found = len(case.rows.findings())
    print(
        f"{options.watches} watches over {options.documents} documents: {1e3 * asking:.1f} ms a "
        f"document, reading {1e3 * reading:.1f} ms; {found} findings; of {len(sample)} queries "
        f"asked alone {wrong} differ"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
