"""How fast pages are folded, cut and indexed, against the writer's own loop over ready tokens.

    python benchmarks/index_against_raw.py FILE...

Each line of the text files is a page, repeated until there are MEGABYTES of them. Megabytes are
of UTF-8 and 10^6 bytes; seconds are of the processor, all threads together.
"""

import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path

import tantivy

from heliograph.language.folding import fold
from heliograph.language.tokens import parts, tokens
from heliograph.seams import IndexEntry
from heliograph.search.tantivy_index import TantivyIndex

MEGABYTES = 10
LINES_OF_A_PAGE = 8


def pages_of(files: Sequence[Path]) -> list[str]:
    """Make pages of a few lines each."""
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    random.Random(1).shuffle(lines)
    short = ["\n".join(lines[at : at + LINES_OF_A_PAGE]) for at in range(0, len(lines), 8)]
    times = MEGABYTES * 10**6 // len("".join(short).encode()) + 1
    return list(islice(cycle(short), times * len(short)))


def seconds(work: Callable[[], object]) -> float:
    """Measure the processor's time for one piece of work."""
    before = time.process_time()
    work()
    return time.process_time() - before


def raw_loop(folder: Path, ready: list[tuple[str, str]]) -> None:
    """Write tokens that are ready, with the same engine, heap and thread: the best there can be."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("page_id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("body", tokenizer_name="whitespace")
    builder.add_text_field("parts", tokenizer_name="whitespace")
    writer = tantivy.Index(builder.build(), str(folder)).writer(64_000_000, 1)
    for number, (body, inside) in enumerate(ready):
        writer.add_document(tantivy.Document(page_id=str(number), body=body, parts=inside))
    writer.commit()
    writer.wait_merging_threads()


def our_loop(index: TantivyIndex, pages: list[str]) -> None:
    """Add pages as the pipeline does."""
    index.add(
        IndexEntry(page_id=str(number), digest="", text=text, language=("zh",), folder=("a", "a/b"))
        for number, text in enumerate(pages)
    )
    index.commit()


def query_times(index: TantivyIndex, queries: Sequence[str]) -> str:
    """Ask and say how long the median and the slow ones took, in milliseconds."""
    took = []
    for query in queries:
        before = time.perf_counter()
        index.search(query)
        took.append((time.perf_counter() - before) * 1000)
    took.sort()
    return f"p50 {took[len(took) // 2]:.2f} ms, p95 {took[len(took) * 95 // 100]:.2f} ms"


def main(files: Sequence[Path]) -> None:
    """Measure and print."""
    pages = pages_of(files)
    size = len("".join(pages).encode()) / 10**6
    print(f"{len(pages)} pages, {size:.1f} MB")
    print(f"fold    {size / seconds(lambda: [fold(page) for page in pages]):6.1f} MB/s")
    folded = [fold(page).text for page in pages]
    print(f"tokens  {size / seconds(lambda: [tokens(text) for text in folded]):6.1f} MB/s")
    print(f"parts   {size / seconds(lambda: [parts(page) for page in pages]):6.1f} MB/s")
    ready = [
        (" ".join(tokens(text)), " ".join(parts(page)))
        for text, page in zip(folded, pages, strict=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        raw.mkdir()
        bare = seconds(lambda: raw_loop(raw, ready))
        index, _ = TantivyIndex.open_or_new(Path(folder) / "index")
        ours = seconds(lambda: our_loop(index, pages))
        print(f"writer  {size / bare:6.1f} MB/s  (tokens ready)")
        print(f"index   {size / ours:6.1f} MB/s  ({bare / ours:.0%} of the writer's own)")
        han = [run for text in folded[:2000] for run in re.findall("[\u4e00-\u9fff]{4,}", text)]
        words = [word for text in folded[:2000] for word in re.findall("[a-z]{4,}", text)]
        chance = random.Random(2)
        some = [chance.choice(han)[:6] for _ in range(300)]
        pairs = [run[:2] for run in some]
        print("phrases of Chinese   ", query_times(index, some))
        print("pairs of characters  ", query_times(index, pairs))
        print("single characters    ", query_times(index, [run[:1] for run in some]))
        print("words                ", query_times(index, chance.choices(words, k=300)))
        boolean = [
            f"{a} ({b} OR {c}) NOT {d}" for a, b, c, d in zip(*[iter(pairs)] * 4, strict=True)
        ]
        print("a (b OR c) NOT d     ", query_times(index, boolean))
        index.close()


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
