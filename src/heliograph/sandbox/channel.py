"""The parent's end of the talk with one child: bounded, patient for so long, trusting nothing."""

from __future__ import annotations

import socket
import time

from heliograph.sandbox.frames import (
    HEADER,
    MAX_FRAME,
    Answer,
    Ask,
    OutOfForm,
    Request,
    answer_of,
    packed,
)

_AT_ONCE = 2**18
"""Bytes asked of the socket at a time: what a Linux socket holds by default, and some."""


class HungUp(Exception):
    """The child has closed its end: it is dead or dying."""


class Waiting:
    """Seconds that a child may still keep us waiting. Our own work in between does not count."""

    def __init__(self, seconds: float) -> None:
        """Begin with so many seconds."""
        self.left = seconds


class Channel:
    """Frames over a stream socket."""

    def __init__(self, talk: socket.socket) -> None:
        """Talk over a connected socket, which now belongs to the channel."""
        self._talk = talk
        self._held = bytearray()

    def ask(self, ask: Ask | Request, descriptors: list[int], waiting: Waiting) -> None:
        """Ask, handing over open descriptors. Raises `HungUp`, `TimeoutError`.

        Where the child has hung up it may have answered before: what it said, and then that it has
        hung up, is for `hear` to find.
        """
        frame = packed(ask)
        self._talk.settimeout(waiting.left)
        try:
            sent = socket.send_fds(self._talk, [frame], descriptors)
            # On a busy machine a child reads, tells all and ends before we come to this line.
            if sent < len(frame):
                self._talk.sendall(frame[sent:])
        except (BrokenPipeError, ConnectionResetError):
            return
        except TimeoutError:
            raise
        except OSError as error:
            raise HungUp(str(error)) from None

    def hear(self, waiting: Waiting) -> Answer:
        """Wait for the next frame. Raises `HungUp`, `OutOfForm`, `TimeoutError`."""
        self._fill(HEADER.size, waiting)
        (length,) = HEADER.unpack_from(self._held)
        if length > MAX_FRAME:
            raise OutOfForm(f"a frame of {length} bytes")
        end = HEADER.size + length
        self._fill(end, waiting)
        with memoryview(self._held) as held, held[HEADER.size : end] as untrusted_body:
            answer = answer_of(untrusted_body)
        del self._held[:end]
        return answer

    def close(self) -> None:
        """Hang up."""
        self._talk.close()

    def _fill(self, size: int, waiting: Waiting) -> None:
        while len(self._held) < size:
            self._held += self._more(waiting)

    def _more(self, waiting: Waiting) -> bytes:
        if waiting.left <= 0:
            raise TimeoutError
        self._talk.settimeout(waiting.left)
        began = time.monotonic()
        try:
            more = self._talk.recv(_AT_ONCE)
        except TimeoutError:
            raise
        except OSError as error:
            raise HungUp(str(error)) from None
        finally:
            waiting.left -= time.monotonic() - began
        if not more:
            raise HungUp("end of the talk")
        return more
