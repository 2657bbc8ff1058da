"""Words of a passage are glossed one by one: the longest first, each sense told, none invented."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from heliograph.cli import cli
from heliograph.errors import TaxonomyError
from heliograph.gloss import dictionary_of, gloss, load_dictionary
from heliograph.taxonomy import load_taxonomy

HEAD = b'version = 1\nlanguage = "zh"\n[some]\n'
ENTRIES = load_dictionary()
WORDS = [one.term for one in ENTRIES[:60]]


def test_each_entry_is_found_by_its_own_term_with_its_own_senses():
    assert len(ENTRIES) >= 300
    for entry in ENTRIES:
        (found,) = gloss(entry.term)
        assert found.words == entry.term
        (sense,) = [one for one in found.senses if one.source == "dictionary"]
        assert sense.words == entry.senses
        assert {len(some) for some in sense.words.values()} == {len(sense.words["en"])}


def test_the_longest_term_wins_over_what_lies_in_and_across_it():
    words = [one.words for one in gloss("平台可对上访人员进行人脸布控，並落腳點分析。")]
    assert "人脸布控" in words
    assert "落腳點分析" in words, "written in traditional characters"
    assert not {"行人", "布控", "人脸", "落脚点"} & set(words)


def test_classes_cues_and_names_are_told_with_what_they_are_of():
    name = load_taxonomy().names[0].name
    senses = {
        (sense.source, sense.of)
        for one in gloss(f"{name} supports gait recognition")
        for sense in one.senses
    }
    assert ("name", name) in senses
    assert ("cue", "ability") in senses
    assert any(source == "capability" and of.startswith("gait") for source, of in senses)


@given(st.lists(st.sampled_from([*WORDS, "，", " ", "x", "人", "的", "\n", "abc"]), max_size=20))
def test_what_is_glossed_stands_in_the_text_and_in_order(parts):
    text = "".join(parts)
    found = gloss(text)
    assert all(text[one.start : one.end] == one.words and one.senses for one in found)
    edges = [edge for one in found for edge in (one.start, one.end)]
    assert edges == sorted(edges)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[", "zh.toml"),
        (b'language = "zh"', "version = 1"),
        (HEAD + '"词" = { en = "a word" }'.encode(), "fr"),
        (HEAD + '"词" = { en = "a word", fr = "un mot", de = "Wort" }'.encode(), "de"),
        (HEAD + '"词" = { en = "a word; a term", fr = "un mot" }'.encode(), "more senses"),
        (HEAD + '"词" = { en = "a word;", fr = "un mot;" }'.encode(), "empty sense"),
        (HEAD + f'"词" = {{ en = "{"w" * 121}", fr = "un mot" }}'.encode(), "120"),
        (
            HEAD
            + '"词" = { en = "a word", fr = "un mot" }\n[more]\n'.encode()
            + '"词" = { en = "a word", fr = "un mot" }'.encode(),
            "twice",
        ),
    ],
)
def test_a_dictionary_that_is_not_of_its_form_is_refused_by_name(content, told):
    with pytest.raises(TaxonomyError, match=told):
        dictionary_of("zh.toml", content)


def test_the_command_glosses_words_and_says_that_it_does_not_translate():
    done = CliRunner().invoke(cli, ["gloss", "--text", "人脸布控"])
    assert done.exit_code == 0, done.output
    assert "no translation" in done.stdout
    assert "face watchlist with alarms" in done.stdout
    done = CliRunner().invoke(cli, ["gloss", "--text", "人脸布控", "--json"])
    (line,) = [json.loads(one) for one in done.stdout.splitlines()]
    assert line["words"] == "人脸布控"
    assert line["senses"][0]["words"]["fr"]
