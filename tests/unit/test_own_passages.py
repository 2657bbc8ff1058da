"""Our own labelled passages keep the form that their card promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import chain, pairwise
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from benchmarks.split_denials import FOLDER, HALVES, read, split

from heliograph.masking import mask
from heliograph.taxonomy import load_taxonomy

CAPABILITIES = {capability.id for capability in load_taxonomy().capabilities}
LANGUAGES = ("zh", "zh-Hant", "en", "fr", "ru", "es", "ar", "ug")
THIN = [
    "origin_profiling",
    "petitioner_control",
    "key_person_control",
    "belief_dissent_lists",
    "telco_location_analytics",
    "social_scoring",
    "border_travel_screening",
    "religious_site_monitoring",
    "premises_grid_management",
    "drone_surveillance",
    "predictive_policing",
    "censorship_filtering",
    "opinion_monitoring",
    "voiceprint",
    "gait_reid_tracking",
    "wifi_mac_probe",
    "phone_extraction",
    "lawful_interception",
    "sensitive_trait_inference",
    "religion_marker",
    "banner_protest_detection",
    "smart_prison_camp",
    "bulk_biometric_collection",
    "integrated_video_platform",
    "crowd_gathering_alarm",
    "ethnicity_alarm",
    "classroom_monitoring",
]


class Box(msgspec.Struct, forbid_unknown_fields=True):
    kind: Literal["table", "list", "enum", "struct", "defines"]
    name: str
    header: list[str]
    about: str


class Row(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    file_kind: Literal[
        "sdk_header",
        "manual",
        "product_page",
        "tender",
        "law",
        "news",
        "privacy_notice",
        "readme",
        "contract",
        "report",
    ]
    heading: str
    container: Box | None
    before: str
    text: str
    after: str
    span: tuple[int, int] | None
    label: Literal["claim", "mention_critical", "negated", "unrelated"]
    capability: str
    language: str
    note: str


def rows_of(path: Path) -> list[Row]:
    return [msgspec.json.decode(line, type=Row) for line in path.read_bytes().splitlines()]


OPEN, HELD_OUT = (rows_of(path) for path in HALVES)
DENIALS = [*OPEN, *HELD_OUT]
THIN_ROWS = rows_of(FOLDER / "thin_classes.jsonl")
SHAPES = rows_of(FOLDER / "denials_shapes.jsonl")
PLAIN = rows_of(FOLDER / "denials_plain.jsonl")
WIDER = rows_of(FOLDER / "denials_wider.jsonl")
HARD = [*rows_of(FOLDER / "hard_negatives.jsonl"), *rows_of(FOLDER / "hard_wider.jsonl")]
PEOPLES = rows_of(FOLDER / "peoples_named.jsonl")
SAID = [*rows_of(FOLDER / "said_open.jsonl"), *rows_of(FOLDER / "said_apart.jsonl")]
CHINESE = rows_of(FOLDER / "said_chinese.jsonl")
BRIEF = rows_of(FOLDER / "brief_entries.jsonl")
WIDER_CHINESE = rows_of(FOLDER / "said_wider_chinese.jsonl")
ALL = [
    *DENIALS,
    *WIDER,
    *THIN_ROWS,
    *SHAPES,
    *PLAIN,
    *HARD,
    *PEOPLES,
    *SAID,
    *CHINESE,
    *BRIEF,
    *WIDER_CHINESE,
]


def least(counts: Mapping[str, int], **wanted: int) -> bool:
    return all(counts.get(name, 0) >= number for name, number in wanted.items())


def test_every_id_stands_once():
    assert [name for name, times in Counter(row.id for row in ALL).items() if times > 1] == []


def test_every_capability_and_language_is_a_known_one():
    assert {row.capability for row in ALL} <= CAPABILITIES
    assert {row.language for row in ALL} <= set(LANGUAGES)


@pytest.mark.parametrize("row", [row for row in ALL if row.span], ids=lambda row: row.id)
def test_a_span_is_a_trimmed_part_of_its_text(row):
    start, end = row.span
    assert 0 <= start < end <= len(row.text)
    assert (start, end) != (0, len(row.text))
    words = row.text[start:end]
    assert words == words.strip()


def test_a_text_stands_once_or_its_lines_label_parts_that_do_not_overlap():
    texts: dict[str, list[Row]] = {}
    for row in ALL:
        texts.setdefault(row.text, []).append(row)
    for rows in texts.values():
        if len(rows) > 1:
            assert all(row.span for row in rows), rows
            spans = sorted(row.span for row in rows if row.span)
            assert all(one[1] <= two[0] for one, two in pairwise(spans))


def test_no_text_stands_in_both_halves():
    assert not {row.text for row in OPEN} & {row.text for row in HELD_OUT}
    assert not {row.text for row in DENIALS} & {row.text for row in (*THIN_ROWS, *SHAPES, *PLAIN)}


def test_the_halves_are_what_the_seed_makes_of_them_in_any_order_of_lines():
    kept = [read([path]) for path in HALVES]
    together = list(chain.from_iterable(kept))
    assert list(split(together)) == kept
    assert list(split(reversed(together))) == kept
    assert list(split(together, seed=1)) != kept


def test_denials_are_as_many_as_promised_in_each_language_and_of_each_label():
    languages = Counter(row.language for row in DENIALS)
    assert least(languages, zh=39, en=35, fr=15, ru=15, es=10)
    assert languages["zh-Hant"] >= 6
    assert least(
        Counter[str](row.label for row in DENIALS), negated=65, claim=35, mention_critical=20
    )
    assert abs(len(OPEN) - len(HELD_OUT)) <= 6


def test_traps_and_bans_are_labelled_as_what_they_say():
    traps = [row for row in DENIALS if row.note.startswith("trap:")]
    bans = [row for row in DENIALS if row.note.startswith("ban:")]
    assert len(traps) >= 35
    assert {row.label for row in traps} == {"claim"}
    assert len(bans) >= 20
    assert {row.label for row in bans} == {"mention_critical"}


@pytest.mark.parametrize("capability", THIN)
def test_a_thin_class_has_claims_mentions_and_hard_negatives(capability):
    labels = Counter[str](row.label for row in THIN_ROWS if row.capability == capability)
    assert least(labels, claim=5, mention_critical=2, unrelated=3)
    assert labels.total() >= 10


def test_thin_classes_are_as_many_as_promised_in_each_language():
    assert len(THIN_ROWS) >= 260
    languages = Counter(row.language for row in THIN_ROWS)
    assert least(languages, zh=120, en=80, fr=25, ru=20, es=20, ar=3, ug=3)


def test_denials_by_shape_have_each_kind_and_what_only_looks_like_one():
    kinds = Counter(row.note for row in SHAPES)
    assert least(
        kinds, denial=90, reservation=20, withdrawal=20, prohibition=20, scoped=15, trap=40, ban=10
    )
    assert least(Counter(row.language for row in SHAPES), zh=70, en=80, fr=25, ru=25, es=20, ug=2)


def test_no_passage_holds_a_persons_name_or_number():
    for row in ALL:
        for words in (row.text, row.before, row.after, row.heading):
            assert mask(words)[0] == words, row.id
