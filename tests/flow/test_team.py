"""A case with users: who is let in, how far each role goes, what custody keeps of them."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.conftest import FrozenClock
from tests.reading_rooms import Client, case, logged_in, plain_case

from heliograph.accounts import passwords, throttle
from heliograph.accounts.rules import people_asked
from heliograph.accounts.sessions import IDLE, WHOLE, Sessions
from heliograph.accounts.throttle import Throttle
from heliograph.accounts.users import add_user, change_user, remove_user, user_of, users_of
from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.drafting.drafts import Draft, Drafts
from heliograph.errors import CustodyBroken, NothingThere, UsageError
from heliograph.pipeline.deeds.deciding import Said
from heliograph.web import ReadingRoom
from heliograph.web.looks import Looks
from heliograph.web.pages import PAGES

__all__ = ["case"]

WORDS = {
    "Ana K.": "a lantern in the harbour",
    "ben": "seven slow green herons",
    "Chen": "the third drawer from below",
}
ROLES = {"Ana K.": "owner", "ben": "reviewer", "Chen": "reader"}


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same method with less work: what it costs is measured elsewhere."""
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ROUNDS", 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = plain_case(tmp_path_factory.mktemp("team"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "MEMORY_KIB", 64)
        patch.setattr(passwords, "ROUNDS", 1)
        with Heliograph.open_to_work(case) as opened:
            for name, words in WORDS.items():
                add_user(opened, name, ROLES[name], words, "root")  # type: ignore[arg-type]
    return case


@contextmanager
def serving(case: Path, clock: FrozenClock) -> Iterator[ReadingRoom]:
    room = ReadingRoom(case, by="nobody", clock=clock)
    with room.running():
        yield room


@pytest.fixture
def room(case: Path, clock: FrozenClock) -> Iterator[ReadingRoom]:
    with serving(case, clock) as room:
        yield room


def log_in(room: ReadingRoom, name: str, words: str = "") -> Client:
    return logged_in(room, name, words or WORDS[name])


def entries(case: Path, event: str) -> list[dict[str, object]]:
    found = [json.loads(line) for line in (case / "custody.jsonl").read_bytes().splitlines()]
    return [one["facts"] for one in found if one["event"] == event]


def test_who_is_not_logged_in_is_led_to_the_door_and_sees_nothing(room):
    client = Client(room)
    for path in ("/claims", "/documents", "/ledger", "/open/anything", "/pictures/claims/x.png"):
        status, headers, words = client.ask(path)
        assert (status, headers["location"]) == (303, "/login")
        assert words == ""
    status, _, words = client.ask("/claims/x/review", {"judgement": "accepted"})
    assert status == 403
    assert "not logged in" in words
    assert client.ask("/login")[0] == 200


def test_a_name_and_its_password_let_in_whatever_the_case_of_the_letters(room):
    client = log_in(room, "ANA  k.", WORDS["Ana K."])
    assert client.ask("/claims")[0] == 200
    assert "Ana K." in client.ask("/claims")[2]
    for name, words in (
        ("Ana K.", "wrong words here"),
        ("nobody", WORDS["ben"]),
        ("ben", "x" * 2000),
    ):
        status, headers, page = Client(room).ask("/login", {"name": name, "password": words})
        assert status == 403
        assert "set-cookie" not in headers
        assert "is not right" in page


def test_the_cookie_of_a_log_in_is_locked_up_and_new_each_time(room):
    first, second = log_in(room, "ben"), log_in(room, "ben")
    assert first.cookie != second.cookie
    _, headers, _ = Client(room).ask("/login", {"name": "ben", "password": WORDS["ben"]})
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(headers["set-cookie"].split("; "))


def test_a_log_in_from_another_site_or_under_another_name_of_ours_is_refused(room):
    form = {"name": "ben", "password": WORDS["ben"]}
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": ""}):
        assert Client(room).ask("/login", form, **headers)[0] == 403
    assert Client(room).ask("/login", form, Sec_Fetch_Site="cross-site")[0] == 403
    assert Client(room).ask("/login", Host="evil.example")[0] == 421


