"""What every `seams.MachineTranslator` must do; add an implementation to run it through."""

from __future__ import annotations

import pytest
from tests.translation_models import WORDS, model_for, needs_model

from heliograph.machine_translation.choosing import Nobody
from heliograph.machine_translation.confined import ConfinedTranslator
from heliograph.machine_translation.engine import installed
from heliograph.machine_translation.models import Pair, model_in
from heliograph.records import Problem
from heliograph.seams import MachineTranslator


def nobody() -> MachineTranslator:
    return Nobody("no model is named")


def confined() -> MachineTranslator:
    model = model_in(model_for("pt-en"), Pair("pt", "en"))
    return ConfinedTranslator(model, installed().engine)


TRANSLATORS = [nobody, pytest.param(confined, marks=needs_model)]

HOSTILE = ["", "   ", "\0\x1b[2J\u202e", "<script>alert(1)</script>", "😀" * 50, "ا ب " * 40, WORDS]


@pytest.fixture(params=TRANSLATORS, ids=lambda make: make.__name__)
def translator(request: pytest.FixtureRequest) -> MachineTranslator:
    made: MachineTranslator = request.param()
    return made


def test_each_text_has_one_answer_in_its_order(translator: MachineTranslator):
    answers = translator.translate([WORDS, "Olá mundo.", WORDS])
    assert len(answers) == 3
    assert answers[0] == answers[2]


def test_no_text_makes_it_raise(translator: MachineTranslator):
    answers = translator.translate(HOSTILE)
    assert len(answers) == len(HOSTILE)
    assert all(isinstance(one, str | Problem) for one in answers)


def test_nothing_asked_is_nothing_answered(translator: MachineTranslator):
    assert translator.translate([]) == []


def test_who_translates_says_with_what_and_who_does_not_says_nothing(
    translator: MachineTranslator,
):
    (answer,) = translator.translate([WORDS])
    assert isinstance(answer, str) == bool(translator.engine) == bool(translator.model)
    assert (translator.confinement > 0) == isinstance(answer, str)
