"""Every event of custody can be said in words, and the reference names it."""

from pathlib import Path
from typing import get_args

from heliograph.records import Event
from heliograph.wording import EVENTS

ROOT = Path(__file__).resolve().parents[2]


def test_every_event_has_words_and_no_other_has():
    assert set(EVENTS) == set(get_args(Event))
    assert all(words.endswith(".") for words in EVENTS.values())


def test_the_reference_names_every_event():
    reference = (ROOT / "docs" / "reference" / "custody.md").read_text(encoding="utf-8")
    assert not [event for event in EVENTS if f"| `{event}` |" not in reference]
