"""A person's review or a second reader's opinion → custody, then the records: added, never changed.

Both stand in custody whole, so that they can be made anew from it; the claim itself is not touched.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

import msgspec
from msgspec import Struct

from heliograph.codec import id_of, moment
from heliograph.pipeline.tools import Tools
from heliograph.records import (
    CapabilityId,
    ClaimId,
    Event,
    Judgement,
    Opinion,
    OpinionId,
    Review,
    ReviewId,
    Stance,
)
from heliograph.seams import Heard
from heliograph.store.custody import Facts
from heliograph.store.standing import PEOPLE
from heliograph.views import ClaimView
from heliograph.watch_records import Decision, DecisionId, Finding, FindingId, FindingState


class Said(Struct, frozen=True, kw_only=True):
    """What a person says of a claim."""

    judgement: Judgement
    by: str
    note: str = ""
    stance: Stance | None = None
    capability: CapabilityId | None = None


def review(claim: ClaimView, said: Said, tools: Tools) -> Review:
    """Keep what a person says of a claim, above all that was said before."""
    at = _now(tools)
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
    _enter("reviewed", made, tools)
    return made


def decide(
    finding: Finding, state: FindingState, tools: Tools, *, by: str, note: str = ""
) -> Finding:
    """Keep what a person says became of a finding, above all that was said before."""
    facts: Facts = {
        "finding": finding.id,
        "state": state,
        "by": by,
        "at": moment(_now(tools)),
        "note": note,
    }
    tools.custody.append([("reviewed", facts)])
    with tools.rows.all_or_nothing():
        keep_decision("reviewed", facts, tools)
        tools.rows.set_mark("custody", str(tools.custody.count))
    return msgspec.structs.replace(finding, state=state)


def set_rule(people: int, by: str, tools: Tools) -> None:
    """Keep how many different people must accept a claim before it counts as accepted."""
    facts: Facts = {"people": people, "by": by}
    tools.custody.append([("rule-set", facts)])
    with tools.rows.all_or_nothing():
        keep_rule(facts, tools)
        tools.rows.set_mark("custody", str(tools.custody.count))


def keep_rule(facts: Facts, tools: Tools) -> None:
    """Keep what an entry `rule-set` says, and see every claim by it."""
    tools.rows.set_mark(PEOPLE, str(facts["people"]))
    tools.rows.line_up_all()


def keep_opinion(claim: ClaimView, heard: Heard, tools: Tools) -> Opinion:
    """Keep what a second reader answered, beside the claim's own score."""
    at = _now(tools)
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
    _enter("opinion", made, tools)
    return made


def keep_decision(event: str, facts: Facts, tools: Tools) -> None:
    """Keep what an entry `reviewed` or `opinion` says; of a finding, its state."""
    if event == "reviewed" and "finding" in facts:
        made = _decision(facts)
        finding = tools.rows.finding(made.finding_id)
        tools.rows.keep_watching([made])
        if finding is not None:
            # Where the database was lost, what was said waits until it is found again.
            tools.rows.keep_watching([msgspec.structs.replace(finding, state=made.state)])
        return
    whole: dict[str, object] = {**facts, "at": datetime.fromisoformat(str(facts["at"]))}
    if event == "reviewed":
        tools.rows.keep_review(msgspec.convert(whole | {"type": "Review"}, Review))
    else:
        tools.rows.keep_opinion(msgspec.convert(whole | {"type": "Opinion"}, Opinion))


def _decision(facts: Facts) -> Decision:
    said = (str(facts[name]) for name in ("finding", "state", "by", "at"))
    return Decision(
        id=DecisionId(id_of("decision", *said)),
        finding_id=FindingId(str(facts["finding"])),
        state=msgspec.convert(facts["state"], FindingState),
        by=str(facts["by"]),
        at=datetime.fromisoformat(str(facts["at"])),
        note=str(facts.get("note", "")),
    )


def _now(tools: Tools) -> datetime:
    """Say the time as custody keeps it, so that what is made anew from custody is the same."""
    return datetime.fromisoformat(moment(tools.clock()))


def _enter(event: Event, made: Review | Opinion, tools: Tools) -> None:
    facts = {
        **cast("Facts", msgspec.to_builtins(made)),
        "at": moment(made.at),
    }
    del facts["type"]
    tools.custody.append([(event, facts)])
    with tools.rows.all_or_nothing():
        keep_decision(event, facts, tools)
        tools.rows.set_mark("custody", str(tools.custody.count))
