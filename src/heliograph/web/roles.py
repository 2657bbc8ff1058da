"""Which role an address needs: readers look, reviewers decide, owners let out and let in."""

from __future__ import annotations

import re
from typing import Final

from heliograph.accounts.users import Role, may

OWNERS: Final = (
    # Releases a file that is held back.
    "/ledger/release",
    "/documents/{digest}/release",
    # Makes what leaves the case, and hands it out.
    "/charts/{chart}/export",
    "/dossiers/{draft}/make",
    "/dossiers/{draft}/made/{name}",
    # Lets people in.
    "/users",
    "/users/add",
    "/users/{name}/change",
    "/users/{name}/remove",
    "/users/rule",
)
READERS: Final = ("/account/password",)
"""Acts that change nothing of the case."""

ROOMY: Final = {"/dossiers/{draft}": (1 << 20, 10_000)}
"""Forms that hold more than others: bytes, and fields."""


def role_for_act(address: str) -> Role:
    """Say who may do what stands at an address; what nobody thought of is for reviewers."""
    if address in OWNERS:
        return "owner"
    return "reader" if address in READERS else "reviewer"


def role_for_page(address: str) -> Role:
    """Say who may see what stands at an address."""
    return "owner" if address in OWNERS else "reader"


_FORM: Final = re.compile(r"<form\b([^>]*)>.*?</form>\n?", re.DOTALL)
_ACTION: Final = re.compile(r'\baction="([^"?#]*)')
_ALWAYS: Final = ("/login", "/logout", *READERS)
_OWNERS: Final = tuple(
    re.compile(re.sub(r"\\{[a-z]+\\}", "[^/]+", re.escape(address))) for address in OWNERS
)


def without_forms(html: str, role: Role) -> str:
    """Leave out of a page of ours the forms that would be refused: whatever template made them.

    What documents say is escaped, so a form in the page is always one of ours.
    """

    def kept(found: re.Match[str]) -> str:
        attributes = found[1]
        action = _ACTION.search(attributes)
        posts = 'method="post"' in attributes
        return "" if posts and action and not _may_send(action[1], role) else found[0]

    return html if role == "owner" else _FORM.sub(kept, html)


def _may_send(address: str, role: Role) -> bool:
    if address in _ALWAYS:
        return True
    needed: Role = "owner" if any(one.fullmatch(address) for one in _OWNERS) else "reviewer"
    return may(role, needed)
