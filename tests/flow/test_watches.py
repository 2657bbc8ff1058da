"""Questions that stay asked: each document once, the same answers as asking alone, no repeats."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import FrozenClock

from heliograph.app import Heliograph
from heliograph.errors import BadQuery, NothingThere
from heliograph.pipeline.recovery import recover
from heliograph.records import CapabilityId
from heliograph.watch_records import Watch, WatchId
from heliograph.watching.watches import add_watch, end_watch, found, found_one, set_state

QUERIES = (
    "人脸识别", "人臉", '"face list"', "face", "alarm NOT camera", "camera OR 摄像机", "face*",
    "ethnicity", "stance:asserted", "capability:ethnicity_alarm", "NOT face", "-alarm 系统",
    "kind:text", "language:zh", "(face OR 人脸) alarm", "nothingofthesort",
)  # fmt: skip
TEXTS = {
    "a.txt": "The camera compares a face with the face list and raises an alarm.\n",
    "b.txt": "系统支持人脸识别。支持维族告警。\n",
    "c.txt": "本系統支持人臉識別。\n",
    "d.txt": "A pump for water. It has no lens at all.\n",
    "e.txt": "摄像机每分钟记录一次水位。\n",
}


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case in which the texts were read: copied for each test, since reading takes longest."""
    folder = tmp_path_factory.mktemp("texts")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    made = tmp_path_factory.mktemp("case") / "case"
    with Heliograph.create(made, ask=[folder], clock=FrozenClock()) as opened:
        opened.run()
    return made


@pytest.fixture
def case(read_once: Path, tmp_path: Path, clock: FrozenClock) -> Iterator[Heliograph]:
    shutil.copytree(read_once, tmp_path / "case")
    with Heliograph.open_to_work(tmp_path / "case", clock=clock) as opened:
        yield opened


def a_watch(clock: FrozenClock, **what: object) -> Watch:
    fields = {"id": WatchId(""), "number": 0, "name": "w", "made_at": clock(), **what}
    return Watch(**fields)  # type: ignore[arg-type]


def pages_of(case: Heliograph, watch: Watch) -> set[str]:
    return {
        place.about
        for one in case.rows.findings()
        if one.watch_id == watch.id
        for place in case.rows.places(one.id)
    }


def test_a_watch_answers_as_its_query_does_alone(case: Heliograph, clock):
    for query in QUERIES:
        watch = add_watch(case, a_watch(clock, query=query, name=query))
        alone = {hit.page_id for hit in case.search(query, limit=99).hits}
        assert pages_of(case, watch) == alone, query


def test_all_queries_at_once_answer_as_each_alone(case: Heliograph, clock, tmp_path: Path):
    watches = [add_watch(case, a_watch(clock, query=query, name=query)) for query in QUERIES]
    later = tmp_path / "later.txt"
    later.write_text("New: a face alarm. 新系统：摄像机与人脸识别。", encoding="utf-8")
    case.add(later)
    case.run()
    for watch in watches:
        alone = {hit.page_id for hit in case.search(watch.query, limit=99).hits}
        assert pages_of(case, watch) == alone, watch.query


def test_a_second_run_finds_nothing_again(case: Heliograph, clock):
    add_watch(case, a_watch(clock, query="人脸识别"))
    before = case.rows.findings()
    case.run()
    assert case.rows.findings() == before


def test_ten_copies_are_one_finding_with_a_place_each(case: Heliograph, clock, tmp_path: Path):
    add_watch(case, a_watch(clock, capabilities=(CapabilityId("ethnicity_alarm"),)))
    copies = tmp_path / "copies"
    copies.mkdir()
    for number in range(10):
        text = f"{'空行。' * number}\n\n{TEXTS['b.txt']}"
        (copies / f"{number}.txt").write_text(text, encoding="utf-8")
    case.add(copies)
    case.run()
    (finding,) = found(case)
    assert "维族" in finding.quote
    assert len(finding.places) >= 10


def test_what_a_person_said_of_a_finding_stays(case: Heliograph, clock):
    add_watch(case, a_watch(clock, query="人脸识别"))
    finding = case.rows.findings()[0]
    set_state(case, finding.id, "rejected")
    case.run()
    assert next(one for one in case.rows.findings() if one.id == finding.id).state == "rejected"


def test_a_watch_may_ask_for_a_claim_on_a_page_with_words(case: Heliograph, clock):
    asks = {"capabilities": (CapabilityId("ethnicity_alarm"),)}
    with_words = add_watch(case, a_watch(clock, query="系统", **asks))
    without = add_watch(case, a_watch(clock, query="pump", name="n", **asks))
    assert len(pages_of(case, with_words)) == 1
    assert pages_of(case, without) == set()


@pytest.mark.parametrize(
    ("part", "count"),
    [({"stances": ("asserted",)}, 1), ({"stances": ("negated",)}, 0),
     ({"least_strength": "S6"}, 0), ({"least_score": 1.0}, 0), ({"entities": ("nobody",)}, 0),
     ({"sources": ("elsewhere",)}, 0)],
)  # fmt: skip
def test_each_part_of_a_watch_narrows_it(case: Heliograph, clock, part, count: int):
    asks = {"capabilities": (CapabilityId("ethnicity_alarm"),)}
    watch = add_watch(case, a_watch(clock, **{**asks, **part}))
    assert len(pages_of(case, watch)) == count


def test_an_ended_watch_is_asked_no_more_and_keeps_its_findings(case: Heliograph, clock, tmp_path):
    watch = add_watch(case, a_watch(clock, query="face"))
    before = pages_of(case, watch)
    end_watch(case, "w")
    (tmp_path / "more.txt").write_text("one more face", encoding="utf-8")
    case.add(tmp_path / "more.txt")
    case.run()
    assert pages_of(case, watch) == before


def test_a_watch_that_cannot_be_asked_is_refused(case: Heliograph, clock):
    with pytest.raises(BadQuery):
        add_watch(case, a_watch(clock, query="(face"))
    with pytest.raises(NothingThere):
        add_watch(case, a_watch(clock, capabilities=(CapabilityId("mind_reading"),)))
    assert case.rows.watches() == []


def test_what_was_said_of_a_finding_is_kept_whole_and_comes_back_from_custody(case, clock):
    add_watch(case, a_watch(clock, query="人脸识别"))
    finding = case.rows.findings()[0]
    set_state(case, finding.id, "escalated", by="A. Reader", note="for the lawyers")
    clock.forward(minutes=1)
    set_state(case, finding.id, "new", by="B. Reader")
    said = found_one(case, finding.id).said
    assert [(one.state, one.by, one.note) for one in said] == [
        ("escalated", "A. Reader", "for the lawyers"),
        ("new", "B. Reader", ""),
    ]
    assert case.rows.findings(state="new")
    # A lost mark has custody applied once more: nothing is said twice.
    case.rows.set_mark("custody", "0")
    recover(case.tools())
    assert tuple(case.rows.decisions(finding.id)) == said
