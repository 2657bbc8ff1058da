"""One blob on its way through the steps, and the order of the steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import msgspec

from heliograph.pipeline.deeds.holding import is_released
from heliograph.pipeline.steps.packing import pack_leaf, unpack_leaf
from heliograph.pipeline.steps.standing import StandingPages
from heliograph.pipeline.tools import Parts, Tools
from heliograph.records import Claim, Digest, Leaf, Mention, Page, Problem, Reading
from heliograph.sandbox.pool import Read
from heliograph.sandbox.spool import Spool
from heliograph.segmenters.outline import carry_headings
from heliograph.stages.extract import Extraction, extract
from heliograph.stages.find import find
from heliograph.stages.screen import VERSION as SCREEN_VERSION
from heliograph.stages.screen import screen
from heliograph.stages.segment import segment

MOST_PASSAGES = 500_000
"""Of one document. A passage takes about half a kibibyte while it is worked on, and a table of a
few megabytes can hold a million of them; a book of a thousand pages has some fifty thousand."""

MOST_FOUND = 100_000
"""Claims and mentions of one document."""

PASSAGE_WEIGHT = 512
FOUND_WEIGHT = 4096
"""Bytes that one of them takes about while it is worked on."""

_pack = msgspec.msgpack.Encoder().encode
_pages: msgspec.msgpack.Decoder[Page] = msgspec.msgpack.Decoder(Page)
_found: msgspec.msgpack.Decoder[Claim | Mention] = msgspec.msgpack.Decoder(Claim | Mention)

LATER_REASONS = frozenset({"step-failed", "too-many-passages"})
"""Reasons of the steps after the first: judged anew, they may be gone."""


def spool_of_pages(parts: Parts) -> Spool[Page]:
    """Make room for the pages of a document."""
    return Spool[Page](_pack, _pages.decode, parts.folder)


def spool_of_leaves(parts: Parts) -> Spool[Leaf]:
    """Make room for the leaves of a document."""
    return Spool(pack_leaf, unpack_leaf, parts.folder)


def spool_of_found(parts: Parts) -> Spool[Claim | Mention]:
    """Make room for what is found in a document."""
    return Spool[Claim | Mention](_pack, _found.decode, parts.folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is known of one blob so far; each step returns it with more.

    Of a long document pages, leaves and what was found are sequences that do not hold them all:
    they are made anew each time they are gone through.
    """

    digest: Digest
    reading: Reading | None = None
    read: Read | None = None
    """What the child said, before the first step."""
    extraction: Extraction | None = None
    """None where the pages come from the case, read by an earlier run."""
    pages: Sequence[Page] = ()
    """As they stand: with what persons corrected on them."""
    characters: int = 0
    """Of all pages together."""
    released: bool = False
    """A person released it from being held back."""
    leaves: Sequence[Leaf] = ()
    found: Sequence[Claim | Mention] = ()
    problems: tuple[Problem, ...] = ()
    attempt: int = 0
    """Which attempt at its job it is; 0 where it came of no job."""


@dataclass(frozen=True, slots=True)
class Step:
    """A stage with a version."""

    name: str
    version: Callable[[Parts], str]
    make: Callable[[Work, Parts], Work]


def _extract(work: Work, parts: Parts) -> Work:
    if work.read is None:
        return work
    extraction = extract(
        work.digest,
        work.read.values,
        media_type=work.read.media_type,
        read_by=work.read.read_by,
        confinement=work.read.confinement,
    )
    return replace(
        work,
        read=None,
        reading=extraction.reading,
        extraction=extraction,
        pages=extraction.pages,
        characters=extraction.characters,
        problems=extraction.problems,
    )


def _segment(work: Work, parts: Parts) -> Work:
    leaves = spool_of_leaves(parts)
    passages = 0
    for leaf in carry_headings(_cut_into_passages(work.pages, parts)):
        page = leaf.page
        weight = len(page.text) + len(page.boxes) + PASSAGE_WEIGHT * len(leaf.passages)
        leaves.append(leaf, weight)
        passages += len(leaf.passages)
    if passages >= MOST_PASSAGES:
        work = _cut(work, f"more than {MOST_PASSAGES} passages", leaves[-1].page.number)
    return replace(work, leaves=leaves.settled())


def _cut_into_passages(pages: Sequence[Page], parts: Parts) -> Iterator[Leaf]:
    """Yield pages with their passages, until these are too many."""
    left = MOST_PASSAGES
    for page in pages:
        passages = tuple(islice(segment(page, segmenter=parts.segmenter), left))
        left -= len(passages)
        yield Leaf(page=page, passages=passages)
        if not left:
            return


