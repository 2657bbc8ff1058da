"""What the judge learns from: labels, claims that were judged one by one, our own passages.

`judged.jsonl` holds unlabelled claims drawn at random from the corpus and judged as an editor would
who signs a claim only if the passage itself says it. It names a passage by document, page and
digest of its words, so that no word of the corpus stands here.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus_leaves import CORPUS, documents, leaves_of
from benchmarks.own_passages import OwnPassage, leaf_of, own_passages

from heliograph.finders import ClaimFinder
from heliograph.finders.candidate import Candidate
from heliograph.finders.evidence import signs
from heliograph.records import Leaf
from heliograph.store.leaf_rows import Lines

JUDGED = Path(__file__).with_name("judged.jsonl")
WEIGHTS_OF = {"label": 1.0, "judged": 0.75, "background": 0.15, "own": 0.5}
"""Weight of one candidate of each source against a label's."""

OWN = (
    "denials_open",
    "denials_wider",
    "thin_classes",
    "hard_negatives",
    "hard_wider",
    "peoples_named",
    "said_open",
    "said_chinese",
    "brief_entries",
    "said_wider_chinese",
)
"""Files of our own passages that the judge learns from."""

_BACKGROUND = ("bench_parallel/", "web/", "bench_ner/", "bench_company/", "bench_extract/")
_SERIES = re.compile(r"^(?:[^/]+/)([a-z]+)")

MOST = 0.6
"""Share of the shorter of two quotes that must be common to both."""

Range = tuple[int | None, int | None]
Place = tuple[str, int, Range]
"""Document, page, lines."""
Label = Mapping[str, str]
Judged = Mapping[tuple[str, int, str, str], bool]


@dataclass(frozen=True)
class Example:
    """A candidate with what is known of it."""

    name: str
    """The document; `own` for our own passages."""
    place: str
    """Where in it: `p7`, or the number of a line."""
    group: str
    """The series of its document, which folds keep together; `own` for our own passages."""
    source: str
    label: int
    """Number of its label, -1 for none."""
    kind: str
    positive: bool
    weight: float
    words: str
    language: str
    signs: Mapping[str, float]


def plain(text: str) -> str:
    """Compare words, not layout."""
    even = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in even if not sign.isspace()).lower()


def group_of(name: str) -> str:
    """Give the series a document belongs to."""
    found = _SERIES.match(name)
    return f"{name.split('/', maxsplit=1)[0]}/{found.group(1)}" if found else name


def labels_of_corpus() -> list[Label]:
    """Read the labels of the corpus."""
    lines = (CORPUS / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def judged() -> Judged:
    """Read the claims that were judged: document, page, digest of the words, capability → sign."""
    rows = map(json.loads, JUDGED.read_text(encoding="utf-8").splitlines())
    return {
        (row["file"], row["page"], row["words"], row["capability"]): row["sign"] for row in rows
    }


def digest_of_words(words: str) -> str:
    """Name a passage without its words."""
    return hashlib.sha256(plain(words).encode()).hexdigest()[:16]


def touches(label: Label, number: int, at: Range, words: str) -> bool:
    """Say whether words on a page of this number and these lines stand at a label."""
    where = str(label["page_or_line"])
    if where.startswith("p") and number != int(where[1:]):
        return False
    first, last = at
    lined = where.isdigit() and first is not None and last is not None
    if lined and not (first or 0) - 1 <= int(where) <= (last or 0) + 1:
        return False
    return overlaps(plain(label["quote"]), plain(words))


def overlaps(one: str, other: str) -> bool:
    """Say whether two quotes share most of the shorter one, as the measuring stick does."""
    if not one or not other:
        return False
    if one in other or other in one:
        return True
    shorter = min(len(one), len(other))
    if not set(one) & set(other):
        return False
    match = difflib.SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return match.size >= MOST * shorter


def places_of(
    leaves: Sequence[Leaf], candidates: Sequence[Candidate]
) -> Sequence[tuple[int, Range]]:
    """Give the page number and the lines of each candidate."""
    pages = {leaf.page.id: leaf.page for leaf in leaves}
    lines = {
        page.id: Lines(page.text, page.first_line, () if page.first_line else page.marks)
        for page in pages.values()
    }
    return [
        (
            pages[one.passage.page_id].number,
            (
                lines[one.passage.page_id].at(one.passage.start),
                lines[one.passage.page_id].at(one.passage.end - 1),
            ),
        )
        for one in candidates
    ]


def examples(finder: ClaimFinder, more: Sequence[Label] = ()) -> list[Example]:
    """Give every example there is; `more` labels come after those of the corpus."""
    labels, known = [*labels_of_corpus(), *more], judged()
    found: list[Example] = []
    for name in dict.fromkeys((*documents(), *(one["file"] for one in more))):
        found += of_document(finder, name, labels, known)
    for file in OWN:
        for one in own_passages(file):
            found += of_own(finder, one)
    return found


def of_document(
    finder: ClaimFinder, name: str, labels: Sequence[Label], known: Judged
) -> Iterator[Example]:
    """Give the examples of one document of the corpus."""
    mine = [at for at, one in enumerate(labels) if one["file"] == name]
    leaves = leaves_of(name)
    candidates = list(finder.candidates(leaves))
    places = places_of(leaves, candidates)
    for one, (number, lines) in zip(candidates, places, strict=True):
        met = [at for at in mine if touches(labels[at], number, lines, one.words)]
        if met:
            yield from of_label((name, number, lines), met, labels, one)
            continue
        key = (name, number, digest_of_words(one.words), one.capability)
        if key in known:
            yield example((name, number, lines), "judged", known[key], one)
        elif name.startswith(_BACKGROUND):
            yield example((name, number, lines), "background", False, one)


def of_label(
    place: Place, met: Sequence[int], labels: Sequence[Label], one: Candidate
) -> Iterable[Example]:
    """Give what the labels at a candidate make of it; a claim's other classes teach nothing."""
    positive = [at for at in met if labels[at]["label"] != "unrelated"]
    right = any(labels[at]["taxonomy_id"] in {"", one.capability} for at in positive)
    for at in met:
        weight = 0.0 if positive and not right else WEIGHTS_OF["label"] / len(met)
        yield example(place, "label", bool(positive), one, at, labels[at]["label"], weight)


def of_own(finder: ClaimFinder, one: OwnPassage) -> Iterator[Example]:
    """Give the examples of one of our own passages."""
    leaf, (first, last) = leaf_of(one)
    for found in finder.candidates([leaf]):
        if found.passage.start >= last or found.passage.end <= first or found.words != one.text:
            continue
        wanted = one.label != "unrelated"
        if not wanted or found.capability == one.capability:
            yield example(("own", 1, (None, None)), "own", wanted, found)


def example(  # noqa: PLR0913, PLR0917 - one argument for each thing that is known of it
    place: Place,
    source: str,
    positive: bool,
    one: Candidate,
    label: int = -1,
    kind: str = "",
    weight: float | None = None,
) -> Example:
    """Make an example of a candidate."""
    name, number, (first, _) = place
    return Example(
        name=name,
        place=f"p{number}" if first is None else str(first),
        group=name if source == "own" else group_of(name),
        source=source,
        label=label,
        kind=kind,
        positive=positive,
        weight=WEIGHTS_OF[source] if weight is None else weight,
        words=one.words,
        language=one.passage.language,
        signs=signs(one),
    )
