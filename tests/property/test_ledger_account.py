"""The account that the room shows is the ledger, gone through by hand, whatever was remembered."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store_makers import CAPTURE, SOURCE, a_document, a_reading, a_refused

from heliograph.codec import digest_of
from heliograph.records import Problem
from heliograph.store.database import open_database
from heliograph.store.rows import Rows

WHOLE = ("read", "empty")


class Undone(Exception):
    """Raised to have the next example begin with an empty case: making its tables takes longer."""


@cache
def an_empty_case() -> Rows:
    return Rows(open_database(Path(":memory:"), create=True))


@contextmanager
def a_case():
    rows = an_empty_case()
    with suppress(Undone), rows.all_or_nothing():
        rows.keep([SOURCE, CAPTURE])
        yield rows
        raise Undone


def blob(number):
    return digest_of(b"%d" % number)


def stands(number, path):
    return lambda rows: rows.keep([a_document(path, b"%d" % number)])


def is_refused(path):
    return lambda rows: rows.keep([a_refused(path)])


def is_read(number, outcome, reason, held):
    made = a_reading(blob(number), outcome=outcome, reason=reason, held=held)
    return lambda rows: rows.keep([made])


def has_problem(number, reason, detail):
    problem = Problem(outcome="damaged", reason=reason, detail=detail)
    return lambda rows: rows.keep_problems(blob(number), [problem])


def is_forgotten(number):
    return lambda rows: rows.forget_blob(blob(number))


def is_deleted(path):
    gone = Problem(outcome="deleted", reason="deleted", detail="by wish")
    return lambda rows: rows.bury(a_document(path, digest=None, refusal=gone))


blobs, paths = st.integers(0, 2), st.sampled_from([f"{one}/file" for one in "abcdefg"])
reasons = st.sampled_from(["", "no-text"])
deeds = st.one_of(
    st.builds(stands, blobs, paths),
    st.builds(stands, blobs, paths),
    st.builds(is_refused, paths),
    st.builds(
        is_read,
        blobs,
        st.sampled_from(["read", "empty", "damaged", "damaged"]),
        reasons,
        st.sampled_from(["", "", "list of 300"]),
    ),
    st.builds(has_problem, blobs, reasons, st.sampled_from(["cut off", "no end"])),
    st.builds(is_forgotten, blobs),
    st.builds(is_deleted, paths),
)


@settings(deadline=None, max_examples=60)
@given(
    done=st.lists(deeds, max_size=25),
    outcome=st.sampled_from(["", "", "damaged", "waiting", "read", "unreachable"]),
    limit=st.integers(1, 4),
)
def test_the_account_is_the_ledger_gone_through_by_hand(done, outcome, limit):
    with a_case() as rows:
        for deed in done:
            deed(rows)
            # After each, for what is remembered of one state must not be given for the next.
            is_as_by_hand(rows, outcome, limit)


def test_with_each_kind_of_change_the_account_is_another():
    with a_case() as rows:
        for change in (
            stands(0, "a/file"),
            stands(1, "b/file"),
            is_read(0, "damaged", "no-text", ""),
            has_problem(0, "no-text", "cut off"),
            has_problem(0, "no-text", "no end"),
            is_read(1, "read", "", "list of 300"),
            is_refused("c/file"),
            is_deleted("a/file"),
            is_forgotten(1),
        ):
            before = rows.ledger_account("", 9)
            change(rows)
            assert rows.ledger_account("", 9) != before
            is_as_by_hand(rows, "", 9)


def is_as_by_hand(rows, outcome, limit):
    account = rows.ledger_account(outcome, limit)
    assert account.sums == rows.ledger_sums()
    unread = [one for one in rows.ledger_lines() if one.held or one.outcome not in WHOLE]
    assert account.reasons == Counter(
        one.reason or ("held" if one.held else "waiting") for one in unread
    )
    wanted = [one for one in unread if outcome in ("", one.outcome or "waiting")]
    assert account.unread == wanted[:limit]
    assert account.left_out == len(wanted) - len(account.unread)
    for start in (1, limit, len(wanted) + 1):
        later = rows.ledger_account(outcome, limit, start)
        assert later.unread == wanted[start : start + limit]
        assert later.left_out == len(wanted[start + limit :])
        assert (later.sums, later.reasons) == (account.sums, account.reasons)
