"""What the reading room can show and do is named, and imported when it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from heliograph.late import Late, Named
from heliograph.web.actions import ACTIONS
from heliograph.web.pages import PAGES

HEAVY = ("numpy", "tantivy", "rich", "lxml", "pypdfium2")


@pytest.mark.parametrize("named", [one.gather for one in PAGES] + [act for _, act in ACTIONS])
def test_whatever_is_named_is_there(named):
    assert callable(named.function)


def test_a_late_module_hands_on_what_it_has_and_nothing_else():
    module = Late("heliograph", "media")
    assert module.family("application/pdf") == "pdf"
    with pytest.raises(AttributeError):
        module.no_such_thing  # noqa: B018 - asking is what is tested
    with pytest.raises(AttributeError):
        Named("heliograph", "media.no_such_thing")()


def test_the_room_starts_without_what_reads_documents():
    code = f"import sys, heliograph.web; print(*({set(HEAVY)!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
