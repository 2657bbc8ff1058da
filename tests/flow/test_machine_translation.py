"""Words of a case translated by a real model in a real child, which is locked in."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.translation_models import SAYS, WORDS, copied, model_for, needs_model

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.codec import digest_of
from heliograph.errors import BadSetting, NothingThere
from heliograph.handwork.translating import translate_claims, translations_of
from heliograph.machine_translation.choosing import Translators
from heliograph.machine_translation.confined import ConfinedTranslator
from heliograph.machine_translation.models import Pair, model_in
from heliograph.records import Problem
from heliograph.sealing.deletion import delete_document

pytestmark = needs_model

CLAIMS = (
    "The camera supports face recognition and classifies every person by ethnicity.",
    "The platform raises an alarm when a person on the watchlist is recognised by face.",
)
ROOT = Path(__file__).resolve().parents[2]
KILLED = """
import sys
from pathlib import Path
from tests.flow.deed_killer import arm
from heliograph.app import Heliograph
from heliograph.handwork.translating import translate_claims
with Heliograph.open(Path(sys.argv[1])) as opened:
    arm(int(sys.argv[3]))
    list(translate_claims(opened, [sys.argv[2]], "R. Reader"))
"""
ALONE = ("unshare", "--user", "--map-root-user", "--net")


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with claims in English."""
    folder = tmp_path_factory.mktemp("read")
    texts = folder / "texts"
    texts.mkdir()
    for number, words in enumerate(CLAIMS):
        (texts / f"{number}.txt").write_text(f"Product manual\n\n{words}\n", encoding="utf-8")
    with Heliograph.create(folder / "case", ask=[texts]) as opened:
        opened.run()
    return folder / "case"


@pytest.fixture
def case(read: Path, tmp_path: Path) -> Path:
    """The same, which names a model into Portuguese."""
    case = shutil.copytree(read, tmp_path / "case")
    named(case, copied("en-pt", tmp_path / "model"))
    return case


def named(case: Path, folder: Path, pair: str = "en-pt") -> None:
    text = f"[translation]\nmodels = {{ {pair} = {json.dumps(str(folder))} }}\n"
    (case / "heliograph.toml").write_text(text, encoding="utf-8")


def claim_with(case: Path, words: str) -> str:
    with Heliograph.open(case) as opened:
        return next(one.id for one in opened.rows.claim_views() if words in one.quote)


def entries(case: Path, event: str = "translated") -> list[dict[str, object]]:
    with Heliograph.open(case) as opened:
        return [dict(one.facts) for one in opened.custody.entries() if one.event == event]


