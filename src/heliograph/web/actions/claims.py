"""What can be done with a claim."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast, get_args
from urllib.parse import parse_qsl, urlencode

from heliograph.app import Heliograph
from heliograph.errors import NothingThere
from heliograph.pipeline.deeds.deciding import Said
from heliograph.records import CapabilityId, Judgement, Stance
from heliograph.watch_records import FindingState
from heliograph.watching.watches import set_state
from heliograph.web.queue import Asked, Queue
from heliograph.web.visit import Visit
from heliograph.web.walks import Walk, walk_of

MOST_NOTE = 10_000
OF_FINDING: Final[dict[Judgement, FindingState]] = {
    "accepted": "accepted",
    "rejected": "rejected",
    "unsure": "seen",
    "withdrawn": "new",
}
"""What a review of a claim makes of the finding as which it was shown."""


def review_claim(case: Path, by: str, visit: Visit) -> str:
    """Keep what a person says of a claim; go to the next one, or back to the queue."""
    judgement = visit.form.get("judgement", "")
    if judgement not in get_args(Judgement):
        raise NothingThere(what=f"judgement {judgement[:40]}", hint=", ".join(get_args(Judgement)))
    stance, capability = visit.form.get("stance", ""), visit.form.get("capability", "")
    said = Said(
        judgement=cast("Judgement", judgement),
        by=by,
        note=visit.form.get("note", "").strip()[:MOST_NOTE],
        stance=cast("Stance", stance) if stance in get_args(Stance) else None,
        capability=CapabilityId(capability) if capability else None,
    )
    queue = dict(parse_qsl(visit.form.get("queue", "")))
    asked = Asked.of(queue)
    with Heliograph.open_to_work(case) as opened:
        claim = next(opened.rows.claim_views(claim_id=visit.path["claim"]))
        # Before it is reviewed, for by that it moves to the end.
        _, later, _ = Queue(opened.rows, asked).around(claim.id)
        walk = walk_of(opened, queue, claim.id)
        opened.review(claim.id, said)
        if walk and walk.finding:
            set_state(opened, walk.finding.id, OF_FINDING[said.judgement], by, said.note)
    told = urlencode({"said": judgement, "of": claim.id})
    if walk:
        return _within(walk, claim.id, told, stays=judgement == "withdrawn")
    if judgement == "withdrawn":
        return f"/claims/{claim.id}?{_joined(asked.query(), told)}"
    if visit.form.get("then") == "next" and later:
        return f"/claims/{later}?{_joined(asked.query(), told)}"
    return f"/claims?{_joined(asked.query(after=asked.after), told)}"


def _within(walk: Walk, claim_id: str, told: str, *, stays: bool) -> str:
    """Lead on in a packet or among findings."""
    to = f"/claims/{claim_id}?{walk.query}" if stays else walk.later or walk.up
    return f"{to}{'&' if '?' in to else '?'}{told}"


def _joined(*parts: str) -> str:
    return "&".join(filter(None, parts))
