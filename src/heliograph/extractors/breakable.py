"""Members whose bytes may break off: what came out is kept, and why no more did is told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from heliograph.extractors.member_names import leads_outside
from heliograph.records import Outcome, Problem
from heliograph.seams import Extracted, Member


class BadMember(Exception):
    """A member's bytes cannot be had as they were."""

    def __init__(self, detail: str, outcome: Outcome = "damaged") -> None:
        """Keep what broke; `encrypted` and `unsupported` are not the evidence's fault."""
        super().__init__(detail)
        self.outcome: Outcome = outcome

    def problem(self, name: str) -> Problem:
        """Say it of the member of that name."""
        reason = "password-needed" if self.outcome == "encrypted" else "member-unreadable"
        detail = name if self.outcome == "encrypted" else f"{name}: {self}"
        return Problem(outcome=self.outcome, reason=reason, detail=detail)


def taken(
    name: str, chunks: Iterator[bytes], *, raw_name: bytes | None = None, packed: int | None = None
) -> Iterator[Extracted]:
    """Yield a member of these bytes, and a problem after it if they broke off with a `BadMember`.

    Where they break before the first byte, the member is refused for that reason instead.
    """
    if leads_outside(name):
        yield Problem(outcome="read", reason="path-refused", detail=name)
    failures: list[Problem] = []
    whole = _until_broken(name, chunks, failures)
    first = next(whole, b"")
    if failures and not first:
        yield refused(name, failures[0], raw_name=raw_name)
        return
    yield Member(
        name=name,
        raw_name=raw_name,
        packed_size=packed,
        chunks=chain((first,) if first else (), whole),
    )
    yield from failures


def refused(name: str, problem: Problem, *, raw_name: bytes | None = None) -> Member:
    """Make a member whose bytes cannot be had: the ledger names it all the same."""
    return Member(name=name, raw_name=raw_name, packed_size=None, chunks=iter(()), refusal=problem)


def not_followed(name: str, target: str, *, raw_name: bytes | None = None) -> Member:
    """Make a member of a link, a device or whatever else is no file of its own."""
    detail = f"{name} → {target}" if target else name
    problem = Problem(outcome="unsupported", reason="not-followed", detail=detail)
    return refused(name, problem, raw_name=raw_name)


def _until_broken(name: str, chunks: Iterator[bytes], failures: list[Problem]) -> Iterator[bytes]:
    try:
        yield from chunks
    except BadMember as error:
        failures.append(error.problem(name))
