"""JSON stays as it stands; each member that says something is a field."""

from __future__ import annotations

from tests.extracted import Read

from heliograph.extractors.json_text import JsonExtractor

JSON = "application/json"


def test_members_are_fields_of_the_object_they_stand_in() -> None:
    text = (
        '{"gate": {"hat": "red", "lamps": 3, "on": true},\n "kinds": ["blue", "grey"], "n": null}'
    )
    read = Read(JsonExtractor(), text, JSON)
    assert read.sheet.text == text
    assert read.words() == ['"hat": "red"', '"lamps": 3', '"on": true', '"blue"', '"grey"']
    gate = read.container('"hat"')
    assert (gate.kind, gate.name) == ("struct", "gate")
    kinds = read.container('"blue"')
    assert (kinds.kind, kinds.name) == ("list", "kinds")


def test_objects_in_lists_have_their_number() -> None:
    read = Read(JsonExtractor(), '{"a": [{"b": "x"}, {"b": "y"}]}', JSON)
    assert [one.name for one in read.sheet.containers] == ["a[0]", "a[1]"]


def test_json_lines_are_read() -> None:
    read = Read(JsonExtractor(), '{"a": "x"}\n{"a": "y"}\n', "application/x-ndjson")
    assert read.words() == ['"a": "x"', '"a": "y"']


def test_chinese_written_as_escapes_can_be_read_and_found() -> None:
    read = Read(JsonExtractor(), r'{"name": "\u544a\u8b66\n\ud842\udfb7 \\u544a \ud800"}', JSON)
    assert read.sheet.text == '{"name": "告警\\n\U00020bb7 \\\\u544a \\ud800"}'
    assert read.notes("escapes")


def test_cut_json_gives_what_is_there() -> None:
    read = Read(JsonExtractor(), '{"a": "x", "b": {"c": "y", "d', JSON)
    assert read.words() == ['"a": "x"', '"c": "y"']
    assert read.problems == []


def test_what_is_no_json_keeps_its_text() -> None:
    read = Read(JsonExtractor(), "words, not json", JSON)
    assert read.problems == [("damaged", "not-what-it-seems")]
    assert read.sheet.text == "words, not json"


def test_depth_does_not_matter() -> None:
    Read(JsonExtractor(), "[" * 100_000, JSON)
    Read(JsonExtractor(), '{"a":' * 20_000 + '"x"', JSON)


def test_one_key_with_two_values_gives_two_blocks() -> None:
    read = Read(JsonExtractor(), '{"a": "x" : "y"}', JSON)
    assert read.words() == ['"a": "x"', ': "y"']
