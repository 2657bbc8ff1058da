"""Who may log in to the case, and the account of whoever is logged in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from heliograph.accounts.passwords import FEWEST
from heliograph.accounts.rules import people_asked
from heliograph.accounts.users import ROLES, User, users_of
from heliograph.app import Heliograph
from heliograph.web.visit import Visit

SAID: Final = ("added", "changed", "removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class UsersPage:
    """What `users.html.j2` may use."""

    users: tuple[User, ...]
    roles: tuple[str, ...]
    fewest: int
    """Characters of a password."""
    people: int
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """What `account.html.j2` may use."""

    fewest: int
    known: bool
    """Whether whoever asks is a user: where nobody is, there is no password to change."""


def users_page(opened: Heliograph, visit: Visit) -> UsersPage:
    """Gather the users."""
    said = visit.query.get("said", "")
    return UsersPage(
        users=users_of(opened.folder.root),
        roles=ROLES,
        fewest=FEWEST,
        people=people_asked(opened),
        said=said if said in SAID else "",
    )


def account_page(opened: Heliograph, visit: Visit) -> AccountPage:
    """Gather what there is to say of whoever asks."""
    names = {one.name for one in users_of(opened.folder.root)}
    return AccountPage(fewest=FEWEST, known=visit.by in names)
