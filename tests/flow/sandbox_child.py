"""A reading child for tests, whose reader does what the document's first word tells it to.

The deeds are those of a reader that a hostile document has taken over, and of honest readers on
files that are broken or too big.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import stat
import struct
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from heliograph.records import Block, Note, Problem
from heliograph.sandbox import frames
from heliograph.sandbox.serving import serve
from heliograph.seams import Extracted, Limits, Member, Sheet, Title

Deed = Callable[[str, BinaryIO], Iterator[Extracted]]


def _plain(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    yield Title(text="a title")
    yield Sheet(number=1, text=rest, blocks=(Block(start=0, end=len(rest), role="paragraph"),))
    yield Note(key="pid", value=str(os.getpid()))


def _reader_of_path(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    yield Sheet(number=1, text=Path(rest).read_text(encoding="utf-8"))


def _lister(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    yield Sheet(number=1, text=" ".join(one.name for one in Path(rest).iterdir()))


def _writer(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    Path(rest).write_text("was here", encoding="utf-8")
    yield Sheet(number=1, text="written")


def _changer_of_modes(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    Path(rest).chmod(0o777)
    yield Sheet(number=1, text="changed")


def _writer_to_the_document(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    os.write(file.fileno(), b"changed")
    yield Sheet(number=1, text="changed")


def _filler(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    written = 0
    while written < 2**30:
        written += os.write(2, bytes(2**16))
    yield Sheet(number=1, text="filled")


def _dialler(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    family = {"tcp": socket.AF_INET, "udp": socket.AF_INET, "unix": socket.AF_UNIX}[rest]
    kind = socket.SOCK_DGRAM if rest == "udp" else socket.SOCK_STREAM
    with socket.socket(family, kind) as outside:
        outside.connect("/run/any.sock" if rest == "unix" else ("127.0.0.1", 9))
    yield Sheet(number=1, text="connected")


def _runner(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    subprocess.run(["/bin/true"], check=True)
    yield Sheet(number=1, text="ran")


def _replacer(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    os.execv("/bin/true", ["/bin/true"])
    yield Sheet(number=1, text="ran")


def _forker(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    if os.fork() == 0:
        signal.pause()
    yield Sheet(number=1, text="forked")


def _leaver_of_the_group(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    os.setpgid(0, 0)
    os.setsid()
    yield Sheet(number=1, text="left")


def _killer(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    os.kill(os.getppid() if rest == "parent" else int(rest), signal.SIGTERM)
    yield Sheet(number=1, text="killed")


def _tracer(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    libc = ctypes.CDLL(None, use_errno=True)
    attach = 16
    if libc.ptrace(attach, os.getppid(), None, None) != 0:
        raise OSError(ctypes.get_errno(), "ptrace")
    yield Sheet(number=1, text="traced")


def _rider_of_rings(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    libc = ctypes.CDLL(None, use_errno=True)
    io_uring_setup = 425
    parameters = ctypes.create_string_buffer(120)
    if libc.syscall(io_uring_setup, 1, parameters) < 0:
        raise OSError(ctypes.get_errno(), "io_uring_setup")
    yield Sheet(number=1, text="rings")


def _starter_of_threads(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append("a thread ran"))
    thread.start()
    thread.join()
    yield Sheet(number=1, text=found[0])


def _secrets(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    yield Sheet(number=1, text=" ".join(sorted(os.environ)))


def _descriptors(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    yield Sheet(number=1, text=" ".join(_kind(at) for at in _open_descriptors()))


def _kind(descriptor: int) -> str:
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISSOCK(mode):
        return "talk"
    return "file" if stat.S_ISREG(mode) else "other"


def _open_descriptors() -> Iterator[int]:
    for at in range(64):
        try:
            os.fstat(at)
        except OSError:
            continue
        yield at


def _hoarder(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    yield Sheet(number=1, text="before")
    yield Sheet(number=2, text=str(len(bytearray(4 * 2**30))))


def _aborter_for_memory(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    yield Sheet(number=1, text="before")
    os.write(2, b"terminate called after throwing an instance of 'std::bad_alloc'\n")
    os.abort()


def _faulter(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    yield Sheet(number=1, text="before")
    ctypes.string_at(0)


def _leaver(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    yield Sheet(number=1, text="before")
    os._exit(3)


def _looper(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    yield Sheet(number=1, text="before")
    while True:
        pass


def _dripper(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    """Says something again and again, so that only a limit on the whole can end it."""
    number = 0
    while True:
        number += 1
        yield Sheet(number=number, text="drip")


def _loud(error: BaseException) -> Deed:
    def deed(rest: str, file: BinaryIO) -> Iterator[Extracted]:
        if rest == "late":
            yield Sheet(number=1, text="before")
        raise error

    return deed


class Panic(BaseException):
    """What a library in Rust raises: no Exception."""


def _talk() -> int:
    return next(at for at in _open_descriptors() if _kind(at) == "talk")


def _say(body: bytes, length: int | None = None) -> None:
    os.write(_talk(), struct.pack(">I", len(body) if length is None else length) + body)


def _raver(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    yield Sheet(number=1, text="before")
    bodies = {
        "noise": b"\xc1\xff\x00rubbish",
        "pickle": b"\x80\x04\x95\x1d\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system",
        "unknown": msgspec.msgpack.encode({"type": "Surprise"}),
        "extra": msgspec.msgpack.encode({"type": "Title", "text": "a", "more": 1}),
        "wrong": msgspec.msgpack.encode({"type": "Title", "text": 1}),
        "chunk": frames.packed(frames.Chunk(data=b"a"))[4:],
        "reason": frames.packed(Problem(outcome="damaged", reason="whatever"))[4:],
        "page": frames.packed(Note(key="a", value="b", page=-1))[4:],
        "again": frames.packed(Sheet(number=1, text="again"))[4:],
        "block": frames.packed(
            Sheet(number=2, text="ab", blocks=(Block(start=0, end=3, role="row"),))
        )[4:],
        "container": frames.packed(
            Sheet(number=2, text="ab", blocks=(Block(start=0, end=1, role="row", container=0),))
        )[4:],
        "boxes": frames.packed(Sheet(number=2, text="ab", boxes=b"x"))[4:],
        "ready": b"\x81\xa4type\xa5Ready",
    }
    _say(bodies[rest])
    signal.pause()


def _boaster(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    yield Sheet(number=1, text="before")
    _say(b"", length=frames.MAX_FRAME + 1)
    signal.pause()


def _mute(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    """Hangs up and lives on."""
    yield Sheet(number=1, text="before")
    os.close(_talk())
    signal.pause()


def _flooder(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    """Sends members past its own limits, behind the serving loop's back."""
    begin = frames.packed(frames.MemberBegins(name="a", raw_name=None))
    end = frames.packed(frames.MemberEnds(problem=None))
    chunk = frames.packed(frames.Chunk(data=bytes(2**20)))
    bodies = {"members": begin + end, "bytes": begin + chunk * 40 + end, "endless": begin}
    os.set_blocking(_talk(), True)
    with socket.socket(fileno=_talk()) as talk:
        talk.sendall(bodies[rest])
        while True:
            talk.sendall(chunk if rest == "endless" else bodies[rest])
    yield Sheet(number=1, text="never")


