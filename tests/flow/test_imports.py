"""What others made is verified first; a dossier's people give opinions here, not reviews."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.dossier_samples import Bundle, Made, made
from tests.web_archives import PAGE, answer

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.errors import ProofBroken, UsageError
from heliograph.exchange.receiving import receive
from heliograph.records import ClaimId, CustodyEntry, Event
from heliograph.store.blobs import LocalBlobs
from heliograph.store.custody import Custody
from heliograph.store.facts import Facts


def stopped(*_: object) -> None:
    """What a person's Ctrl-C does, at a known place."""
    raise KeyboardInterrupt


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("imports")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HELIOGRAPH_KEYS", str(folder / "keys"))
        return made(folder / "made")


def test_a_dossier_that_holds_is_taken_in_and_its_claims_are_made_anew(sample, tmp_path):
    with Heliograph.create(tmp_path / "case") as opened:
        received = receive(opened, sample.dossier, sample.key)
        assert (received.kind, received.signer_named) == ("dossier", True)
        assert received.documents >= 2
        assert received.claims >= 3
        assert received.not_made == 0
        assert received.opinions == received.claims
        place = tmp_path / "case" / "received" / received.digest.removeprefix("sha256:")
        assert (place / "custody/entries.jsonl").exists()
        claims = list(opened.rows.claim_views())
        assert not any(claim.review for claim in claims)
        opinions = [one for claim in claims for one in opened.rows.opinions(ClaimId(claim.id))]
        assert {one.answer for one in opinions} == {"yes"}
        assert {one.host for one in opinions} == {f"dossier {received.digest}"}
        events = [entry.event for entry in opened.custody.entries()]
        assert "received" in events
        assert not any(check.fails for check in opened.verify())
        again = receive(opened, sample.dossier)
        assert (again.opinions, again.signer_named) == (0, False)
        assert not list((tmp_path / "case" / "received").glob(".*"))


def test_documents_of_a_dossier_keep_the_names_that_it_gives_them(sample, tmp_path):
    with Heliograph.create(tmp_path / "case") as opened:
        received = receive(opened, sample.dossier, sample.key)
        assert {one.path for one in opened.rows.documents()} == {"brochure.txt", "gait.pdf"}
        (source,) = opened.rows.sources()
        assert source.name == f"dossier {received.digest.removeprefix('sha256:')[:8]}"
        told = [one.facts["path"] for one in opened.custody.entries() if one.event == "collected"]
        assert sorted(map(str, told)) == ["brochure.txt", "gait.pdf"]


def test_an_import_that_was_stopped_goes_on_with_the_same_names(sample, tmp_path, monkeypatch):
    with Heliograph.create(tmp_path / "case") as opened:
        with monkeypatch.context() as patched:
            patched.setattr(LocalBlobs, "settle", stopped)
            with pytest.raises(KeyboardInterrupt):
                receive(opened, sample.dossier, sample.key)
        assert list(opened.rows.documents()) == []
        opened.run()
        assert {one.path for one in opened.rows.documents()} == {"brochure.txt", "gait.pdf"}


def test_names_in_a_dossier_are_words_and_never_places(sample, tmp_path):
    """Whoever signs a dossier chooses its names."""
    with zipfile.ZipFile(sample.dossier) as packed:
        bundle = Bundle({one: packed.read(one) for one in packed.namelist()}, sample.private)
    rows = bundle.rows("custody/objects.jsonl")
    odd = ["/../../odd\n\u202efdp.txt", "a" * 5000, "", "a/b.txt", "a/b.txt"]
    for row in rows:
        row["paths"] = odd if row["media_type"] == "text/plain" else []
    bundle.set_rows("custody/objects.jsonl", rows)
    bundle.relist()
    spoilt = tmp_path / "spoilt.zip"
    spoilt.write_bytes(bundle.reseal().zip())
    with Heliograph.create(tmp_path / "case") as opened:
        receive(opened, spoilt, sample.key)
        paths = sorted(one.path for one in opened.rows.documents())
        digests = {str(one.digest).removeprefix("sha256:") for one in opened.rows.documents()}
        named = [one for one in paths if one.partition(".")[0] not in digests]
        assert named == ["a/b.txt", "odd\n\u202efdp.txt"]
        assert len(paths) == 3
        assert not any(check.fails for check in opened.verify())


def test_a_changed_dossier_is_refused_and_leaves_nothing(sample, tmp_path):
    changed = tmp_path / "changed"
    with zipfile.ZipFile(sample.dossier) as packed:
        packed.extractall(changed)
    claims = changed / "claims.jsonl"
    claims.write_bytes(claims.read_bytes().replace(b"asserted", b"reported", 1))
    with Heliograph.create(tmp_path / "case") as opened:
        with pytest.raises(ProofBroken, match="DO NOT RELY ON IT"):
            receive(opened, changed)
        assert list(opened.rows.documents()) == []
        assert "received" not in [entry.event for entry in opened.custody.entries()]
    assert list((tmp_path / "case" / "received").iterdir()) == []


