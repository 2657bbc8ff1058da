"""What can be done with a claim's words: have them translated by a machine of the user's."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from heliograph.app import Heliograph
from heliograph.errors import UsageError
from heliograph.handwork.translating import translate_claims
from heliograph.machine_translation.wording import why_not_in_words
from heliograph.web.visit import Visit


def translate(case: Path, by: str, visit: Visit) -> str:
    """Have a claim's words translated; go back to it. Needs no lock on the case."""
    with visit.desk.machine, Heliograph.open(case) as opened:
        (made,) = translate_claims(opened, [visit.path["claim"]], by)
    if made.problem is not None:
        raise UsageError(detail=why_not_in_words(made.problem))
    queue = urlencode(parse_qsl(visit.form.get("queue", "")))
    return f"/claims/{made.claim}?{queue}#machine"
