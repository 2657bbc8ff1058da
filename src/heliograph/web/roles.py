"""Which role an address needs: readers look, reviewers decide, owners let out and let in."""

from __future__ import annotations

from typing import Final

from heliograph.accounts.users import Role

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
