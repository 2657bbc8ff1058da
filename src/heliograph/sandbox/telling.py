"""One document, read and told frame by frame, whatever its bytes make its reader do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import BinaryIO

from heliograph.errors import REASONS
from heliograph.records import Note, Outcome, Problem
from heliograph.sandbox import frames
from heliograph.sandbox.allowance import Allowance
from heliograph.sandbox.cutting import cut_to, fitting, mended, whole_characters
from heliograph.sandbox.soundness import what_is_wrong
from heliograph.seams import Extracted, Extractor, Member, Sheet, Title

MAX_REMARK = 2**16
"""Characters of a note, a title or a detail."""

MAX_DETAIL = 300
"""Characters of what an exception says."""


class Telling:
    """What a child says of one document. Use once."""

    def __init__(self, ask: frames.Ask, say: Callable[[bytes], None]) -> None:
        """Prepare to tell `say` what was asked for."""
        self._ask = ask
        self._say = say
        self._allowance = Allowance(ask.limits, size=ask.size, depth=ask.depth)
        self._told = False
        self._numbers: set[int] = set()
        self.spent = False
        """Whether this process has run out of memory and should read nothing more."""

    def tell(
        self,
        file: BinaryIO,
        extractors: Mapping[str, Extractor],
        media_type_of: Callable[[BinaryIO, str], str],
    ) -> None:
        """Say all that there is to say, and what went wrong last."""
        problem = self._guarded(
            lambda: self._read(file, extractors, media_type_of),
            lambda: "page-unreadable" if self._told else "not-what-it-seems",
        )
        if problem is not None:
            self._say(frames.packed(problem))

    def _guarded(
        self, work: Callable[[], Problem | None], reason: Callable[[], str]
    ) -> Problem | None:
        """Do what a document's bytes steer; whatever it raises is the document's problem."""
        try:
            return work()
        except MemoryError:
            self.spent = True
            return Problem(outcome="damaged", reason="memory")
        # Readers raise anything, and those written in Rust panic with what is no Exception.
        except BaseException as error:  # noqa: BLE001 - a broken file must not end the loop
            detail = whole_characters(f"{type(error).__name__}: {error}"[:MAX_DETAIL])
            return Problem(outcome="damaged", reason=reason(), detail=detail)

    def _read(
        self,
        file: BinaryIO,
        extractors: Mapping[str, Extractor],
        media_type_of: Callable[[BinaryIO, str], str],
    ) -> Problem | None:
        media_type = media_type_of(file, self._ask.name)
        file.seek(0)
        extractor = extractors.get(media_type)
        read_by = "" if extractor is None else f"{extractor.name}/{extractor.version}"
        self._say(frames.packed(frames.Began(media_type=media_type, read_by=read_by)))
        if extractor is None:
            return Problem(outcome="unsupported", reason="no-reader", detail=media_type)
        for value in extractor.read(file, media_type, self._ask.limits):
            problem = self._one(value)
            if problem is not None:
                return problem
        return None

    def _one(self, value: Extracted) -> Problem | None:
        match value:
            case Sheet():
                problem = self._sheet(value)
                self._told = True
            case Member():
                problem = self._member(value)
                self._told = True
            case Title() | Note() | Problem():
                problem = self._allowance.remark()
                if problem is None:
                    self._say(_remark(value))
        return problem

    def _sheet(self, sheet: Sheet) -> Problem | None:
        room = self._allowance.characters_left
        problem = self._allowance.sheet(len(sheet.text))
        if problem is not None and (problem.reason == "too-many-pages" or room <= 0):
            return problem
        self._number(sheet.number)
        wrong = what_is_wrong(sheet)
        if wrong:
            # Its reader's mistake, not the document's: the words at least are kept.
            sheet = Sheet(number=sheet.number, text=sheet.text, label=sheet.label)
            self._say_problem("damaged", "page-unreadable", sheet.number, wrong)
        try:
            frame, cut = fitting(cut_to(sheet, room))
        except UnicodeEncodeError:
            frame, cut = fitting(mended(cut_to(sheet, room)))
            self._say_problem("read", "bad-characters", sheet.number)
        self._say(frame)
        if cut:
            detail = f"more than {frames.MAX_FRAME} bytes on one page"
            self._say_problem("cut", "too-long", sheet.number, detail)
        return problem

    def _number(self, number: int) -> None:
        if number < 1 or number in self._numbers:
            raise ValueError(f"its reader gave page {number} out of turn")
        self._numbers.add(number)

    def _say_problem(self, outcome: Outcome, reason: str, page: int, detail: str = "") -> None:
        problem = Problem(outcome=outcome, reason=reason, page=page, detail=detail)
        self._say(frames.packed(problem))

    def _member(self, member: Member) -> Problem | None:
        problem = self._allowance.member()
        if problem is not None:
            return problem
        self._say(
            frames.packed(
                frames.MemberBegins(
                    name=whole_characters(member.name[: frames.MAX_NAME]),
                    raw_name=member.raw_name and member.raw_name[: frames.MAX_NAME],
                )
            )
        )
        refused = member.refusal or self._allowance.member_bytes(member.packed_size)
        if refused is None:
            refused = self._guarded(lambda: self._chunks(member), lambda: "member-unreadable")
            if refused is not None:
                self._allowance.let_go()
        self._say(frames.packed(frames.MemberEnds(problem=refused and _plain(refused))))
        return None

    def _chunks(self, member: Member) -> Problem | None:
        for chunk in member.chunks:
            for start in range(0, len(chunk), frames.MAX_CHUNK):
                data = chunk[start : start + frames.MAX_CHUNK]
                problem = self._allowance.chunk(len(data))
                if problem is not None:
                    return problem
                self._say(frames.packed(frames.Chunk(data=data)))
        return None


def _remark(value: Title | Note | Problem) -> bytes:
    match value:
        case Title():
            plain: Title | Note | Problem = Title(text=_plain_text(value.text))
        case Note():
            plain = Note(
                key=_plain_text(value.key), value=_plain_text(value.value), page=value.page
            )
        case Problem():
            plain = _plain(value)
    return frames.packed(plain)


def _plain(problem: Problem) -> Problem:
    """Give a problem a reason that the house knows."""
    known = problem.reason in REASONS
    detail = problem.detail if known else f"{problem.reason}: {problem.detail}"
    return Problem(
        outcome=problem.outcome,
        reason=problem.reason if known else "page-unreadable",
        detail=_plain_text(detail),
        page=problem.page,
    )


def _plain_text(text: str) -> str:
    return whole_characters(text[:MAX_REMARK])
