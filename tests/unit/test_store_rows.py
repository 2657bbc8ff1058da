"""Records are kept once, come back as they were, and are forgotten to be made anew."""

import sqlite3

import pytest
from msgspec.structs import replace
from tests.store_makers import (
    AT,
    CAPTURE,
    HEADER,
    SOURCE,
    TEXT,
    a_claim,
    a_document,
    a_page,
    a_passage,
    a_reading,
    a_refused,
    read_one,
    some_rows,
)

from heliograph.codec import digest_of
from heliograph.errors import CaseInconsistent, NothingThere
from heliograph.records import (
    Block,
    Container,
    DocumentId,
    Entity,
    EntityId,
    Job,
    JobId,
    Mark,
    Note,
    Problem,
)
from heliograph.store.index_rows import folders


@pytest.fixture
def rows(tmp_path):
    made = some_rows(tmp_path / "case.db")
    yield made
    made._database.close()


def test_every_kind_of_record_comes_back_as_it_was(rows):
    document = a_document(
        "资料/规格.csv", raw_name=b"\xb9\xe6\xb8\xf1", modified_at=AT, refusal=None, depth=0
    )
    page = a_page(
        document.digest,
        boxes=b"packed",
        first_line=None,
        marks=(Mark(start=0, line=3), Mark(start=7, line=9)),
        containers=(HEADER,),
        blocks=(Block(start=0, end=5, role="heading", level=1), Block(start=7, end=9, role="row")),
    )
    passages = (
        a_passage(page, 0, "型号,功能", container=None, heading=""),
        a_passage(page, 1, "晨星一号", id="an-id-of-its-own", main=False),
        a_passage(page, 2, "月桂二号"),
    )
    reading = a_reading(document.digest)
    rows.keep([*passages, page, reading, document])
    assert rows.document(document.id) == document
    assert rows.page(page.id) == page
    assert rows.leaves(document.digest)[0].passages == passages
    assert rows.leaf(page.id).page == page
    assert rows.reading(document.digest) == reading
    assert rows.readings() == [reading]
    assert rows.sources() == [SOURCE]
    assert rows.captures() == [CAPTURE]


def test_keeping_twice_makes_nothing_new(rows):
    read_one(rows, "a.csv", "b.csv")
    before = rows.counts()
    read_one(rows, "a.csv", "b.csv")
    assert rows.counts() == before
    assert before["documents"] == 2
    assert before["passages"] == 2
    assert before["contexts"] == 1


def test_a_row_whose_id_comes_from_content_stays_and_the_others_are_replaced(rows):
    document = a_document("a.csv")
    rows.keep([document, a_reading(document.digest)])
    ended = replace(CAPTURE, finished_at=AT)
    entity = Entity(
        id=EntityId("e1"), name="Chenxing", kind="organisation", names=("晨星",), note=""
    )
    rows.keep([replace(document, size=99), ended, entity])
    rows.keep([a_reading(document.digest, outcome="empty"), replace(entity, note="fictional")])
    assert rows.document(document.id) == document
    assert rows.captures() == [ended]
    assert rows.captures(open_only=True) == []
    assert rows.reading(document.digest).outcome == "empty"
    assert list(rows.entities()) == [replace(entity, note="fictional")]


def test_a_claim_without_its_page_is_refused_and_nothing_of_its_batch_is_kept(rows):
    page = a_page(digest_of(b"never kept"))
    with pytest.raises(CaseInconsistent, match=page.id):
        rows.keep([a_document("a.csv"), a_claim(page, "晨星")])
    assert rows.counts()["documents"] == 0


def test_a_record_that_no_table_keeps_is_a_mistake(rows):
    with pytest.raises(TypeError, match="Job"):
        rows.keep([Job(id=JobId("j"), kind="read", about="x")])


def test_a_member_may_come_before_its_container(rows):
    outer = a_document("outer.zip", b"zip")
    member = a_document("outer.zip!/in.txt", b"in", parent_id=outer.id, depth=1)
    rows.keep([member, outer])
    assert list(rows.documents(parent_id=outer.id)) == [member]


def test_a_member_without_its_container_is_refused_when_all_is_kept(rows):
    lost = a_document("lost.zip!/in.txt", parent_id=DocumentId("nobody"), depth=1)
    with pytest.raises(sqlite3.IntegrityError):
        rows.keep([lost])
    rows.keep([a_document("a.csv")])
    assert rows.counts()["documents"] == 1


def test_documents_are_found_by_digest_by_path_and_by_container(rows):
    one, copy, other = a_document("a.csv"), a_document("b.csv"), a_document("c.csv", b"other")
    refused = a_refused("d.csv")
    rows.keep([one, copy, other, refused])
    assert list(rows.documents()) == [one, copy, other, refused]
    assert list(rows.documents(digest=one.digest)) == [one, copy]
    assert list(rows.documents(path="c.csv")) == [other]
    assert list(rows.documents(digest=one.digest, path="c.csv")) == []
    assert rows.known_documents(iter([one.id, "nobody"])) == {one.id}
    assert rows.document("nobody") is None


def test_more_ids_than_one_statement_takes_are_asked_about_in_parts(rows):
    many = [a_document(f"{number}.csv") for number in range(1_203)]
    rows.keep(many)
    assert len(rows.known_documents(one.id for one in many)) == len(many)


