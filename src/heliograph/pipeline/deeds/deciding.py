"""A person's review or a second reader's opinion → custody, then the records: added, never changed.

Both stand in custody whole, so that they can be made anew from it; the claim itself is not touched.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from heliograph.codec import id_of, moment
from heliograph.pipeline.tools import Tools
from heliograph.records import (
    CapabilityId,
    ClaimId,
    CustodyEntry,
    Judgement,
    Opinion,
    OpinionId,
    Review,
    ReviewId,
    Stance,
)
from heliograph.seams import Heard
from heliograph.store.decision_facts import (
    RuleSet,
    of_decision,
    of_opinion,
    of_review,
    opinion_from,
    reviewed_from,
)
from heliograph.store.facts import facts_of, told_in
from heliograph.store.journal import enter
from heliograph.store.standing import PEOPLE
from heliograph.views import ClaimView
from heliograph.watch_records import Decision, DecisionId, Finding, FindingState


class Said(Struct, frozen=True, kw_only=True):
    """What a person says of a claim."""

    judgement: Judgement
    by: str
    note: str = ""
    stance: Stance | None = None
    capability: CapabilityId | None = None


def review(claim: ClaimView, said: Said, tools: Tools) -> Review:
    """Keep what a person says of a claim, above all that was said before."""
    at = tools.now()
    made = Review(
        id=ReviewId(id_of("review", claim.id, said.by, moment(at), tools.custody.count)),
        claim_id=ClaimId(claim.id),
        judgement=said.judgement,
        by=said.by,
        at=at,
        note=said.note,
        stance=said.stance,
        capability=said.capability,
        digest=claim.document.digest,
        page=claim.page,
        start=claim.start,
        end=claim.end,
        quote=claim.quote,
    )
    enter([of_review(made)], tools)
    return made


def decide(
    finding: Finding, state: FindingState, tools: Tools, *, by: str, note: str = ""
) -> Finding:
    """Keep what a person says became of a finding, above all that was said before."""
    made = Decision(
        id=DecisionId(""), finding_id=finding.id, state=state, by=by, at=tools.now(), note=note
    )
    enter([of_decision(made)], tools)
    return msgspec.structs.replace(finding, state=state)


def set_rule(people: int, by: str, tools: Tools) -> None:
    """Keep how many different people must accept a claim before it counts as accepted."""
    enter([("rule-set", facts_of(RuleSet(people=people, by=by)))], tools)


def keep_rule(entry: CustodyEntry, tools: Tools) -> None:
    """Keep what an entry `rule-set` says, and see every claim by it."""
    tools.rows.set_mark(PEOPLE, str(told_in(entry, RuleSet).people))
    tools.rows.line_up_all()


def enter_opinion(claim: ClaimView, heard: Heard, tools: Tools) -> Opinion:
    """Keep what a second reader answered, beside the claim's own score."""
    at = tools.now()
    made = Opinion(
        id=OpinionId(id_of("opinion", claim.id, heard.model, moment(at), tools.custody.count)),
        claim_id=ClaimId(claim.id),
        answer=heard.answer,
        sentence=heard.sentence,
        model=heard.model,
        host=heard.host,
        prompt=heard.prompt,
        at=at,
    )
    enter([of_opinion(made)], tools)
    return made


def keep_reviewed(entry: CustodyEntry, tools: Tools) -> None:
    """Keep what an entry `reviewed` says of a claim, or of a finding: then its state, too."""
    made = reviewed_from(entry)
    if isinstance(made, Review):
        tools.rows.keep_review(made)
        return
    finding = tools.rows.finding(made.finding_id)
    tools.rows.keep_watching([made])
    if finding is not None:
        # Where the database was lost, what was said waits until it is found again.
        tools.rows.keep_watching([msgspec.structs.replace(finding, state=made.state)])


def keep_opinion(entry: CustodyEntry, tools: Tools) -> None:
    """Keep what an entry `opinion` says."""
    tools.rows.keep_opinion(opinion_from(entry))