def test_a_reader_may_look_and_not_decide(room, case):
    client = log_in(room, "Chen")
    claim = client.claims()[0]
    page = client.ask(f"/claims/{claim}")[2]
    token = re.findall(r'name="csrf" value="([^"]+)"', page)
    assert 'value="accepted"' not in page + client.ask("/claims")[2]
    status, _, words = client.ask(
        f"/claims/{claim}/review", {"csrf": token[0], "judgement": "accepted"}
    )
    assert status == 403
    assert "Readers may look and not decide" in words
    assert entries(case, "reviewed") == []
    digest = re.findall(r'href="/documents/([0-9a-f]{64})"', page)[0]
    assert client.ask(f"/originals/{digest}")[0] == 403
    assert entries(case, "exported") == []


def test_a_reviewer_decides_under_their_own_name_and_lets_nobody_in(room, case):
    client = log_in(room, "ben")
    assert client.review(client.claims()[0], judgement="accepted", by="Ana K.")[0] == 303
    assert [one["by"] for one in entries(case, "reviewed")] == ["ben"]
    status, _, words = client.ask("/users")
    assert status == 403
    assert "for owners of the case" in words


def test_a_form_of_one_session_is_worth_nothing_in_another(room, case):
    ana, ben = log_in(room, "Ana K."), log_in(room, "ben")
    claim, stolen = ben.claims()[0], ana.form_token()
    form = {"csrf": stolen, "judgement": "accepted"}
    assert ben.ask(f"/claims/{claim}/review", form)[0] == 403
    assert ben.ask(f"/claims/{claim}/review", {**form, "csrf": ""})[0] == 403
    own = {**form, "csrf": ben.form_token()}
    assert ben.ask(f"/claims/{claim}/review", own, Origin="http://evil.example")[0] == 403
    assert entries(case, "reviewed") == []


def test_a_session_ends_when_nobody_is_there_and_at_its_end(room, clock):
    client = log_in(room, "ben")
    clock.forward(seconds=IDLE.total_seconds() + 1)
    status, headers, _ = client.ask("/claims")
    assert (status, headers["location"]) == (303, "/login")
    client = log_in(room, "ben")
    while_there = int(WHOLE / IDLE) + 1
    answers = []
    for _ in range(while_there):
        clock.forward(seconds=IDLE.total_seconds() - 1)
        answers.append(client.ask("/login")[0])
    assert answers[0] == 303
    assert answers[-1] == 200


def test_who_logs_out_is_out_and_the_key_opens_nothing_more(room):
    client = log_in(room, "ben")
    assert client.ask("/logout", {"csrf": "guess"})[0] == 403
    assert client.ask("/claims")[0] == 200
    assert client.ask("/logout", {"csrf": client.form_token()})[0] == 303
    assert client.ask("/claims")[0] == 303


def test_who_is_removed_or_given_another_password_or_role_feels_it_at_once(room, case):
    ben, chen = log_in(room, "ben"), log_in(room, "Chen")
    with Heliograph.open_to_work(case) as opened:
        change_user(opened, "ben", "root", password="eight grey geese in a row")
        change_user(opened, "chen", "root", role="reviewer")
    assert ben.ask("/claims")[0] == 303
    assert chen.review(chen.claims()[0], judgement="unsure")[0] == 303
    with Heliograph.open_to_work(case) as opened:
        remove_user(opened, "Chen", "root")
    assert chen.ask("/claims")[0] == 303
    assert log_in(room, "ben", "eight grey geese in a row").ask("/claims")[0] == 200


def test_who_guesses_waits_and_others_do_not(room, clock):
    for _ in range(throttle.FREE):
        assert Client(room).ask("/login", {"name": "ben", "password": "guess"})[0] == 403
    status, _, page = Client(room).ask("/login", {"name": "BEN", "password": WORDS["ben"]})
    assert status == 429
    assert "Too many tries" in page
    assert log_in(room, "Ana K.").ask("/claims")[0] == 200
    clock.forward(seconds=throttle.FIRST_WAIT.total_seconds() + 1)
    assert log_in(room, "ben").ask("/claims")[0] == 200


