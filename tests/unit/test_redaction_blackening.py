"""What is hidden is found however it is written, and its mask has one length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.dossier.parts import Part
from heliograph.errors import NothingThere, UsageError
from heliograph.redaction.blackening import MASK, Blackener
from heliograph.redaction.leaks import forms_of, leaks
from heliograph.redaction.plan import read_plan


@pytest.mark.parametrize(
    "written",
    [
        "云河县公安局", "雲河縣公安局", "云河县公\n安局", "云 河 县 公 安 局", "云河县\u200b公安局",
        "%E4%BA%91%E6%B2%B3%E5%8E%BF%E5%85%AC%E5%AE%89%E5%B1%80",
        "%e4%ba%91%e6%b2%b3%e5%8e%bf%e5%85%ac%e5%ae%89%e5%b1%80",
    ],
)  # fmt: skip
def test_words_are_found_in_other_letters_with_breaks_and_in_addresses(written):
    assert Blackener(["云河县公安局"]).words(f"由{written}采购") == f"由{MASK}采购"


def test_latin_words_are_found_in_any_width_and_case():
    black = Blackener(["Zhang San"])
    for written in ("Zhang San", "ZHANG  SAN", "Ｚｈａｎｇ Ｓａｎ", "zhang-san", "Zhang\nSan"):
        assert black.words(f"by {written}.") == f"by {MASK}."


def test_what_the_dossier_covered_gets_the_same_length():
    assert Blackener(["秘密"]).words("联系人：██，电话 ███████████。") == (
        f"联系人：{MASK}，电话 {MASK}。"
    )


@given(st.text("ab云河█ ", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_offsets_lead_to_the_same_words_or_to_the_edge_of_a_mask(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    black = Blackener(["云河", "ab"]).blackened(text)
    moved = black.text[black.moved(start) : black.moved(end, end=True)]
    touched = [hit for hit in black.hits if hit.start < end and start < hit.end]
    if start == end:
        return
    assert moved.count(MASK) == len(touched)
    left = text[start:end]
    for hit in reversed(touched):
        left = left[: max(0, hit.start - start)] + MASK + left[max(0, hit.end - start) :]
    assert moved == left


@given(st.text("ab云河 ", min_size=0, max_size=12))
def test_lengths_of_texts_tell_nothing_of_what_is_hidden(secret):
    words = f"云河{secret.strip()}"
    assert len(Blackener([words]).words(f"前{words}后")) == len(MASK) + 2


@pytest.mark.parametrize("form", sorted(forms_of("云河县")))
def test_every_form_is_seen_where_it_stands(form):
    part = Part(path="index.html", role="document", content=b"<p>" + form + b"</p>")
    assert leaks([part], ["云河县"]) == [("index.html", 0)]


def test_nothing_is_seen_where_nothing_stands():
    part = Part(path="index.html", role="document", content="<p>云海县</p>".encode())
    assert leaks([part], ["云河县"]) == []


@pytest.mark.parametrize(
    "plan",
    ['[[words]]\ntext = "a"\nreason = "x"', "source = 3", "wrods = 1", "pictures = false", "]"],
)
def test_a_plan_that_is_none_is_refused(tmp_path, plan):
    (tmp_path / "plan.toml").write_text(plan, encoding="utf-8")
    with pytest.raises(UsageError):
        read_plan(tmp_path / "plan.toml")


def test_a_plan_that_is_not_there_is_said_to_be_so(tmp_path):
    with pytest.raises(NothingThere):
        read_plan(tmp_path / "plan.toml")
