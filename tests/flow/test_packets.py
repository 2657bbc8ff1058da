"""Packets: so many claims as so many minutes take, chosen once, in nobody else's hands."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.reading_rooms import case, made

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.cli.summary import place, quoted
from heliograph.errors import NothingThere
from heliograph.handwork.packets import hand_out, pace_of
from heliograph.pipeline.deeds.deciding import Said
from heliograph.pipeline.deeds.packets import ENOUGH, USUAL_SECONDS, pace, size_of
from heliograph.pipeline.recovery import recover
from heliograph.store.queue_rows import Wanted

__all__ = ["case", "made"]

START = datetime(2026, 3, 1, tzinfo=UTC)


def test_the_pace_is_the_median_of_one_person_at_work_without_the_pauses():
    work = [("a", START + timedelta(seconds=8 * turn)) for turn in range(ENOUGH + 1)]
    lunch = [("a", START + timedelta(hours=1, seconds=8 * turn)) for turn in range(3)]
    other = [("b", START + timedelta(seconds=8 * turn + 1)) for turn in range(0, 40, 7)]
    assert pace(work + lunch) == 8
    assert pace(sorted(work + lunch + other, key=lambda one: one[1])) == 8
    assert pace(list(reversed(work))) == 8
    assert pace(work[:ENOUGH]) is None


@given(st.integers(1, 480), st.floats(0.5, 300))
def test_a_packet_takes_about_as_long_as_was_asked(minutes, seconds):
    count = size_of(minutes, seconds)
    assert count >= 1
    assert count == 1000 or abs(count * seconds - minutes * 60) <= seconds


def test_packets_share_no_claim_and_take_the_first_of_the_queue(case):
    with Heliograph.open_to_work(case) as opened:
        order = [one.line.id for one in opened.rows.queue_cut(Wanted(), "", 100).shown]
        first = hand_out(opened, Wanted(), minutes=1, name="Ana", by="R. Reader")
        second = hand_out(opened, Wanted(), minutes=1, name="Bo", by="R. Reader")
        assert first.claims == tuple(order[:4])
        assert second.claims == tuple(order[4:8])
        assert (first.number, second.number) == (1, 2)
        hand_out(opened, Wanted(), minutes=400, name="the rest", by="R. Reader")
        with pytest.raises(NothingThere, match="in a packet already"):
            hand_out(opened, Wanted(), minutes=1, name="", by="R. Reader")


def test_a_packet_stays_as_it_is_while_its_claims_are_reviewed(case):
    with Heliograph.open_to_work(case) as opened:
        packet = hand_out(opened, Wanted(stance="asserted"), minutes=1, name="", by="R. Reader")
        assert packet.query == "stance=asserted"
        for one in packet.claims[:3]:
            opened.review(one, Said(judgement="accepted", by="Ana"))
        opened.review(packet.claims[0], Said(judgement="withdrawn", by="Ana"))
        (listed,) = opened.rows.packets()
        assert (listed.packet, listed.reviewed, listed.gone) == (packet, 2, 0)
        packed = opened.rows.packed(packet)
        assert [one.id for one in packed] == list(packet.claims)
        assert [one.review for one in packed] == ["", "accepted", "accepted", ""]


def test_a_packet_comes_back_from_custody(case):
    with Heliograph.open_to_work(case) as opened:
        packet = hand_out(opened, Wanted(), minutes=1, name="for Ana", by="R. Reader")
        before = opened.rows.packets()
        opened.rows.set_mark("custody", "0")
        recover(opened.tools())
        assert opened.rows.packets() == before
        assert before[0].packet == packet


def test_without_reviews_the_pace_is_what_is_usual(case):
    with Heliograph.open(case) as opened:
        assert pace_of(opened).seconds == USUAL_SECONDS
        assert not pace_of(opened).measured


def test_the_command_makes_lists_and_shows_packets(case):
    def said(*words: str) -> list[dict[str, object]]:
        done = CliRunner().invoke(cli, ["packet", *words, "--case", str(case), "--json"])
        assert done.exit_code == 0, done.output
        return [json.loads(line) for line in done.stdout.splitlines()]

    (line,) = said("make", "--minutes", "1", "--for", "Ana", "--by", "R. Reader")
    assert (line["number"], line["claims"], line["by"]) == (1, 4, "R. Reader")
    assert said("list") == [line]
    assert [one["review"] for one in said("show", "1")] == [""] * 4
    done = CliRunner().invoke(cli, ["packet", "show", "9", "--case", str(case)])
    assert isinstance(done.exception, NothingThere)


def test_a_person_sees_what_the_claims_of_a_packet_say_and_where(case):
    with Heliograph.open_to_work(case) as opened:
        packet = hand_out(opened, Wanted(), minutes=1, name="", by="R. Reader")
        views = opened.rows.claims_named(packet.claims)
        opened.review(packet.claims[0], Said(judgement="accepted", by="Ana"))
    command = ["packet", "show", "1", "--case", str(case)]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    for name in packet.claims:
        one = views[name]
        head = f"{name[:8]} {one.capability} · {one.stance} · {one.strength}"
        assert head in said
        assert place(one).replace(" ", "") in said.replace(" ", "")
        assert quoted(one, 400).replace(" ", "") in said.replace(" ", "")
    assert said.count("[accepted]") == 1
    assert said.count("[not reviewed]") == len(packet.claims) - 1
    lines = [
        json.loads(line)
        for line in CliRunner().invoke(cli, [*command, "--json"]).stdout.split("\n")
        if line
    ]
    assert [one["claim"]["quote"] for one in lines] == [views[one].quote for one in packet.claims]


def test_a_claim_of_a_packet_that_is_no_longer_made_is_said_to_be_gone(case):
    with Heliograph.open_to_work(case) as opened:
        packet = hand_out(opened, Wanted(), minutes=1, name="", by="R. Reader")
        digest = opened.rows.claims_named(packet.claims)[packet.claims[0]].document.digest
        opened.rows.forget_findings(digest)
    done = CliRunner().invoke(cli, ["packet", "show", "1", "--case", str(case)])
    assert f"{packet.claims[0][:8]}  no longer made" in done.stdout
