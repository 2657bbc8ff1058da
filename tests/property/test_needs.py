"""A question that is not put to a page, for what it lacks, would not have been answered by it."""

from __future__ import annotations

import tantivy
from hypothesis import given, settings
from hypothesis import strategies as st

from heliograph.errors import BadQuery
from heliograph.seams import IndexEntry
from heliograph.search.needs import keys_of, may_answer, needs_of
from heliograph.search.query import parse
from heliograph.search.tantivy_index import document_for, laid_out, schema_of_pages
from heliograph.search.tantivy_query import compiled

PIECES = (
    "人", "脸", "人脸", "脸部识别", "人脸。识别", "布控告警", "EM_NATION_TYPE", "byEthnic", "by",
    "nation", "type", "face", "faces", "facet", "fa", "list", "alarm", "DS-2CD", "2cd", "x9",
    "v2.1", "Ａlarm", "識別",
)  # fmt: skip
JOINTS = st.sampled_from(("", " ", "。", ". ", "\n\n", "-", "_"))
TEXTS = st.lists(st.tuples(st.sampled_from(PIECES), JOINTS), max_size=8).map(
    lambda parts: "".join(piece + joint for piece, joint in parts)
)
WORDS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3)
TERMS = st.one_of(
    st.sampled_from(PIECES),
    st.sampled_from(PIECES).map(lambda one: f"{one}*"),
    st.sampled_from(PIECES).map(lambda one: one[:2] + "*"),
    WORDS.map(lambda some: f'"{" ".join(some)}"'),
    WORDS.map("".join),
    st.sampled_from(("language:zh", "kind:text", "stance:asserted", "capability:a", "*")),
)
QUERIES = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        inner.map(lambda one: f"NOT ({one})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda some: f"({' OR '.join(some)})"),
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
    ),
    max_leaves=5,
)


def entry(text: str, language: str) -> IndexEntry:
    return IndexEntry(
        page_id="p", digest="sha256:0", text=text, capability=("a",), stance=(),
        language=(language,), kind="text", folder=(),
    )  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(("zh", "zh-Hant", "en")), st.lists(QUERIES, min_size=1, max_size=12))
def test_whatever_a_page_answers_it_has_what_the_query_needs(text, language, queries):
    laid = laid_out(entry(text, language))
    index = tantivy.Index(schema_of_pages())
    writer = index.writer(15_000_000, 1)
    writer.add_document(document_for("p", laid))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    keys = keys_of(laid)
    for query in queries:
        try:
            asked = compiled(parse(query), index.schema)
        except BadQuery:
            continue
        if index.searcher().search(asked, limit=1).hits:
            assert may_answer(needs_of(query), keys), (query, needs_of(query))


def test_words_that_stand_nowhere_keep_a_query_from_being_asked():
    keys = keys_of(laid_out(entry("系统支持人脸识别 byEthnic", "zh")))
    asked = ("人脸", "ethnic", "ethn*", "人", "NOT camera", "camera OR 支持")
    assert [one for one in asked if may_answer(needs_of(one), keys)] == [
        "人脸", "ethnic", "ethn*", "人", "NOT camera", "camera OR 支持",
    ]  # fmt: skip
    assert not any(
        may_answer(needs_of(one), keys)
        for one in ("车牌", "camera 人脸", '"人脸比对"', "cam*", "language:en", "stance:reported")
    )
