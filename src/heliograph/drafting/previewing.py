"""A draft → what its reader will see, before anything is drawn, signed or written."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from heliograph.app import Heliograph
from heliograph.codec import Box
from heliograph.dossier.gathering import glance
from heliograph.drafting.drafts import Draft
from heliograph.drafting.editing import hides_something
from heliograph.drafting.publishing import choice_of
from heliograph.records import Digest
from heliograph.redaction.edition import Edition, MaskLine, Redactor
from heliograph.report.page import visible


class Seen(Struct, frozen=True, kw_only=True):
    """One finding as its reader will see it."""

    number: int
    claim: str
    capability: str
    stance: str
    strength: str
    before: str
    quote: str
    after: str
    language: str
    not_shown: str
    comment: str
    path: str
    place: str
    judgement: str
    """What a person said of it; empty where nobody did."""
    pictured: bool
    original: str
    """`included`, `digest`, or `never` where its document may not leave."""


class Preview(Struct, frozen=True, kw_only=True):
    """All of it."""

    title: str
    foreword: str
    findings: tuple[Seen, ...]
    covered: int
    """Stretches that the rules cover, on the pages that are quoted."""
    masks: tuple[MaskLine, ...] = ()
    idle: tuple[int, ...] = ()
    """Masks that hide nothing that is shown in words; regions are seen on pictures alone."""


def preview(opened: Heliograph, draft: Draft) -> Preview:
    """Show it. Raises `NothingThere` where a claim is not there any more, or may not leave."""
    choice = choice_of(draft)
    seen = glance(opened, choice)
    documents = {one.digest: one for one in seen.documents}
    stays = opened.rows.staying()

    def original(digest: Digest) -> str:
        if digest in stays:
            return "never"
        return "included" if documents[digest].included else "digest"

    findings = tuple(
        Seen(
            number=one.number,
            claim=one.claim.id,
            capability=one.claim.capability,
            stance=one.claim.stance,
            strength=one.claim.strength,
            before=one.before,
            quote=one.claim.quote,
            after=one.after,
            language=one.claim.language,
            not_shown=one.not_shown,
            comment=one.comment,
            path=one.claim.document.path,
            place=one.place,
            judgement=one.reviewed.judgement if one.reviewed else "",
            pictured=bool(one.picture),
            original=original(one.claim.document.digest),
        )
        for one in seen.findings
    )
    whole = Preview(
        title=visible(draft.title),
        foreword=seen.foreword,
        findings=findings,
        covered=sum(len(page.masked) for page in seen.pages),
    )
    if not draft.redacted or not hides_something(draft.plan):
        return whole
    redactor = Redactor(seen, draft.plan, _not_drawn)
    return _redacted(whole, redactor.edition(), pictures=draft.plan.pictures)


def _redacted(whole: Preview, edition: Edition, *, pictures: bool) -> Preview:
    """Put what the redacted edition shows in the place of what the whole one would."""
    shown = tuple(
        replace(
            one,
            before=found.before,
            quote=found.quote,
            after=found.after,
            comment=found.comment,
            path=found.path,
            pictured=one.pictured and pictures,
            original="never" if one.original == "never" else "digest",
        )
        for one, found in zip(whole.findings, edition.findings, strict=True)
    )
    return replace(
        whole,
        title=edition.title,
        foreword=edition.foreword,
        findings=shown,
        masks=tuple(edition.masks),
        idle=tuple(edition.idle),
    )


def _not_drawn(
    _digest: Digest, _page: int, _frames: Sequence[Box], _covers: Sequence[Box]
) -> bytes | None:
    return None
