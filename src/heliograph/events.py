"""What custody tells of: its events, each explained in `heliograph.wording.EVENTS`."""

from __future__ import annotations

from typing import Literal

Event = Literal[
    "case-made", "source-added", "source-removed", "observed", "collected", "refused",
    "capture-finished", "changed", "alerted", "derived", "viewed", "reviewed", "asked", "opinion",
    "answer-refused", "corrected", "correction-withdrawn", "claim-added", "claim-withdrawn",
    "released", "redacted", "exported", "received", "deleted", "key-made", "key-rotated",
    "key-lost", "checkpoint", "authority-added", "authority-removed", "timestamp-asked",
    "timestamped", "recovered", "packet-made", "retried", "user-added",
    "user-changed", "user-removed", "rule-set", "watch-added", "watch-ended", "translated",
]  # fmt: skip
