"""What can be done with a file in the ledger: try it again, release what is held back."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from heliograph.app import Heliograph
from heliograph.errors import NothingThere
from heliograph.handwork.files import release_file, retry_file
from heliograph.translation import _
from heliograph.web.visit import Visit

MOST_REASON: Final = 2_000


def retry(case: Path, by: str, visit: Visit) -> str:
    """Read a file once more; lead to the ledger, where it says what came of it."""
    with Heliograph.open_to_work(case) as opened:
        tried = retry_file(opened, _digest(visit), by)
    told = {
        "tried": tried.path[-300:],
        "became": tried.outcome,
        "of": tried.digest.removeprefix("sha256:"),
    }
    return f"/ledger?{urlencode(told)}"


def release(case: Path, by: str, visit: Visit) -> str:
    """Let a document out of what is held back; lead to it."""
    reason = visit.form.get("reason", "").strip()[:MOST_REASON]
    if not reason:
        raise NothingThere(what=_("a reason"), hint=_("Custody keeps why a document was released."))
    with Heliograph.open_to_work(case) as opened:
        released = release_file(opened, _digest(visit), reason, by)
    return f"/documents/{released.digest.removeprefix('sha256:')}"


def _digest(visit: Visit) -> str:
    return f"sha256:{visit.form.get('digest', '')[:64]}"
