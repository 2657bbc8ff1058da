"""Documents as a person browses them: by folder, narrowed, with family, notes and custody."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document as Docx
from tests.reading_rooms import SAYINGS, Client, scanned

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.shelf_views import ShelfAsked, ShelfView
from heliograph.store.custody_about import entries_about
from heliograph.web import ReadingRoom

HIDDEN = "Do not tell the buyer."
FILES = 30


def hidden_words() -> bytes:
    made = Docx()
    run = made.add_paragraph(f"{SAYINGS[0]}。").add_run(HIDDEN)
    run.font.hidden = True
    made.core_properties.author = "Riverside Sales"
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browse")
    texts = folder / "texts"
    for place in ("north/a", "north/b", "south"):
        (texts / place).mkdir(parents=True)
        for number in range(FILES):
            words = f"{place} {number}\n\n{SAYINGS[number % 4]}。\n"
            (texts / place / f"{number:02d}.txt").write_text(words, encoding="utf-8")
    (texts / "south" / "page.html").write_text("<p>Nothing.</p>", encoding="utf-8")
    with zipfile.ZipFile(texts / "south" / "bundle.zip", "w") as bundle:
        bundle.writestr("inner/offer.docx", hidden_words())
        bundle.writestr("readme.txt", "plain words")
    return scanned(folder / "case", texts)


@pytest.fixture(scope="module")
def opened(case: Path) -> Iterator[Heliograph]:
    with Heliograph.open(case) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(case: Path) -> Iterator[Client]:
    room = ReadingRoom(case, by="R. Reader")
    with room.running():
        yield Client(room).enter()


def all_stretches(opened: Heliograph, limit: int, **asked: str) -> list[ShelfView]:
    found = [opened.rows.shelf(ShelfAsked(**asked), limit)]
    while found[-1].later:
        found.append(opened.rows.shelf(ShelfAsked(**asked, after=found[-1].later), limit))
    return found


def root(opened: Heliograph) -> str:
    """The folder that was taken in, in which all paths stand, if they stand in one."""
    shelf = opened.rows.shelf(ShelfAsked())
    return shelf.folders[0].path if len(shelf.folders) == 1 and not shelf.files else ""


def under(opened: Heliograph, path: str) -> str:
    return f"{root(opened)}/{path}".lstrip("/")


def test_a_folder_shows_what_stands_right_in_it_and_counts_what_is_below(opened):
    shelf = opened.rows.shelf(ShelfAsked(folder=root(opened)))
    assert [(one.name, one.files, one.container) for one in shelf.folders] == [
        ("north", 2 * FILES, False),
        ("south", FILES + 4, False),
    ]
    south = opened.rows.shelf(ShelfAsked(folder=under(opened, "south")))
    assert [(one.name, one.files, one.container) for one in south.folders] == [
        ("bundle.zip", 2, True)
    ]
    assert len(south.files) == FILES + 2
    bundle = opened.rows.shelf(ShelfAsked(folder=south.folders[0].path))
    assert [one.name for one in bundle.files] == ["readme.txt"]
    assert [one.name for one in bundle.folders] == ["inner"]


@pytest.mark.parametrize("limit", [1, 7, FILES])
def test_stretches_name_every_file_once_however_long_they_are(opened, limit):
    whole = opened.rows.shelf(ShelfAsked(folder=under(opened, "south")))
    some = all_stretches(opened, limit, folder=under(opened, "south"))
    assert [one.path for shelf in some for one in shelf.files] == [one.path for one in whole.files]
    assert [one.path for shelf in some for one in shelf.folders] == [
        one.path for one in whole.folders
    ]
    narrowed = all_stretches(opened, limit, kind="text")
    paths = [one.path for shelf in narrowed for one in shelf.files]
    assert len(paths) == len(set(paths)) == 3 * FILES + 1


def test_documents_are_narrowed_by_kind_outcome_source_and_words(opened):
    source = opened.rows.sources_by_files()
    assert [one.files for one in source] == [3 * FILES + 5 - 1]
    for asked, count in (
        ({"kind": "web page"}, 1),
        ({"kind": "office"}, 1),
        ({"kind": "mail"}, 0),
        ({"outcome": "read", "kind": "archive"}, 1),
        ({"outcome": "damaged"}, 0),
        ({"outcome": "waiting"}, 0),
        ({"source": source[0].id}, source[0].files),
        ({"source": "nothing"}, 0),
        ({"words": "NORTH/A/0"}, 10),
        ({"words": "%"}, 0),
        ({"folder": under(opened, "north"), "words": "29"}, 2),
    ):
        assert len(opened.rows.shelf(ShelfAsked(**asked)).files) == count, asked


def digest_of(client: Client, query: str) -> str:
    found = re.search(r'href="/documents/([0-9a-f]{64})"', client.ask(f"/documents?{query}")[2])
    assert found
    return found[1]


def test_the_command_lists_what_the_room_lists(opened, case):
    for words, asked in (
        ([], {}),
        ([under(opened, "south/bundle.zip!")], {"folder": under(opened, "south/bundle.zip!")}),
        (["--kind", "office", "--words", "OFFER"], {"kind": "office", "words": "OFFER"}),
    ):
        result = CliRunner().invoke(cli, ["documents", *words, "--case", str(case), "--json"])
        assert result.exit_code == 0, result.output
        paths = [json.loads(line)["path"] for line in result.stdout.splitlines()]
        shelf = opened.rows.shelf(ShelfAsked(**asked))
        assert paths == [one.path for one in (*shelf.folders, *shelf.files)]
    result = CliRunner().invoke(cli, ["documents", "--case", str(case)])
    assert result.exit_code == 0, result.output


def test_a_member_leads_to_its_container_and_the_container_to_its_members(client):
    inner = digest_of(client, "words=offer.docx")
    _, _, page = client.ask(f"/documents/{inner}")
    outer = digest_of(client, "kind=archive")
    assert f'href="/documents/{outer}"' in page
    _, _, above = client.ask(f"/documents/{outer}")
    assert f'href="/documents/{inner}"' in above
    assert "inner/offer.docx" in above


def test_what_does_not_show_when_it_is_opened_is_told_as_such(client):
    _, _, page = client.ask(f"/documents/{digest_of(client, 'words=offer.docx')}")
    hidden, _, rest = page.partition('class="notes notes-hidden"')[2].partition("</section>")
    assert HIDDEN in hidden
    assert "Riverside Sales" in rest


def test_a_document_shows_its_captures_and_its_entries_of_custody(client, case):
    digest = digest_of(client, "words=offer.docx")
    _, _, page = client.ask(f"/documents/{digest}")
    for words in ("A file's bytes were taken in.", "A kept file was read"):
        assert words in unescape(page)
    entries, earlier = entries_about(case / "custody.jsonl", digest, 100)
    assert {one.event for one in entries} >= {"collected", "derived"}
    assert not earlier
    last, earlier = entries_about(case / "custody.jsonl", digest, 1)
    assert last == entries[-1:]
    assert earlier


def test_entries_are_found_though_the_end_is_torn(tmp_path, case):
    whole = (case / "custody.jsonl").read_bytes()
    torn = tmp_path / "custody.jsonl"
    torn.write_bytes(whole + b'{"sequence":99,"digest":"sha256:')
    assert entries_about(torn, "sha256:", 10**6) == entries_about(
        case / "custody.jsonl", "sha256:", 10**6
    )
    assert entries_about(tmp_path / "nothing", "sha256:", 5) == ([], False)
    assert entries_about(torn, "", 5) == ([], False)


def test_a_long_page_is_read_a_stretch_at_a_time_from_what_is_pointed_at(tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    lines = [f"line {number}" for number in range(1, 7001)]
    (texts / "long.txt").write_text("\n".join(lines), encoding="utf-8")
    room = ReadingRoom(scanned(tmp_path / "case", texts), by="R. Reader")
    start = len("\n".join(lines[:6499])) + 1
    with room.running():
        client = Client(room).enter()
        address = f"/documents/{digest_of(client, 'words=long')}/pages/1"
        first = client.ask(address)[2]
        assert 'id="line-3000"' in first
        assert 'id="line-3001"' not in first
        assert f'href="{address}?from=3000"' in first
        later = client.ask(f"{address}?from=3000")[2]
        assert 'id="line-3001"' in later
        assert f'href="{address}?from=0"' in later
        assert f'href="{address}?from=6000"' in later
        pointed = client.ask(f"{address}?mark={start}-{start + 9}")[2]
        assert "<mark>line 6500</mark>" in pointed
        for nonsense in ("mark=9-1", "mark=x", "mark=999999999-9999999999", "from=99999999"):
            assert client.ask(f"{address}?{nonsense}")[0] == 200
