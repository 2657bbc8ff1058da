"""The tutorial's commands work, in the order in which a newcomer types them."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from heliograph.cli import cli

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial.md"


def typed() -> list[list[str]]:
    """Every line of the tutorial that begins like a prompt, split as a shell would."""
    text = TUTORIAL.read_text(encoding="utf-8")
    return [shlex.split(line) for line in re.findall(r"^\$ (.+)$", text, re.MULTILINE)]


def test_every_command_of_the_tutorial_works_in_order(tmp_path: Path, monkeypatch):
    shutil.copytree(ROOT / "examples" / "documents", tmp_path / "examples" / "documents")
    monkeypatch.chdir(tmp_path)
    commands = typed()
    assert len(commands) >= 10
    for program, *words in commands:
        assert program == "heliograph"
        done = CliRunner().invoke(cli, words)
        assert done.exit_code == 0, (words, done.output)
        assert done.output.strip(), words


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_teaches_by_example(name):
    done = CliRunner().invoke(cli, [name, "--help"])
    assert done.exit_code == 0
    assert re.search(r"Examples?:\n +heliograph " + name, done.output), done.output
