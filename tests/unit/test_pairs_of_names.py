"""Names that stand in the same passage are pairs, whichever way they came into the case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from heliograph.app import Heliograph
from heliograph.chart_views import BesideAsked
from heliograph.charts import ledger, matrix, network, timeline
from heliograph.charts.asked import Asked

CLAIM = "本产品支持对维吾尔族人员进行人脸识别并自动报警。"
TEXTS = {
    "a.txt": "Hikvision and Dahua Technology share a warehouse.\n\nDahua Technology left.\n",
    "b.txt": "Hikvision met Dahua Technology. 本产品支持对维吾尔族人员进行人脸识别并自动报警。\n",
    "c.txt": "Hikvision alone.\n\nDahua Technology alone.\n",
}


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Heliograph]:
    texts = tmp_path / "texts"
    texts.mkdir()
    for name, words in TEXTS.items():
        (texts / name).write_text(words, encoding="utf-8")
    with Heliograph.create(tmp_path / "case", ask=[texts]) as opened:
        opened.run()
        yield opened


def pairs(case: Heliograph) -> list[tuple[set[str], int, int]]:
    view = network.gather(case, Asked({"kind": "company"}))
    names = {one.id: one.name.split()[1] for one in view.names}
    return [({names[one.first], names[one.second]}, one.passages, one.pages) for one in view.pairs]


def test_two_names_are_a_pair_in_each_passage_that_has_both(case):
    assert pairs(case) == [({"Hikvision", "Dahua"}, 2, 2)]


def test_pairs_made_anew_are_the_same(case):
    before = pairs(case)
    case.rows.pair_up_all()
    assert pairs(case) == before


def test_a_case_of_an_earlier_version_gets_its_pairs_when_it_is_drawn(case):
    before = pairs(case)
    with case.rows.all_or_nothing():
        case.rows.set_mark("pairs", None)
        case.rows.pair_up([])
    assert not case.rows.paired_up
    assert pairs(case) == before
    assert case.rows.paired_up


def test_judging_anew_leaves_no_pair_behind(case):
    view = network.gather(case, Asked())
    first, second = view.pairs[0].first, view.pairs[0].second
    for reading in case.rows.readings():
        case.rows.forget_findings(reading.digest)
    assert case.rows.pair(first, second).passages == 0
    assert network.gather(case, Asked()).pairs == []


def test_each_passage_of_a_pair_is_quoted_with_both_names_marked(case):
    pair = network.gather(case, Asked({"kind": "company"})).pairs[0]
    found = case.rows.together(pair.second, pair.first, limit=10)
    assert len(found) == 2
    for one in found:
        words = {one.quote[start:end] for start, end in one.marks}
        assert words == {"Hikvision", "Dahua"}
        assert one.quote in TEXTS[one.document.path.rpartition("/")[2]]
    assert case.rows.together(pair.first, pair.second, limit=10, offset=1) == found[1:]


def test_the_least_number_of_passages_and_the_most_names_bound_the_network(case):
    assert network.gather(case, Asked({"least": "3"})).pairs == []
    assert network.gather(case, Asked({"kind": "product"})).names == []
    whole = network.gather(case, Asked())
    assert whole.names_left_out == whole.pairs_left_out == 0


@pytest.mark.parametrize("near", [0, 20, 60])
def test_the_matrix_counts_claims_on_pages_that_name_somebody(case, near):
    view = matrix.gather(case, Asked({"near": str(near or "")}))
    counted = {(one.name, one.capability): one.claims for one in view.cells}
    assert counted
    for (name, capability), claims in counted.items():
        asked = BesideAsked(name=name, capability=capability, near=near)
        ids, count = case.rows.claims_beside(asked, limit=100)
        assert claims == count == len(set(ids))


def test_a_claim_that_stands_far_from_a_name_is_not_near_it(tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    far = "\n\n".join(["Nothing is said here."] * 40)
    words = f"Hikvision alone.\n\n{far}\n\nDahua Technology: {CLAIM}\n"
    (texts / "long.txt").write_text(words, encoding="utf-8")
    with Heliograph.create(tmp_path / "case", ask=[texts]) as opened:
        opened.run()
        names = [len(matrix.gather(opened, Asked({"near": one})).names) for one in ("", "300")]
        assert names == [2, 1]


def test_the_ledger_s_rows_add_up_to_all_files(case):
    for by in ("kind", "folder", "source"):
        view = ledger.gather(case, Asked({"by": by}))
        assert view.files == sum(row.files for row in view.rows) == 3


def test_the_timeline_has_no_gaps_and_counts_each_claim_once(case):
    view = timeline.gather(case, Asked({"by": "day"}))
    claims = sum(one.asserted + one.reported + one.negated for one in view.spans)
    assert claims == sum(1 for _ in case.rows.claim_views())
    assert sum(one.documents for one in view.spans) == 3