def _screen(work: Work, parts: Parts) -> Work:
    """Hold rows of persons back, unless a person released them: pages alone are then kept."""
    if work.reading is None:
        return work
    held = "" if work.released else screen(work.pages).held
    reading = msgspec.structs.replace(work.reading, held=held)
    return replace(work, reading=reading, leaves=() if held else work.leaves)


def _find(work: Work, parts: Parts) -> Work:
    found = spool_of_found(parts)
    for one in islice(find(work.leaves, finders=parts.finders), MOST_FOUND):
        found.append(one, FOUND_WEIGHT)
    if len(found) == MOST_FOUND:
        work = _cut(work, f"more than {MOST_FOUND} claims and mentions")
    return replace(work, found=found.settled())


def _cut(work: Work, detail: str, page: int | None = None) -> Work:
    """Say that a document was judged in part. Its text is kept, and searchable, whole."""
    problem = Problem(outcome="cut", reason="too-many-passages", detail=detail, page=page)
    return replace(work, problems=(*work.problems, problem))


EXTRACTING = Step("extract", lambda parts: "", _extract)  # its version is the extractor's own
JUDGING: tuple[Step, ...] = (
    Step("segment", lambda parts: _stamp(parts.segmenter), _segment),
    Step("screen", lambda parts: SCREEN_VERSION, _screen),
    Step("find", lambda parts: ",".join(_stamp(finder) for finder in parts.finders), _find),
)
"""The order of the flow. Later steps of what an earlier run read are done anew when their version
changed; the first is done anew when its extractor's did."""


def advance(work: Work, tools: Tools) -> Work:
    """Take one blob through every step.

    A step that fails on it leaves a problem with the evidence, and the steps after it are still
    tried: text that could not be judged is still kept and searchable.
    """
    return stamped(judge(extracted(work, tools), tools), tools)


def extracted(work: Work, tools: Tools) -> Work:
    """Take one blob through the first step, and say what the others must know of it."""
    work = replace(work, released=is_released(work.digest, tools))
    work = _done((EXTRACTING,), work, tools)
    corrections = tools.rows.corrections(work.digest) if work.extraction is not None else []
    return replace(work, pages=StandingPages(work.pages, corrections)) if corrections else work


def judge(work: Work, parts: Parts) -> Work:
    """Take one blob through the steps after the first: they need nothing but its pages."""
    return _done(JUDGING, work, parts)


def _done(steps: Sequence[Step], work: Work, parts: Parts) -> Work:
    for step in steps:
        try:
            work = step.make(work, parts)
        except Exception as broken:  # noqa: BLE001 - one document must not stop the others
            detail = f"{step.name}: {type(broken).__name__}: {broken}"
            work = with_problem(work, detail)
    return work


def current_steps(parts: Parts) -> tuple[str, ...]:
    """Name the steps after the first as a finished reading has them."""
    return tuple(f"{step.name}:{step.version(parts)}" for step in JUDGING)


def _stamp(part: object) -> str:
    return f"{getattr(part, 'name', '')}/{getattr(part, 'version', '')}"


def with_problem(work: Work, detail: str) -> Work:
    """Say that a step failed on it."""
    problem = Problem(outcome="damaged", reason="step-failed", detail=detail[:500])
    return replace(work, problems=(*work.problems, problem))


def stamped(work: Work, tools: Tools) -> Work:
    """Say which steps were done on it, and what became of it by all of them."""
    if work.reading is None:
        return work
    steps = (f"extract:{work.reading.read_by}", *current_steps(tools))
    outcome, reason = work.reading.outcome, work.reading.reason
    later = sorted(each.reason for each in work.problems if each.reason in LATER_REASONS)
    if outcome == "read" and later:
        outcome, reason = "damaged" if later[0] == "step-failed" else "cut", later[0]
    reading = msgspec.structs.replace(work.reading, steps=steps, outcome=outcome, reason=reason)
    return replace(work, reading=reading)


def before_steps(reading: Reading, problems: Sequence[Problem], pages: Sequence[Page]) -> Work:
    """Take a kept reading back to where only its pages were known, to be judged anew."""
    if reading.reason in LATER_REASONS:
        reading = msgspec.structs.replace(reading, outcome="read", reason="")
    return Work(
        digest=reading.digest,
        reading=reading,
        pages=pages,
        characters=sum(len(page.text) for page in pages),
        problems=tuple(each for each in problems if each.reason not in LATER_REASONS),
    )
