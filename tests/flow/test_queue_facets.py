"""The queue narrowed by source, organisation and score: the page, and the command that is its twin.

Two folders, both with the same file; two makers are named, and a person, far from any claim.
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from tests.reading_rooms import SAYINGS, Client

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.errors import NothingThere
from heliograph.web import ReadingRoom

HOSTILE = "<img src=x onerror=alert(1)>"
PERSON = "Dilnur Karim"
FAR = "\n\nThe annex is empty." * 60
CLAIMED = "\n\n".join(f"{words}，并记录到平台。" for words in SAYINGS)
FILES = {
    "tenders/one.txt": f"Hikvision{FAR}\n\n在车站，{CLAIMED}",
    "tenders/both.txt": f"Dahua Technology and Hikvision, {PERSON}{FAR}\n\n在学校，{CLAIMED}",
    f"{HOSTILE}/both.txt": f"Dahua Technology and Hikvision, {PERSON}{FAR}\n\n在学校，{CLAIMED}",
    f"{HOSTILE}/three.txt": f"Nobody{FAR}\n\n在工地，{CLAIMED}",
}


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp("facets")
    for name, words in FILES.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(words, encoding="utf-8")
    with Heliograph.create(folder / "case", ask=[folder / "tenders", folder / HOSTILE]) as opened:
        opened.run()
    return folder / "case"


@pytest.fixture(scope="module")
def client(case):
    room = ReadingRoom(case, by="R. Reader")
    with room.running():
        yield Client(room).enter()


def choices(page: str, facet: str) -> dict[str, tuple[str, int]]:
    """What a person can choose, by its words: the value that is sent, and the count."""
    form = re.search(rf'<select id="facet-{facet}" name="{facet}">(.*?)</select>', page, re.DOTALL)
    if form is None:
        return {}
    options = re.findall(r'<option value="([^"]+)"[^>]*>(.*?) \((\d+)\)</option>', form[1])
    return {unescape(words): (unescape(value), int(count)) for value, words, count in options}


def told(case, *words: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(cli, [*words, "--case", str(case), "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.output.splitlines()]


def found(pattern: str, page: str) -> re.Match[str]:
    match = re.search(pattern, page, re.DOTALL)
    assert match
    return match


def asked(facet: str, value: str) -> str:
    return f"{facet}={quote(value, safe='')}"


def test_each_choice_shows_as_many_as_it_says_and_all_of_them_fit(client):
    _, _, page = client.ask("/claims")
    for facet in ("source", "organisation", "score"):
        offered = choices(page, facet)
        assert offered, facet
        for value, count in offered.values():
            _, _, narrowed = client.ask(f"/claims?{asked(facet, value)}")
            assert f"1 to {min(25, count)} of {count}," in narrowed
            assert f'<option value="{value}" selected>' in narrowed


def test_the_same_bytes_from_two_folders_are_under_both_sources(client):
    _, _, page = client.ask("/claims")
    sources = choices(page, "source")
    assert set(sources) == {"tenders", HOSTILE}
    assert sources["tenders"][1] + sources[HOSTILE][1] > int(found(r" of (\d+),", page)[1])
    assert HOSTILE not in page


def test_organisations_of_the_whole_document_are_there_and_never_a_person(client):
    _, _, page = client.ask("/claims")
    names = choices(page, "organisation")
    assert {name.split()[1] for name in names} == {"Hikvision", "Dahua"}
    assert PERSON not in found(r"<form class=.facets.*?</form>", page)[0]
    assert "Persons are never listed." in page


def test_the_new_facets_narrow_together_with_the_others(client, case):
    _, _, page = client.ask("/claims")
    source, _ = choices(page, "source")["tenders"]
    maker = next(
        value for name, (value, _) in choices(page, "organisation").items() if "Dahua" in name
    )
    _, _, both = client.ask(f"/claims?{asked('source', source)}&{asked('organisation', maker)}")
    ids = client.claims(f"{asked('source', source)}&{asked('organisation', maker)}")
    with Heliograph.open(case) as opened:
        paths = {one.document.path for one in opened.rows.claims_named(ids).values()}
    assert ids
    assert {path.rpartition("/")[2] for path in paths} == {"both.txt"}
    _, _, fewer = client.ask(
        f"/claims?{asked('source', source)}&{asked('organisation', maker)}&state=accepted"
    )
    assert "No claim is left here." in fewer
    assert list(choices(fewer, "organisation").values()) == [(maker, 0)]
    assert f'<option value="{maker}" selected>' in both


def test_what_is_chosen_stays_chosen_where_nothing_is_left(client):
    _, _, page = client.ask("/claims?organisation=nobody-we-know&score=sure&folder=gone")
    for value in ("nobody-we-know", "gone"):
        assert re.search(rf'<option value="{value}" selected>{value} \(0\)', page)


def test_each_language_names_the_bands_in_its_own_words(client):
    for language, words in (
        ("en", "nearly all are right"),
        ("zh", "几乎全部正确"),
        ("fr", "justes"),
    ):
        _, _, page = client.ask("/claims", accept_language=language)
        assert words in page


def test_a_packet_is_made_of_what_the_queue_is_narrowed_to(client, case):
    _, _, page = client.ask("/claims")
    maker, count = next(iter(choices(page, "organisation").values()))
    _, _, form = client.ask(f"/packets?{asked('organisation', maker)}")
    assert f'<option value="{maker}" selected>' in form
    assert f"{count} claims that nobody reviewed are asked for." in form


def test_the_page_of_a_name_leads_to_its_queue(client):
    _, _, page = client.ask("/claims")
    maker, _ = next(iter(choices(page, "organisation").values()))
    assert f'href="/claims?organisation={maker}"' in client.ask(f"/names/{maker}")[2]


def test_the_command_lists_and_counts_what_the_page_does(client, case):
    _, _, page = client.ask("/claims?score=sure")
    counts = told(case, "queue", "--score", "sure", "--counts")
    for facet in ("source", "organisation", "score", "capability"):
        ours = {one["value"]: one["entries"] for one in counts if one["facet"] == facet}
        assert ours == dict(choices(page, facet).values())
    maker = next(one for one in counts if one["facet"] == "organisation")
    entries = told(case, "queue", "--organisation", maker["name"], "--score", "sure")
    assert [one["claim"]["id"] for one in entries] == client.claims(
        f"{asked('organisation', maker['value'])}&score=sure"
    )


def test_claims_are_listed_by_the_same_facets(case):
    of_both = told(case, "claims", "--source", "tenders", "--organisation", "dahua")
    assert {one["document"]["path"].rpartition("/")[2] for one in of_both} == {"both.txt"}
    sure = told(case, "claims", "--score", "sure")
    assert {one["id"] for one in sure} == {
        one["id"] for one in told(case, "claims", "--min-score", "0.95")
    }


def test_a_name_that_nothing_has_is_said_to_be_unknown(case):
    for option, name in (("--source", "nowhere"), ("--organisation", PERSON)):
        done = CliRunner().invoke(cli, ["queue", option, name, "--case", str(case)])
        assert isinstance(done.exception, NothingThere)
        assert name in str(done.exception)
