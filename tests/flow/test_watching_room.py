"""Watching in the reading room: watches and findings as a person goes through them by forms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import msgspec
import pytest
from tests.reading_rooms import HOSTILE, Client, case, plain_case, scanned

from heliograph.accounts import passwords
from heliograph.accounts.users import add_user
from heliograph.app import Heliograph
from heliograph.handwork.packets import hand_out
from heliograph.records import CapabilityId
from heliograph.report.page import visible
from heliograph.store.queue_rows import Wanted
from heliograph.watch_records import Watch, WatchId
from heliograph.watching.sources import add_source
from heliograph.watching.watches import add_watch, set_state
from heliograph.web import ReadingRoom
from heliograph.web.pages import ledger

__all__ = ["case"]

ROSTER = "姓名,身份证号,民族,手机\n" + "".join(
    f"王{name}明,11010119900307{number:04d},汉,1380013{number:04d}\n"
    for number, name in enumerate("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥" * 4)
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = plain_case(tmp_path_factory.mktemp("room"))
    with Heliograph.open_to_work(case) as opened:
        for name, asks in (
            ("alarms", {"capabilities": (CapabilityId("ethnicity_alarm"),)}),
            ("gait", {"query": "步态"}),
        ):
            fields = {"id": WatchId(""), "number": 0, "name": name, "made_at": opened.clock()}
            add_watch(opened, Watch(**fields, **asks))  # type: ignore[arg-type]
    return case


@pytest.fixture
def client(case: Path) -> Iterator[Client]:
    room = ReadingRoom(case, by="R. Reader")
    with room.running():
        yield Client(room).enter()


def send(client: Client, path: str, **form: str) -> str:
    """Send a form; say where it leads."""
    status, headers, words = client.ask(path, {"csrf": client.form_token(), **form})
    assert status == 303, words
    return headers["location"]


def entries(case: Path, event: str) -> list[dict[str, object]]:
    found = [json.loads(line) for line in (case / "custody.jsonl").read_bytes().splitlines()]
    return [one["facts"] for one in found if one["event"] == event]


def addresses(page: str) -> list[str]:
    """Where the findings of a page of the queue lead."""
    return [one.replace("&amp;", "&") for one in re.findall(r'href="([^"]+)" data-open', page)]


def ids(page: str) -> list[str]:
    return re.findall(r'action="/findings/(\w+)/state" class="verdicts"', page)


def test_findings_are_listed_with_their_words_watch_and_facets(client):
    page = client.ask("/findings")[2]
    assert "alarms" in page
    assert "<mark>步态</mark>" in page
    assert "维吾尔族" in page
    narrowed = client.ask("/findings?capability=ethnicity_alarm")[2]
    assert len(ids(narrowed)) == len([one for one in addresses(page) if "/claims/" in one])
    assert "<mark>步态</mark>" not in narrowed


def test_a_state_is_set_with_its_note_and_taken_back(client, case):
    finding = ids(client.ask("/findings")[2])[-1]
    to = send(client, f"/findings/{finding}/state", state="escalated", note="for the lawyers")
    page = client.ask(to)[2]
    assert "Finding" in page
    assert "handed on" in page
    assert ids(page)[-1] == finding
    shown = client.ask(f"/findings/{finding}")[2]
    assert "for the lawyers" in shown
    assert "R. Reader" in shown
    send(client, f"/findings/{finding}/state", state="new", undo="1")
    said = entries(case, "reviewed")
    assert [(one["state"], one["note"], one["by"]) for one in said] == [
        ("escalated", "for the lawyers", "R. Reader"),
        ("new", "", "R. Reader"),
    ]


def test_a_finding_of_a_claim_opens_its_page_among_the_findings(client, case):
    asked = "capability=ethnicity_alarm"
    first, second, *_ = addresses(client.ask(f"/findings?{asked}")[2])
    page = client.ask(first)[2]
    assert "This claim as a finding" in page
    assert "1 of " in page
    assert second.replace("&", "&amp;") in page
    claim = first.partition("?")[0].rpartition("/")[2]
    queue = first.partition("?")[2]
    to = send(
        client, f"/claims/{claim}/review", judgement="rejected", queue=queue, note="read wrongly"
    )
    assert to.startswith(second.partition("?")[0])
    both = entries(case, "reviewed")
    assert both[0]["judgement"] == "rejected"
    assert (both[1]["state"], both[1]["note"]) == ("rejected", "read wrongly")
    # The button on the next page takes both back, though that page is of another finding.
    send(client, f"/claims/{claim}/review", judgement="withdrawn", queue=to.partition("?")[2])
    assert entries(case, "reviewed")[-1]["finding"] == both[1]["finding"]
    assert entries(case, "reviewed")[-1]["state"] == "new"


def test_what_makes_no_sense_of_a_finding_is_refused_in_words(client):
    finding = ids(client.ask("/findings")[2])[0]
    token = client.form_token()
    for path, state in ((finding, "burnt"), ("ffff00", "seen")):
        status, _, words = client.ask(f"/findings/{path}/state", {"csrf": token, "state": state})
        assert status == 404
        assert "Nothing is there" in words
    assert client.ask(f"/findings/{finding}/state", {"csrf": "x", "state": "seen"})[0] == 403
    assert client.ask("/findings/nothing")[0] == 404


def test_a_search_is_saved_as_a_watch_and_said_to_be_one(client, case):
    page = client.ask("/search?q=人脸布控")[2]
    assert "Save as a watch" in page
    to = send(client, "/watches", query="人脸布控")
    page = client.ask(to)[2]
    assert "人脸布控" in page
    assert "4 findings so far" in page
    assert "A watch asks this already" in client.ask("/search?q=人脸布控")[2]
    with Heliograph.open(case) as opened:
        watch = opened.rows.watches()[-1]
        assert (watch.name, watch.query) == ("人脸布控", "人脸布控")
    send(client, f"/watches/{watch.id}/end")
    assert "人脸布控" not in client.ask("/watches")[2]
    assert "人脸布控" in client.ask("/watches?ended=1")[2]
    assert "Save as a watch" in client.ask("/search?q=人脸布控")[2]


def test_a_watch_made_by_form_asks_what_the_command_line_would(client, case):
    asks = {
        "name": "strong",
        "query": "车站",
        "capability": "ethnicity_alarm",
        "strength": "S2",
        "score": "0.1",
        "stance:asserted": "1",
        "stance:reported": "1",
    }
    to = send(client, "/watches", **asks)
    with Heliograph.open(case) as opened:
        watch = opened.rows.watches()[-1]
    assert to == f"/watches?made={watch.id}"
    assert (watch.name, watch.query, watch.capabilities) == (
        "strong", "车站", ("ethnicity_alarm",)
    )  # fmt: skip
    assert (watch.stances, watch.least_strength) == (("asserted", "reported"), "S2")
    assert watch.least_score == 0.1
    shown = client.ask(f"/findings?watch={watch.id}")[2]
    assert "车站" in shown
    assert "学校" not in re.sub(r"(?s)<form.*?</form>", "", shown)


def test_a_watch_that_cannot_be_asked_is_refused_in_words(client, case):
    before = client.ask("/watches")[2].count("Ask no more")
    for form, status in (
        ({"query": '"人脸'}, 400),
        ({"capability": "nonsense"}, 404),
        ({"stance:burnt": "1"}, 404),
        ({"entity": "Nobody Known Ltd"}, 404),
        ({"score": "many"}, 404),
    ):
        got, _, words = client.ask("/watches", {"csrf": client.form_token(), **form})
        assert got == status, words
    assert client.ask("/watches")[2].count("Ask no more") == before


def test_a_packet_is_handed_out_gone_through_and_done(client, case):
    assert "Nothing is handed out yet." in client.ask("/packets")[2]
    to = send(client, "/packets", minutes="1", **{"for": "Ana", "capability": "ethnicity_alarm"})
    assert to == "/packets/1"
    page = client.ask(to)[2]
    assert "0 of 4 reviewed" in page
    claims = addresses(page)
    assert len(claims) == 4
    # Whoever goes on meets no claim but these.
    address = claims[0]
    for turn, expected in enumerate([*claims[1:], "/packets/1"]):
        shown = client.ask(address)[2]
        assert f"{turn + 1} of 4" in shown
        path, _, queue = address.partition("?")
        address = send(client, f"{path}/review", judgement="accepted", queue=queue, then="next")
        assert address.startswith(expected.partition("&")[0])
    page = client.ask("/packets/1")[2]
    assert "4 of 4 reviewed" in page
    assert "Done, thank you." in page
    assert entries(case, "packet-made")[0]["name"] == "Ana"
    listed = client.ask("/packets")[2]
    assert "4 of 4 reviewed" in listed


def test_packets_that_make_no_sense_are_refused_in_words(client):
    token = client.form_token()
    for minutes in ("0", "-5", "many", "1000", ""):
        got, _, words = client.ask("/packets", {"csrf": token, "minutes": minutes})
        assert got == 404
        assert "Say 1 to 480" in words
    assert client.ask("/packets/9")[0] == 404


def took_too_long(case: Path, path: str) -> str:
    """Leave a file as a machine that was too busy would have left it; give its digest's digits."""
    with Heliograph.open_to_work(case) as opened:
        document = next(iter(opened.rows.documents(path=path)))
        assert document.digest
        reading = opened.rows.reading(document.digest)
        assert reading
        left = {"outcome": "timed-out", "reason": "time"}
        opened.rows.keep([msgspec.structs.replace(reading, **left)])
    return document.digest.removeprefix("sha256:")


