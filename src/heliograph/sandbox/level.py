"""How well this machine can lock a parser in, found out with a child that reads nothing."""

from __future__ import annotations

from heliograph.errors import PluginError
from heliograph.sandbox.confinement import HIGHEST, LOST_WITHOUT
from heliograph.sandbox.reader import Reader
from heliograph.sandbox.report import ConfinementReport
from heliograph.sandbox.stem import Stem, child_command

PROBE = "heliograph.sandbox.probe"


def offered(most: int = HIGHEST) -> ConfinementReport:
    """Start a child, let it lock itself in and try to get out, and return what it found.

    `most` is the highest level to ask for.
    """
    stem = Stem(child_command(PROBE), most=most)
    try:
        reader = Reader(stem)
        reader.begin(least=0)
        reader.end()
        return reader.report
    except (PluginError, OSError):
        return ConfinementReport(level=0, mechanisms=(), lost=tuple(LOST_WITHOUT.values()))
    finally:
        stem.end()
