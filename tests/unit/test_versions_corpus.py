"""The chains among the real documents have the changes that people found in them, and no others."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.versions_samples import after, before, changes, named, version

from heliograph.versions.units import Version

pytestmark = pytest.mark.corpus


def interface(corpus: Path, number: int) -> Version:
    (file,) = (corpus / "vendor_sdk").glob(f"hikvision_chain_{number}_*.table.txt")
    return version(file.read_bytes(), "table")


def test_out_of_the_reserve_came_seven_fields(corpus):
    found = changes(interface(corpus, 1), interface(corpus, 2))
    fields = ("Ethnic", "Mask", "Smile", "FaceExpression", "Beard", "Race", "Hat")
    assert sorted(named(found)) == sorted(("appeared", f"by{name}") for name in fields)
    assert {before(one).words for one in found} == {"BYTE byRes[11] | 保留"}


def test_three_fields_became_reserves_and_the_comments_went_or_were_translated(corpus):
    found = changes(interface(corpus, 2), interface(corpus, 3))
    reserved = {
        before(one).words.split()[1]: after(one).words.split()[1]
        for one in found
        if one.kind == "renamed-to-reserved"
    }
    assert reserved == {"byEthnic": "byRes0", "byBeard": "byRes1", "byRace": "byRes2"}
    blanked = sorted(name for kind, name in named(found) if kind == "comment-blanked")
    assert blanked == sorted(
        ["", "", "byAgeGroup", "bySex", "byEyeGlass", "byMask", "bySmile", "byColorRatel", "byRed",
         "byGreen", "byBlue"]
    )  # fmt: skip
    reworded = {name for kind, name in named(found) if kind == "reworded"}
    assert reworded == {"byAge", "byAgeDeviation", "byFaceExpression", "byHat"}
    assert sum(one.translated for one in found) == 3
    assert len(found) == 18


def test_then_the_age_went_too(corpus):
    found = changes(interface(corpus, 3), interface(corpus, 4))
    assert sorted(named(found)) == [
        ("renamed", "byAgeDeviation"),
        ("renamed", "byAgeGroup"),
        ("renamed-to-reserved", "byAge"),
    ]
    (age,) = [one for one in found if one.kind == "renamed-to-reserved"]
    assert after(age).words.startswith("BYTE byRes3")


def test_the_two_editions_of_a_law_differ_in_their_heading_alone(corpus):
    one, other = (
        version((corpus / "law" / f"renlian_shibie_sifa_jieshi_{edition}.md").read_bytes(), "md")
        for edition in "ab"
    )
    (found,) = changes(one, other)
    assert (found.kind, before(found).role) == ("reworded", "heading")


def test_no_text_of_the_corpus_differs_from_itself(corpus):
    kinds = {".md": "md", ".h": "h", ".html": "html"}
    seen = Counter[str]()
    for file in sorted(corpus.rglob("*")):
        kind = "table" if file.name.endswith(".table.txt") else kinds.get(file.suffix)
        if kind and file.stat().st_size < 60_000 and "hostile" not in file.parts:
            content = file.read_bytes()
            assert not changes(version(content, kind), version(content, kind)), file
            seen[kind] += 1
    assert seen["md"]
    assert seen["table"]
