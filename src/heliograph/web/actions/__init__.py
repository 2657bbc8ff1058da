"""What can be done: each act does one thing, then leads to the page where it shows.

One module a noun; the table below says which address does what.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from starlette.responses import Response

from heliograph.late import Named
from heliograph.web.visit import Visit

Action = Callable[[Path, str, Visit], str | Response]
"""Case, who acts, what was sent → where to go, or a file that is handed out. Most take the
case's lock for as long as they work."""

# By name: the module of an act is imported when it is first done.
_NAMED = (
    ("/claims/{claim}/review", "claims.review_claim"),
    ("/claims/{claim}/translate", "translations.translate"),
    ("/claims/{claim}/withdraw", "by_hand.withdraw_claim"),
    ("/documents/{digest}/pages/{number:int}/correct", "by_hand.correct"),
    ("/documents/{digest}/pages/{number:int}/claim", "by_hand.add_claim"),
    ("/corrections/{correction}/withdraw", "by_hand.withdraw_correction"),
    ("/findings/{finding}/state", "findings.decide_finding"),
    ("/charts/{chart}/export", "charts.export_chart"),
    ("/watches", "watches.make_watch"),
    ("/watches/{watch}/end", "watches.stop_watch"),
    ("/sources/{source}/pause", "sources.set_paused"),
    ("/sources/{source}/look", "sources.look"),
    ("/packets", "packets.make_packet"),
    ("/ledger/retry", "files.retry"),
    ("/ledger/release", "files.release"),
    ("/dossiers", "dossiers.begin_draft"),
    ("/dossiers/{draft}", "dossiers.save_draft"),
    ("/dossiers/{draft}/choose", "dossiers.choose_claims"),
    ("/dossiers/{draft}/hide", "dossiers.hide"),
    ("/dossiers/{draft}/drop", "dossiers.drop_draft"),
    ("/dossiers/{draft}/make", "dossiers.make_dossier"),
    ("/claims/{claim}/choose", "dossiers.choose_claim"),
    ("/users/add", "people.let_in"),
    ("/users/rule", "people.set_people"),
    ("/users/{name}/change", "people.change"),
    ("/users/{name}/remove", "people.let_out"),
    ("/account/password", "people.change_own_password"),
)

TAKE_NO_TURN: Final = frozenset({"/claims/{claim}/translate"})
"""Acts that take seconds and no lock on the case: nobody's review waits for them."""

ACTIONS: tuple[tuple[str, Action], ...] = tuple(
    (address, Named(__name__, act)) for address, act in _NAMED
)
