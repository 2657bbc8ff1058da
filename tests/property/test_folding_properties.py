"""Whatever the text: what is folded leads back to what it was folded from."""

import unicodedata
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from heliograph.language.folding import fold
from heliograph.language.tokens import GAP, part_spans, parts, tokens, tokens_of

# Everything that folding does something to, thrown together; and anything else.
awkward = st.text(
    st.one_of(
        st.sampled_from(
            "人脸識別ガカﾞｶ民⺠⼈aBéE-\u2010 \t\n\r\f\u2028\u3000。.ё İıßﬁ⑩㎡²™\u0301\u0308\u0654"
        ),
        st.sampled_from(
            "\u00ad\u0002\ufffe\u200b\ufeff\ufe0f\u0640\u064eىيکئﯪﺋﷺ\u1112\u1161\u11ab٣۴\ud800"
        ),
        st.characters(),
    ),
    max_size=60,
)


@given(awkward)
@example("e\u0301ﬁ")
@example("人 \r\n 脸 eth-\n\u00adnic")
def test_every_folded_character_comes_from_characters_that_fold_to_it(text):
    folded = fold(text)
    for place, character in enumerate(folded.text):
        start, end = folded.source(place, place + 1)
        assert 0 <= start < end <= len(text)
        assert character in fold(text[start:end]).text


@given(awkward, st.data())
def test_a_stretch_leads_back_to_words_that_fold_to_what_holds_it(text, data):
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    left, right = folded.source(start, end)
    assert 0 <= left <= right <= len(text)
    if start == end:
        assert left == right
        return
    # A stretch that cuts a ligature in two leads back to the whole of it.
    whole = folded.span(left, right)
    assert whole[0] <= start
    assert whole[1] >= end
    assert folded.source(*whole) == (left, right)


@given(awkward)
def test_the_way_back_never_goes_back(text):
    folded = fold(text)
    spans = [folded.source(place, place + 1) for place in range(len(folded.text))]
    for (one, first_end), (two, second_end) in pairwise(spans):
        assert one <= two
        assert first_end <= second_end
        assert first_end <= two or (one, first_end) == (two, second_end)


@given(awkward)
def test_everything_stands_somewhere_in_the_folded_text_or_was_left_out(text):
    folded = fold(text)
    reached = [folded.span(offset, offset + 1) for offset in range(len(text))]
    for (one, _), (two, _) in pairwise(reached):
        assert one <= two
    for offset, (start, end) in enumerate(reached):
        assert 0 <= start <= end <= len(folded.text)
        if start < end:
            left, right = folded.source(start, end)
            assert left <= offset < right
    assert folded.span(0, len(text)) == (0, len(folded.text))


@given(st.text(st.characters(max_codepoint=127, exclude_characters="\x02-\r\n\v\f"), max_size=200))
def test_plain_text_only_loses_its_capitals(text):
    folded = fold(text)
    assert folded.text == text.lower()
    assert folded.source(0, len(text)) == (0, len(text))


@given(st.text(st.sampled_from("人脸识别民族的 ，。aé1"), max_size=80))
def test_width_and_script_of_chinese_do_not_matter(text):
    wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)
    traditional = wide.translate(str.maketrans("脸识别", "臉識別"))
    assert fold(traditional).text == fold(text).text


@given(st.text(st.sampled_from("人脸识 aé\n"), max_size=80))
def test_composed_and_decomposed_letters_fold_alike(text):
    assert fold(unicodedata.normalize("NFD", text)).text == fold(text).text


@given(awkward)
@example("İ")
def test_tokens_hold_no_space_and_nothing_but_what_was_there(text):
    folded = fold(text).text
    for token in tokens(folded):
        assert token
        assert not any(character.isspace() for character in token)
        assert token == GAP or token in folded
    assert " ".join(tokens_of(text)).split() == tokens_of(text)


@given(st.text(st.sampled_from("abAB_19 .人"), max_size=60))
def test_the_parts_of_identifiers_stand_where_they_are_said_to(text):
    spans = part_spans(text)
    for cut in spans:
        for name, start, end in cut:
            assert text[start:end].lower() == name
    assert {name for cut in spans for name, _, _ in cut} == set(parts(text)) - {GAP}


def test_endless_marks_and_line_ends_take_no_more_time_than_their_number():
    for hostile in ("\u0301", " \n", "a-\n", "\u00ad", "人\n", "\u0301\u0327", " "):
        fold("人" + hostile * 30_000 + "\n人")
