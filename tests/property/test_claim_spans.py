"""Whatever the text, a claim's span is a passage's, inside its page, and its score a chance."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.leaves import leaf_of

from heliograph.finders import ClaimFinder, MentionFinder
from heliograph.finders.lexicon import Lexicon
from heliograph.finders.terms import terms_of
from heliograph.records import Claim, Mention
from heliograph.taxonomy import load_taxonomy

FINDER = ClaimFinder()
NAMES = MentionFinder()
LEXICON = Lexicon(terms_of(load_taxonomy()))
PIECES = st.sampled_from(
    [
        "支持人脸布控", "情緒識別", "does not support ", "emotion recognition", "不", "，", "。",
        "\n", "\n\n", "# ", "- ", "EM_X_UYGUR | 维族", "第一条 ", "|", "  ", "ﬁngerprint", "\u00ad",
        "İ",
        "License Plate", "大华摄像机", "e\u0301motion", "-\n", "（", "0-",
        "Σς", "ئۇيغۇر", "\r\n",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=25).map("".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_a_claim_is_a_passage_of_its_page(text):
    leaf = leaf_of(text)
    stretches = {(one.start, one.end) for one in leaf.passages}
    for found in FINDER.find([leaf]):
        assert isinstance(found, Claim)
        assert (found.start, found.end) in stretches
        assert 0 <= found.start < found.end <= len(text)
        assert 0.0 <= found.score <= 1.0
        assert found.group is None or found.group in text


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_hits_and_mentions_stand_where_they_say(text):
    for hit in LEXICON.scan(text):
        assert 0 <= hit.start < hit.end <= len(text)
    for found in NAMES.find([leaf_of(text)]):
        assert isinstance(found, Mention)
        assert text[found.start : found.end] == found.words
