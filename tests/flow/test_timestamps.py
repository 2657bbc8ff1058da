"""Timestamps are had where a person named an authority and asked, and from nobody else."""

import json
import subprocess
import sys

import pytest
from tests.sealed_cases import answers, failures, make_sealed, opened_in
from tests.timestamp_authority import Authority, serving

from heliograph.config import load_config
from heliograph.errors import BadAuthority, BadEndpoint
from heliograph.sealing.authorities import add_authority, named_in, remove_authority
from heliograph.sealing.checkpoints import seal
from heliograph.sealing.timestamps import stampings, timestamp


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HELIOGRAPH_KEYS", str(tmp_path / "keys"))
    return tmp_path


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority") / "tsa")


def heliograph(*words):
    command = [sys.executable, "-m", "heliograph", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def events(opened, name):
    return [entry.facts for entry in opened.custody.entries() if entry.event == name]


def test_nothing_is_sent_where_nobody_was_named_or_asked(folder, authority):
    with serving(authority.answer) as (url, asked):
        unlocking = make_sealed(folder)
        with opened_in(folder) as opened:
            assert timestamp(opened) == []
            add_authority(opened, "stamps", url, authority.folder / "root.pem")
            seal(opened, unlocking)
            assert [one.state for one in stampings(opened)] == ["pending"]
            opened.run()
        assert asked == []
        assert not (folder / "case" / "egress.jsonl").exists()


def test_an_authority_that_is_not_there_leaves_it_pending_until_it_answers(folder, authority):
    with serving(authority.answer) as (url, asked):
        unlocking = make_sealed(folder)
        with opened_in(folder) as opened:
            add_authority(opened, "near", url, authority.folder / "root.pem")
            add_authority(opened, "far", "http://127.0.0.1:9/tsa", authority.folder / "root.pem")
            seal(opened, unlocking)
        told = heliograph("timestamp", "--case", folder / "case")
        assert "near had it by" in told.stderr
        assert "far: The proof does not hold: 127.0.0.1:9 gave no timestamp" in told.stderr
        told = heliograph("timestamps", "--case", folder / "case", "--json")
        states = {
            one["authority"]: one["state"] for one in map(json.loads, told.stdout.splitlines())
        }
        assert states == {"near": "stamped", "far": "pending"}
        with opened_in(folder) as opened:
            timestamp(opened)
            assert len(asked) == 1, "who has answered is not asked again"
            assert len(events(opened, "timestamp-asked")) == 3
            lines = (folder / "case" / "egress.jsonl").read_text().splitlines()
            assert [json.loads(line)["digest"] for line in lines] == [
                one["digest"] for one in events(opened, "timestamp-asked")
            ]
    assert answers(folder)["timestamps"][0] == "holds"
    assert not failures(folder)


def test_what_does_not_hold_is_not_kept(folder, authority, tmp_path):
    foreign = Authority(tmp_path / "foreign")
    with serving(foreign.answer) as (url, _):
        unlocking = make_sealed(folder)
        with opened_in(folder) as opened:
            add_authority(opened, "stamps", url, authority.folder / "root.pem")
            seal(opened, unlocking)
            (stamping,) = timestamp(opened)
            assert stamping.state == "pending"
            assert "no trusted root" in stamping.detail
            assert events(opened, "timestamped") == []
    assert not list((folder / "case" / "timestamps").glob("*/*.tsr"))


@pytest.mark.parametrize("reply", [b"", b"<html>busy</html>"])
def test_what_is_no_reply_leaves_it_pending(folder, authority, reply):
    with serving(lambda _: reply) as (url, _):
        unlocking = make_sealed(folder)
        with opened_in(folder) as opened:
            add_authority(opened, "stamps", url, authority.folder / "root.pem")
            seal(opened, unlocking)
            assert [one.state for one in timestamp(opened)] == ["pending"]


def test_an_authority_is_named_with_a_root_and_not_renamed(folder, authority, tmp_path):
    root = authority.folder / "root.pem"
    (tmp_path / "none.pem").write_text("no certificate")
    with opened_in(folder) as opened:
        with pytest.raises(BadAuthority, match="no root"):
            add_authority(opened, "stamps", "http://127.0.0.1/", authority.folder / "signer.pem")
        with pytest.raises(BadAuthority, match="cannot be read"):
            add_authority(opened, "stamps", "http://127.0.0.1/", tmp_path / "none.pem")
        with pytest.raises(BadAuthority, match="no name"):
            add_authority(opened, "../stamps", "http://127.0.0.1/", root)
        with pytest.raises(BadEndpoint):
            add_authority(opened, "stamps", "ftp://stamps.example/", root)
        add_authority(opened, "stamps", "http://127.0.0.1/", root)
        with pytest.raises(BadAuthority, match="another name"):
            add_authority(opened, "stamps", "http://127.0.0.1/other", root)
        remove_authority(opened, "stamps")
        with pytest.raises(BadAuthority, match="not named"):
            remove_authority(opened, "stamps")
        assert [(one.name, one.asked) for one in named_in(opened)] == [("stamps", False)]
    told = heliograph("authority", "list", "--case", folder / "case")
    assert "no longer" in told.stdout


def test_views_are_entered_only_where_the_settings_ask_for_it(folder):
    make_sealed(folder)
    case = folder / "case"
    for _ in range(2):
        assert heliograph("show", "one.txt", "--page", 1, "--case", case).returncode == 0
        with opened_in(folder) as opened:
            seen = events(opened, "viewed")
        if load_config(case / "heliograph.toml").custody.log_views:
            assert [one["page"] for one in seen] == [1]
        else:
            assert seen == []
        (case / "heliograph.toml").write_text("[custody]\nlog_views = true\n")
    assert not failures(folder)