def run(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


def test_a_claim_is_translated_once_and_kept_with_all_that_says_by_what(case: Path):
    claim = claim_with(case, "ethnicity")
    with Heliograph.open(case) as opened:
        (made,) = translate_claims(opened, [claim], "R. Reader")
        (again,) = translate_claims(opened, [claim], "R. Reader")
        kept = translations_of(opened, next(opened.rows.claim_views(claim_id=claim)))
    assert made.anew
    assert not again.anew
    assert made.translation == again.translation == kept[0]
    found = kept[0]
    assert "reconhecimento" in found.text
    assert found.words == CLAIMS[0]
    assert (found.source, found.target) == ("en", "pt")
    assert found.engine == f"fxtranslate {metadata.version('fxtranslate')}"
    assert found.confinement >= 2
    for file in found.files:
        assert file.digest == digest_of((case.parent / "model" / file.name).read_bytes())


def test_custody_tells_of_it_by_digests_and_the_case_holds(case: Path):
    claim = claim_with(case, "ethnicity")
    with Heliograph.open(case) as opened:
        (made,) = translate_claims(opened, [claim], "R. Reader")
        found = made.translation
        assert found is not None
    (entry,) = entries(case)
    assert entry["claim"] == claim
    assert entry["by"] == "R. Reader"
    assert entry["words"] == digest_of(CLAIMS[0].encode())
    assert entry["text"] == digest_of(found.text.encode())
    assert {entry[one.role] for one in found.files} == {one.digest for one in found.files}
    assert found.text not in json.dumps(entry, ensure_ascii=False)
    with Heliograph.open_to_work(case) as opened:
        opened.run()
        assert not [one for one in opened.verify() if one.fails]


def test_it_is_no_record_and_leaves_the_case_nowhere(case: Path, tmp_path: Path):
    claim = claim_with(case, "ethnicity")
    with Heliograph.open_to_work(case) as opened:
        (made,) = translate_claims(opened, [claim], "R. Reader")
        opened.rebuild_index()
        assert opened.search("reconhecimento").total == 0
    assert made.translation is not None
    run("report", "--case", str(case), "--out", str(tmp_path / "report.html"))
    run("export", "csv", "--out", str(tmp_path / "claims.csv"), "--case", str(case))
    said = made.translation.text.encode()
    assert said not in (tmp_path / "report.html").read_bytes()
    assert said not in (tmp_path / "claims.csv").read_bytes()
    assert said not in run("show", claim, "--json", "--case", str(case)).encode()


def test_another_model_of_the_same_words_is_another_translation(case: Path, tmp_path: Path):
    claim = claim_with(case, "ethnicity")
    with Heliograph.open(case) as opened:
        list(translate_claims(opened, [claim], "R. Reader"))
    (case.parent / "model" / "lex.50.50.enpt.s2t.bin").unlink()
    with Heliograph.open(case) as opened:
        (other,) = translate_claims(opened, [claim], "R. Reader")
        assert other.anew
        kept = translations_of(opened, next(opened.rows.claim_views(claim_id=claim)))
    assert len({one.model for one in kept}) == 2
    assert len(entries(case)) == 2


def test_what_was_translated_of_a_deleted_document_goes(case: Path):
    with Heliograph.open(case) as opened:
        named = [one.id for one in opened.rows.claim_views()]
        list(translate_claims(opened, named, "R. Reader"))
    folders = list((case / "translations").iterdir())
    assert len(folders) == 2
    with Heliograph.open_to_work(case) as opened:
        (gone,) = delete_document(opened, "0.txt", "not needed")
    assert gone.digest is not None
    left = [one.name for one in (case / "translations").iterdir()]
    assert len(left) == 1
    assert gone.digest.removeprefix("sha256:") not in left


def test_what_was_spoilt_is_made_again(case: Path):
    claim = claim_with(case, "ethnicity")
    with Heliograph.open(case) as opened:
        (made,) = translate_claims(opened, [claim], "R. Reader")
        (place,) = case.glob("translations/*/*.json")
        place.write_bytes(b'{"words": 1}')
        (again,) = translate_claims(opened, [claim], "R. Reader")
    assert again.anew
    assert made.translation is not None
    assert again.translation is not None
    assert again.translation.text == made.translation.text


def test_killed_at_any_moment_it_is_entered_before_it_is_kept_and_made_again(case: Path):
    claim, seen = claim_with(case, "ethnicity"), []
    for moment in range(1, 20):
        command = [sys.executable, "-c", KILLED, str(case), claim, str(moment)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        seen.append((len(entries(case)), len(list(case.glob("translations/*/*.json")))))
        with Heliograph.open(case) as opened:
            assert not [one for one in opened.verify() if one.fails]
    assert len(seen) >= 2
    assert all(entered for entered, kept in seen if kept)
    assert any(entered and not kept for entered, kept in seen)
    assert len(list(case.glob("translations/*/*.json"))) == 1


def test_words_of_a_page_that_layout_broke_are_one_sentence_to_the_engine():
    model = Translators({"pt-en": str(model_for("pt-en"))}, Path()).chosen_for("pt")
    broken = WORDS.replace("suporta reconhecimento", "suporta\n  reconhe-\ncimento")
    made, whole = model.make([broken, WORDS], lambda: datetime.now(UTC))
    assert not isinstance(made, Problem)
    assert not isinstance(whole, Problem)
    assert made.text == whole.text
    assert SAYS in made.text
    assert made.words == broken


def test_the_child_starts_without_what_it_does_not_need():
    asked = "import sys, heliograph.translator_child; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "fxtranslate" in loaded
    assert not loaded & {"numpy", "sqlalchemy", "heliograph.sandbox.pool", "heliograph.app"}


def test_a_model_that_is_none_breaks_its_child_alone(case: Path):
    model = case.parent / "model" / "model.enpt.intgemm.alphas.bin"
    content = model.read_bytes()
    claim = claim_with(case, "ethnicity")
    for broken in (b"", b"none", content[:-5000], content[:100_000] + bytes(len(content))):
        model.write_bytes(broken)
        with Heliograph.open(case) as opened:
            (made,) = translate_claims(opened, [claim], "R. Reader")
        assert made.problem is not None
        assert made.problem.outcome == "damaged"
    assert entries(case) == []
    assert not list(case.glob("translations/*/*"))


def test_a_text_on_which_a_child_dies_costs_no_other_its_translation():
    model = model_in(model_for("pt-en"), Pair("pt", "en"))
    command = [sys.executable, str(Path(__file__).with_name("translator_that_dies.py"))]
    translator = ConfinedTranslator(model, "test", command)
    before, killer, after = translator.translate([WORDS, "morre", WORDS])
    assert isinstance(killer, Problem)
    assert killer.reason == "crash"
    assert before == after
    assert isinstance(before, str)
    answers = translator.translate(["morre"] * 200)
    assert len(answers) == 200
    assert set(answers) == {killer}


def test_it_works_where_there_is_no_network_at_all(case: Path):
    alone = subprocess.run([*ALONE, "true"], capture_output=True, check=False)
    before = ALONE if alone.returncode == 0 else ()
    command = [*before, sys.executable, "-m", "heliograph", "translate", "--waiting", "9"]
    done = subprocess.run(
        [*command, "--json", "--case", str(case)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    made = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(one["translation"]["text"] for one in made)
    words = [one["translation"]["words"] for one in made if one["anew"]]
    assert sorted(words) == sorted(CLAIMS)
    assert len(made) > len(words)
    assert not (case / "egress.jsonl").exists()
    assert run("translate", "--waiting", "9", "--case", str(case)) == (
        "Nothing waits to be translated.\n"
    )


def test_the_command_says_words_machine_files_and_that_it_is_no_evidence(case: Path):
    claim = claim_with(case, "ethnicity")
    said = " ".join(run("translate", claim, "--case", str(case)).split())
    assert "no evidence" in said
    assert "never quote it" in said
    assert CLAIMS[0] in said
    assert "model.enpt.intgemm.alphas.bin sha256:" in said
    assert "by fxtranslate" in said
    typed = run("translate", "--text", CLAIMS[1], "--from", "en", "--json", "--case", str(case))
    assert json.loads(typed)["translation"]["words"] == CLAIMS[1]
    assert len(entries(case)) == 1


def test_what_was_made_is_shown_where_no_machine_is_any_more(case: Path):
    claim = claim_with(case, "ethnicity")
    before = json.loads(run("translate", claim, "--json", "--case", str(case)))
    (case / "heliograph.toml").unlink()
    after = json.loads(run("translate", claim, "--json", "--case", str(case)))
    assert (before["anew"], after["anew"]) == (True, False)
    assert after["translation"] == before["translation"]
    assert len(entries(case)) == 1


def test_what_cannot_be_is_said_and_what_to_do(case: Path, monkeypatch: pytest.MonkeyPatch):
    claim = claim_with(case, "ethnicity")
    where = ("--case", str(case))
    said = " ".join(run("translate", "--text", "слово", "--from", "ru", *where, code=1).split())
    assert "no model is named for words in 'ru'" in said
    named(case, case / "nowhere")
    with pytest.raises(BadSetting, match="cannot be read"):
        CliRunner().invoke(cli, ["translate", claim, *where], catch_exceptions=False)
    named(case, case.parent / "model", "zh-en")
    assert json.loads(run("translate", claim, "--json", *where, code=1))["translation"] is None
    with Heliograph.open(case) as opened, pytest.raises(NothingThere):
        list(translate_claims(opened, ["nosuch"], "R. Reader"))
    named(case, case.parent / "model")
    real = metadata.version

    def without(name: str) -> str:
        if name == "fxtranslate":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", without)
    said = " ".join(run("translate", claim, *where, code=1).split())
    assert "pip install 'heliograph[translation]'" in said
    told = json.loads(run("doctor", "--json"))
    assert told["translates"] == ""
    assert "heliograph[translation]" in told["does_not_translate"]
