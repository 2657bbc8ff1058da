"""What others made is verified first; a dossier's people give opinions here, not reviews."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.dossier_samples import Made, made
from tests.web_archives import PAGE, answer

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.errors import ProofBroken, UsageError
from heliograph.exchange.receiving import receive
from heliograph.records import ClaimId


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
