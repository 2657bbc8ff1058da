"""Drafts of dossiers: chosen, ordered, commented, redacted; made as the command makes dossiers."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests import dossier_samples

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.dossier import heliograph_verify
from heliograph.drafting import editing
from heliograph.drafting.drafts import Chosen, Draft, Drafts, name_of
from heliograph.drafting.publishing import is_redacted, made_of, place_for
from heliograph.errors import AlreadyThere, NothingThere, UsageError
from heliograph.redaction.plan import Plan, Words


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("drafts")
        patch.setenv("HELIOGRAPH_KEYS", str(folder / "keys"))
        yield dossier_samples.made(folder / "made")


@pytest.fixture
def case(made, tmp_path, monkeypatch):
    monkeypatch.setenv("HELIOGRAPH_PASSPHRASE_FILE", str(made.passphrase))
    shutil.copytree(made.case, tmp_path / "case")
    return tmp_path / "case"


def command(case: Path, *words: str) -> list[dict[str, object]]:
    done = CliRunner().invoke(cli, [*words, "--case", str(case), "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def claims(case: Path) -> list[str]:
    with Heliograph.open(case) as opened:
        return [one.id for one in opened.rows.claim_views()]


def draft(*names: str) -> Draft:
    return Draft(name="d", findings=tuple(Chosen(claim=name) for name in names))


def test_a_claim_is_moved_to_its_place_and_the_others_keep_their_order():
    assert editing.moved(draft(*"abcd"), "d", 2).claims == tuple("adbc")
    assert editing.moved(draft(*"abcd"), "a", 99).claims == tuple("bcda")
    assert editing.moved_by(draft(*"abcd"), "c", -1).claims == tuple("acbd")
    assert editing.moved_by(draft(*"abcd"), "a", -1).claims == tuple("abcd")
    assert editing.placed(draft(*"abcd"), {"d": 1, "a": 1, "x": 2}).claims == tuple("dabc")
    with pytest.raises(NothingThere):
        editing.moved(draft(*"ab"), "x", 1)


def test_a_claim_stands_once_and_keeps_its_comment():
    one = editing.commented(draft(*"ab"), {"a": "said", "x": "of nothing"})
    again = editing.with_claims(one, ["a", "c", "c"])
    assert again.claims == ("a", "b", "c")
    assert [each.comment for each in again.findings] == ["said", "", ""]
    assert editing.commented(again, {"a": ""}).findings[0].comment == ""


def test_masks_are_counted_words_first_and_taken_back_by_number():
    words = Words(text="Green Bridge", reason="only one office has it")
    region = editing.region_of(
        {"document": "a.pdf", "page": "1", "box": ("0", "0", "0.5", "1"), "reason": "a stamp"}
    )
    one = editing.with_region_hidden(editing.with_words_hidden(draft("a"), words), region)
    assert one.redacted
    assert editing.without_mask(one, 1).plan.regions == (region,)
    assert editing.without_mask(one, 2).plan.words == (words,)
    with pytest.raises(NothingThere):
        editing.without_mask(one, 3)
    with pytest.raises(UsageError):
        editing.region_of({"document": "a", "page": "1", "box": ("0", "0", "7", "1"), "reason": ""})


def test_a_draft_is_named_kept_and_removed(tmp_path):
    drafts = Drafts(tmp_path)
    assert drafts.names() == []
    assert name_of("Riverside: 采购", []) == "riverside"
    assert name_of("采购", ["dossier"]) == "dossier-2"
    drafts.begin(Draft(name="riverside"))
    with pytest.raises(AlreadyThere):
        drafts.begin(Draft(name="riverside"))
    for wrong in ("", "../x", "A", "a/b", ".lock"):
        with pytest.raises(NothingThere):
            drafts.begin(Draft(name=wrong))
        with pytest.raises(NothingThere):
            drafts.read(wrong)
    kept = drafts.change("riverside", lambda one: editing.with_claims(one, ["a"]), "R", "now")
    assert drafts.read("riverside") == kept
    assert (kept.claims, kept.changed_by, kept.changed_at) == (("a",), "R", "now")
    drafts.remove("riverside")
    assert drafts.names() == []


def test_a_draft_becomes_a_dossier_in_its_order_that_a_stranger_can_check(case, made, tmp_path):
    ids = claims(case)
    command(case, "draft", "new", "riverside", "--title", "Riverside", "--accepted")
    (tmp_path / "foreword.txt").write_text("Why this matters.\nCall 13800138000.", "utf-8")
    foreword = str(tmp_path / "foreword.txt")
    command(case, "draft", "set", "riverside", "--foreword", foreword, "--without-originals")
    command(case, "draft", "move", "riverside", ids[-1], "1")
    command(case, "draft", "comment", "riverside", ids[0][:10], "seen in 2019, too")
    (seen,) = command(case, "draft", "show", "riverside")
    order = [ids[-1], *ids[:-1]]
    assert [one["claim"] for one in seen["findings"]] == order  # type: ignore[attr-defined]
    assert "13800138000" not in json.dumps(seen)
    (told,) = command(case, "dossier", "--draft", "riverside")
    where = Path(str(told["where"]))
    assert where == case / "dossiers" / "riverside-1.zip"
    assert heliograph_verify.main([str(where), "--key", made.key]) in (0, 4)
    with zipfile.ZipFile(where) as file:
        lines = [json.loads(one) for one in file.read("findings.jsonl").splitlines()]
        page = file.read("index.html").decode("utf-8")
        assert not [name for name in file.namelist() if name.startswith("originals/")]
    assert [one["claim"]["id"] for one in lines] == order
    assert [one["comment"] for one in lines if one["claim"]["id"] == ids[0]] == [
        "seen in 2019, too"
    ]
    assert "Why this matters." in page
    assert "seen in 2019, too" in page
    assert "13800138000" not in page


def test_a_draft_with_a_plan_becomes_a_redacted_edition(case, tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text('[[words]]\ntext = "值班室"\nreason = "an office"\n', encoding="utf-8")
    command(case, "draft", "new", "print", "--accepted")
    command(case, "draft", "set", "print", "--plan", str(plan))
    ids = claims(case)
    command(case, "draft", "comment", "print", ids[0], "值班室 is in the east wing")
    (seen,) = command(case, "draft", "show", "print")
    assert "值班室" not in json.dumps(seen, ensure_ascii=False)
    (told,) = command(case, "dossier", "--draft", "print")
    with zipfile.ZipFile(str(told["where"])) as file:
        assert "值班室" not in file.read("index.html").decode("utf-8")
        assert "is in the east wing" in file.read("index.html").decode("utf-8")
    command(case, "draft", "set", "print", "--whole")
    assert not Drafts(case).read("print").redacted


@given(st.lists(st.sampled_from("abcdef"), unique=True, min_size=1), st.data())
def test_whatever_is_moved_nothing_is_lost_and_it_stands_where_it_was_put(names, data):
    one = data.draw(st.sampled_from(names))
    place = data.draw(st.integers(-3, 9))
    after = editing.moved(draft(*names), one, place)
    assert sorted(after.claims) == sorted(names)
    assert after.claims.index(one) + 1 == min(max(place, 1), len(names))
    others = [name for name in names if name != one]
    assert [name for name in after.claims if name != one] == others


def test_what_was_made_of_one_draft_is_not_listed_with_another(tmp_path):
    (tmp_path / "dossiers").mkdir()
    plan = Plan(source="it leads there")
    drafts = [
        Draft(name="a"), Draft(name="a-1"), Draft(name="a-redacted"),
        Draft(name="a", redacted=True, plan=plan),
    ]  # fmt: skip
    for each in drafts:
        place_for(tmp_path, each).touch()
        place_for(tmp_path, each).touch()
    found = {each.name: {one.name for one in made_of(tmp_path, each)} for each in drafts}
    assert found["a"] == {"a-1.zip", "a-2.zip", "a.redacted-1.zip", "a.redacted-2.zip"}
    assert found["a-1"] == {"a-1-1.zip", "a-1-2.zip"}
    assert {one.name for one in made_of(tmp_path, drafts[0]) if is_redacted(one)} == {
        "a.redacted-1.zip", "a.redacted-2.zip",
    }  # fmt: skip


def test_drafts_survive_the_loss_of_the_database(case):
    command(case, "draft", "new", "riverside", "--accepted")
    before = Drafts(case).read("riverside")
    for name in ("case.db", "case.db-wal", "case.db-shm"):
        (case / name).unlink(missing_ok=True)
    command(case, "run")
    assert Drafts(case).read("riverside") == before
    (seen,) = command(case, "draft", "show", "riverside")
    assert len(seen["findings"]) == len(before.findings)  # type: ignore[arg-type]
