"""How a reading child ended is told as it was, and what it said before is heard."""

from __future__ import annotations

import signal
import socket

import pytest

from heliograph.records import Problem
from heliograph.sandbox import frames
from heliograph.sandbox.channel import Channel, HungUp, Waiting
from heliograph.sandbox.reader import Death
from heliograph.seams import Limits, Sheet

ALLOWED_KB = 1_572_864


def death(code: int, peak_kb: int = 40_000, last_words: bytes = b"") -> Death:
    return Death(code, peak_kb=peak_kb, allowed_kb=ALLOWED_KB, last_words=last_words)


def test_what_a_child_said_before_it_hung_up_is_heard_even_where_it_was_faster_than_our_asking():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    said: list[frames.Answer] = [
        frames.Taken(),
        Sheet(number=1, text="before"),
        Problem(outcome="damaged", reason="memory"),
        frames.Done(spent=True),
    ]
    for frame in said:
        theirs.sendall(frames.packed(frame))
    theirs.close()
    channel, waiting = Channel(ours), Waiting(10)
    channel.ask(frames.Ask(name="a", size=1, depth=0, limits=Limits()), [], waiting)
    assert [channel.hear(waiting) for _ in said] == said
    with pytest.raises(HungUp):
        channel.hear(waiting)
    channel.close()


def test_an_ask_that_was_sent_whole_sends_nothing_more():
    """A second, empty one fails where the child has answered and ended in between."""

    class Faster(socket.socket):
        def sendmsg(self, *args: object) -> int:
            sent = super().sendmsg(*args)  # type: ignore[arg-type]
            theirs.sendall(frames.packed(frames.Taken()))
            theirs.close()
            return sent

    plain, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    channel, waiting = Channel(Faster(fileno=plain.detach())), Waiting(10)
    channel.ask(frames.Ask(name="a", size=1, depth=0, limits=Limits()), [], waiting)
    assert channel.hear(waiting) == frames.Taken()
    channel.close()


@pytest.mark.parametrize("name", ["SIGABRT", "SIGSEGV", "SIGTRAP", "SIGKILL"])
def test_a_death_near_the_limit_is_put_down_to_it_and_one_far_from_it_is_not(name):
    code = -signal.Signals[name]
    for peak_kb, reason in ((ALLOWED_KB * 3 // 4, "memory"), (ALLOWED_KB // 10, "crash")):
        assert death(code, peak_kb).problem() == Problem(
            outcome="damaged", reason=reason, detail=name
        )


def test_an_abort_that_says_there_was_no_memory_is_believed_and_a_kill_is_not_asked():
    words = b"memory allocation of 4294967296 bytes failed\n"
    assert death(-signal.SIGABRT, last_words=words).problem().reason == "memory"
    assert death(-signal.SIGKILL, last_words=words).problem().reason == "crash"


def test_an_end_that_the_child_chose_is_no_want_of_memory():
    assert death(0, ALLOWED_KB).problem().reason == "crash"
    assert death(3, ALLOWED_KB).problem().detail == "exit status 3"
