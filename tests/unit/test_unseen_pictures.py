"""Without the extra that reads pictures, each says what to install, and so does every command."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from PIL import Image
from tests.extracted import Read

from heliograph.cli import cli
from heliograph.extractors.unseen import UnseenExtractor
from heliograph.ocr.models import Installed, installed
from heliograph.records import Problem

HOW = "pip install 'heliograph[ocr]'"


@pytest.fixture(params=[True, False], ids=["with eyes", "without"])
def works(request, monkeypatch):
    monkeypatch.setattr(Installed, "works", property(lambda self: request.param))
    monkeypatch.setattr(Installed, "remedy", "" if request.param else f"needs eyes ({HOW})")
    return request.param


def test_a_picture_waits_for_eyes_or_says_how_to_install_them(works):
    read = Read(UnseenExtractor(), b"\x89PNG\r\n\x1a\n", "image/png")
    (problem,) = (one for one in read.found if isinstance(one, Problem))
    if works:
        assert (problem.outcome, problem.reason) == ("empty", "no-text-layer")
    else:
        assert (problem.outcome, problem.reason) == ("unsupported", "tool-missing")
        assert HOW in problem.detail


def test_doctor_and_scan_say_at_the_start_what_is_missing_for_pictures(works, tmp_path):
    (tmp_path / "in").mkdir()
    doctor = json.loads(CliRunner().invoke(cli, ["doctor", "--json"]).output)
    assert ("image/png" in doctor["reads"]) is works
    assert any(HOW in why for why in doctor["does_not_read"].values()) is not works
    case = str(tmp_path / "case")
    done = CliRunner().invoke(cli, ["scan", str(tmp_path / "in"), "--case", case])
    assert done.exit_code == 0, done.output
    assert (HOW in done.stderr) is not works


@pytest.mark.skipif(installed().works, reason="the extra `ocr` is installed")
def test_the_ledger_of_a_case_says_how_a_picture_is_read(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    Image.new("RGB", (40, 40), "white").save(folder / "stamp.png")
    case = str(tmp_path / "case")
    assert CliRunner().invoke(cli, ["scan", str(folder), "--case", case]).exit_code == 0
    done = CliRunner().invoke(cli, ["ledger", "--case", case, "--json"])
    (line,) = (json.loads(one) for one in done.stdout.splitlines() if "stamp.png" in one)
    assert (line["outcome"], line["reason"]) == ("unsupported", "tool-missing")
    assert HOW in done.stdout
