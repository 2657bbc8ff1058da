"""From an open case to the report's file, entered in custody."""

from __future__ import annotations

import hashlib
from pathlib import Path

from heliograph.app import Heliograph
from heliograph.codec import moment
from heliograph.plugins.finders import definitions
from heliograph.records import Digest
from heliograph.report import Extent, report_html


def write_report(opened: Heliograph, where: Path) -> Digest:
    """Write the report of a case and enter its digest in custody; return the digest.

    It is written beside and moved into place, so that a killed run leaves the earlier one whole.
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
    where.parent.mkdir(parents=True, exist_ok=True)
    beside = where.with_name(f".{where.name}.unfinished")
    hashing = hashlib.sha256()
    with beside.open("wb") as file:
        for piece in pieces:
            content = piece.encode("utf-8", "replace")
            hashing.update(content)
            file.write(content)
    beside.replace(where)
    digest = Digest(f"sha256:{hashing.hexdigest()}")
    opened.exported("report", digest)
    return digest
