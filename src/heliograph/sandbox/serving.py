"""The child's side. A stem imports every parser and forks; each fork locks itself in and reads.

The stem never touches a document, so a fork of it is as clean as a new process, and starts in
milliseconds where importing the parsers takes some hundreds. The price: forks of one stem share its
address layout. A fork expects to die at any moment: everything is said as soon as it is known.
"""

from __future__ import annotations

import gc
import mimetypes
import os
import signal
import socket
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from typing import BinaryIO, NoReturn

from heliograph.sandbox import frames, kernel
from heliograph.sandbox.confinement import lock_in
from heliograph.sandbox.report import ConfinementReport
from heliograph.sandbox.rlimits import ADDRESS_SPACE
from heliograph.sandbox.telling import Telling
from heliograph.seams import Extractor

Extractors = Mapping[str, Extractor]
MediaTypeOf = Callable[[BinaryIO, str], str]


def serve(
    extractors: Extractors, media_type_of: MediaTypeOf, address_space: int = ADDRESS_SPACE
) -> None:
    """Be the stem: fork a reader whenever the parent asks, until it hangs up.

    The talk is on descriptor 0. Everything that will be needed must be imported by now.
    `address_space` is what a reader may take of memory, in bytes.
    """
    talk = _own_talk()
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    # openpyxl asks for the system's table of types, which a reader cannot reach.
    mimetypes.init([])
    # What exists now stays as it is: so its memory stays shared with every fork.
    gc.collect()
    gc.freeze()
    while (received := _next(talk)) is not None:
        request, descriptors = received
        match frames.request_of(request):
            case frames.Fork(most=most):
                reader = os.fork()
                if reader == 0:
                    talk.close()
                    _be_a_reader(
                        descriptors,
                        partial(lock_in, address_space, most),
                        extractors,
                        media_type_of,
                    )
                # Both sides do it, so that it is done whoever comes first.
                os.setpgid(reader, reader)
                for descriptor in descriptors:
                    os.close(descriptor)
                talk.sendall(frames.packed(frames.Forked(pid=reader)))
            case frames.Bury(pid=pid):
                talk.sendall(frames.packed(_buried(pid, address_space)))


def _buried(pid: int, address_space: int) -> frames.Buried:
    """Wait for a reader that is dead or dying; say how it was."""
    _, status, usage = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return frames.Buried(code=code, peak_kb=usage.ru_maxrss, allowed_kb=address_space // 1024)


def _be_a_reader(
    descriptors: list[int],
    lock: Callable[[], ConfinementReport],
    extractors: Extractors,
    media_type_of: MediaTypeOf,
) -> NoReturn:
    """Read in the forked process; it never returns into the stem's loop."""
    code = 1
    # Nothing may leave this function but by `_exit`: what is above it is the stem's.
    try:
        os.setpgid(0, 0)
        talk, printed = descriptors
        os.dup2(printed, 2)
        os.close(printed)
        with socket.socket(fileno=talk) as ours:
            _read_until_hung_up(ours, lock(), extractors, media_type_of)
        code = 0
    except Exception:  # noqa: BLE001 - printed for the parent, which hears the talk end
        traceback.print_exc()
    finally:
        os._exit(code)


def _read_until_hung_up(
    talk: socket.socket,
    report: ConfinementReport,
    extractors: Extractors,
    media_type_of: MediaTypeOf,
) -> None:
    say = _speaker(talk)
    say(frames.packed(frames.Ready(report=report)))
    if report.level == 0:
        return
    while (received := _next(talk)) is not None:
        asked, (descriptor,) = received
        say(frames.packed(frames.Taken()))
        with os.fdopen(descriptor, "rb") as file:
            telling = Telling(frames.ask_of(asked), say)
            telling.tell(file, extractors, media_type_of)
        say(frames.packed(frames.Done(spent=telling.spent)))
        if telling.spent:
            return


def _own_talk() -> socket.socket:
    """Take the talk away from descriptor 0, where a library might read."""
    talk = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return talk


def _speaker(talk: socket.socket) -> Callable[[bytes], None]:
    def say(frame: bytes) -> None:
        try:
            talk.sendall(frame)
        except OSError:
            # The parent has gone or has hung up: there is nobody left to read for, and an
            # exception could be caught by a reader on its way out.
            os._exit(0)

    return say


def _next(talk: socket.socket) -> tuple[bytes, list[int]] | None:
    """Wait for the parent's next frame and its descriptors; None when it has hung up."""
    held, descriptors, _, _ = socket.recv_fds(talk, 2**16, 2)
    if not held:
        return None
    while len(held) < frames.HEADER.size or len(held) < _length(held):
        more = talk.recv(2**16)
        if not more:
            return None
        held += more
    return held[frames.HEADER.size :], descriptors


def _length(held: bytes) -> int:
    (body,) = frames.HEADER.unpack_from(held)
    return frames.HEADER.size + int(body)