def test_waits_double_and_all_names_together_have_a_limit(clock):
    brake = Throttle(clock)
    for _ in range(throttle.FREE):
        assert brake.attempt("ana") == 0
    waits = []
    for _ in range(12):
        waits.append(brake.attempt("Ana"))
        clock.forward(seconds=waits[-1])
        assert brake.attempt("ana") == 0
    assert waits[:3] == [15, 30, 60]
    assert waits[-1] == throttle.LONGEST_WAIT.total_seconds()
    brake.succeeded("ana")
    assert brake.attempt("ana") == 0
    free = [brake.attempt(f"name {number}") for number in range(throttle.MOST_A_MINUTE + 1)]
    assert free[-1] > 0


def test_the_eldest_of_many_sessions_ends(clock):
    sessions = Sessions(clock)
    keys = [sessions.begin("ben", "stamp") for _ in range(10)]
    assert sessions.of(keys[0]) is None
    assert sessions.of(keys[-1]) is not None
    assert sessions.of("") is None


def test_looks_are_in_custody_under_the_name_of_who_looked_and_once(case, clock):
    with serving(case, clock) as room:
        client = log_in(room, "Chen")
        claim = client.claims()[0]
        page = client.ask(f"/claims/{claim}")[2]
        client.ask(f"/claims/{claim}")
        digest = re.findall(r'href="/documents/([0-9a-f]{64})"', page)[0]
        client.ask(f"/documents/{digest}")
        client.ask(f"/documents/{digest}/pages/1")
    seen = entries(case, "viewed")
    assert {str(one["by"]) for one in seen} == {"Chen"}
    assert [(one["claim"], one["page"]) for one in seen] == [(claim, 1), (None, None), (None, 1)]
    assert all(one["at"] for one in seen)
    with Heliograph.open(case) as opened:
        assert len(list(opened.custody.entries())) == opened.custody.count


def test_looks_that_could_not_be_entered_are_not_lost(case, clock):
    looks = Looks(case, clock, seconds_late=600)
    chain = (case / "custody.jsonl").read_bytes()
    looks.note("Chen", None, 1, "a claim")
    (case / "custody.jsonl").unlink()
    (case / "custody.jsonl").mkdir()
    with pytest.raises(IsADirectoryError):
        looks.enter()
    (case / "custody.jsonl").rmdir()
    (case / "custody.jsonl").write_bytes(chain)
    looks.enter()
    assert [one["claim"] for one in entries(case, "viewed")] == ["a claim"]


def test_users_are_kept_from_other_eyes_and_custody_never_sees_a_password(case):
    assert (case / "users.json").stat().st_mode & 0o077 == 0
    whole = (case / "custody.jsonl").read_text("utf-8") + (case / "users.json").read_text("utf-8")
    assert not [words for words in WORDS.values() if words in whole]
    assert "$argon2id$" not in (case / "custody.jsonl").read_text("utf-8")
    assert [one["user"] for one in entries(case, "user-added")] == list(WORDS)
    assert passwords.fits(WORDS["ben"], user_of(case, "BEN").secret)  # type: ignore[union-attr]
    assert not passwords.fits(WORDS["Chen"], user_of(case, "ben").secret)  # type: ignore[union-attr]