def test_a_copy_that_was_altered_since_is_not_read_but_replaced_and_custody_says_so(
    sample, tmp_path
):
    with Heliograph.create(tmp_path / "case") as opened:
        received = receive(opened, sample.dossier, sample.key)
        place = tmp_path / "case" / "received" / received.digest.removeprefix("sha256:")
        findings = place / "findings.jsonl"
        whole = findings.read_bytes()
        findings.write_bytes(whole.replace(b'"judgement":"accepted"', b'"judgement":"rejected"'))
        assert findings.read_bytes() != whole
        (place / "more.txt").write_text("not of the dossier")
        again = receive(opened, sample.dossier, sample.key)
        assert (again.digest, again.opinions) == (received.digest, 0)
        assert findings.read_bytes() == whole
        assert not (place / "more.txt").exists()
        claims = list(opened.rows.claim_views())
        opinions = [one for claim in claims for one in opened.rows.opinions(ClaimId(claim.id))]
        assert {one.answer for one in opinions} == {"yes"}
        entries = [one for one in opened.custody.entries() if one.event == "received"]
        assert [one.facts.get("replaced") for one in entries] == [None, 1]
    assert [one.name for one in place.parent.iterdir()] == [place.name]


def test_what_is_read_of_an_altered_copy_is_never_its_own_words(sample, tmp_path):
    """Nobody has said anything of its claims here yet: what is kept is what the dossier says."""
    with Heliograph.create(tmp_path / "case") as opened:
        received = receive(opened, sample.dossier, sample.key)
        place = tmp_path / "case" / "received" / received.digest.removeprefix("sha256:")
    with Heliograph.create(tmp_path / "other") as other:
        altered = tmp_path / "other" / "received" / place.name
        shutil.copytree(place, altered)
        findings = altered / "findings.jsonl"
        words = findings.read_bytes()
        findings.write_bytes(words.replace(b'"judgement":"accepted"', b'"judgement":"rejected"'))
        receive(other, sample.dossier, sample.key)
        claims = list(other.rows.claim_views())
        opinions = [one for claim in claims for one in other.rows.opinions(ClaimId(claim.id))]
        assert {one.answer for one in opinions} == {"yes"}


def test_it_is_on_the_disk_before_custody_says_that_it_was_received(sample, tmp_path, monkeypatch):
    synced: set[str] = set()
    unsynced: list[str] = []
    sync, append = os.fsync, Custody.append

    def noted(handle: int) -> None:
        synced.add(os.fspath(Path(f"/proc/self/fd/{handle}").readlink().relative_to(tmp_path)))
        sync(handle)

    def entered(self: Custody, events: list[tuple[Event, Facts]]) -> list[CustodyEntry]:
        events = list(events)
        if events[0][0] == "received":
            folder = tmp_path / "case" / "received"
            (place,) = folder.iterdir()
            for one in [folder, place, *place.rglob("*")]:
                name = one.relative_to(tmp_path).as_posix()
                # It was written under the name of what is unfinished.
                if not {name, name.replace(place.name, ".unfinished")} & synced:
                    unsynced.append(name)
        return append(self, events)

    with Heliograph.create(tmp_path / "case") as opened, monkeypatch.context() as patched:
        patched.setattr(os, "fsync", noted)
        patched.setattr(Custody, "append", entered)
        receive(opened, sample.dossier, sample.key)
    assert "case/received/.unfinished/findings.jsonl" in synced
    assert unsynced == []


def test_a_dossier_of_another_signer_than_the_one_named_is_refused(sample, tmp_path):
    with Heliograph.create(tmp_path / "case") as opened:
        with pytest.raises(ProofBroken):
            receive(opened, sample.dossier, "ab" * 32)
        with pytest.raises(UsageError, match="64 hex digits"):
            receive(opened, sample.dossier, "ab")


def test_an_archive_is_taken_in_and_what_differs_in_it_is_told(tmp_path):
    crawl = tmp_path / "crawl.warc"
    crawl.write_bytes(answer("https://a.example/1") + answer("https://a.example/2", said=b"else"))
    command = ["import", str(crawl), "--case", str(tmp_path / "case")]
    done = CliRunner().invoke(cli, [*command, "--json"])
    assert done.exit_code == 0, done.output
    received = json.loads(done.stdout)
    assert received["digests"] == ["crawl.warc: differs 1, holds 1"]
    assert received["differ"] == ["crawl.warc: https://a.example/2"]
    assert "DIFFERS  crawl.warc: https://a.example/2" in CliRunner().invoke(cli, command).output
    with Heliograph.open(tmp_path / "case") as opened:
        assert any(claim.quote in PAGE.decode() for claim in opened.rows.claim_views())


def test_what_is_not_there_is_said_to_be_so(tmp_path):
    done = CliRunner().invoke(cli, ["import", "nowhere.warc", "--case", str(tmp_path / "case")])
    assert isinstance(done.exception, Exception)
    assert "nowhere.warc" in str(done.exception)
    assert not Path("nowhere.warc").exists()