def test_every_file_that_was_not_read_whole_can_be_paged_to(client, case, monkeypatch):
    names = [f"vendor/brochure{n}.txt" for n in range(1, 4)]
    for name in names:
        took_too_long(case, name)
    monkeypatch.setattr(ledger, "MOST_FILES", 1)
    seen, to = [], "/ledger?outcome=timed-out"
    while to:
        page = client.ask(to)[2]
        seen += re.findall(r'aria-label="Try (\S+) again"', page)
        following = re.search(r'href="(/ledger[^"]+)" rel="next"', page)
        to = unescape(following[1]) if following else ""
    assert seen == names
    for beyond in ("99", "-1", "x", "9" * 40):
        assert client.ask(f"/ledger?start={beyond}")[0] == 200


def test_a_file_that_failed_is_tried_again_from_the_ledger(client, case):
    digest = took_too_long(case, "vendor/brochure1.txt")
    page = client.ask("/ledger")[2]
    assert "Try vendor/brochure1.txt again" in page
    to = send(client, "/ledger/retry", digest=digest)
    page = client.ask(to)[2]
    assert "Tried again:" in page
    assert "Try vendor/brochure1.txt again" not in page
    assert entries(case, "retried")[0]["by"] == "R. Reader"
    status, _, words = client.ask("/ledger/retry", {"csrf": client.form_token(), "digest": digest})
    assert status == 404
    assert "nothing to try again" in words


