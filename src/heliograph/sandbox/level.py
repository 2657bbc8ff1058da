"""How well this machine can lock a parser in, found out with a child that reads nothing."""

from __future__ import annotations

from heliograph.errors import PluginError
from heliograph.sandbox.confinement import LOST_WITHOUT
from heliograph.sandbox.reader import Reader, child_command
from heliograph.sandbox.report import ConfinementReport

PROBE = "heliograph.sandbox.probe"


def offered() -> ConfinementReport:
    """Start a child, let it lock itself in and try to get out, and return what it found."""
    try:
        reader = Reader(child_command(PROBE))
        try:
            reader.begin(least=0)
            return reader.report
        finally:
            reader.end()
    except (PluginError, OSError):
        return ConfinementReport(level=0, mechanisms=(), lost=tuple(LOST_WITHOUT.values()))
