"""Alerts: each finding told once by each channel, until it is taken, without saying too much."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.answering import Site, answer, serving
from tests.conftest import FrozenClock
from tests.receivers import Mood, mail_server, webhook

from heliograph.app import Heliograph
from heliograph.errors import BadChannel, NothingThere
from heliograph.notifiers.channel import Channel
from heliograph.notifiers.message import Taken
from heliograph.watch_records import Alert, Watch, WatchId
from heliograph.watching.alerts import make_alerts, outbox, send_due, try_again
from heliograph.watching.channels import (
    add_channel,
    channels,
    courier_of,
    remove_channel,
    try_channel,
)
from heliograph.watching.watches import add_watch, set_state

SECRET_WORDS = "联系人：王小明 系统支持维族告警。"


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    (folder / "a.txt").write_text(SECRET_WORDS, encoding="utf-8")
    (folder / "b.txt").write_text("Notice of a camera. 系统支持维族告警。", encoding="utf-8")
    made = tmp_path_factory.mktemp("case") / "case"
    with Heliograph.create(made, ask=[folder], clock=FrozenClock()) as opened:
        opened.run()
    return made


@pytest.fixture
def case(read_once: Path, tmp_path: Path, clock: FrozenClock) -> Iterator[Heliograph]:
    shutil.copytree(read_once, tmp_path / "case")
    with Heliograph.open_to_work(tmp_path / "case", clock=clock) as opened:
        yield opened


def ask(case: Heliograph, *tells: str, query: str = "系统", **how: object) -> Watch:
    wanted = Watch(
        id=WatchId(""), number=0, name="the name", query=query, channels=tells,
        made_at=case.clock(), **how,  # type: ignore[arg-type]
    )  # fmt: skip
    return add_watch(case, wanted)


def tell(case: Heliograph) -> list[Alert]:
    known = channels(case)
    make_alerts(case, known, lambda channel: "All was checked.")
    send_due(case, courier_of(case), known)
    return outbox(case)


def lines(case: Heliograph, name: str = "alerts.jsonl") -> list[dict[str, object]]:
    path = case.folder.root / name
    return (
        [json.loads(one) for one in path.read_text("utf-8").splitlines()] if path.exists() else []
    )


def test_an_alert_says_where_to_look_and_not_what_was_found(case: Heliograph):
    add_channel(case, Channel(name="file", address="jsonl:alerts.jsonl"))
    ask(case, "file")
    tell(case)
    (line,) = lines(case)
    told = json.dumps(line, ensure_ascii=False)
    assert all(f"heliograph finding {one.id[:8]}" in told for one in case.rows.findings())
    for word in ("系统", "维族", "王小明", "a.txt", "the name"):
        assert word not in told


def test_a_channel_that_is_told_all_gets_words_and_place_without_the_person(case: Heliograph):
    add_channel(case, Channel(name="file", address="jsonl:alerts.jsonl", tell_all=True))
    ask(case, "file", query="", capabilities=("ethnicity_alarm",))
    tell(case)
    told = str(lines(case)[0]["words"])
    assert "系统支持维族告警" in told
    assert "ethnicity_alarm" in told
    assert "a.txt" in told
    assert "王小明" not in told


def test_each_finding_is_told_once_by_each_channel(case: Heliograph):
    for name in ("one", "two"):
        add_channel(case, Channel(name=name, address=f"jsonl:{name}.jsonl"))
    ask(case, "one", "two")
    first = tell(case)
    assert [one.state for one in first] == ["sent", "sent"]
    assert tell(case) == first
    assert [len(lines(case, f"{name}.jsonl")) for name in ("one", "two")] == [1, 1]
    entries = [one for one in case.custody.entries() if one.event == "alerted"]
    assert {one.facts["alert"] for one in entries} == {one.id for one in first}


def test_a_feed_holds_an_entry_once_however_often_it_is_written(case: Heliograph):
    add_channel(case, Channel(name="feed", address="atom:alerts.xml"))
    ask(case, "feed")
    (alert,) = tell(case)
    case.rows.keep_watching([msgspec.structs.replace(alert, state="waiting")])
    send_due(case, courier_of(case), channels(case))
    text = (case.folder.root / "alerts.xml").read_text("utf-8")
    assert text.count(f"urn:heliograph:alert:{alert.id}") == 1


def test_what_is_refused_is_tried_again_with_the_same_key_until_it_is_taken(
    case: Heliograph, clock: FrozenClock
):
    moods: list[Mood] = ["refuse", "take and hang up", "take"]
    with webhook(lambda: moods.pop(0)) as hook:
        add_channel(case, Channel(name="hook", address=f"http://127.0.0.1:{hook.port}/x"))
        ask(case, "hook")
        (alert,) = tell(case)
        assert (alert.state, alert.failed) == ("waiting", "status 503")
        tell(case)
        assert hook.tried == 1, "not before its time"
        for minutes in (1, 2):
            clock.forward(minutes=minutes)
            (alert,) = tell(case)
    assert (alert.state, alert.attempts, alert.proof) == ("sent", 3, "status 202")
    assert {one.key for one in hook.taken} == {alert.id}
    log = (case.folder.egress).read_text("utf-8").splitlines()
    assert [json.loads(one)["reason"] for one in log] == [f"alert {alert.id} to hook"] * 3
    assert all("/x" not in json.loads(one)["url"] for one in log), "a path may be a secret"


def test_a_mail_keeps_its_message_id_and_the_servers_reply(case: Heliograph, clock: FrozenClock):
    moods: list[Mood] = ["take and hang up", "take"]
    with mail_server(lambda: moods.pop(0)) as mail:
        address = f"smtp://127.0.0.1:{mail.port}/?to=a@b.example&tls=no"
        add_channel(case, Channel(name="mail", address=address))
        ask(case, "mail")
        (alert,) = tell(case)
        assert alert.state == "waiting"
        clock.forward(minutes=1)
        (alert,) = tell(case)
    assert alert.proof == "250 2.0.0 taken as 17"
    assert [one.key for one in mail.taken] == [alert.id, alert.id]


def test_an_alert_is_given_up_only_after_long_and_can_be_tried_again(
    case: Heliograph, clock: FrozenClock
):
    add_channel(case, Channel(name="gone", address="http://127.0.0.1:9/"))
    ask(case, "gone")
    tell(case)
    clock.forward(days=13)
    assert [one.state for one in tell(case)] == ["waiting"]
    clock.forward(days=2)
    assert [one.state for one in tell(case)] == ["given-up"]
    entries = [one for one in case.custody.entries() if one.event == "alerted"]
    assert [one.facts["state"] for one in entries] == ["given-up"]
    (again,) = try_again(case, "all")
    assert again.state == "waiting"


def test_what_was_entered_as_taken_is_not_sent_again_after_a_kill(case: Heliograph):
    add_channel(case, Channel(name="file", address="jsonl:alerts.jsonl"))
    ask(case, "file")
    before = case.rows.mark("custody")
    (alert,) = tell(case)
    with case.rows.all_or_nothing():
        # As a kill between custody and database leaves it.
        case.rows.keep_watching([msgspec.structs.replace(alert, state="waiting", proof="")])
        case.rows.set_mark("custody", before)
    case.run()
    (after,) = outbox(case)
    assert (after.state, after.proof) == ("sent", alert.proof)


def test_nothing_is_told_in_quiet_hours(case: Heliograph, clock: FrozenClock):
    clock.forward(hours=11)
    add_channel(case, Channel(name="file", address="jsonl:alerts.jsonl", quiet=(22, 6)))
    ask(case, "file")
    (alert,) = tell(case)
    assert (alert.attempts, alert.next_at.hour) == (0, 6)
    clock.forward(hours=7)
    assert [one.state for one in tell(case)] == ["sent"]


def test_a_digest_gathers_a_day_and_comes_when_there_is_nothing_too(
    case: Heliograph, clock: FrozenClock
):
    add_channel(case, Channel(name="file", address="jsonl:alerts.jsonl"))
    ask(case, "file", digest="daily")
    assert tell(case) == []
    clock.forward(days=1)
    tell(case)
    tell(case)
    clock.forward(days=1)
    tell(case)
    first, second = lines(case)
    assert (first["findings"], second["findings"]) == (2, 0)
    assert "All was checked." in str(second["words"])


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"address": "smtp://u:word@mail.example/?to=a@b.example"}, "kept in the case"),
        ({"address": "smtp://mail.example/"}, "whom it goes to"),
        ({"address": "http://{secret}/"}, "--secret"),
        ({"address": "https://h.example/", "secret": "word"}, "--secret"),
        ({"address": "nothing"}, "no address"),
        ({"address": "ntfys://a:word@h.example/topic"}, "its secret"),
        ({"address": "nosuchthing://x"}, "no service"),
        ({"address": "jsonl:a", "name": "two words"}, "no name"),
    ],
)
def test_a_channel_that_cannot_be_or_holds_a_secret_is_refused(case: Heliograph, fields, says):
    with pytest.raises(BadChannel, match=says):
        add_channel(case, Channel(**{"name": "x", **fields}))
    assert channels(case) == {}


def test_a_secret_stays_where_it_is_kept(case: Heliograph, tmp_path: Path):
    (tmp_path / "secret").write_text("word-of-honour\n", encoding="utf-8")
    with webhook() as hook:
        address = f"http://127.0.0.1:{hook.port}/{{secret}}"
        add_channel(case, Channel(name="hook", address=address, secret=f"file:{tmp_path}/secret"))
        assert isinstance(try_channel(case, "hook"), Taken)
    for path in case.folder.root.iterdir():
        if path.is_file():
            assert b"word-of-honour" not in path.read_bytes(), path.name


def test_a_watch_tells_only_by_channels_that_are_there(case: Heliograph):
    with pytest.raises(NothingThere):
        ask(case, "nobody")
    add_channel(case, Channel(name="file", address="jsonl:a", quiet=(22, 6), health=False))
    ask(case, "file")
    with pytest.raises(BadChannel, match="the name"):
        remove_channel(case, "file")
    assert channels(case)["file"].quiet == (22, 6)
    assert channels(case)["file"].health is False


def test_what_a_person_says_of_a_finding_stands_in_custody_and_comes_back(case: Heliograph):
    ask(case)
    finding = case.rows.findings()[0]
    before = case.rows.mark("custody")
    set_state(case, finding.id, "escalated", "editor")
    entry = list(case.custody.entries())[-1]
    assert (entry.event, entry.facts["finding"]) == ("reviewed", finding.id)
    with case.rows.all_or_nothing():
        case.rows.keep_watching([finding])
        case.rows.set_mark("custody", before)
    case.run()
    assert case.rows.findings("escalated")[0].id == finding.id


def test_an_alert_that_a_redirect_would_take_elsewhere_is_not_taken(case: Heliograph):
    def away(path: str) -> bytes:
        return answer(b"", "307 Elsewhere", Location="/other")

    site: Site
    with serving(away) as site:
        add_channel(case, Channel(name="hook", address=site.url("/x")))
        ask(case, "hook")
        (alert,) = tell(case)
    assert alert.state == "waiting"
    assert len(site.asked) == 1


def test_a_service_that_takes_headers_is_sent_the_key(case: Heliograph):
    seen: list[bytes] = []
    with serving(lambda path: answer(b"{}")) as site:
        add_channel(case, Channel(name="any", address=f"json://{site.host}/in"))
        ask(case, "any")
        (alert,) = tell(case)
        seen = list(site.asked)
    assert alert.state == "sent"
    assert f"Idempotency-Key: {alert.id}".encode() in seen[-1]
