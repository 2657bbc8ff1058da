"""What a page's own sheets of styles hide is told where they say so, and only there."""

from __future__ import annotations

import pytest
from lxml import html

from heliograph.extractors.style_sheets import StyleSheets


def hidden(rules: str, body: str = '<div class="a b" id="i"><p class="c">x</p></div>') -> set[str]:
    page = f"<html><head><style>{rules}</style></head><body>{body}</body></html>"
    root = html.fromstring(page)
    sheets = StyleSheets(root)
    return {str(one.tag) for one in root.iter() if isinstance(one.tag, str) and sheets.hide(one)}


@pytest.mark.parametrize(
    ("rules", "unseen"),
    [
        (".a{display:none}", {"div"}),
        ("#i { visibility : hidden ; color:red }", {"div"}),
        ("p{font-size:0}", {"p"}),
        (".zzz, .c{opacity:0}", {"p"}),
        (".c{position:absolute;left:-9999px}", {"p"}),
        ("/* .c{} */ .a .c{display:none}", {"p"}),
        (".a>.c{display:none}", {"p"}),
        ("body>.c{display:none}", set()),
        (".other .c{display:none}", set()),
        (".a{display:block}", set()),
        # What weighs more wins, then what comes later.
        (".a{display:none} .b{display:block}", set()),
        ("#i{display:none} .b{display:block}", {"div"}),
        (".a{display:none!important} #i{display:block}", {"div"}),
        (".a{display:none} .a{visibility:visible}", {"div"}),
        # What cannot be told hides nothing, and may show.
        (".c:hover{display:none}", set()),
        ("[class]{display:none}", set()),
        (".a + .c{display:none}", set()),
        (".c{display:none} .x ~ .y .c{display:block}", set()),
        ("@media print{.c{display:none}}", set()),
        ("@media (max-width: 600px){.c{display:none}}", set()),
        ("@media screen{.c{display:none}}", {"p"}),
        (".c{display:none} @media (min-width: 600px){.c{display:block}}", set()),
        ("@media print{.c{color:red}} .c{display:none}", {"p"}),
        ("@font-face{font-family:x} .c{display:none", {"p"}),
        ("}}{{;;<.c{", set()),
    ],
)
def test_rules_are_weighed_as_a_browser_weighs_them(rules: str, unseen: set[str]) -> None:
    assert hidden(rules) == unseen


def test_a_sheet_for_paper_counts_for_nothing() -> None:
    page = "<style media=print>p{display:none}</style><p>x</p>"
    root = html.fromstring(f"<html><body>{page}</body></html>")
    assert not StyleSheets(root).hide(next(root.iter("p")))


def test_a_sheet_made_to_be_slow_is_not() -> None:
    rules = "".join(f".k{at} .k{at} .c{{opacity:{at % 2}}}" for at in range(50_000))
    body = "<div class=k1>" * 300 + "<p class=c>x</p>" * 300
    hidden(rules, body)
