"""A case looks for what its owner writes into it, says what is known, and why."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.errors import NothingThere, TaxonomyError

OWN = """\
version = 1
[[class]]
id = "leak_hunting"
definition = "Software looks for the employee who spoke to the press."
action = "list"
examples = ["The suite supports whistleblower tracing."]
not_examples = ["The sensor finds leaks in water pipes."]
[class.strong]
en = ["whistleblower tracing"]
zh = ["泄密者追踪"]
"""
README = """\
# Lakeside Suite

The suite supports whistleblower tracing across all mail servers.

The suite supports face recognition on Hikvision cameras and reports every match.

It does not perform emotion recognition.
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "readme.md").write_text(README, encoding="utf-8")
    with Heliograph.create(tmp_path / "case", ask=[papers]) as opened:
        opened.run()
    return tmp_path / "case"


def capabilities(case: Path) -> set[str]:
    with Heliograph.open_to_work(case) as opened:
        opened.run()
        return {claim.capability for claim in opened.rows.claim_views()}


def said(*words: str | Path) -> str:
    done = CliRunner().invoke(cli, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.stdout


def lines(*words: str | Path):
    return [json.loads(line) for line in said(*words, "--json").splitlines()]


def test_a_class_of_the_case_is_looked_for_and_gone_with_its_file(case):
    before = capabilities(case)
    own = case / "taxonomy" / "mine.toml"
    own.write_text(OWN, encoding="utf-8")
    assert capabilities(case) == before | {"leak_hunting"}
    with Heliograph.open(case) as opened:
        shown = opened.summary()
    own.unlink()
    assert capabilities(case) == before
    with Heliograph.open(case) as opened:
        assert opened.summary().taxonomy != shown.taxonomy


def test_the_example_in_a_new_case_is_all_comment_and_true_once_it_is_none(case):
    example = case / "taxonomy" / "example.toml"
    words = example.read_text(encoding="utf-8")
    assert all(line.startswith("#") for line in words.splitlines())
    with Heliograph.open(case) as opened:
        shipped = opened.summary().taxonomy
    assert lines("taxonomy", "--check", "--case", case)[0]["version"] == shipped
    lived = "\n".join(re.sub("^# ?", "", line) for line in words.splitlines())
    example.write_text(lived, encoding="utf-8")
    (check,) = lines("taxonomy", "--check", "--case", case)
    assert check["own_classes"] == ["leak_hunting"]
    assert check["unlike"] == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("definition", "defnition", r"mine\.toml.*defnition.*leak_hunting.*`definition`"),
        ('"leak_hunting"', '"ethnicity_alarm"', r"mine\.toml.*class\.id.*ethnicity_alarm"),
        ('"leak_hunting"', '"Leak hunting"', r"mine\.toml.*class\.id"),
        ("en = [", "xx = [", r"mine\.toml.*leak_hunting\.strong\.xx"),
        ("version = 1", "version = 9", r"mine\.toml.*version"),
        ("[[class]]", "[[clas]]", r"mine\.toml.*clas.*`class`"),
        ("[[class]]", "[[class]", r"mine\.toml"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(case, old, new, complaint):
    (case / "taxonomy" / "mine.toml").write_text(OWN.replace(old, new, 1), encoding="utf-8")
    with Heliograph.open_to_work(case) as opened, pytest.raises(TaxonomyError, match=complaint):
        opened.run()
    done = CliRunner().invoke(cli, ["taxonomy", "--check", "--case", str(case)])
    assert isinstance(done.exception, TaxonomyError)
    assert done.exception.exit_code == 22


def test_words_are_added_to_a_class_that_ships_and_a_wrong_name_is_put_right(case):
    own = case / "taxonomy" / "more.toml"
    added = 'version = 1\n[[add]]\nto = "face_watchlist"\n[add.strong]\nen = ["mail servers"]\n'
    own.write_text(added, encoding="utf-8")
    (shown,) = lines("taxonomy", "face_watchlist", "--case", case)
    assert "mail servers" in shown["strong"]["en"]
    assert "face_watchlist" in capabilities(case)
    own.write_text(added.replace("watchlist", "wachlist"), encoding="utf-8")
    with pytest.raises(TaxonomyError, match="Did you mean `face_watchlist`"):
        capabilities(case)


def test_a_sentence_is_tried_and_each_sign_weighed(tmp_path):
    (one,) = [
        judged
        for judged in lines("taxonomy", "--test", "支持情绪识别。", "--case", tmp_path / "none")
        if judged["capability"] == "emotion_recognition"
    ]
    assert one["claim"]
    assert {"strong"} <= {term["level"] for term in one["terms"]}
    assert any(weight["sign"] == "strong" and weight["weight"] > 0 for weight in one["weights"])
    turning = [each["piece"]["words"] for each in one["without"] if "claim" in each["changes"]]
    assert "情绪识别" in turning
    typed = tmp_path / "typed.txt"
    typed.write_text("支持情绪识别。", encoding="utf-8")
    spoken = said("taxonomy", "--test", typed, "--case", tmp_path / "none")
    assert "a claim" in spoken
    assert "speaks for it strongly" in spoken
    assert "What would have changed it" in spoken


def test_the_list_counts_and_a_class_that_is_not_there_is_said_so(tmp_path):
    listed = lines("taxonomy", "--case", tmp_path)
    assert len(listed) == 36
    assert all(one["terms"]["zh"] and one["terms"]["en"] for one in listed)
    assert "emotion_recognition" in said("taxonomy", "--case", tmp_path)
    assert "What is NOT it" in said("taxonomy", "emotion_recognition", "--case", tmp_path)
    done = CliRunner().invoke(cli, ["taxonomy", "emotion_recogniton", "--case", str(tmp_path)])
    assert isinstance(done.exception, NothingThere)
    assert "`emotion_recognition`" in str(done.exception)


def test_a_denial_is_explained_by_the_words_that_deny(case):
    (claim,) = lines("claims", "--capability", "emotion_recognition", "--case", case)
    assert claim["stance"] == "negated"
    (told,) = lines("explain", claim["id"], "--case", case)
    assert told["differs"] == []
    stance = next(one for one in told["live"]["decided"] if one["what"] == "stance")
    assert any("not" in piece["words"] for piece in stance["hangs_on"])
    turned = [one for one in told["live"]["without"] if one["stance"] == "asserted"]
    assert turned
    spoken = said("explain", claim["id"][:10], "--case", case)
    assert "asserted instead of negated" in spoken


def test_the_weights_that_are_told_make_the_score(case):
    claims = lines("claims", "--case", case)
    assert claims
    for claim in claims:
        (told,) = lines("explain", claim["id"], "--case", case)
        live = told["live"]
        total = live["base_weight"] + sum(one["weight"] for one in live["weights"])
        assert live["score"] == pytest.approx(1 / (1 + 2.718281828**-total), abs=0.01)
        assert live["claim"]
        assert live["quote"] == claim["quote"]


def test_a_judgement_of_today_that_differs_from_the_kept_one_is_said(case):
    (claim,) = lines("claims", "--capability", "emotion_recognition", "--case", case)
    trap = 'version = 1\n[[add]]\nto = "emotion_recognition"\ntraps = ["emotion recognition"]\n'
    (case / "taxonomy" / "traps.toml").write_text(trap, encoding="utf-8")
    (told,) = lines("explain", claim["id"], "--case", case)
    assert "claim" in told["differs"]
    assert "not what the case keeps" in said("explain", claim["id"], "--case", case)


def test_the_known_names_of_a_case_are_kept_with_what_they_stand_for(case):
    (name,) = lines("names", "--case", case)
    assert (name["kind"], name["mentions"], name["documents"]) == ("company", 1, 1)
    assert "Hikvision" in name["name"]
    assert "company" in said("names", "--case", case)
    with Heliograph.open_to_work(case) as opened:
        kept = {one.id for one in opened.rows.entities()}
        opened.run()
        assert {one.id for one in opened.rows.entities()} == kept
        assert opened.rows.mark("entities")
