"""Plain words for what a machine translated: one wording for command line and reading room."""

from __future__ import annotations

from typing import Final

from heliograph.machine_translation.made import FileRole, MachineTranslation
from heliograph.records import Problem
from heliograph.translation import _
from heliograph.wording import confinement_in_words, language_in_words, reason_in_words

_ROLES: Final[dict[FileRole, str]] = {
    "model": "model",
    "vocabulary": "vocabulary",
    "target-vocabulary": "vocabulary of the translation",
    "shortlist": "shortlist",
}


def role_in_words(role: FileRole) -> str:
    """Say what a file is to a model."""
    return _(_ROLES[role])


def warning_in_words() -> str:
    """Say what a machine's translation is not."""
    return _(
        "A machine's translation, no evidence: it reads well even where it is wrong, and names, "
        "numbers and denials get lost in it. Use it to find your way and never quote it; the "
        "words of the document are beside it."
    )


def maker_in_words(made: MachineTranslation) -> str:
    """Say what made it, when, and how that was locked in."""
    return _(
        "From %(source)s into %(target)s by %(engine)s on %(date)s, %(confined)s.",
        source=language_in_words(made.source),
        target=language_in_words(made.target),
        engine=made.engine,
        date=f"{made.made_at:%Y-%m-%d}",
        confined=confinement_in_words(made.confinement),
    )


def why_not_in_words(problem: Problem) -> str:
    """Say why there is no translation."""
    match problem.reason:
        case "tool-missing":
            return problem.detail
        case "no-text":
            return _("the machine made nothing of these words")
        case "time":
            return _("the machine took too long")
        case _:
            why = reason_in_words(problem.reason, problem.detail)
            return _("the model, or these words, broke the machine: %(why)s", why=why)
