"""The users of a case, in one file that nobody but its owner can read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal, get_args

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from heliograph.accounts.passwords import kept, refuse_weak
from heliograph.app import Heliograph
from heliograph.codec import digest_of, moment
from heliograph.durable import write_whole
from heliograph.errors import CaseInconsistent, NothingThere, UsageError
from heliograph.store.facts import Facts

FILE: Final = "users.json"
"""In the case folder."""
MOST_NAME: Final = 64

Role = Literal["reader", "reviewer", "owner"]
"""Each may do what the one before may, and more."""

ROLES: Final = get_args(Role)


class User(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who may log in."""

    name: str
    role: Role
    secret: str
    """What is kept of the password."""
    added_at: str

    @property
    def stamp(self) -> str:
        """Another one as soon as the password is another one: sessions of the old one then end."""
        return digest_of(f"{self.name}\n{self.secret}".encode())


def may(role: Role, needed: Role) -> bool:
    """Say whether who has one role may do what needs another."""
    return ROLES.index(role) >= ROLES.index(needed)


def users_of(case: Path) -> tuple[User, ...]:
    """List the users of a case; none: it is one person's. Raises `CaseInconsistent`."""
    try:
        content = (case / FILE).read_bytes()
    except FileNotFoundError:
        return ()
    try:
        return msgspec.json.decode(content, type=tuple[User, ...])
    except msgspec.DecodeError as wrong:
        raise CaseInconsistent(detail=f"{FILE} cannot be read ({wrong})") from wrong


def user_of(case: Path, name: str) -> User | None:
    """Find a user, whatever the case of the letters."""
    return next((one for one in users_of(case) if _same(one.name, name)), None)


def add_user(opened: Heliograph, name: str, role: Role, password: str, by: str) -> User:
    """Let somebody in. Raises `UsageError` for a name that is taken or none, a weak password."""
    name = " ".join(name.split())
    if not 0 < len(name) <= MOST_NAME or not name.isprintable() or "/" in name:
        raise UsageError(detail=f"A name has 1 to {MOST_NAME} letters that can be seen, and no /.")
    if user_of(opened.folder.root, name) is not None:
        raise UsageError(detail=f"There is a user {name}. Change it: heliograph user change")
    refuse_weak(password, name)
    at = moment(opened.clock())
    made = User(name=name, role=role, secret=kept(password), added_at=at)
    opened.enter("user-added", {"user": name, "role": role, "by": by})
    _write(opened.folder.root, lambda all_: (*all_, made))
    return made


def change_user(
    opened: Heliograph, name: str, by: str, *, role: Role | None = None, password: str | None = None
) -> User:
    """Give a user another role, another password. Raises `NothingThere` and `UsageError`."""
    before = named(opened.folder.root, name)
    after = before
    if role is not None:
        after = replace(after, role=role)
    if password is not None:
        refuse_weak(password, before.name)
        after = replace(after, secret=kept(password))
    _leave_an_owner(opened.folder.root, before, after)
    changed = int(password is not None)
    facts: Facts = {"user": before.name, "role": after.role, "password": changed, "by": by}
    opened.enter("user-changed", facts)
    _write(
        opened.folder.root,
        lambda all_: tuple(after if one.name == before.name else one for one in all_),
    )
    return after


def remove_user(opened: Heliograph, name: str, by: str) -> User:
    """Let somebody in no more; what they said stays. Raises `NothingThere` and `UsageError`."""
    gone = named(opened.folder.root, name)
    _leave_an_owner(opened.folder.root, gone, None)
    opened.enter("user-removed", {"user": gone.name, "by": by})
    _write(opened.folder.root, lambda all_: tuple(one for one in all_ if one.name != gone.name))
    return gone


def named(case: Path, name: str) -> User:
    """Fetch a user. Raises `NothingThere`."""
    found = user_of(case, name)
    if found is None:
        names = ", ".join(one.name for one in users_of(case))
        raise NothingThere(what=f"a user {name[:MOST_NAME]}", hint=f"There are: {names or 'none'}.")
    return found


def _leave_an_owner(case: Path, before: User, after: User | None) -> None:
    """A case whose last owner goes while others stay could be given to nobody in the room."""
    others = [one for one in users_of(case) if one.name != before.name]
    left = [*others, after] if after is not None else others
    if before.role == "owner" and left and all(one.role != "owner" for one in left):
        raise UsageError(detail=f"{before.name} is the last owner. Make another one owner first.")


def _write(case: Path, change: Callable[[tuple[User, ...]], tuple[User, ...]]) -> None:
    """Replace the file whole, readable by its owner alone from its first byte on."""
    content = msgspec.json.format(msgspec.json.encode(change(users_of(case))), indent=1)
    write_whole(case / FILE, content, mode=0o600)


def _same(one: str, other: str) -> bool:
    return one.casefold() == " ".join(other.split()).casefold()
