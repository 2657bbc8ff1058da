"""A sieve never leaves out a pattern that matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.finders import denials, manner, usage
from heliograph.finders.sieve import NOTHING, Sieve

_LANGUAGES = ("zh", "en", "fr", "ru", "es", "ar", "ug")
_SHIPPED = {
    **{f"usage {name} {number}": one for (name, number), one in usage._patterns().items()},
    **{f"manner {name}": one for name, one in manner._ANYWHERE.items()},
    **{
        f"{language} {name}": getattr(denials._grammar(language), name)
        for language in _LANGUAGES
        for name in ("excused", "asserts", "turns", "asides")
    },
    **{
        f"{language} {kind} {side}": pattern
        for language in _LANGUAGES
        for kind, side, pattern in denials._grammar(language).denials
    },
}
_SIEVE = Sieve(_SHIPPED)
_WRITTEN = sorted(
    {
        piece
        for pattern in _SHIPPED.values()
        for piece in re.findall(r"[^\W\d_]{2,}|[\u4e00-\u9fff]+", pattern.pattern)
    }
)
_WORDS = st.lists(
    st.sampled_from(_WRITTEN)
    | st.sampled_from([" ", "，", ".", ", ", "é", "\n", "0x1F", "_", "'", "("]),
    max_size=14,
).map("".join)


@given(_WORDS | st.text(max_size=40))
def test_what_matches_always_passes_the_sieve(words: str) -> None:
    may = _SIEVE.may_match(words)
    assert {name for name, one in _SHIPPED.items() if one.search(words)} <= may


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\bне\b", "этого не делает"),
        (r"\bpolicía\b", "la policía"),
        (r"(?<!no )\bmay (?:\w+ ){0,3}collect\b", "may gather and collect"),
        (r"(?:a.{2,5}b|c)d", "a123bd"),
        (r"^\W*(?:seen|heard)", "** Heard"),
        (r"end$", "the end\n"),
        (r"\bface\b", "a face；"),
        (r"I[a-z]+", "İSTANBUL"),
        (r"\d{2,4}s", "१२ſ"),
        (r"a\s+b", "a\u3000b"),
        (r"[^\W\d_]{2,}\.x", "éé.x"),
        (r"(?-i:I) am", "I am"),
        (r"\u4e00[\u4e01-\u4e09]", "一三"),
    ],
)
def test_each_way_of_writing_a_pattern_passes(pattern: str, words: str) -> None:
    compiled = re.compile(pattern, re.IGNORECASE)
    assert compiled.search(words)
    assert Sieve({"it": compiled}).may_match(words) == {"it"}


def test_what_cannot_match_is_held_back() -> None:
    sieve = Sieve(
        {"en": re.compile(r"\bfined?\b"), "zh": re.compile("罚款"), "no": re.compile(NOTHING)}
    )
    assert sieve.may_match("责令改正并处罚款") == {"zh"}
    assert sieve.may_match("nothing of the sort") == frozenset()


def test_a_pattern_over_several_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="flags"):
        Sieve({"lines": re.compile("^a", re.MULTILINE)})
