"""What can be done with users: owners let people in and out; each may change their password."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from heliograph.accounts.passwords import fits
from heliograph.accounts.rules import ask_for_people
from heliograph.accounts.users import ROLES, Role, add_user, change_user, named, remove_user
from heliograph.app import Heliograph
from heliograph.errors import NothingThere, UsageError
from heliograph.translation import _
from heliograph.web.visit import Visit


def let_in(case: Path, by: str, visit: Visit) -> str:
    """Let somebody in."""
    with Heliograph.open_to_work(case) as opened:
        add_user(
            opened, visit.form.get("name", ""), _role(visit), visit.form.get("password", ""), by
        )
    return "/users?said=added"


def change(case: Path, by: str, visit: Visit) -> str:
    """Give somebody another role, or another password where one is written."""
    password = visit.form.get("password") or None
    with Heliograph.open_to_work(case) as opened:
        change_user(opened, visit.path["name"], by, role=_role(visit), password=password)
    return "/users?said=changed"


def let_out(case: Path, by: str, visit: Visit) -> str:
    """Let somebody in no more."""
    with Heliograph.open_to_work(case) as opened:
        remove_user(opened, visit.path["name"], by)
    return "/users?said=removed"


def set_people(case: Path, by: str, visit: Visit) -> str:
    """Say how many people must accept a claim."""
    with Heliograph.open_to_work(case) as opened:
        ask_for_people(opened, 2 if visit.form.get("people") == "2" else 1, by)
    return "/users?said=changed"


def change_own_password(case: Path, by: str, visit: Visit) -> str:
    """Take another password, where the old one is known; all log-ins of the old one end."""
    user = named(case, by)
    if not fits(visit.form.get("old", ""), user.secret):
        raise UsageError(detail=_("The old password is not right."))
    if visit.form.get("new", "") != visit.form.get("again", ""):
        raise UsageError(detail=_("The new password was not written the same twice."))
    with Heliograph.open_to_work(case) as opened:
        change_user(opened, user.name, by, password=visit.form.get("new", ""))
    return "/login"


def _role(visit: Visit) -> Role:
    role = visit.form.get("role", "")
    if role not in ROLES:
        raise NothingThere(what=f"a role called {role[:40]}", hint=", ".join(ROLES))
    return cast("Role", role)
