"""The dossier builder as a client meets it: chosen, ordered, hidden, looked at, made, given."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from tests import dossier_samples
from tests.reading_rooms import HOSTILE, Client

from heliograph.app import Heliograph
from heliograph.dossier import heliograph_verify
from heliograph.drafting.drafts import Drafts
from heliograph.pipeline.deeds.deciding import Said
from heliograph.sealing.keys import Unlocking
from heliograph.store.lock import CaseLock
from heliograph.web import ReadingRoom


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dossier_samples.Made]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("builder")
        patch.setenv("HELIOGRAPH_KEYS", str(folder / "keys"))
        yield dossier_samples.made(folder / "made")


@pytest.fixture
def case(made: dossier_samples.Made, tmp_path: Path) -> Path:
    shutil.copytree(made.case, tmp_path / "case")
    return tmp_path / "case"


@pytest.fixture
def client(case: Path, made: dossier_samples.Made) -> Iterator[Client]:
    opens = Unlocking(passphrase=made.passphrase)
    room = ReadingRoom(case, by="R. Reader", unlocking=opens)
    with room.running():
        yield Client(room).enter()


def send(client: Client, path: str, **form: str) -> str:
    """Send a form of ours; give where it leads."""
    status, headers, words = client.ask(path, {"csrf": client.form_token(), **form})
    assert status == 303, words
    return headers["location"]


def ids(case: Path) -> list[str]:
    with Heliograph.open(case) as opened:
        return [one.id for one in opened.rows.claim_views()]


def test_a_draft_is_begun_ordered_and_said_in_one_form(client, case):
    assert send(client, "/dossiers", title="Riverside 采购", accepted="1") == "/dossiers/riverside"
    one, two, *rest = Drafts(case).read("riverside").claims
    assert {one, two, *rest} == set(ids(case))
    shown = " ".join((one, two, *rest))
    form = {"title": "Riverside", "foreword": "先说明。\r\n<b>", "shown": shown}
    form |= {f"comment-{two}": "the second, said first", f"place-{one}": "1", f"place-{two}": "2"}
    to = send(client, "/dossiers/riverside", **form, do=f"up:{two}")
    assert to == f"/dossiers/riverside?said=saved#claim-{two}"
    draft = Drafts(case).read("riverside")
    assert draft.claims == (two, one, *rest)
    assert (draft.title, draft.foreword, draft.originals) == ("Riverside", "先说明。\n<b>", False)
    assert draft.findings[0].comment == "the second, said first"
    assert draft.changed_by == "R. Reader"
    page = client.ask("/dossiers/riverside")[2]
    assert page.index(f'id="claim-{two}"') < page.index(f'id="claim-{one}"')
    assert "&lt;b&gt;" in page


def test_what_is_not_in_the_form_keeps_its_comment(client, case):
    send(client, "/dossiers", title="d", accepted="1")
    one, two, *_ = Drafts(case).read("d").claims
    send(client, "/dossiers/d", shown=f"{one} {two}", **{f"comment-{two}": "said"})
    send(client, "/dossiers/d", shown=one, **{f"comment-{one}": "too"})
    assert [each.comment for each in Drafts(case).read("d").findings][:2] == ["too", "said"]


def test_what_nobody_accepted_may_be_chosen_with_a_warning(client, case):
    claim = ids(case)[0]
    with Heliograph.open_to_work(case) as opened:
        opened.review(claim, Said(judgement="unsure", by="R. Reader"))
    send(client, "/dossiers", title="d")
    page = client.ask("/dossiers/d?state=unsure")[2]
    assert f'name="pick-{claim}"' in page
    assert "do not count as accepted" in page
    send(client, "/dossiers/d/choose", **{f"pick-{claim}": "1"})
    assert "It does not count as accepted" in client.ask("/dossiers/d")[2]
    send(client, "/dossiers/d/choose", all="1")
    first, *others = Drafts(case).read("d").claims
    assert (first, set(others)) == (claim, set(ids(case)[1:]))
    send(client, "/dossiers/d", shown=claim, do=f"remove:{claim}")
    send(client, f"/claims/{claim}/choose", draft="d")
    assert Drafts(case).read("d").claims == (*others, claim)


def test_what_is_hidden_is_hidden_in_the_preview(client, case):
    send(client, "/dossiers", title="d", accepted="1")
    assert "值班室" in client.ask("/dossiers/d/preview")[2]
    form = {"do": "words", "text": "值班室", "reason": "one office has it"}
    send(client, "/dossiers/d/hide", **form)
    send(client, "/dossiers/d/hide", do="source", reason="paths lead to the source")
    with Heliograph.open(case) as opened:
        (sheet,) = opened.rows.documents(path="gait.pdf")
    box = {"left": "0", "top": "0.1", "right": "1", "bottom": "0.2"}
    where = {"document": str(sheet.digest), "page": "1", "reason": "a stamp"}
    send(client, "/dossiers/d/hide", do="region", **where, **box)
    page = client.ask("/dossiers/d/preview")[2]
    assert "值班室" not in page
    assert "brochure.txt" not in page
    assert "one office has it" in page
    status, _, words = client.ask(
        "/dossiers/d/hide",
        {"csrf": client.form_token(), "do": "words", "text": "值", "reason": "x"},
    )
    assert (status, "too short" in words) == (400, True)
    send(client, "/dossiers/d/hide", do="show:2")
    send(client, "/dossiers/d/hide", do="show:1")
    send(client, "/dossiers/d/hide", do="whole")
    draft = Drafts(case).read("d")
    assert (draft.plan.words, draft.plan.regions, draft.redacted) == ((), (), False)
    assert "值班室" in client.ask("/dossiers/d/preview")[2]


def made_file(client: Client, draft: str) -> str:
    """Begin to make, look until it is done, as a browser that loads the page anew would."""
    assert send(client, f"/dossiers/{draft}/make") == f"/dossiers/{draft}/making"
    deadline = time.monotonic() + 60
    while "data-reload" in (page := client.ask(f"/dossiers/{draft}/making")[2]):
        assert time.monotonic() < deadline, page
    found = re.search(rf'<strong>[^<]*<a href="(/dossiers/{draft}/made/[^"]+)"', page)
    assert found, page
    return found[1]


def test_a_dossier_is_made_handed_out_and_holds_in_a_strangers_hands(client, case, made, tmp_path):
    send(client, "/dossiers", title="Riverside", accepted="1")
    where = made_file(client, "riverside")
    page = client.ask("/dossiers/riverside/making")[2]
    digits = made.key.removeprefix("sha256:")
    assert f"heliograph_verify.py riverside-1.zip --key {digits}" in page
    status, headers, content = raw(client, where)
    assert status == 200
    assert headers["content-type"] == "application/zip"
    assert headers["content-disposition"].startswith("attachment")
    (tmp_path / "got.zip").write_bytes(content)
    root = str(made.root)
    arguments = [str(tmp_path / "got.zip"), "--key", made.key, "--tsa-root", root]
    assert heliograph_verify.main(arguments) == 0
    with zipfile.ZipFile(BytesIO(content)) as file:
        assert b"Riverside" in file.read("index.html")
    entered = [json.loads(line) for line in (case / "custody.jsonl").read_bytes().splitlines()]
    (facts,) = [one["facts"] for one in entered if one["facts"].get("by") == "R. Reader"
                and one["event"] == "exported"]  # fmt: skip
    assert facts["what"] == "dossier"
    for wrong in ("/dossiers/riverside/made/other.zip", "/dossiers/x/made/riverside-1.zip"):
        assert client.ask(wrong)[0] == 404


def test_what_cannot_be_made_says_why_and_leaves_the_room_working(client, case):
    send(client, "/dossiers", title="empty")
    send(client, "/dossiers/empty/make")
    deadline = time.monotonic() + 60
    while "data-reload" in (page := client.ask("/dossiers/empty/making")[2]):
        assert time.monotonic() < deadline
    assert "could not be made" in page
    assert "Choose some" in page
    assert client.ask("/dossiers/empty/preview")[0] == 200
    assert send(client, "/dossiers/empty/drop") == "/dossiers"
    assert Drafts(case).names() == []


def test_while_another_works_on_the_case_drafts_are_kept_and_dossiers_wait(client, case):
    with CaseLock(case / "lock"):
        send(client, "/dossiers", title="d", accepted="1")
        send(client, "/dossiers/d/make")
        deadline = time.monotonic() + 60
        while "data-reload" in (page := client.ask("/dossiers/d/making")[2]):
            assert time.monotonic() < deadline
    assert "Another Heliograph works on this case" in page
    assert made_file(client, "d").endswith("d-1.zip")


def test_a_redacted_edition_is_made_and_its_own_check_is_named(client, case):
    send(client, "/dossiers", title="d", accepted="1")
    send(client, "/dossiers/d/hide", do="words", text="值班室", reason="one office has it")
    assert made_file(client, "d").endswith("d.redacted-1.zip")
    page = client.ask("/dossiers/d/making")[2]
    assert "sh check.sh" in page
    assert "heliograph_verify.py" not in page
    with zipfile.ZipFile(case / "dossiers" / "d.redacted-1.zip") as file:
        assert "值班室" not in file.read("index.html").decode("utf-8")


def test_titles_forewords_and_comments_run_nothing(client, case):
    claim = ids(case)[0]
    for number, payload in enumerate(HOSTILE[::6]):
        name = send(client, "/dossiers", title=payload).removeprefix("/dossiers/")
        send(client, f"/claims/{claim}/choose", draft=name)
        form = {"title": payload, "foreword": payload, "shown": claim, f"comment-{claim}": payload}
        send(client, f"/dossiers/{name}", **form)
        send(client, f"/dossiers/{name}/hide", do="words", text=f"步态 {number}", reason=payload)
        for page in ("", "/preview", "/making"):
            words = client.ask(f"/dossiers/{name}{page}")[2]
            assert not re.search(r"<(script|img|svg|iframe|object)[^>]*(alert|192\.0\.2)", words)
    assert client.ask(f"/dossiers/{quote('../case', safe='')}")[0] == 404
    assert client.ask("/dossiers/x?" + urlencode({"state": HOSTILE[0]}))[0] == 404


def raw(client: Client, path: str) -> tuple[int, dict[str, str], bytes]:
    link = http.client.HTTPConnection("127.0.0.1", client.port, timeout=60)
    link.request("GET", path, None, {"Cookie": client.cookie})
    answer = link.getresponse()
    content = answer.read()
    link.close()
    return answer.status, dict(answer.headers.items()), content
