import pytest

from heliograph.errors import BadQuery
from heliograph.search.query import And, Everything, Field, Not, Or, Words, parse, positive


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("人脸识别", Words("人脸识别")),
        ("a b", And((Words("a"), Words("b")))),
        ("a AND b", And((Words("a"), Words("b")))),
        ("a OR b c", Or((Words("a"), And((Words("b"), Words("c")))))),
        ("(a OR b) c", And((Or((Words("a"), Words("b"))), Words("c")))),
        ("（a OR b）c", And((Or((Words("a"), Words("b"))), Words("c")))),
        ("a NOT b", And((Words("a"), Not(Words("b"))))),
        ("a -b", And((Words("a"), Not(Words("b"))))),
        ("-(a b)", Not(And((Words("a"), Words("b"))))),
        ("NOT NOT a", Words("a")),
        ("a-b", Words("a-b")),
        ("or and not", And((Words("or"), Words("and"), Words("not")))),
        ('"by nation"', Words("by nation", exact=True)),
        ("“维族告警”", Words("维族告警", exact=True)),
        ("「民族」", Words("民族", exact=True)),
        ("ethni*", Words("ethni", prefix=True)),
        ("*", Everything()),
        ("stance:negated", Field("stance", "negated")),
        ("stance：negated", Field("stance", "negated")),
        ('folder:"a b/c/"', Field("folder", "a b/c")),
        ("kind:(pdf OR html)", Or((Field("kind", "pdf"), Field("kind", "html")))),
        ("-language:zh", Not(Field("language", "zh"))),
        ("http://a.example/b", Words("http://a.example/b")),
        ("12:30", Words("12:30")),
        ("a AND 。", Words("a")),
    ],
)
def test_a_query_is_read_as_a_person_means_it(query, tree):
    assert parse(query) == tree


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("。。", "no letter"),
        ("(a", "bracket at character 1 is not closed"),
        ("a)", "bracket at character 2 was never opened"),
        ('a "b', "quotation mark at character 3"),
        ("a AND", "ends where a word should follow"),
        ("OR a", "before OR at character 1"),
        ("()", "word should stand"),
        ("stance:maybe", "no stance maybe .character 8."),
        ("stance:", "lacks its value"),
        ("kind:(pdf html)", "OR should stand at character 11"),
        ("capabilty:gait", "capability: is one"),
        ("(" * 60 + "a" + ")" * 60, "brackets stand inside"),
        ("a" * 10_001, "10001 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(query, said):
    with pytest.raises(BadQuery, match=said):
        parse(query)


def test_a_long_chain_of_not_is_read_without_falling_over():
    assert parse("NOT " * 2001 + "a") == Not(Words("a"))


def test_only_what_a_page_must_hold_is_shown_on_it():
    assert list(positive(parse("a (b OR c) NOT d stance:negated"))) == [
        Words("a"),
        Words("b"),
        Words("c"),
    ]
