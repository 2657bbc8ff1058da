"""What can be read: one address, one function that gathers, one template that shows."""

from __future__ import annotations

from dataclasses import dataclass

from heliograph.late import Named

__all__ = ["PAGES", "Shown"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One kind of page."""

    address: str
    gather: Named
    """From an open case and a visit to what the template may use."""
    template: str


# By name: the module of a page is imported when that page is first asked for.
_NAMED = (
    ("/claims", "claims.claims_page", "claims.html.j2"),
    ("/claims/{claim}", "claim.claim_page", "claim.html.j2"),
    ("/claims/{claim}/why", "why.why_page", "why.html.j2"),
    ("/claims/{claim}/elsewhere", "elsewhere.elsewhere_page", "elsewhere.html.j2"),
    ("/documents", "documents.documents_page", "documents.html.j2"),
    ("/documents/{digest}", "document.document_page", "document.html.j2"),
    ("/documents/{digest}/pages/{number:int}", "leaf.leaf_page", "page.html.j2"),
    ("/ledger", "ledger.ledger_page", "ledger.html.j2"),
    ("/search", "search.search_page", "search.html.j2"),
    ("/findings", "findings.findings_page", "findings.html.j2"),
    ("/findings/{finding}", "findings.finding_page", "finding.html.j2"),
    ("/watches", "watches.watches_page", "watches.html.j2"),
    ("/changes/{change}", "changes.change_page", "change.html.j2"),
    ("/sources", "sources.sources_page", "sources.html.j2"),
    ("/sources/{source}", "sources.source_page", "source.html.j2"),
    ("/packets", "packets.packets_page", "packets.html.j2"),
    ("/packets/{number:int}", "packets.packet_page", "packet.html.j2"),
    ("/charts", "charts.charts_page", "charts.html.j2"),
    ("/charts/timeline", "charts.timeline_page", "timeline.html.j2"),
    ("/charts/matrix", "charts.matrix_page", "matrix.html.j2"),
    ("/charts/network", "charts.network_page", "network.html.j2"),
    ("/charts/network/{first}/{second}", "names.together_page", "together.html.j2"),
    ("/charts/ledger", "charts.ledger_chart_page", "ledger_chart.html.j2"),
    ("/names", "names.names_page", "names.html.j2"),
    ("/names/{name}", "names.name_page", "name.html.j2"),
    ("/dossiers", "dossiers.dossiers_page", "dossiers.html.j2"),
    ("/dossiers/{draft}", "dossiers.draft_page", "draft.html.j2"),
    ("/dossiers/{draft}/preview", "dossiers.preview_page", "preview.html.j2"),
    ("/dossiers/{draft}/making", "dossiers.making_page", "making.html.j2"),
    ("/users", "people.users_page", "users.html.j2"),
    ("/account", "people.account_page", "account.html.j2"),
)

PAGES = tuple(Shown(address, Named(__name__, page), template) for address, page, template in _NAMED)