def test_no_page_shows_a_reader_a_form_that_would_be_refused(room, case):
    drafts = Drafts(case)
    drafts.begin(Draft(name="riverside", title="Riverside"))
    chen, ben = log_in(room, "Chen"), log_in(room, "ben")
    claim = chen.claims()[0]
    pages = [one.address for one in PAGES if "{" not in one.address and one.address != "/users"]
    pages += [f"/claims/{claim}", f"/claims/{claim}/why", "/dossiers/riverside"]
    pages += ["/dossiers/riverside/preview", "/dossiers/riverside/making", "/nothing"]
    for path in pages:
        status, _, words = chen.ask(path)
        assert status == (404 if path == "/nothing" else 200), path
        sent = set(re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', words))
        assert sent <= {"/logout", "/account/password"}, path
    words = ben.ask("/dossiers/riverside/making")[2]
    assert '/dossiers/riverside/make"' not in words
    assert 'action="/logout"' in words


def test_what_leaves_is_for_owners_and_is_entered_under_their_name(room, case):
    Drafts(case).begin(Draft(name="riverside"))
    (case / "dossiers").mkdir()
    (case / "dossiers" / "riverside-1.zip").write_bytes(b"what was made")
    ana, ben = log_in(room, "Ana K."), log_in(room, "ben")
    where = "/dossiers/riverside/made/riverside-1.zip"
    form = {"csrf": ben.form_token()}
    assert ben.ask(where)[0] == 403
    assert ben.ask("/dossiers/riverside/make", form)[0] == 403
    assert ben.ask("/users/add", {**form, "name": "x", "role": "owner"})[0] == 403
    assert ana.ask(where)[2] == "what was made"
    page = ben.ask(f"/claims/{ben.claims()[0]}")[2]
    digest = re.findall(r'href="/documents/([0-9a-f]{64})"', page)[0]
    assert ben.ask(f"/originals/{digest}")[0] == 200
    left = [(one["what"], one["by"]) for one in entries(case, "exported")]
    assert left == [("file of a dossier", "Ana K."), ("original", "ben")]


def test_an_owner_lets_people_in_and_out_and_sets_the_rule_in_the_room(room, case):
    ana = log_in(room, "Ana K.")
    form = {"csrf": ana.form_token(), "role": "reader"}
    added = {**form, "name": "Dora <b>", "password": "quiet rain on slate"}
    assert ana.ask("/users/add", added)[0] == 303
    assert "Dora &lt;b&gt;" in ana.ask("/users")[2]
    dora = log_in(room, "Dora <b>", "quiet rain on slate")
    assert dora.ask("/users")[0] == 403
    assert ana.ask("/users/Dora%20%3Cb%3E/change", {**form, "role": "reviewer"})[0] == 303
    assert user_of(case, "Dora <b>").role == "reviewer"  # type: ignore[union-attr]
    assert ana.ask("/users/Dora%20%3Cb%3E/remove", form)[0] == 303
    assert ana.ask("/users/Ana%20K./remove", form)[0] == 400
    assert ana.ask("/users/rule", {**form, "people": "2"})[0] == 303
    with Heliograph.open(case) as opened:
        assert people_asked(opened) == 2
    assert {str(one["by"]) for one in entries(case, "user-removed")} == {"Ana K."}


def test_whoever_is_logged_in_changes_their_own_password_with_the_old_one(room):
    chen, other = log_in(room, "Chen"), log_in(room, "Chen")
    form = {"csrf": chen.form_token(), "new": "under the plum tree", "again": "under the plum tree"}
    assert chen.ask("/account/password", {**form, "old": "guess"})[0] == 400
    assert chen.ask("/account/password", {**form, "old": WORDS["Chen"], "again": "x"})[0] == 400
    assert chen.ask("/account/password", {**form, "old": WORDS["Chen"]})[0] == 303
    assert other.ask("/claims")[0] == 303
    assert log_in(room, "Chen", "under the plum tree").ask("/claims")[0] == 200


def test_looks_are_entered_by_themselves_after_some_seconds(case, clock):
    looks = Looks(case, clock, seconds_late=0.01)
    looks.note("Chen", None, 1, "a claim")
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join()
    assert [one["claim"] for one in entries(case, "viewed")] == ["a claim"]


def test_a_name_that_nobody_has_is_held_against_a_password_of_the_same_cost():
    assert not passwords.fits("", passwords.NOBODY)
    wanted = f"$argon2id$v=19$m={1 << 16},t=3,p=4$"
    assert passwords.NOBODY.startswith(wanted)


def test_names_and_passwords_that_are_none_are_refused(case):
    with Heliograph.open_to_work(case) as opened:
        for name, words in (
            ("BEN", "good enough words"),
            ("", "good enough words"),
            ("a/b", "good enough words"),
            ("a\u202eb", "good enough words"),
            ("Dora", "short"),
            ("Dora", "aaaaaaaaaaaaaaaa"),
            ("Dora-Maria", "dora-maria12"),
        ):
            with pytest.raises(UsageError):
                add_user(opened, name, "reader", words, "root")
        with pytest.raises(UsageError, match="last owner"):
            change_user(opened, "Ana K.", "root", role="reader")
        with pytest.raises(UsageError, match="last owner"):
            remove_user(opened, "Ana K.", "root")
        with pytest.raises(NothingThere):
            remove_user(opened, "Dora", "root")
    assert [one.name for one in users_of(case)] == list(WORDS)


def test_the_commands_add_list_change_and_remove(case, tmp_path):
    words = tmp_path / "words"
    words.write_text("quiet rain on slate\n", encoding="utf-8")

    def run(*said: str) -> list[dict[str, str]]:
        done = CliRunner().invoke(cli, [*said, "--case", str(case), "--json"])
        assert done.exit_code == 0, done.output
        return [json.loads(line) for line in done.stdout.splitlines()]

    run("user", "add", "Dora", "--role", "reader", "--password-file", str(words))
    run("user", "change", "dora", "--role", "reviewer")
    assert {"user": "Dora", "role": "reviewer"}.items() <= run("user", "list")[-1].items()
    run("user", "remove", "Dora")
    assert [one["user"] for one in run("user", "list")] == list(WORDS)
    refused = CliRunner().invoke(
        cli, ["serve", "--no-browser", "--by", "x", "--case", str(case)], standalone_mode=False
    )
    assert "leave --by" in str(refused.exception)


def test_a_review_reads_custody_on_from_where_it_was_read_and_a_run_reads_all_of_it(case, clock):
    with Heliograph.open_to_work(case) as opened:
        claim = next(iter(opened.rows.claim_views())).id
        opened.review(claim, Said(judgement="unsure", by="ben"))
    looks = Looks(case, clock, seconds_late=600)
    looks.note("Chen", None, 1, claim)
    looks.enter()
    with Heliograph.open_to_work(case) as opened:
        opened.review(claim, Said(judgement="accepted", by="ben"))
    chain = (case / "custody.jsonl").read_bytes()
    (case / "custody.jsonl").write_bytes(chain.replace(b'"case-made"', b'"case-maid"', 1))
    looks.note("Chen", None, 2, claim)
    looks.enter()
    with Heliograph.open_to_work(case) as opened:
        opened.review(claim, Said(judgement="rejected", by="ben"))
        assert next(opened.rows.claim_views(claim_id=claim)).review == "rejected"
        with pytest.raises(CustodyBroken):
            opened.run()


def test_what_another_kept_in_custody_alone_is_caught_up_with_behind_looks(case, clock):
    with Heliograph.open_to_work(case) as opened:
        claim = next(iter(opened.rows.claim_views())).id
        opened.review(claim, Said(judgement="unsure", by="ben"))
        entry = list(opened.custody.entries())[-1]
    looks = Looks(case, clock, seconds_late=600)
    looks.note("Chen", None, 1, claim)
    looks.enter()
    # As a kill leaves it: in custody, and not in the records.
    with Heliograph.open(case) as opened:
        opened.custody.append([("reviewed", {**entry.facts, "id": "f" * 24, "by": "Chen"})])
    with Heliograph.open_to_work(case) as opened:
        opened.review(claim, Said(judgement="accepted", by="ben"))
        said = [one.by for one in opened.rows.surroundings(claim).reviews]
    assert said == ["ben", "Chen", "ben"]
