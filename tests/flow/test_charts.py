"""Charts of a case: by command and in the room, drawn, listed, kept as files, and followed."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree
from tests.chart_cases import FORMULA, named_case
from tests.reading_rooms import Client, hostile_case

from heliograph.cli import cli
from heliograph.web import ReadingRoom

CHARTS = ("timeline", "matrix", "network", "ledger")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return named_case(tmp_path_factory.mktemp("charts"))


@pytest.fixture
def case(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "case")
    return tmp_path / "case"


@pytest.fixture
def client(case: Path) -> Iterator[Client]:
    room = ReadingRoom(case, by="R. Reader")
    with room.running():
        yield Client(room).enter()


def run(*words: str) -> str:
    result = CliRunner().invoke(cli, list(words))
    assert result.exit_code == 0, result.output
    return result.stdout


def exports(case: Path) -> list[dict[str, str]]:
    found = [json.loads(line) for line in (case / "custody.jsonl").read_bytes().splitlines()]
    return [one["facts"] for one in found if one["event"] == "exported"]


def svg_of(page: str) -> etree._Element:
    found = re.search(r"<svg[^>]* class=\"drawing.*?</svg>", page, re.DOTALL)
    assert found
    return etree.fromstring(found[0].encode())


def words_of(drawing: etree._Element, name: str) -> etree._Element:
    found = drawing.find(f"{SVG}{name}")
    assert found is not None
    assert found.text
    return found


@pytest.mark.parametrize("which", CHARTS)
def test_a_chart_is_printed_listed_and_written_as_a_drawing_that_stands_alone(
    case, tmp_path, which
):
    assert run("chart", which, "--case", str(case))
    lines = [
        json.loads(one) for one in run("chart", which, "--case", str(case), "--json").splitlines()
    ]
    assert lines[-1]["type"] == "sum"
    assert lines[-1]["shown"] == len(lines) - 1 > 0
    out = tmp_path / f"{which}.svg"
    run("chart", which, "--case", str(case), "--out", str(out))
    drawing = etree.parse(str(out)).getroot()
    assert drawing.tag == f"{SVG}svg"
    assert words_of(drawing, "title").text
    assert words_of(drawing, "desc").text
    assert not drawing.findall(f".//{SVG}a")
    assert not re.search(r"style|script|href", out.read_text(encoding="utf-8"))
    assert exports(case)[-1]["what"] == f"svg: chart of the {which}"


def test_no_cell_of_a_chart_s_table_is_a_formula(case, tmp_path):
    out = tmp_path / "ledger.csv"
    run("chart", "ledger", "--by", "folder", "--case", str(case), "--out", str(out))
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert rows[0] == ["by", "name", "outcome", "files"]
    names = {row[1] for row in rows[1:]}
    assert f"'{FORMULA.replace('/', '-')}" in names
    assert not any(name.startswith("=") for name in names)


def test_a_name_is_told_of_by_command_and_a_pair_is_quoted(case):
    told = json.loads(run("names", "海康威视", "--case", str(case), "--json"))
    assert told["name"]["kind"] == "company"
    assert len(told["claims"]) == told["claims_in_all"] > 0
    assert told["pairs"]
    assert told["pages"]
    assert "None of them is tied to it" in run("names", "hikvision", "--case", str(case))
    lines = run("names", "Hikvision", "--with", "大华股份", "--case", str(case), "--json")
    quotes = [json.loads(line) for line in lines.splitlines()]
    assert len(quotes) >= 3
    assert quotes[0]["claims"]
    assert run("names", "Hikvision", "--with", "大华股份", "--case", str(case))
    result = CliRunner().invoke(cli, ["names", "王小明", "--case", str(case)])
    assert result.exit_code != 0


def test_a_file_of_another_ending_is_refused(case, tmp_path):
    result = CliRunner().invoke(
        cli, ["chart", "ledger", "--case", str(case), "--out", str(tmp_path / "x.png")]
    )
    assert result.exit_code != 0
    assert exports(case) == []


@pytest.mark.parametrize("which", CHARTS)
def test_each_chart_has_a_page_with_its_drawing_and_the_same_as_a_table(client, which):
    status, _, page = client.ask(f"/charts/{which}")
    assert status == 200
    drawing = svg_of(page)
    named = (words_of(drawing, name).get("id") or "" for name in ("title", "desc"))
    assert drawing.get("aria-labelledby") == " ".join(named)
    assert "<caption" in page or 'class="cells' in page
    assert "style=" not in page
    # Whatever the drawing leads to is there, and the table leads there, too.
    for link in {one.get("href") for one in drawing.findall(f".//{SVG}a")}:
        assert f'href="{link}"'.replace("&", "&amp;") in page.partition("</svg>\n</div>")[2], link
        assert client.ask(link)[0] == 200


def test_an_edge_opens_its_quotes_and_they_lead_to_page_and_claim(client):
    _, _, page = client.ask("/charts/network")
    edges = set(re.findall(r'href="(/charts/network/\w+/\w+)"', page))
    words = [unescape(client.ask(edge)[2]) for edge in edges]
    quoted = next(one for one in words if "海康威视" in one and "维吾尔" in one)
    assert "<mark>海康威视</mark>" in quoted
    claim = re.search(r'href="(/claims/\w+)"', quoted)
    place = re.search(r'href="(/documents/\w+/pages/1\?mark=\d+-\d+)#line-\d+"', quoted)
    assert claim
    assert place
    assert client.ask(claim[1])[0] == 200
    status, _, leaf = client.ask(place[1])
    assert status == 200
    assert "海康威视" in leaf


def test_persons_beside_names_are_masked_in_the_list_of_quotes(client):
    _, _, page = client.ask("/charts/network")
    edges = set(re.findall(r'href="(/charts/network/\w+/\w+)"', page))
    words = "".join(client.ask(edge)[2] for edge in edges)
    assert "13800138000" not in words
    assert "‹phone 1›" in words


def test_a_cell_of_the_matrix_opens_the_claims_that_it_counts(client):
    _, _, page = client.ask("/charts/matrix")
    assert "does not tie its bearer to it" in page
    cells = re.findall(r'href="(/names/\w+\?[^"]+)" aria-label="[^"]*: (\d+) claims"', page)
    assert cells
    for address, count in cells:
        _, _, listed = client.ask(unescape(address))
        assert len(re.findall(r'<p class="what"><a href="/claims/\w+"', listed)) == int(count)


def test_a_chart_leaves_the_room_by_a_form_and_is_in_custody(client, case):
    token = client.form_token()
    for form, start in (("svg", "<?xml"), ("csv", "first,"), ("jsonl", "{")):
        sent = {"csrf": token, "format": form, "least": "1"}
        status, headers, words = client.ask("/charts/network/export", sent)
        assert status == 200
        assert headers["content-disposition"] == f'attachment; filename="network.{form}"'
        assert words.startswith(start)
    assert [one["what"] for one in exports(case)] == [
        f"{form}: chart of the network" for form in ("svg", "csv", "jsonl")
    ]
    assert client.ask("/charts/network/export", {"csrf": "forged", "format": "svg"})[0] == 403
    for path, form in (("/charts/nothing/export", "svg"), ("/charts/network/export", "exe")):
        assert client.ask(path, {"csrf": token, "format": form})[0] == 404


def test_a_person_is_no_name_that_has_a_page(client, case):
    assert client.ask("/names/nobody")[0] == 404
    assert client.ask("/charts/network/nobody/nothing")[0] == 404
    assert client.ask("/names")[0] == 200


def test_addresses_that_make_no_sense_are_answered(client):
    for query in ("kind=person", "most=0&least=-1", "by=week", "most=999999999999", "stance=x"):
        for which in CHARTS:
            assert client.ask(f"/charts/{which}?{query}")[0] == 200


def test_hostile_folders_and_words_break_no_drawing(tmp_path):
    case = hostile_case(tmp_path)
    for by in ("folder", "source", "kind"):
        out = tmp_path / f"{by}.svg"
        run("chart", "ledger", "--by", by, "--case", str(case), "--out", str(out))
        drawing = etree.parse(str(out)).getroot()
        assert not drawing.findall(f".//{SVG}script")
