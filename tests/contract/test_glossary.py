"""Every noun of the house is in the glossary."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import get_args

from heliograph import hand_records, records, watch_records
from heliograph.records import Outcome, Record, Stance, Strength
from heliograph.taxonomy import load_taxonomy

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")

HEADS = {"word", "outcome"}


def test_each_record_is_in_the_glossary():
    made = {
        name
        for module in (records, hand_records, watch_records)
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Record)
    }
    assert made == set(re.findall(r"\| `([A-Z]\w+)` \|", GLOSSARY))


def test_each_outcome_stance_and_strength_is_in_the_glossary():
    for outcome in get_args(Outcome):
        assert f"| {outcome} |" in GLOSSARY
    for stance in get_args(Stance):
        assert f"| stance: {stance} |" in GLOSSARY
    for strength in get_args(Strength):
        assert f"| {strength} |" in GLOSSARY


def test_the_glossary_counts_capabilities_and_families_right():
    taxonomy = load_taxonomy()
    assert f"one of {len(taxonomy.capabilities)} things" in GLOSSARY
    assert f"one of {len({one.family for one in taxonomy.capabilities})} groups" in GLOSSARY


def test_no_word_is_explained_twice():
    words = [
        word
        for word in re.findall(r"^\| ([a-z:, ]+|S\d) \|", GLOSSARY, re.MULTILINE)
        if word not in HEADS
    ]
    assert sorted(words) == sorted(set(words))
