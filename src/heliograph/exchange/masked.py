"""Views as they leave a case: names of persons and personal numbers masked, as in the report."""

from __future__ import annotations

from msgspec.structs import replace

from heliograph.masking import mask, mask_parts
from heliograph.store.rows import Rows
from heliograph.views import ClaimView, DocumentRef, LedgerLine, MentionView, Original


class Mask:
    """Masks views by the rules of `heliograph.masking`, a quote with what stands around it."""

    def __init__(self, rows: Rows) -> None:
        """Take what knows the surroundings of claims."""
        self._rows = rows

    def words(self, text: str) -> str:
        """Mask words that stand by themselves."""
        return mask(text)[0] if text else text

    def claim(self, claim: ClaimView) -> ClaimView:
        """Mask quote, group, reasons and paths; place and boxes still point to the original."""
        around = self._rows.surroundings(claim.id)
        _, quote, _ = mask_parts([around.before, claim.quote, around.after], around.header)
        return replace(
            claim,
            document=self._document(claim.document),
            quote=quote,
            group=None if claim.group is None else self.words(claim.group),
            why=[self.words(one) for one in claim.why],
            copies=[self.words(path) for path in claim.copies],
        )

    def mention(self, one: MentionView) -> MentionView:
        """Mask the path; the name is one of an organisation or product, and known."""
        return replace(one, document=self._document(one.document))

    def original(self, one: Original) -> Original:
        """Mask title and paths."""
        return replace(
            one, title=self.words(one.title), paths=[self.words(path) for path in one.paths]
        )

    def ledger_line(self, line: LedgerLine) -> LedgerLine:
        """Mask path and detail. The digest of what is held back goes: it could be looked up."""
        return replace(
            line,
            path=self.words(line.path),
            detail=self.words(line.detail),
            digest=None if line.held else line.digest,
        )

    def _document(self, document: DocumentRef) -> DocumentRef:
        return replace(document, path=self.words(document.path))
