"""What an export takes: the claims that were asked for, and what they stand on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct
from msgspec.structs import asdict

from heliograph.app import Heliograph
from heliograph.exchange.masked import Mask
from heliograph.records import Digest, Entity
from heliograph.store.facts import Facts
from heliograph.views import ClaimView, LedgerLine, MentionView, Original


class Wanted(Struct, frozen=True, kw_only=True):
    """Which claims are asked for; None asks for all."""

    capability: str | None = None
    stance: str | None = None
    strength: str | None = None
    min_score: float | None = None
    path: str | None = None
    language: str | None = None
    accepted: bool = False
    """Only claims that a person accepted."""

    @property
    def narrow(self) -> bool:
        """Whether anything is left out by it."""
        return self != Wanted()


class Selection:
    """What leaves: claims, documents, names and the ledger, masked where they must be."""

    def __init__(self, opened: Heliograph, wanted: Wanted, unmask: str | None) -> None:
        """Select from an open case; `unmask` gives the reason why nothing is to be masked."""
        self._rows = opened.rows
        self.wanted = wanted
        self.unmask = unmask
        self._mask = Mask(opened.rows) if unmask is None else None

    @property
    def masked(self) -> bool:
        """Whether personal data is masked."""
        return self._mask is not None

    @cached_property
    def staying(self) -> frozenset[Digest]:
        """The bytes that must not leave."""
        return self._rows.staying()

    def facts(self, what: str) -> Facts:
        """Say what custody is to know of the export."""
        narrowed = {f"only_{key}": str(value) for key, value in _said(self.wanted)}
        unmasked = {} if self.unmask is None else {"unmasked": self.unmask}
        return {"what": what, "masked": int(self.masked), **narrowed, **unmasked}

    def claims(self) -> Iterator[ClaimView]:
        """Go through the claims as `heliograph claims` lists them, masked."""
        for claim in self.bare_claims():
            yield self._mask.claim(claim) if self._mask else claim

    def bare_claims(self) -> Iterator[ClaimView]:
        """Go through the claims with nothing masked: to select by, not to print."""
        wanted = asdict(self.wanted)
        accepted = wanted.pop("accepted")
        for claim in list(self._rows.claim_views(**wanted, recurring=False)):
            if not accepted or claim.review == "accepted":
                yield claim

    @cached_property
    def chosen(self) -> frozenset[Digest] | None:
        """The documents that the claims stand in; None where nothing narrows the export."""
        if not self.wanted.narrow:
            return None
        return frozenset(claim.document.digest for claim in self.bare_claims())

    def bare_originals(self) -> Iterator[Original]:
        """Go through the bytes that may leave, with their names as they are."""
        for one in list(self._rows.originals()):
            if one.digest not in self.staying and self._takes(one.digest):
                yield one

    def originals(self) -> Iterator[Original]:
        """Go through the bytes that may leave, their names masked."""
        for one in self.bare_originals():
            yield self._mask.original(one) if self._mask else one

    def mentions(self) -> Iterator[MentionView]:
        """Go through the places of known names."""
        for one in list(self._rows.mention_views()):
            if self._takes(one.document.digest):
                yield self._mask.mention(one) if self._mask else one

    def entities(self) -> Iterator[Entity]:
        """Go through what the names stand for; nothing that is not met."""
        met = {one.entity for one in self._rows.mention_views() if self._takes(one.document.digest)}
        yield from (one for one in list(self._rows.entities()) if one.id in met)

    def ledger(self) -> Iterator[LedgerLine]:
        """Go through the account of every file."""
        for line in list(self._rows.ledger_lines()):
            if line.digest is None or self._takes(line.digest):
                yield self._mask.ledger_line(line) if self._mask else line

    def words(self, text: str) -> str:
        """Mask words that stand by themselves."""
        return self._mask.words(text) if self._mask else text

    def _takes(self, digest: Digest) -> bool:
        return self.chosen is None or digest in self.chosen


def _said(wanted: Wanted) -> Iterator[tuple[str, object]]:
    for key, value in asdict(wanted).items():
        if value is not None and value is not False:
            yield key, value
