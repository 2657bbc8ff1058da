"""A case that asks for two people: what counts as accepted, everywhere, and after a rebuild."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.reading_rooms import made

from heliograph.accounts.rules import ask_for_people, people_asked
from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.dossier.choosing import Choice, as_reviewed, chosen
from heliograph.errors import NothingThere, UsageError
from heliograph.pipeline.deeds.deciding import Said
from heliograph.store.queue_rows import Wanted

__all__ = ["made"]


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "case")
    with Heliograph.open_to_work(tmp_path / "case") as opened:
        ask_for_people(opened, 2, "root")
    return tmp_path / "case"


def first(opened: Heliograph) -> str:
    return next(iter(opened.rows.claim_views())).id


def state(opened: Heliograph, claim: str) -> str:
    """The state as claims, the queue and its lines have it, which must be one."""
    view = next(opened.rows.claim_views(claim_id=claim)).review
    (line,) = [one for one in opened.rows.claim_lines() if one.id == claim]
    shown = [one.line for one in opened.rows.queue_cut(Wanted(sort="place"), "", 99).shown]
    (kept,) = [one for one in shown if one.id == claim]
    assert view == line.review == kept.review
    return view


SAID = {"a": "accepted", "r": "rejected", "u": "unsure", "w": "withdrawn"}


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        ("", ""),
        ("Ana:a", "accepted-by-one"),
        ("Ana:a Ana:a", "accepted-by-one"),
        ("Ana:a  ana:a", "accepted-by-one"),
        ("Ana:a Ben:a", "accepted"),
        ("Ana:a Ben:r", "rejected"),
        ("Ana:a Ben:r Ben:a", "accepted"),
        ("Ana:a Ben:r Ben:w", "accepted-by-one"),
        ("Ana:a Ben:a Ben:w", "accepted-by-one"),
        ("Ana:a Ben:a Ana:w Ben:w", ""),
        ("Ana:a Ben:a Cai:u", "unsure"),
        ("Ana:r Ben:a", "accepted-by-one"),
        ("Ana:r Ben:a Ana:a", "accepted"),
    ],
)
def test_a_claim_counts_as_accepted_when_two_people_accepted_it(case, words, stands):
    with Heliograph.open_to_work(case) as opened:
        claim = first(opened)
        for one in words.split():
            by, _, said = one.partition(":")
            opened.review(claim, Said(judgement=SAID[said], by=by))  # type: ignore[arg-type]
        assert state(opened, claim) == stands


def test_two_who_accept_different_things_do_not_agree(case):
    with Heliograph.open_to_work(case) as opened:
        claim = first(opened)
        opened.review(claim, Said(judgement="accepted", by="Ana"))
        opened.review(claim, Said(judgement="accepted", by="Ben", stance="reported"))
        assert state(opened, claim) == "accepted-by-one"
        opened.review(claim, Said(judgement="accepted", by="Ana", stance="reported"))
        assert state(opened, claim) == "accepted"


def test_the_rule_holds_for_what_was_said_before_and_is_taken_back(case):
    with Heliograph.open_to_work(case) as opened:
        claim = first(opened)
        opened.review(claim, Said(judgement="accepted", by="Ana"))
        ask_for_people(opened, 1, "root")
        assert state(opened, claim) == "accepted"
        ask_for_people(opened, 2, "root")
        assert state(opened, claim) == "accepted-by-one"
        with pytest.raises(UsageError):
            ask_for_people(opened, 3, "root")


def test_a_dossier_takes_what_two_accepted_and_says_how_many(case):
    with Heliograph.open_to_work(case) as opened:
        claim = first(opened)
        opened.review(claim, Said(judgement="accepted", by="Ana"))
        with pytest.raises(NothingThere):
            chosen(opened.rows, Choice())
        (named,) = chosen(opened.rows, Choice(claims=(claim,)))
        _, said = as_reviewed(opened.rows.surroundings(named.id))
        assert said is not None
        assert said.words.startswith("accepted by one person, and not yet by a second")
        opened.review(claim, Said(judgement="accepted", by="Ben"))
        assert [one.id for one in chosen(opened.rows, Choice())] == [claim]
        _, said = as_reviewed(opened.rows.surroundings(claim))
        assert said is not None
        assert said.words == "accepted by 2 people"


def test_the_queue_can_show_what_waits_for_a_second_person(case):
    with Heliograph.open_to_work(case) as opened:
        opened.review(first(opened), Said(judgement="accepted", by="Ana"))
        waiting = opened.rows.queue_cut(Wanted(state="accepted-by-one"), "", 9)
        assert waiting.total == 1
        assert ("accepted-by-one", 1) in opened.rows.queue_facet(Wanted(), "state")


def test_the_rule_is_in_custody_and_survives_the_loss_of_the_database(case):
    with Heliograph.open_to_work(case) as opened:
        opened.review(first(opened), Said(judgement="accepted", by="Ana"))
    for name in ("case.db", "case.db-wal", "case.db-shm"):
        (case / name).unlink(missing_ok=True)
    with Heliograph.open_to_work(case) as opened:
        opened.run()
        assert people_asked(opened) == 2
        assert state(opened, first(opened)) == "accepted-by-one"


def test_the_command_shows_and_sets_the_rule_and_labels_wait_for_the_second(case, tmp_path):
    with Heliograph.open_to_work(case) as opened:
        opened.review(first(opened), Said(judgement="accepted", by="Ana"))

    def run(*words: str) -> dict[str, int]:
        done = CliRunner().invoke(cli, [*words, "--case", str(case), "--json"])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)  # type: ignore[no-any-return]

    assert run("rule") == {"people": 2}
    assert run("labels", "--out", str(tmp_path / "one.jsonl"))["labels"] == 0
    assert run("rule", "--people", "1") == {"people": 1}
    assert run("labels", "--out", str(tmp_path / "two.jsonl"))["labels"] == 1


def test_a_new_case_may_ask_for_two_from_the_beginning(tmp_path):
    done = CliRunner().invoke(cli, ["init", str(tmp_path / "new"), "--two-people", "--json"])
    assert done.exit_code == 0, done.output
    with Heliograph.open(tmp_path / "new") as opened:
        assert people_asked(opened) == 2
