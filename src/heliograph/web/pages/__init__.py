"""What can be read: one address, one function that gathers, one template that shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from heliograph.app import Heliograph
from heliograph.web.pages.changes import change_page
from heliograph.web.pages.charts import (
    charts_page,
    ledger_chart_page,
    matrix_page,
    network_page,
    timeline_page,
)
from heliograph.web.pages.claim import claim_page
from heliograph.web.pages.claims import claims_page
from heliograph.web.pages.document import document_page
from heliograph.web.pages.documents import documents_page
from heliograph.web.pages.dossiers import draft_page, dossiers_page, making_page, preview_page
from heliograph.web.pages.findings import finding_page, findings_page
from heliograph.web.pages.leaf import leaf_page
from heliograph.web.pages.ledger import ledger_page
from heliograph.web.pages.names import name_page, names_page, together_page
from heliograph.web.pages.people import account_page, users_page
from heliograph.web.pages.packets import packet_page, packets_page
from heliograph.web.pages.search import search_page
from heliograph.web.pages.sources import source_page, sources_page
from heliograph.web.pages.watches import watches_page
from heliograph.web.pages.why import why_page
from heliograph.web.visit import Visit

__all__ = ["PAGES", "Shown"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One kind of page."""

    address: str
    gather: Callable[[Heliograph, Visit], object]
    template: str


PAGES = (
    Shown("/claims", claims_page, "claims.html.j2"),
    Shown("/claims/{claim}", claim_page, "claim.html.j2"),
    Shown("/claims/{claim}/why", why_page, "why.html.j2"),
    Shown("/documents", documents_page, "documents.html.j2"),
    Shown("/documents/{digest}", document_page, "document.html.j2"),
    Shown("/documents/{digest}/pages/{number:int}", leaf_page, "page.html.j2"),
    Shown("/ledger", ledger_page, "ledger.html.j2"),
    Shown("/search", search_page, "search.html.j2"),
    Shown("/findings", findings_page, "findings.html.j2"),
    Shown("/findings/{finding}", finding_page, "finding.html.j2"),
    Shown("/watches", watches_page, "watches.html.j2"),
    Shown("/changes/{change}", change_page, "change.html.j2"),
    Shown("/sources", sources_page, "sources.html.j2"),
    Shown("/sources/{source}", source_page, "source.html.j2"),
    Shown("/packets", packets_page, "packets.html.j2"),
    Shown("/packets/{number:int}", packet_page, "packet.html.j2"),
    Shown("/charts", charts_page, "charts.html.j2"),
    Shown("/charts/timeline", timeline_page, "timeline.html.j2"),
    Shown("/charts/matrix", matrix_page, "matrix.html.j2"),
    Shown("/charts/network", network_page, "network.html.j2"),
    Shown("/charts/network/{first}/{second}", together_page, "together.html.j2"),
    Shown("/charts/ledger", ledger_chart_page, "ledger_chart.html.j2"),
    Shown("/names", names_page, "names.html.j2"),
    Shown("/names/{name}", name_page, "name.html.j2"),
    Shown("/dossiers", dossiers_page, "dossiers.html.j2"),
    Shown("/dossiers/{draft}", draft_page, "draft.html.j2"),
    Shown("/dossiers/{draft}/preview", preview_page, "preview.html.j2"),
    Shown("/dossiers/{draft}/making", making_page, "making.html.j2"),
    Shown("/users", users_page, "users.html.j2"),
    Shown("/account", account_page, "account.html.j2"),
)
