"""Chooses which claims a report shows in full, and counts them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from heliograph.records import Stance, Strength
from heliograph.store.score_bands import BANDS, band_of
from heliograph.views import ClaimView

STANCES: tuple[Stance, ...] = ("asserted", "reported", "negated")
PLACES_LISTED = 12
_WORDS_COMPARED = 200


@dataclass(slots=True, kw_only=True)
class Wording:
    """The claims that say the same in the same words: the best of them, and where the rest are."""

    best: ClaimView
    furthest: Strength
    """The highest strength of any of them."""
    places: list[ClaimView] = field(default_factory=list)
    """Up to `PLACES_LISTED` of the others."""
    others: int = 0

    def take(self, claim: ClaimView) -> None:
        """Take in one more claim of these words."""
        self.furthest = max(self.furthest, claim.strength)
        if weight(claim) > weight(self.best):
            claim, self.best = self.best, claim
        self.others += 1
        if len(self.places) < PLACES_LISTED:
            self.places.append(claim)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One capability: how often it is claimed in which way, and what is shown of it."""

    capability: str
    counts: Counter[Stance]
    furthest: Strength | None
    """The strongest form in which a document says so itself; None where none does."""
    wordings: dict[Stance, list[Wording]]
    """The best first, at most as many of each stance as was asked for."""
    left_out: int
    """Claims that are neither shown nor listed as another place of the same words."""


def weight(claim: ClaimView) -> tuple[int, Strength, float, int, str]:
    """Sure ones first, then strength, then score, then the shorter quote; the id decides between
    equals. Scores are compared by their bands: a hundredth more makes no claim a better one, but
    who reads a doubtful claim first that is none does not read on.
    """
    sure = -BANDS.index(band_of(claim.score, by_hand=False))
    return (sure, claim.strength, claim.score, -len(claim.quote), claim.id)


def choose(claims: Iterable[ClaimView], most: int) -> list[Chosen]:
    """Read all claims once; keep the `most` best wordings of each capability and stance."""
    counts: dict[str, Counter[Stance]] = {}
    groups: dict[tuple[str, Stance, str], Wording] = {}
    for claim in claims:
        counts.setdefault(claim.capability, Counter())[claim.stance] += 1
        words = " ".join(claim.quote[:_WORDS_COMPARED].casefold().split())
        key = (claim.capability, claim.stance, words)
        if key in groups:
            groups[key].take(claim)
        else:
            groups[key] = Wording(best=claim, furthest=claim.strength)
    chosen = [
        _chosen(capability, count, groups, most) for capability, count in sorted(counts.items())
    ]
    return sorted(
        chosen,
        key=lambda one: (one.furthest or "", one.counts["asserted"], one.counts["reported"]),
        reverse=True,
    )


def _chosen(
    capability: str,
    counts: Counter[Stance],
    groups: dict[tuple[str, Stance, str], Wording],
    most: int,
) -> Chosen:
    wordings: dict[Stance, list[Wording]] = {}
    for stance in STANCES:
        of_stance = [
            one
            for (which, whose, _), one in groups.items()
            if (which, whose) == (capability, stance)
        ]
        of_stance.sort(key=lambda one: weight(one.best), reverse=True)
        wordings[stance] = of_stance
    furthest = max((one.furthest for one in wordings["asserted"]), default=None)
    shown = {stance: some[:most] for stance, some in wordings.items()}
    left_out = counts.total() - sum(1 + one.others for some in shown.values() for one in some)
    return Chosen(
        capability=capability,
        counts=counts,
        furthest=furthest,
        wordings=shown,
        left_out=left_out,
    )
