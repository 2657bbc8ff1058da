"""What can be done with a watch: ask, and ask no longer."""

from __future__ import annotations

from pathlib import Path
from typing import Final, get_args
from urllib.parse import urlencode

import msgspec

from heliograph.app import Heliograph
from heliograph.errors import NothingThere
from heliograph.records import Stance, Strength
from heliograph.translation import _
from heliograph.watch_records import ChangeKind, Watch
from heliograph.watching.sources import named_source
from heliograph.watching.watches import add_watch, end_watch, named_entity
from heliograph.web.visit import Visit

MOST_NAME: Final = 80
MOST_QUERY: Final = 10_000


def make_watch(case: Path, by: str, visit: Visit) -> str:
    """Ask what a form says, from now on; lead to the watch with what answers it so far."""
    query = visit.form.get("query", "").strip()[:MOST_QUERY]
    entity = visit.form.get("entity", "").strip()
    with Heliograph.open_to_work(case) as opened:
        fields = {
            "type": "Watch",
            "id": "",
            "number": 0,
            "made_at": opened.clock(),
            "query": query,
            "capabilities": _chosen(visit, "capability"),
            "stances": _known(visit, "stance", get_args(Stance)),
            "least_strength": next(iter(_known(visit, "strength", get_args(Strength))), None),
            "least_score": _score(visit.form.get("score", "")),
            "entities": (named_entity(opened, entity),) if entity else (),
            "sources": tuple(named_source(opened, one)[0].id for one in _chosen(visit, "source")),
            "changes": _known(visit, "change", get_args(ChangeKind)),
            "channels": _chosen(visit, "channel"),
            "digest": next(iter(_known(visit, "digest", ("daily", "weekly"))), ""),
        }
        name = visit.form.get("name", "").strip()[:MOST_NAME] or _name_of(fields)
        made = add_watch(opened, msgspec.convert({**fields, "name": name}, Watch))
    return f"/watches?{urlencode({'made': made.id})}"


def stop_watch(case: Path, by: str, visit: Visit) -> str:
    """Ask a question no longer; its findings stay."""
    with Heliograph.open_to_work(case) as opened:
        end_watch(opened, visit.path["watch"])
    return "/watches"


def _chosen(visit: Visit, field: str) -> tuple[str, ...]:
    """Name what is ticked or chosen: fields are called `stance`, or `stance:asserted` if many."""
    ticked = [name.partition(":")[2] for name in visit.form if name.startswith(f"{field}:")]
    one = visit.form.get(field, "")
    return tuple(dict.fromkeys(filter(None, [one, *ticked])))


def _known(visit: Visit, field: str, known: tuple[str, ...]) -> tuple[str, ...]:
    said = _chosen(visit, field)
    for one in said:
        if one not in known:
            raise NothingThere(what=f"{field} {one[:40]}", hint=", ".join(known))
    return said


def _score(said: str) -> float:
    try:
        score = float(said or 0)
    except ValueError:
        score = -1.0
    if not 0 <= score <= 1:
        raise NothingThere(what=f"a score of {said[:40]}", hint=_("It goes from 0 to 1."))
    return score


def _name_of(fields: dict[str, object]) -> str:
    """Call a watch by what it asks, where nobody named it."""
    parts = [fields["query"], *_all(fields, "capabilities"), *_all(fields, "changes")]
    return " ".join(str(one) for one in parts if one)[:MOST_NAME] or "everything"


def _all(fields: dict[str, object], name: str) -> tuple[object, ...]:
    some = fields[name]
    return some if isinstance(some, tuple) else ()
