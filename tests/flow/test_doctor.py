"""What `doctor` says of this machine is what is installed, whatever is missing."""

from __future__ import annotations

import json
import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from heliograph.cli import cli

ROOT = Path(__file__).resolve().parents[2]


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for extra in project["optional-dependencies"].values() for one in extra]
    return {re.split(r"[<>=;\[ ]", one)[0] for one in [*project["dependencies"], *extras]}


def test_doctor_names_the_version_of_every_declared_package():
    done = CliRunner().invoke(cli, ["doctor", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["packages"].keys() == declared()


def test_a_package_that_is_not_installed_is_said_and_ends_nothing(monkeypatch: pytest.MonkeyPatch):
    asked = metadata.version

    def missing(name: str) -> str:
        if name == "tantivy":
            raise metadata.PackageNotFoundError(name)
        return asked(name)

    monkeypatch.setattr(metadata, "version", missing)
    done = CliRunner().invoke(cli, ["doctor"])
    assert done.exit_code == 0, done.output
    assert "tantivy not installed" in " ".join(done.output.split())
