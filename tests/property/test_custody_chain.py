"""The chain of custody: whatever is changed inside it is noticed, and documents come back whole."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from heliograph.codec import canonical, digest_of
from heliograph.errors import CustodyBroken
from heliograph.records import CustodyEntry, Document, Outcome, Problem
from heliograph.store.custody import GENESIS, verified
from heliograph.store.document_facts import collected_facts, document_from

AT = datetime(2026, 3, 1, tzinfo=UTC)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
whole = st.integers(0, 2**50)
facts = st.dictionaries(words, st.none() | whole | words, max_size=4)
deeds = st.lists(st.tuples(words, facts), min_size=2, max_size=12)


def chain(events):
    lines, previous = [], GENESIS
    for sequence, (event, told) in enumerate(events):
        entry = CustodyEntry(
            sequence=sequence, previous=previous, at="", actor="me", event=event, facts=told
        )
        lines.append(canonical(entry))
        previous = digest_of(lines[-1])
    return lines


@given(deeds)
def test_a_chain_that_nobody_touched_holds(events):
    entries = list(verified(chain(events)))
    assert [(entry.event, entry.facts) for entry in entries] == events


@given(deeds, st.data())
def test_changing_any_entry_but_the_last_is_noticed(events, data):
    lines = chain(events)
    at = data.draw(st.integers(0, len(lines) - 2))
    entry = msgspec.json.decode(lines[at], type=CustodyEntry)
    lines[at] = canonical(replace(entry, actor="mallory"))
    with pytest.raises(CustodyBroken, match=f"entry {at + 1}:"):
        list(verified(lines))


@given(deeds, st.data())
def test_changing_any_byte_of_any_line_but_the_last_is_noticed(events, data):
    lines = chain(events)
    at = data.draw(st.integers(0, len(lines) - 2))
    place = data.draw(st.integers(0, len(lines[at]) - 1))
    other = data.draw(st.integers(0, 255))
    assume(other != lines[at][place])
    lines[at] = lines[at][:place] + bytes([other]) + lines[at][place + 1 :]
    with pytest.raises(CustodyBroken):
        list(verified(lines))


@given(deeds, st.data())
def test_cutting_any_stretch_out_of_the_middle_is_noticed(events, data):
    lines = chain(events)
    start = data.draw(st.integers(0, len(lines) - 2))
    end = data.draw(st.integers(start + 1, len(lines) - 1))
    with pytest.raises(CustodyBroken, match=f"entry {start}:"):
        list(verified(lines[:start] + lines[end:]))


@given(deeds, st.data())
def test_changing_the_order_or_putting_one_in_is_noticed(events, data):
    lines = chain(events)
    one = data.draw(st.integers(0, len(lines) - 2))
    swapped = [*lines]
    swapped[one], swapped[one + 1] = swapped[one + 1], swapped[one]
    doubled = [*lines[: one + 1], lines[one], *lines[one + 1 :]]
    for changed in (swapped, doubled):
        with pytest.raises(CustodyBroken):
            list(verified(changed))


times = st.integers(0, 10**12).map(lambda ms: AT + timedelta(milliseconds=ms))
problems = st.builds(
    Problem,
    outcome=st.sampled_from(get_args(Outcome)),
    reason=words,
    detail=words,
    page=st.none() | whole,
)
documents = st.builds(
    Document,
    id=words,
    capture_id=words,
    source_id=words,
    path=words,
    raw_name=st.none() | st.binary(max_size=20),
    digest=st.none() | st.binary().map(digest_of),
    size=whole,
    modified_at=st.none() | times,
    parent_id=st.none() | words,
    depth=st.integers(0, 8),
    refusal=st.none() | problems,
)


@given(documents, st.none() | words)
@settings(max_examples=200)
def test_a_document_comes_back_from_its_entry_as_it_was(document, second):
    (line,) = chain([("collected", collected_facts(document, second))])
    (entry,) = verified([line])
    assert document_from(entry) == document
