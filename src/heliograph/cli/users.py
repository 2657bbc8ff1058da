"""Commands that say who may log in to the reading room: user add, list, change, remove."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from heliograph.accounts.users import ROLES, Role, add_user, change_user, remove_user, users_of
from heliograph.app import Heliograph
from heliograph.cli.options import case_option, json_option, who
from heliograph.cli.printing import console, json_lines, plain, say, table
from heliograph.errors import UsageError

PASSWORD = click.option(
    "--password-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Its first line is the password. Without it you are asked, twice.",
)


@click.group()
def user() -> None:
    """Say who may log in to the reading room: add, list, change, remove.

    As soon as a case has one user, `heliograph serve` asks for a log-in, decisions are made in the
    name of who is logged in, and what they look at is entered in custody. Readers look; reviewers
    decide, too; owners also release, export and let people in. Whoever can read the case folder
    needs no password: this is about the room alone.

    \b
    Examples:
      heliograph user add "Ana K." --role owner
      heliograph user add ben --role reviewer
    """


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What they may do.")
@PASSWORD
@case_option
@json_option
def add(name: str, role: str, password_file: Path | None, case: Path, as_json: bool) -> None:
    """Let NAME in, with a password of twelve characters or more.

    \b
    Example:
      heliograph user add ben --role reviewer --case cases/riverside
    """
    password = _password(password_file)
    with Heliograph.open_to_work(case) as opened:
        made = add_user(opened, name, cast("Role", role), password, who())
    if as_json:
        json_lines([{"user": made.name, "role": made.role}])
        return
    say(f"{made.name} may log in as {made.role}. A room that is open asks once it is started anew.")
    if all(one.role != "owner" for one in users_of(case)):
        say("Nobody is owner yet: in the room nobody can export or release anything.")


@user.command("list")
@case_option
@json_option
def list_users(case: Path, as_json: bool) -> None:
    """List who may log in.

    \b
    Example:
      heliograph user list --case cases/riverside
    """
    found = users_of(case)
    if as_json:
        json_lines({"user": one.name, "role": one.role, "added_at": one.added_at} for one in found)
        return
    if not found:
        say("This case has no users: `heliograph serve` lets one person in by its first address.")
        return
    shown = table("name", "role", "since")
    for one in found:
        shown.add_row(plain(one.name), one.role, one.added_at[:10])
    console().print(shown)


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), help="What they may do from now on.")
@click.option("--password", is_flag=True, help="Give them another password; you are asked for it.")
@PASSWORD
@case_option
@json_option
def change(
    name: str,
    role: str | None,
    password: bool,
    password_file: Path | None,
    case: Path,
    as_json: bool,
) -> None:
    """Give NAME another role or another password. With the old password nobody stays logged in.

    \b
    Examples:
      heliograph user change ben --role owner
      heliograph user change ben --password
    """
    if role is None and not password and password_file is None:
        raise UsageError(detail="Say what is to change: --role or --password.")
    words = _password(password_file) if password or password_file else None
    with Heliograph.open_to_work(case) as opened:
        made = change_user(opened, name, who(), role=cast("Role | None", role), password=words)
    if as_json:
        json_lines([{"user": made.name, "role": made.role}])
    else:
        say(f"{made.name} is {made.role}{' and has another password' if words else ''}.")


@user.command()
@click.argument("name")
@case_option
@json_option
def remove(name: str, case: Path, as_json: bool) -> None:
    """Let NAME in no more. What they said stays; whoever is logged in under that name is out.

    \b
    Example:
      heliograph user remove ben --case cases/riverside
    """
    with Heliograph.open_to_work(case) as opened:
        gone = remove_user(opened, name, who())
    if as_json:
        json_lines([{"removed": gone.name}])
    else:
        say(f"{gone.name} is let in no more.")
    if not users_of(case):
        say("The case has no users now: `heliograph serve` lets one person in, without a password.")


def _password(file: Path | None) -> str:
    if file is not None:
        return file.read_text("utf-8").partition("\n")[0].rstrip("\r")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
