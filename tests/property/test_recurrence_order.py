"""Which claims recur depends on what the documents say, never on the order in which they came."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from heliograph.codec import digest_of
from heliograph.records import ClaimId, Container
from heliograph.seams import Printed
from heliograph.stages.recur import fingerprint, recurring

CLAUSE = "供应商提供的平台应支持对重点人员进行人脸布控并自动报警，在{}日内完成安装、调试和培训"


@st.composite
def passages(draw):
    """Give a clause with a few letters changed, its document, stance and genre."""
    words = list(CLAUSE.format(draw(st.integers(1, 400))))
    for at in draw(st.lists(st.integers(0, len(words) - 1), max_size=2)):
        words[at] = draw(st.sampled_from("甲乙丙丁"))
    document = draw(st.integers(0, 7))
    stance = draw(st.sampled_from(("asserted", "asserted", "negated")))
    return "".join(words), document, stance, draw(st.sampled_from(("tender", "law", "", "product")))


def printed(found):
    return [
        Printed(
            fingerprint=fingerprint(
                ClaimId(f"{number:03}"), words, role="sentence", container=None
            ),
            says=stance,
            digest=digest_of(bytes([document])),
            genre=genre,
        )
        for number, (words, document, stance, genre) in enumerate(found)
    ]


def nobody(some):
    return {}


@settings(max_examples=60, deadline=None)
@given(st.lists(passages(), min_size=8, max_size=24), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_marks(found, chance):
    made = printed(found)
    marks = recurring(made, least=3, same=nobody)
    chance.shuffle(made)
    assert recurring(made, least=3, same=nobody) == marks


@settings(max_examples=60, deadline=None)
@given(st.lists(passages(), min_size=8, max_size=24))
def test_a_mark_counts_documents_that_say_the_same(found):
    made = {one.fingerprint.claim_id: one for one in printed(found)}
    marks = recurring(made.values(), least=3, same=nobody)
    for claim_id, (times, name) in marks.items():
        alike = [made[other] for other, (_, clause) in marks.items() if clause == name]
        assert times == len({one.digest for one in alike}) >= 3
        assert {one.says for one in alike} == {made[claim_id].says}
        assert "product" not in {one.genre for one in alike}


def test_members_of_a_type_rows_of_a_table_and_short_phrases_do_not_count():
    words = CLAUSE.format(30)
    for role, container in (
        ("entry", Container(kind="enum")),
        ("row", Container(kind="table")),
        ("sentence", Container(kind="table")),
        ("comment", None),
        ("heading", None),
    ):
        assert not fingerprint(ClaimId("1"), words, role=role, container=container).counts
    assert not fingerprint(ClaimId("1"), "支持人脸布控", role="sentence", container=None).counts
    assert fingerprint(ClaimId("1"), words, role="item", container=Container(kind="list")).counts


def test_width_script_figures_and_signs_make_no_difference():
    one = fingerprint(ClaimId("1"), CLAUSE.format(30), role="sentence", container=None)
    other = fingerprint(
        ClaimId("2"),
        "供應商提供的平臺應支持對重點人員進行人臉布控並自動報警， 在１５日內完成安裝、調試和培訓。",
        role="sentence",
        container=None,
    )
    assert one.exact == other.exact


def test_a_clause_with_one_letter_changed_is_the_same_clause_and_another_is_not():
    changed = [CLAUSE.format(3).replace("供应商", word) for word in ("投标人", "供应商", "中标人")]
    other = "监控中心应当按照国家标准配备消防器材并且每季度检查一次，由值班人员签字确认后报备存档"
    found = [(words, at, "asserted", "tender") for at, words in enumerate([*changed, other])]
    marks = recurring(printed(found), least=3, same=nobody)
    assert set(marks) == {"000", "001", "002"}
    versions = {digest_of(bytes([at])): digest_of(bytes([0])) for at in range(2)}
    assert not recurring(printed(found), least=3, same=lambda some: versions)
