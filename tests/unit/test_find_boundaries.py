from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from heliograph.finders.boundaries import Boundaries, word_ends
from heliograph.finders.lexicon import Lexicon, as_one
from heliograph.finders.places import Places
from heliograph.finders.plain import plain
from heliograph.finders.terms import WHOLE, Term
from heliograph.language.folding import fold

TERMS = (
    Term(("strong", "one"), "face"),
    Term(("strong", "one"), "face recognition"),
    Term(("weak", "two"), "recog*"),
    Term(("cue", "doing"), "人脸"),
    Term(("strong", "two"), "人脸识别"),
    Term(("trap", "two"), "非人脸识别"),
    Term(("genre", "product"), "datasheet"),
    Term(("cue", "doing"), "يكشف"),
)
WORDS = st.sampled_from(
    ["face", "faces", "Face", "RecognitionOf", "recognised", "人脸识别", "非人脸识别", "人臉", " ",
     "\n", "-\n", "_", "datasheets", "surface", "2", "ويكشف", "ـ", "\u200b", "ﬁ", "."]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=30).map("".join)


@pytest.mark.parametrize(
    ("text", "term", "stands"),
    [
        ("a face here", "face", True),
        ("the surface", "face", False),
        ("FaceRecognition", "Face", True),
        ("getFace()", "Face", True),
        ("face2", "face", True),
        ("IPFace", "Face", True),
        ("faces", "face", True),
        ("boxes", "box", True),
        ("faced", "face", False),
        ("用face检测", "face", True),
        ("ويكشف", "يكشف", True),
        ("سيكشف", "يكشف", False),
    ],
)
def test_a_word_stands_where_nothing_of_its_script_runs_on(text, term, stands):
    start = np.array([text.index(term)])
    boundaries = Boundaries(text)

    begins = boundaries.begin(start)
    ends = boundaries.end(start + len(term), np.array([False]))

    assert bool(begins[0] and ends[0]) is stands


@given(TEXTS, st.integers(0, 200), st.integers(0, 60))
def test_the_hits_within_a_stretch_are_those_of_the_page_that_lie_in_it(text, start, size):
    lexicon = Lexicon(TERMS)
    places = lexicon.places(text)

    within = places.within(start, start + size)

    assert within == [
        hit for hit in lexicon.scan(text) if start <= hit.start and hit.end <= start + size
    ]
    genre = lexicon.spellings[0].chosen(lambda key: key[0] == "genre")
    assert places.of(genre) == [hit for hit in lexicon.scan(text) if hit.key[0] == "genre"]


@given(TEXTS, st.integers(0, 200), st.integers(0, 60))
def test_what_tells_of_a_stretch_is_all_of_what_it_names_and_its_cues(text, start, size):
    places = Lexicon(TERMS).places(text)
    within = places.within(start, start + size)

    named = places.named_in(np.array([(start, start + size)])).get(0, ())
    telling = places.telling(start, start + size, named)

    assert {hit.key[1] for hit in within if hit.key[0] in WHOLE} <= set(named)
    assert telling == [hit for hit in within if hit.key[0] in {*WHOLE, "cue"}]
    assert places.telling(start, start + size, ()) == [hit for hit in within if hit.key[0] == "cue"]


@given(TEXTS)
def test_vocabularies_that_are_looked_for_at_once_are_told_apart(text):
    lexicon = Lexicon(TERMS[:4], TERMS[2:])
    columns = lexicon.columns(text)

    found = [Places(one, columns).hits() for one in lexicon.spellings]

    assert found == [Lexicon(TERMS[:4]).scan(text), Lexicon(TERMS[2:]).scan(text)]


@given(TEXTS)
def test_what_a_stretch_holds_is_told_before_its_hits_are_made(text):
    places = Lexicon(TERMS).places(text)
    cuts = [*range(0, len(text), 7), len(text)]
    spans = list(pairwise(cuts))

    named = places.named_in(np.array(spans, dtype=np.int64).reshape(-1, 2))

    for at, span in enumerate(spans):
        of = {hit.key[1] for hit in places.within(*span) if hit.key[0] in WHOLE}
        assert of <= set(named.get(at, ()))


@given(st.one_of(TEXTS, st.text()))
def test_words_end_where_a_pattern_says_that_they_do_but_for_those_that_run_into_han(text):
    flat = plain(text).text
    places = range(len(flat) + 1)

    found = word_ends(flat, np.array(places)).tolist()

    for at, end in zip(places, found, strict=True):
        word = re.compile(r"\w*").match(flat, at)
        assert word is not None
        han = re.search("[\u2e80-\u9fff\uf900-\ufaff]", word.group())
        assert end == (at if han else word.end())


@given(st.text(), st.data())
def test_many_stretches_lead_back_to_the_page_as_each_by_itself(text, data):
    folded = fold(text)
    if not folded.text:
        return
    place = st.integers(0, len(folded.text) - 1)
    spans = [sorted((data.draw(place), data.draw(place))) for _ in range(5)]
    starts = np.array([first for first, _ in spans])
    ends = np.array([last + 1 for _, last in spans])

    found = (folded.begins(starts), folded.ends(ends))

    assert list(zip(*(one.tolist() for one in found), strict=True)) == [
        folded.source(first, last + 1) for first, last in spans
    ]


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_ascii_folds_as_it_does_beside_other_signs(text):
    beside = fold(f"{text}§").text

    assert f"{fold(text).text}§" == beside or text.endswith(("-", "\x02"))


@given(TEXTS)
def test_separators_are_single_spaces_and_lead_back(text):
    flat = plain(text)

    assert "  " not in flat.text
    assert "\n" not in flat.text


EDGES = st.text("aſ- \n\r\t\x02\u0301\u0300\u00ad\u0640۔e'sx人Fﬁ\u200b\0face", max_size=4)


@example(["sur-", "face"])
@example(["人", "脸识别"])
@example(["face recog", "nition", " face"])
@given(st.lists(st.builds("{}{}{}".format, EDGES, st.one_of(TEXTS, st.text()), EDGES)))
def test_texts_that_are_looked_through_as_one_hold_what_each_holds_alone(texts):
    lexicon = Lexicon(TERMS)
    whole, begins = as_one(texts)

    places = lexicon.places(whole)

    for text, begin in zip(texts, begins, strict=True):
        assert places.part(begin, begin + len(text)).hits() == lexicon.scan(text)


@given(st.lists(TEXTS))
def test_headings_that_are_read_at_once_tell_what_each_tells_alone(headings):
    lexicon = Lexicon(TERMS)

    lexicon.read(headings)

    for words in headings:
        assert lexicon.told(words) == {hit.key for hit in lexicon.scan(words)}
