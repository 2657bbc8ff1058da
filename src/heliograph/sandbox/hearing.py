"""The parent's side of one document: hears what the child says, believes none of it unchecked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from heliograph.records import Note, Problem
from heliograph.sandbox import frames
from heliograph.sandbox.allowance import Allowance
from heliograph.sandbox.channel import HungUp, Waiting
from heliograph.sandbox.reader import Reader
from heliograph.sandbox.soundness import must_be_sound
from heliograph.sandbox.spool import Spool
from heliograph.sandbox.tasks import Patience, Read, Take, Task, Value
from heliograph.seams import Kept, Sheet, TakenMember, Title

UNKNOWN = "application/octet-stream"

_LIGHT = 500
"""About what a note, a problem or a member weighs, in bytes."""

_pack = msgspec.msgpack.Encoder().encode
_values: msgspec.msgpack.Decoder[Value] = msgspec.msgpack.Decoder(Value)


class Overrun(Exception):
    """A child went on where its limits should have stopped it."""

    def __init__(self, problem: Problem) -> None:
        """Keep which limit it was."""
        super().__init__(problem.reason)
        self.problem = problem


class MemberStopped(Exception):
    """Raised out of a member's bytes when the rest of them does not come."""


class Hearing:
    """What one child says of one task. Use once: `hear`, then look at what it left."""

    def __init__(
        self,
        reader: Reader,
        task: Task,
        *,
        patience: Patience,
        take: Take,
        aside: Path | None = None,
    ) -> None:
        """Prepare to hear `task` out; members' bytes go to `take`.

        What is too much to hold is put into a file in the folder `aside`; None holds all.
        """
        self._reader = reader
        self._task = task
        self._take = take
        self._waiting = Waiting(patience.seconds(task.size))
        self._at_work_s = patience.at_work(task.size)
        self._per_sheet_s = patience.per_sheet_s
        self._allowance = Allowance(task.limits, size=task.size, depth=task.depth)
        self._media_type = UNKNOWN
        self._read_by = ""
        self._numbers: set[int] = set()
        self._values = Spool[Value](_pack, _values.decode, aside)
        self._member: frames.MemberBegins | None = None
        self.taken = False
        """Whether the child had the file: if not, what became of it says nothing of the file."""
        self.fit = False
        """Whether the child may be given another task."""

    def hear(self) -> Read:
        """Have the task read. A child that dies, dawdles or raves leaves a problem behind."""
        try:
            self._ask()
            self._listen()
        except HungUp:
            self._fail(self._reader.end(grace=True).problem())
        except TimeoutError:
            self._fail(Problem(outcome="timed-out", reason="time"))
        except frames.OutOfForm as error:
            detail = f"it answered out of form: {error}"
            self._fail(Problem(outcome="damaged", reason="crash", detail=detail))
        except Overrun as error:
            self._fail(error.problem)
        return Read(
            task=self._task,
            media_type=self._media_type,
            read_by=self._read_by,
            confinement=self._reader.report.level,
            values=self._values.settled(),
        )

    def _fail(self, problem: Problem) -> None:
        self._reader.end()
        if self._member is not None:
            self._keep_member(self._member, None, problem)
        self._values.append(problem, _LIGHT)

    def _ask(self) -> None:
        task = self._task
        ask = frames.Ask(
            name=task.name[:1000].encode("utf-8", "replace").decode(),
            size=task.size,
            depth=task.depth,
            limits=task.limits,
        )
        with task.open() as file:
            self._reader.ask(ask, file.fileno(), self._waiting, self._at_work_s)

    def _listen(self) -> None:
        while True:
            match self._reader.hear(self._waiting):
                case frames.Done(spent=spent):
                    self.fit = not spent
                    return
                case frames.Taken():
                    self.taken = True
                case frames.Began(media_type=media_type, read_by=read_by):
                    self._media_type, self._read_by = media_type[:200], read_by[:200]
                case frames.MemberBegins() as member:
                    self._hear_member(member)
                case Sheet() | Title() | Note() | Problem() as value:
                    self._hear_value(value)
                case other:
                    raise frames.OutOfForm(f"{type(other).__name__} out of turn")

    def _hear_value(self, value: Sheet | Title | Note | Problem) -> None:
        must_be_sound(value)
        if isinstance(value, Sheet):
            self._allow(self._allowance.sheet(len(value.text)))
            if value.number in self._numbers:
                raise frames.OutOfForm("a page twice")
            self._numbers.add(value.number)
            self._waiting.left = max(self._waiting.left, self._per_sheet_s)
            self._values.append(value, len(value.text) + len(value.boxes))
        else:
            self._allow(self._allowance.remark())
            self._values.append(value, _LIGHT)

    def _hear_member(self, member: frames.MemberBegins) -> None:
        self._allow(self._allowance.member())
        if max(len(member.name), len(member.raw_name or b"")) > frames.MAX_NAME:
            raise frames.OutOfForm("a name too long")
        self._member = member
        kept, problem = self._member_bytes()
        self._member = None
        self._keep_member(member, kept, problem)

    def _member_bytes(self) -> tuple[Kept | None, Problem | None]:
        first = self._reader.hear(self._waiting)
        if isinstance(first, frames.MemberEnds) and first.problem is not None:
            must_be_sound(first.problem)
            return None, first.problem
        self._allow(self._allowance.member_bytes(None))
        stream = _MemberBytes(self, first)
        try:
            kept = self._take(stream)
            # A store that stops early would leave the rest of the member in the talk.
            for _ in stream:
                continue
        except BaseException:
            # A store may wrap what its source raised; what we ended it with is what counts.
            if stream.broken is None:
                raise
            if not isinstance(stream.broken, MemberStopped):
                raise stream.broken from None
            self._allowance.let_go()
            return None, stream.problem
        return kept, None

    def _keep_member(
        self, member: frames.MemberBegins, kept: Kept | None, problem: Problem | None
    ) -> None:
        taken = TakenMember(name=member.name, raw_name=member.raw_name, kept=kept, problem=problem)
        self._values.append(taken, _LIGHT)

    def _allow(self, problem: Problem | None) -> None:
        if problem is not None:
            raise Overrun(problem)

    def next_of_member(self) -> frames.Answer:
        """Hear the next frame while a member is under way."""
        return self._reader.hear(self._waiting)

    def counted(self, chunk: frames.Chunk) -> bytes:
        """Count a chunk against what is allowed. Raises `Overrun`."""
        self._allow(self._allowance.chunk(len(chunk.data)))
        return chunk.data


class _MemberBytes:
    """A member's bytes as they come in; keeps why it stopped, whatever a store makes of that."""

    def __init__(self, hearing: Hearing, first: frames.Answer) -> None:
        self._hearing = hearing
        self._next: frames.Answer | None = first
        self._ended = False
        self.broken: Exception | None = None
        self.problem: Problem | None = None

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._ended:
            raise StopIteration
        try:
            return self._one()
        except (HungUp, TimeoutError, frames.OutOfForm, Overrun, MemberStopped) as error:
            self._ended = True
            self.broken = error
            raise

    def _one(self) -> bytes:
        frame = self._hearing.next_of_member() if self._next is None else self._next
        self._next = None
        match frame:
            case frames.Chunk():
                return self._hearing.counted(frame)
            case frames.MemberEnds(problem=None):
                self._ended = True
                raise StopIteration
            case frames.MemberEnds(problem=Problem() as problem):
                must_be_sound(problem)
                self.problem = problem
                raise MemberStopped(problem.reason)
            case other:
                raise frames.OutOfForm(f"{type(other).__name__} inside a member")
