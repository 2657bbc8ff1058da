"""Every class says what it is, in two languages, and its finder agrees with its examples."""

from __future__ import annotations

import pytest
from tests.leaves import leaf_of

from heliograph.plugins.finders import claim_finder
from heliograph.records import Claim
from heliograph.taxonomy import Capability, load_taxonomy

CLASSES = load_taxonomy().capabilities


def claimed(sentence: str) -> set[str]:
    found = claim_finder().find([leaf_of(sentence)])
    return {one.capability for one in found if isinstance(one, Claim)}


@pytest.mark.parametrize("one", CLASSES, ids=lambda one: str(one.id))
def test_a_class_has_a_definition_terms_in_two_languages_and_examples_of_both_kinds(
    one: Capability,
):
    assert one.definition.endswith(".")
    assert one.strong["zh"]
    assert one.strong["en"]
    assert one.examples
    assert one.not_examples


@pytest.mark.parametrize("one", CLASSES, ids=lambda one: str(one.id))
def test_its_finder_takes_its_examples_and_refuses_what_only_sounds_like_it(one: Capability):
    for sentence in one.examples:
        assert one.id in claimed(sentence), sentence
    for sentence in one.not_examples:
        assert one.id not in claimed(sentence), sentence
