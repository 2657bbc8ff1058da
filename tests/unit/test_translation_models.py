"""A folder that the user names holds one whole model for the languages it is named for, or none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.translation_models import copied, needs_model

from heliograph.codec import digest_of
from heliograph.errors import BadSetting
from heliograph.machine_translation.choosing import Chosen, Translators
from heliograph.machine_translation.made import MachineTranslation
from heliograph.machine_translation.models import Pair, model_in, pair_of
from heliograph.machine_translation.words import LONGEST
from heliograph.records import Problem

ZH_EN = Pair("zh", "en")


def folder(place: Path, *names: str) -> Path:
    for name in names:
        (place / name).write_bytes(name.encode())
    return place


def test_a_model_is_known_by_the_digests_of_its_bytes(tmp_path: Path):
    names = ("model.zhen.intgemm.alphas.bin", "vocab.zhen.spm", "lex.50.50.zhen.s2t.bin", "a.txt")
    model = model_in(folder(tmp_path, *names), ZH_EN)
    assert {one.role: one.name for one in model.files} == {
        "model": names[0],
        "vocabulary": names[1],
        "shortlist": names[2],
    }
    assert [one.digest for one in model.files] == [
        digest_of(model.contents[one.role]) for one in model.files
    ]


def test_two_vocabularies_are_told_apart(tmp_path: Path):
    names = ("model.zhen.bin", "srcvocab.zhen.spm", "trgvocab.zhen.spm")
    model = model_in(folder(tmp_path, *names), ZH_EN)
    assert model.contents["vocabulary"] == b"srcvocab.zhen.spm"
    assert model.contents["target-vocabulary"] == b"trgvocab.zhen.spm"


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ((), "has no model and no vocabulary"),
        (("model.zhen.bin",), "has no vocabulary"),
        (("model.zhen.bin", "srcvocab.zhen.spm"), "has no target-vocabulary"),
        (("model.zhen.bin.gz", "vocab.zhen.spm.gz"), "unpack them first"),
        (("model.zhen.bin", "model.zhen.base.bin", "vocab.zhen.spm"), "one model a folder"),
        (("model.ruen.bin", "vocab.ruen.spm"), "a model for ru-en, and was named for zh-en"),
    ],
)
def test_a_folder_without_one_whole_model_is_refused_with_what_is_missing(tmp_path, names, why):
    with pytest.raises(BadSetting, match=why):
        model_in(folder(tmp_path, *names), ZH_EN)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(BadSetting, match="cannot be read"):
        model_in(tmp_path / "nowhere", ZH_EN)


def test_a_name_of_four_letters_alone_says_no_languages(tmp_path: Path):
    model = model_in(folder(tmp_path, "model.base.bin", "vocab.spm"), ZH_EN)
    assert model.pair == ZH_EN


@needs_model
def test_traditional_characters_are_for_the_model_of_simplified_ones_written_so(tmp_path: Path):
    copied("pt-en", tmp_path / "model", "zhen")
    both = Translators({"zh-en": "model"}, tmp_path)
    assert both.chosen_for("zh-Hant").in_simplified
    assert not both.chosen_for("zh").in_simplified


def test_a_pair_is_two_languages():
    assert pair_of("zh-en") == ZH_EN
    assert pair_of("zh-Hant-en") == Pair("zh-Hant", "en")
    for wrong in ("zh", "zh_en", "", "zh-en-", "Chinese-English"):
        with pytest.raises(BadSetting, match="write them like zh-en"):
            pair_of(wrong)


def test_the_pair_for_a_language_is_its_own_and_for_traditional_characters_else_chinese():
    both = Translators({"zh-en": "a", "ru-en": "b"}, Path())
    assert both.pair_for("zh-Hant") == both.pair_for("zh") == ZH_EN
    assert both.pair_for("ru") == Pair("ru", "en")
    assert both.pair_for("en") is None
    assert Translators({"zh-en": "a", "zh-Hant-en": "b"}, Path()).pair_for("zh-Hant") == Pair(
        "zh-Hant", "en"
    )


def test_where_none_is_named_nobody_translates_and_says_what_to_do():
    chosen = Translators({}, Path()).chosen_for("ru")
    (answer,) = chosen.translator.translate(["слово"])
    assert isinstance(answer, Problem)
    assert answer.reason == "tool-missing"
    assert "ru-en" in answer.detail
    assert "[translation] models" in answer.detail


class Echo:
    """Gives back what it was given."""

    engine = "echo 1"
    model = "abc"
    confinement = 2

    def translate(self, texts: Sequence[str]) -> list[str | Problem]:
        return list(texts)


def chosen(*, in_simplified: bool) -> Chosen:
    return Chosen(pair=ZH_EN, files=(), translator=Echo(), in_simplified=in_simplified)


def test_words_are_kept_as_they_stand_whatever_the_engine_is_given(clock):
    words = "該系統支持人臉\n識別" + "字" * LONGEST
    (made,) = chosen(in_simplified=True).make([words], clock)
    assert isinstance(made, MachineTranslation)
    assert made.words == words
    assert made.text.startswith("该系统支持人脸识别字")
    assert made.left_out == len(words) - LONGEST
    assert made.made_at == clock()
    (other,) = chosen(in_simplified=False).make([words], clock)
    assert isinstance(other, MachineTranslation)
    assert other.text.startswith("該系統")


def test_of_nothing_comes_nothing(clock):
    (made,) = chosen(in_simplified=False).make([" \n "], clock)
    assert isinstance(made, Problem)
    assert (made.outcome, made.reason) == ("empty", "no-text")