def _container(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    """`name=bytes` for each member; `name*n` for n zeros; `name!` breaks; `name?` is locked."""
    for word in rest.split():
        if "=" in word:
            name, _, content = word.partition("=")
            yield _member(name, iter([content.encode()]))
        elif "*" in word:
            name, _, size = word.partition("*")
            yield _member(name, _zeros(int(size)))
        elif word.endswith("!"):
            yield _member(word[:-1], _broken())
        elif word.endswith("?"):
            yield Member(
                name=word[:-1],
                raw_name=b"raw",
                packed_size=None,
                chunks=iter(()),
                refusal=Problem(outcome="encrypted", reason="password-needed"),
            )
        elif word == "die":
            yield _member("dies", _dying())


def _member(name: str, chunks: Iterator[bytes]) -> Member:
    return Member(name=name, raw_name=None, packed_size=10, chunks=chunks)


def _zeros(size: int) -> Iterator[bytes]:
    for start in range(0, size, 2**20):
        yield bytes(min(2**20, size - start))


def _broken() -> Iterator[bytes]:
    yield b"half"
    raise EOFError("the rest is missing")


def _dying() -> Iterator[bytes]:
    yield b"half"
    os.kill(os.getpid(), signal.SIGKILL)


def _member_that_loops(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    """Says in a member's bytes who it is, and never comes to the talk again."""

    def chunks() -> Iterator[bytes]:
        yield str(os.getpid()).encode()
        while True:
            pass

    yield _member("a", chunks())


def _pages(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    count, length = (int(one) for one in rest.split())
    for number in range(1, count + 1):
        yield Sheet(number=number, text="字" * length)


def _half_characters(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    yield Sheet(number=1, text="a\ud800b", label="\udfff")


def _careless(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    yield Sheet(number=2, text="ab", blocks=(Block(start=0, end=3, role="row"),))
    yield Sheet(number=1, text="cd")
    yield Sheet(number=1, text="ef")


def _noter(rest: str, file: BinaryIO) -> Iterator[Extracted]:
    for at in range(int(rest)):
        yield Note(key=str(at), value="")


DEEDS: dict[str, Deed] = {
    "plain": _plain,
    "read": _reader_of_path,
    "list": _lister,
    "write": _writer,
    "chmod": _changer_of_modes,
    "scribble": _writer_to_the_document,
    "fill": _filler,
    "connect": _dialler,
    "run": _runner,
    "exec": _replacer,
    "fork": _forker,
    "leave-group": _leaver_of_the_group,
    "kill": _killer,
    "trace": _tracer,
    "rings": _rider_of_rings,
    "threads": _starter_of_threads,
    "secrets": _secrets,
    "descriptors": _descriptors,
    "hoard": _hoarder,
    "bad-alloc": _aborter_for_memory,
    "fault": _faulter,
    "exit": _leaver,
    "loop": _looper,
    "drip": _dripper,
    "raise": _loud(ValueError("no such thing")),
    "panic": _loud(Panic("index out of bounds")),
    "quit": _loud(SystemExit(0)),
    "rave": _raver,
    "boast": _boaster,
    "mute": _mute,
    "flood": _flooder,
    "container": _container,
    "member-loop": _member_that_loops,
    "pages": _pages,
    "half": _half_characters,
    "careless": _careless,
    "notes": _noter,
}


class Obedient:
    """Reads `test/told`: the first word of the file is the deed, the rest is for it."""

    name = "obedient"
    version = "1"
    media_types = frozenset({"test/told"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Do as told."""
        deed, _, rest = file.read().decode("utf-8").partition(" ")
        yield from DEEDS[deed](rest, file)


def media_type_of(file: BinaryIO, name: str) -> str:
    """Tell by the name's end, which real kinds never do."""
    if name == "dies-when-told":
        os.kill(os.getpid(), signal.SIGKILL)
    return "test/told" if name.endswith(".told") else "test/unknown"


if __name__ == "__main__":
    serve({"test/told": Obedient()}, media_type_of)