def test_a_held_back_document_is_released_with_a_reason_and_in_a_name(tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "roster.csv").write_text(ROSTER, encoding="utf-8")
    case = scanned(tmp_path / "case", texts)
    room = ReadingRoom(case, by="R. Reader")
    with room.running():
        client = Client(room).enter()
        page = client.ask("/ledger")[2]
        found = re.search(r'name="csrf" value="([^"]+)".*?name="digest" value="(\w{64})"', page)
        assert found
        token, digest = found.groups()
        form = {"csrf": token, "digest": digest}
        assert client.ask("/ledger/release", form)[0] == 404
        assert client.ask(f"/documents/{digest}")[0] == 403
        done, headers, _ = client.ask("/ledger/release", form | {"reason": "it proves it"})
        assert (done, headers["location"]) == (303, f"/documents/{digest}")
        assert client.ask(f"/documents/{digest}")[0] == 200
    (kept,) = entries(case, "released")
    assert (kept["reason"], kept["by"]) == ("it proves it", "R. Reader")


def test_a_watch_that_asks_for_all_it_can_is_said_in_words(client, case):
    with Heliograph.open_to_work(case) as opened:
        source = add_source(opened, "page", "https://vendor.example/product")
        name = next(iter(opened.rows.entities())).name
    form = {"name": "all", "entity": name, f"source:{source.id}": "1", "change:gone": "1"}
    page = client.ask(send(client, "/watches", **form))[2]
    assert "vendor.example/product" in page
    assert visible(name) in unescape(page)
    assert "gone" in page


def test_hostile_names_and_notes_stay_words(client, case):
    some = "\n".join(HOSTILE)
    with Heliograph.open_to_work(case) as opened:
        for payload in HOSTILE:
            asks = {"id": WatchId(payload), "name": payload, "query": payload, "number": 0}
            watch = Watch(**asks, made_at=opened.clock())  # type: ignore[arg-type]
            opened.rows.keep_watching([watch])
        finding = opened.rows.findings()[0]
        set_state(opened, finding.id, "seen", by=HOSTILE[0], note=some)
        hand_out(opened, Wanted(), minutes=1, name=HOSTILE[4], by=HOSTILE[5])
    told = urlencode({"set": "seen", "of": HOSTILE[1], "before": "new", "tried": HOSTILE[2]})
    for path in (
        "/watches", "/findings", f"/findings/{finding.id}", "/packets", "/packets/1",
        f"/findings?{told}", f"/watches?made={HOSTILE[6]}&q={HOSTILE[7]}",
        f"/ledger?{told}&became=read&of=abc", f"/findings?watch={HOSTILE[4]}",
    ):  # fmt: skip
        status, _, page = client.ask(path)
        assert status == 200, path
        for payload in HOSTILE:
            if "<" in payload or '"' in payload:
                assert payload not in page, (path, payload)


def test_a_reader_is_shown_no_form_and_refused_all_of_them(case, monkeypatch):
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ROUNDS", 1)
    with Heliograph.open_to_work(case) as opened:
        add_user(opened, "Chen", "reader", "the third drawer from below", "root")
        finding = opened.rows.findings()[0].id
        watch = opened.rows.watches()[0].id
    room = ReadingRoom(case, by="nobody")
    with room.running():
        client = Client(room)
        form = {"name": "Chen", "password": "the third drawer from below"}
        client.cookie = client.ask("/login", form)[1]["set-cookie"].partition(";")[0]
        token = ""
        for path in (
            "/findings", f"/findings/{finding}", "/watches", "/packets", "/ledger", "/sources",
            "/search?q=步态",
        ):  # fmt: skip
            status, _, page = client.ask(path)
            assert status == 200
            acts = re.findall(r'method="post" action="([^"]+)"', page)
            assert set(acts) <= {"/logout"}, path
            token = re.findall(r'name="csrf" value="([^"]+)"', page)[0]
        for path in (
            f"/findings/{finding}/state", "/watches", f"/watches/{watch}/end", "/packets",
            "/ledger/retry", "/ledger/release", "/sources/x/look", "/sources/x/pause",
        ):  # fmt: skip
            assert client.ask(path, {"csrf": token, "state": "seen", "minutes": "1"})[0] == 403
    assert entries(case, "reviewed") == []
