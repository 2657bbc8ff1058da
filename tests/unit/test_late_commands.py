"""Commands are imported when they are asked for, and every one is there."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from heliograph.cli import cli


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_name_leads_to_its_command(name):
    command = cli.commands[name]
    assert command.name == name
    assert command.help


def test_a_name_that_is_none_is_refused():
    done = CliRunner().invoke(cli, ["scna"])
    assert "No such command" in done.output
    assert done.exit_code


def test_naming_the_program_imports_no_command():
    told = (
        "import sys; from heliograph.cli import cli; assert len(cli.commands) > 40;"
        "print(*(one for one in sys.modules if one in {'heliograph.app', 'numpy', 'sqlalchemy'}))"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
