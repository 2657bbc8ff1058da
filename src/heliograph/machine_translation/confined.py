"""A translator in a confined child: the model is foreign data, and so are the words.

The child is given the bytes of both and nothing else; it has no network and no file. What it says
is text in bounded frames.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from heliograph.codec import id_of
from heliograph.machine_translation.models import Model
from heliograph.machine_translation.request import VERSION, Request, RequestFile
from heliograph.records import Problem
from heliograph.sandbox.pool import Patience, Read, ReadingPool, Task, child_command
from heliograph.seams import Kept, Limits, Sheet

CHILD: Final = "heliograph.translator_child"
SECONDS: Final = 120.0
"""Until the first text is there: the model is loaded before it."""
SECONDS_A_TEXT: Final = 60.0
MOST_CHARACTERS: Final = 100_000
"""Of all that one text may become: an engine can stutter."""
AT_A_TIME: Final = 200
"""Texts for which one child is started."""


class ConfinedTranslator:
    """One model, loaded anew in a child for each call."""

    def __init__(self, model: Model, engine: str, command: Sequence[str] = ()) -> None:
        """Take a model, and the name and version of the engine; `command` starts another child."""
        self._model = model
        self._command = command or child_command(CHILD)
        self.engine = engine
        digests = (f"{one.role}:{one.digest}" for one in model.files)
        self.model = id_of("translator", VERSION, engine, model.pair, *digests)
        self.confinement = 0
        """The level at which the last child was locked in."""

    def translate(self, texts: Sequence[str]) -> list[str | Problem]:
        """Give each text in the other language, or why there is none."""
        made: list[str | Problem] = []
        failures = 0
        while len(made) < len(texts):
            some = self._some(texts[len(made) : len(made) + AT_A_TIME])
            failures = failures + 1 if isinstance(some[0], Problem) else 0
            made += some
            if failures > 1:
                # Two texts in a row of which nothing came: it is the model, not the words.
                made += [some[-1]] * (len(texts) - len(made))
        return made

    def _some(self, texts: Sequence[str]) -> list[str | Problem]:
        """Translate in one child up to the first text on which it ends."""
        contents = self._model.contents
        request = Request(
            model=contents["model"],
            source_vocabulary=contents["vocabulary"],
            target_vocabulary=contents.get("target-vocabulary", contents["vocabulary"]),
            shortlist=contents.get("shortlist", b""),
            texts=texts,
        )
        read = _read(request, self._command)
        self.confinement = read.confinement
        said: list[str | Problem] = [one.text for one in read.values if isinstance(one, Sheet)]
        if len(said) < len(texts):
            said.append(_why(read))
        return said


def _read(request: Request, command: Sequence[str]) -> Read:
    file = RequestFile(request)
    with file as opened:
        task = Task(
            key="translation",
            open=opened,
            size=file.size,
            name="",
            limits=Limits(
                pages=len(request.texts),
                text_chars=MOST_CHARACTERS * len(request.texts),
                members=0,
            ),
            depth=0,
        )
        patience = Patience(base_s=SECONDS, per_sheet_s=SECONDS_A_TEXT)
        with ReadingPool(command, workers=1, patience=patience, take=_nothing) as pool:
            (read,) = pool.read_all([task])
    return read


def _nothing(chunks: Iterable[bytes]) -> Kept:
    raise NotImplementedError("a translator gives no bytes")


def _why(read: Read) -> Problem:
    problems = [one for one in read.values if isinstance(one, Problem)]
    return problems[-1] if problems else Problem(outcome="damaged", reason="crash")
