"""Which addresses are one link, and which of a list are documents."""

from __future__ import annotations

import pytest

from heliograph.pipeline.collecting.links import lasting


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/n/1.html;jsessionid=A1B2?x=1", "https://a.example/n/1.html?x=1"),
        ("https://a.example/d?id=7&sid=aa", "https://a.example/d?sid=bb&id=7"),
        ("https://a.example/d?id=7&_t=1767225600123", "https://a.example/d?id=7"),
        ("https://a.example/d?id=7&r=0.8371947261", "https://a.example/d?id=7&r=0.1112223334"),
        ("https://a.example/d?utm_source=x&utm_medium=y", "https://a.example/d"),
        ("https://a.example/d?PHPSESSID=1&id=2", "https://a.example/d?id=2"),
    ],
)
def test_what_is_made_for_one_visitor_is_no_part_of_a_link(one: str, other: str):
    assert lasting(one) == lasting(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/d?id=7", "https://a.example/d?id=8"),
        ("https://a.example/d?page=1", "https://a.example/d?page=2"),
        ("https://a.example/d?side=left", "https://a.example/d"),
        ("https://a.example/D", "https://a.example/d"),
    ],
)
def test_what_names_a_document_is(one: str, other: str):
    assert lasting(one) != lasting(other)
