"""From an open case to the report's file, entered in custody."""

from __future__ import annotations

from pathlib import Path

from heliograph.app import Heliograph
from heliograph.codec import moment
from heliograph.leaving import beside
from heliograph.plugins.finders import definitions
from heliograph.records import Digest
from heliograph.report import Extent, report_html


def write_report(opened: Heliograph, where: Path) -> Digest:
    """Write the report of a case and enter its digest in custody; return the digest.

    A killed run leaves the earlier one whole. Raises `AlreadyThere` where a folder stands there.
    """
    rows = opened.rows
    extent = Extent(
        made_at=moment(opened.clock()),
        definitions=definitions(opened.folder.taxonomy),
        names=rows.name_sums(),
    )
    pieces = report_html(
        opened.summary(),
        rows.claim_views(recurring=False),
        rows.surroundings,
        rows.ledger_lines(),
        rows.ledger_sums(),
        extent,
    )
    leaving = beside(opened, where, {"what": "report"}, folder=False)
    with leaving as making, making.path.open("wb") as file:
        file.writelines(piece.encode("utf-8", "replace") for piece in pieces)
    return making.digest
