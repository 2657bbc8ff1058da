"""Writes one self-contained HTML file with what a case found, and how to check it.

The file asks nothing of any network: no script, font, picture or link leads out of it, and its
own policy forbids them. Quotes and all that stands around them are masked (`heliograph.masking`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from jinja2 import Environment, PackageLoader, StrictUndefined

from heliograph import __version__
from heliograph.media import family
from heliograph.report import page
from heliograph.report.page import Around
from heliograph.report.selection import choose
from heliograph.views import CaseSummary, ClaimView, LedgerLine, LedgerSums, NameSum

__all__ = ["Extent", "report_html"]

_CHUNKS_AT_A_TIME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What the report says beside the records, and how much of them it shows."""

    made_at: str
    definitions: Mapping[str, str] = field(default_factory=dict)
    """Capability id → one sentence of the taxonomy."""
    names: Iterable[NameSum] = ()
    most_claims: int = 60
    """Shown of each capability and stance."""
    most_files: int = 1000
    """Listed of those that were read, and of those that were not."""
    most_names: int = 60


def report_html(
    summary: CaseSummary,
    claims: Iterable[ClaimView],
    around: Around,
    ledger: Iterable[LedgerLine],
    sums: LedgerSums,
    extent: Extent,
) -> Iterator[str]:
    """Yield the page piece by piece.

    `claims` and `ledger` are read once; `around` is asked only for the claims that are shown, when
    they are printed. Of equal records the same page is made, byte for byte.
    """
    environment = Environment(
        loader=PackageLoader("heliograph.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "shown": page.shown,
        "visible": page.visible,
        "when": page.when,
        "kind": family,
        "trouble": page.trouble_in_words,
    }
    chosen = choose(claims, extent.most_claims)
    names, more_names = page.names(extent.names, extent.most_names)
    stream = environment.get_template("report.html.j2").stream(
        summary=summary,
        made_at=extent.made_at,
        version=__version__,
        rows=page.rows(chosen),
        sections=page.sections(chosen, lambda one: extent.definitions.get(one, ""), around),
        account=page.account(ledger, sums, extent.most_files),
        names=names,
        more_names=more_names,
        most_claims=extent.most_claims,
    )
    stream.enable_buffering(_CHUNKS_AT_A_TIME)
    yield from stream
