"""The reading room as a client on the same machine meets it: who is let in, what is shown."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.reading_rooms import Client, case, made

from heliograph.cli import cli
from heliograph.store.lock import CaseLock
from heliograph.web import ReadingRoom

__all__ = ["case", "made"]

ROSTER = "姓名,身份证号,民族,手机\n" + "".join(
    f"王{name}明,11010119900307{number:04d},汉,1380013{number:04d}\n"
    for number, name in enumerate("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥" * 4)
)


@pytest.fixture
def room(case: Path) -> Iterator[ReadingRoom]:
    room = ReadingRoom(case, by="R. Reader")
    with room.running():
        yield room


@pytest.fixture
def client(room: ReadingRoom) -> Client:
    return Client(room).enter()


def entries(case: Path, event: str) -> list[dict[str, object]]:
    found = [json.loads(line) for line in (case / "custody.jsonl").read_bytes().splitlines()]
    return [one["facts"] for one in found if one["event"] == event]


def test_the_first_address_opens_once_and_never_again(room):
    client = Client(room)
    assert client.ask("/claims")[0] == 403
    client.enter()
    assert client.ask("/claims")[0] == 200
    stranger = Client(room)
    status, headers, words = stranger.ask(stranger.first)
    assert status == 403
    assert "set-cookie" not in headers
    assert "prints a new one" in words
    assert stranger.ask("/open/anything")[0] == 403


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(room):
    _, headers, _ = Client(room).ask(Client(room).first)
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(headers["set-cookie"].split("; "))


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "[::1]", ""])
def test_a_name_that_was_made_to_lead_here_is_refused(client, host):
    status, headers, words = client.ask("/claims", Host=host)
    assert status == 421
    assert "Claims" not in words
    assert headers["content-security-policy"] == "default-src 'none'"


def test_a_form_of_another_site_is_refused_whatever_it_knows(client, case):
    claim, token = client.claims()[0], client.form_token()
    form = {"csrf": token, "judgement": "accepted"}
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": client.root, "Sec_Fetch_Site": "cross-site"},
        {"Origin": client.root, "Cookie": ""},
        {"Origin": client.root, "Cookie": f"heliograph-{client.port}=guess"},
    ):
        assert client.ask(f"/claims/{claim}/review", form, **headers)[0] == 403
    for wrong in ("", "guess", client.cookie):
        status, _, words = client.ask(
            f"/claims/{claim}/review", {"csrf": wrong, "judgement": "accepted"}
        )
        assert status == 403
        assert "not of this session" in words
    assert entries(case, "reviewed") == []


def test_a_review_needs_a_form_and_not_an_address(client, case):
    claim, token = client.claims()[0], client.form_token()
    assert client.ask(f"/claims/{claim}/review?csrf={token}&judgement=accepted")[0] == 405
    assert entries(case, "reviewed") == []


def test_every_answer_is_locked_up(client):
    claim = client.claims()[0]
    for path in ("/claims", f"/claims/{claim}", "/nothing", "/static/exchange.js", "/ledger"):
        _, headers, _ = client.ask(path)
        policy = dict(
            part.strip().partition(" ")[::2]
            for part in headers["content-security-policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == f"{client.root}/static/"
        assert policy["connect-src"] == client.root
        assert policy["trusted-types"] == "'none'"
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        if not path.startswith("/static/"):
            assert headers["cache-control"] == "no-store"


def test_an_original_is_handed_out_as_bytes_to_keep(client):
    _, _, page = client.ask(f"/claims/{client.claims()[0]}")
    found = re.search(r'href="/documents/([0-9a-f]{64})"', page)
    assert found
    status, headers, words = client.ask(f"/originals/{found[1]}")
    assert status == 200
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-disposition"].startswith("attachment")
    assert "产品说明书" in words


def test_a_review_is_kept_with_its_note_and_can_be_taken_back(client, case):
    claim = client.claims()[0]
    status, headers, _ = client.review(claim, judgement="rejected", note="读错", stance="reported")
    assert status == 303
    assert headers["location"].startswith("/claims?said=rejected")
    (kept,) = entries(case, "reviewed")
    assert (kept["judgement"], kept["note"], kept["by"]) == ("rejected", "读错", "R. Reader")
    assert kept["stance"] == "reported"
    page = client.ask(f"/claims/{claim}")[2]
    assert "读错" in page
    client.review(claim, judgement="withdrawn")
    assert [one["judgement"] for one in entries(case, "reviewed")] == ["rejected", "withdrawn"]
    assert claim in client.claims("state=open")


def test_a_review_leads_to_the_next_claim_of_the_same_queue(client):
    first, second, *_ = client.claims("language=zh&sort=place")
    queue = "language=zh&sort=place"
    _, headers, _ = client.review(first, judgement="accepted", then="next", queue=queue)
    assert headers["location"].startswith(f"/claims/{second}?language=zh&sort=place&said=accepted")


def test_a_script_is_told_where_a_deed_leads_with_the_part_of_the_page(client, case):
    claim, form = client.claims()[0], {"csrf": client.form_token(), "title": "Stations"}
    assert client.ask("/dossiers", form)[0] == 303
    form["draft"] = "stations"
    to = f"/dossiers/stations?said=added#claim-{claim}"
    for x_exchange, status, name in (("1", 204, "x-leads-to"), ("", 303, "location")):
        asked = {"X_Exchange": x_exchange} if x_exchange else {}
        told = client.ask(f"/claims/{claim}/choose", form, **asked)
        assert (told[0], told[1][name], told[2]) == (status, to, "")
    refused = client.ask(f"/claims/{claim}/choose", form | {"csrf": "forged"}, X_Exchange="1")
    assert refused[0] == 403
    assert "x-leads-to" not in refused[1]


@pytest.mark.parametrize("queue", ["//evil.example", "x=1&after=//evil.example", "sort=%0d%0aX:1"])
def test_no_form_leads_out_of_the_room(client, queue):
    _, headers, _ = client.review(client.claims()[0], judgement="unsure", queue=queue)
    assert re.match(r"/claims\?[\w=&%.\-]*$", headers["location"])
    assert "x" not in {name.lower() for name in headers}


def test_what_makes_no_sense_is_refused_in_words(client):
    claim = client.claims()[0]
    assert client.review(claim, judgement="burnt")[0] == 404
    assert client.review("ffffffff", judgement="accepted")[0] == 404
    assert client.review(claim, judgement="accepted", capability="nonsense")[0] == 404
    assert client.review(claim, judgement="accepted", note="x" * 100_000)[0] == 413
    for path in ("/claims/zz", "/documents/zz", f"/documents/{'a' * 64}", "/static/../app.py"):
        assert client.ask(path)[0] == 404


def test_while_another_works_on_the_case_it_can_be_read_and_not_reviewed(client, case):
    claim = client.claims()[0]
    with CaseLock(case / "lock"):
        assert client.ask(f"/claims/{claim}")[0] == 200
        status, _, words = client.review(claim, judgement="accepted")
        assert status == 409
        assert "Another Heliograph works on this case" in words
    assert client.review(claim, judgement="accepted")[0] == 303


def test_the_room_leaves_the_case_to_others_between_reviews(client, case):
    client.review(client.claims()[0], judgement="accepted")
    with CaseLock(case / "lock"):
        pass


def test_a_search_marks_what_answers_and_explains_what_it_cannot_read(client):
    _, _, page = client.ask("/search?q=步态识别")
    assert "<mark>步态识别</mark>" in page
    _, _, page = client.ask('/search?q="步态')
    assert "quotation mark at character 1 is not closed" in page
    _, _, page = client.ask("/search?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in page


def test_what_is_held_back_is_told_of_and_not_shown(tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "roster.csv").write_text(ROSTER, encoding="utf-8")
    done = CliRunner().invoke(cli, ["scan", str(texts), "--case", str(tmp_path / "case")])
    assert done.exit_code == 0, done.output
    listed = CliRunner().invoke(cli, ["ledger", "--case", str(tmp_path / "case"), "--json"])
    digest = json.loads(listed.stdout.splitlines()[0])["digest"].removeprefix("sha256:")
    room = ReadingRoom(tmp_path / "case", by="R. Reader")
    with room.running():
        client = Client(room).enter()
        assert "roster.csv" not in client.ask("/documents")[2]
        assert "1 file is held back and not shown" in client.ask("/documents")[2]
        assert "held back" in client.ask("/ledger")[2]
        for path in ("documents/{}", "documents/{}/pages/1", "originals/{}", "pictures/{}/1.png"):
            status, _, words = client.ask("/" + path.format(digest))
            assert status == 403
            assert "11010119900307" not in words


def test_a_look_is_entered_in_custody_where_the_case_asks_for_it(client, case):
    claim = client.claims()[0]
    client.ask(f"/claims/{claim}")
    assert entries(case, "viewed") == []
    settings = case / "heliograph.toml"
    words = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"(?m)^#? ?log_views.*$", "log_views = true", words), "utf-8")
    client.ask(f"/claims/{claim}")
    assert [one["claim"] for one in entries(case, "viewed")] == [claim]


def test_it_listens_on_the_loopback_alone(room):
    port = int(room.root.rpartition(":")[2])
    listening = Path("/proc/net/tcp").read_text(encoding="ascii")
    assert f"0100007F:{port:04X} 00000000:0000 0A" in listening
    assert f" 00000000:{port:04X} 00000000:0000 0A" not in listening


def test_an_answer_does_not_wait_until_its_head_is_acknowledged(room):
    link = http.client.HTTPConnection(room.root.removeprefix("http://"), timeout=60)
    link.request("GET", "/static/icon.svg")
    link.getresponse().read()
    (served,) = room._server.server_state.connections
    end = served.transport.get_extra_info("socket")
    assert end.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    link.close()


def test_the_command_prints_its_address_serves_and_stops(case):
    command = [sys.executable, "-m", "heliograph", "serve", "--no-browser", "--json"]
    with subprocess.Popen(
        [*command, "--case", str(case)], stdout=subprocess.PIPE, env={**os.environ}, text=True
    ) as running:
        assert running.stdout is not None
        address = json.loads(running.stdout.readline())["address"]
        root, _, first = address.partition("/open/")
        client = Client.__new__(Client)
        client.port, client.root = int(root.rpartition(":")[2]), root
        client.cookie, client.first = "", f"/open/{first}"
        try:
            assert client.enter().ask("/claims")[0] == 200
            running.send_signal(signal.SIGINT)
            assert running.wait(timeout=20) == 0
        finally:
            running.kill()


def test_a_port_that_is_taken_and_a_case_that_is_not_there_are_said(case, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "heliograph", "serve", "--case", str(case), "--port", port],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert f"Port {port} cannot be had" in done.stderr
    assert "Traceback" not in done.stderr