def test_another_copy_of_a_container_is_told_the_members_of_the_first(rows):
    zips = [a_document(path, b"zip") for path in ("first.zip", "second.zip", "third.zip")]
    for one in zips[:2]:
        rows.keep(
            [
                one,
                a_document(f"{one.path}!/x.txt", b"x", parent_id=one.id, depth=1),
                a_document(f"{one.path}!/y.txt", b"y", parent_id=one.id, depth=1),
            ]
        )
    rows.keep([zips[2]])
    assert [one.path for one in rows.children_of(digest_of(b"zip"))] == [
        "first.zip!/x.txt",
        "first.zip!/y.txt",
    ]
    assert rows.children_of(digest_of(b"nothing")) == []


def test_a_tree_of_containers_is_counted_on_all_its_levels(rows):
    root = a_document("r.zip", b"root!")
    inner = a_document("r.zip!/i.zip", b"inner", parent_id=root.id, depth=1)
    leaf = a_document("r.zip!/i.zip!/l.txt", b"leaf", parent_id=inner.id, depth=2)
    rows.keep([root, inner, leaf, a_document("elsewhere.txt", b"elsewhere")])
    assert rows.tree_totals(root.id) == (2, len(b"inner") + len(b"leaf"))
    assert rows.tree_totals(leaf.id) == (0, 0)


def test_problems_and_notes_are_put_in_place_of_those_that_stood(rows):
    digest = digest_of(b"x")
    first = [Problem(outcome="cut", reason="too-long", page=2), Problem(outcome="read", reason="")]
    rows.keep_problems(digest, first)
    assert rows.problems(digest) == first
    rows.keep_problems(digest, first[1:])
    assert rows.problems(digest) == first[1:]
    notes = [Note(key="author", value="—"), Note(key="producer", value="x", page=1)]
    rows.keep_notes(digest, notes)
    rows.keep_notes(digest, notes)
    assert rows.notes(digest) == notes


def test_forgetting_takes_what_stands_on_it_and_no_other_blob(rows):
    one = read_one(rows, "a.csv", content=b"one")
    two = read_one(rows, "b.csv", content=b"two")
    whole = rows.counts()
    rows.forget_findings(one.digest)
    assert (rows.counts()["claims"], rows.counts()["mentions"]) == (1, 1)
    rows.forget_passages(one.digest)
    assert (rows.counts()["passages"], rows.counts()["contexts"]) == (2, 1)
    rows.forget_pages(one.digest)
    assert rows.leaves(one.digest) == []
    assert rows.page(two.id) == two
    read_one(rows, "a.csv", content=b"one")
    assert rows.counts() == whole


def test_what_was_read_waits_for_the_index_until_it_is_marked(rows):
    one = read_one(rows, "a.csv", content=b"one")
    two = read_one(rows, "b.csv", content=b"two")
    assert rows.unindexed(1) == [one.digest]
    rows.mark_indexed([one.digest, two.digest])
    assert rows.unindexed(9) == []
    rows.forget_findings(two.digest)
    assert rows.unindexed(9) == [two.digest]
    rows.mark_indexed([two.digest])
    rows.clear_indexed()
    assert rows.unindexed(9) == [one.digest, two.digest]


def test_the_index_is_given_text_and_facets_of_every_copy(rows):
    page = read_one(rows, "x/y/a.csv", "z/outer.zip!/in/a.csv")
    (entry,) = rows.index_entries([page.digest, digest_of(b"unknown")])
    assert (entry.page_id, entry.text) == (page.id, TEXT)
    assert entry.capability == ("face_capture",)
    assert entry.stance == ("asserted",)
    assert entry.language == ("zh",)
    assert entry.kind == "table"
    assert entry.folder == ("x", "x/y", "z", "z/outer.zip", "z/outer.zip!/in")


def test_folders_are_those_above_a_path():
    assert list(folders("a.txt")) == []
    assert list(folders("a/b.zip!/c.zip!/d.txt")) == ["a", "a/b.zip", "a/b.zip!/c.zip"]


def test_a_mark_is_set_changed_and_taken_back(rows):
    assert rows.mark("name") is None
    rows.set_mark("name", "one")
    rows.set_mark("name", "two")
    assert rows.mark("name") == "two"
    rows.set_mark("name", None)
    assert rows.mark("name") is None


def test_search_parts_know_the_line(rows):
    page = read_one(rows, "b.csv", "a.csv")
    parts = rows.parts_of(page.id)
    assert (parts.path, parts.page, parts.text) == ("a.csv", 1, TEXT)
    assert [parts.line_at(TEXT.index(words)) for words in ("型号", "晨星", "月桂")] == [1, 2, 3]
    assert rows.parts_of("nobody") is None
    with pytest.raises(NothingThere):
        rows.page("nobody")


def test_passages_that_share_a_heading_and_a_table_share_one_context(rows):
    document = a_document("a.csv")
    page = a_page(document.digest)
    other = Container(kind="enum", name="人脸属性")
    passages = (
        a_passage(page, 0, "型号"),
        a_passage(page, 1, "晨星"),
        a_passage(page, 2, "月桂", container=other),
    )
    rows.keep([document, page, *passages])
    assert rows.counts()["contexts"] == 2
    assert rows.leaves(document.digest)[0].passages == passages
