"""A dossier is made of reviewed claims, masked, the same each time, and entered in custody."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import cryptography
import pytest
from click.testing import CliRunner
from pypdfium2 import PdfDocument
from tests.dossier_samples import Made, made, told, unzipped

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.dossier import heliograph_verify, parts
from heliograph.dossier.choosing import Choice
from heliograph.dossier.making import make_dossier
from heliograph.errors import AlreadyThere, NoKey, NothingThere
from heliograph.pipeline.deeds.deciding import Said
from heliograph.sealing.keys import Unlocking, lose_key, rotate_key

TOOLS = (
    "sha256sum", "b2sum", "openssl", "base64", "basenc", "cat", "comm", "cut", "date", "dirname",
    "du", "mktemp", "paste", "rm", "sort", "tail", "tr", "wc",
)  # fmt: skip
VERIFIER = Path(heliograph_verify.__file__)
KILLER = Path(__file__).with_name("dossier_killed.py")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("dossier")
    os.environ["HELIOGRAPH_KEYS"] = str(folder / "keys")
    yield made(folder / "made")
    del os.environ["HELIOGRAPH_KEYS"]


@pytest.fixture
def case(once: Made, tmp_path: Path) -> Path:
    shutil.copytree(once.case, tmp_path / "case")
    return tmp_path / "case"


def again(case: Path, where: Path, once: Made, **choice: object) -> Path:
    choice = {"title": "A small dossier"} | choice
    with Heliograph.open_to_work(case) as opened:
        unlocking = Unlocking(passphrase=once.passphrase)
        make_dossier(opened, Choice(**choice), where, unlocking)  # type: ignore[arg-type]
    return where


# --- what is in it ------------------------------------------------------------------------------


def test_each_finding_has_its_quote_its_page_and_what_it_does_not_show(once):
    files = unzipped(once.dossier.read_bytes())
    claims = [json.loads(line) for line in files["claims.jsonl"].splitlines()]
    assert len(claims) >= 3
    page = files["index.html"].decode()
    for claim in claims:
        digest = claim["document"]["digest"].removeprefix("sha256:")
        text = files[f"texts/{digest}/p{claim['page']:05}.txt"].decode()
        assert text[claim["start"] : claim["end"]] == claim["quote"]
        assert claim["quote"] in page
        assert digest in page
    assert page.count("It does not show") == len(claims)
    assert page.count("accepted by a person") == len(claims)
    drawn = [one for one in claims if one["boxes"]]
    assert [f"pictures/{one['id']}.png" for one in drawn] == sorted(
        name for name in files if name.startswith("pictures/")
    )
    assert page.count("data:image/png;base64,") == len(drawn)
    # The others are shown in the lines of their file, the quote marked.
    assert page.count('class="lines"') == len(claims) - len(drawn)


def test_the_page_asks_nothing_of_any_network(once):
    for name in ("index.html", "how-to-check.html"):
        page = unzipped(once.dossier.read_bytes())[name].decode()
        assert "default-src 'none'" in page
        assert not re.search(r"<script|<link|<iframe|@import|url\(|srcset", page)
        assert not re.search(r"""(?:src|href)=["'](?!#|data:image/png;base64,)""", page)


def test_the_print_has_the_words_in_letters_that_travel_with_it(once, tmp_path):
    (tmp_path / "dossier.pdf").write_bytes(unzipped(once.dossier.read_bytes())["dossier.pdf"])
    with PdfDocument(tmp_path / "dossier.pdf") as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "本产品支持对维吾尔族人员进行人脸识别并自动报警" in text.replace("\r\n", "")
    assert "It does not show" in text


def test_personal_data_is_covered_in_texts_claims_page_and_print_and_counted(once):
    files = unzipped(once.dossier.read_bytes())
    for name, content in files.items():
        if not name.startswith("originals/"):
            assert b"13800138000" not in content
            assert "张三".encode() not in content
            assert b"R. Reader" not in content, "who reviewed stays in the case"
            assert b"heard from T." not in content
    texts = [name for name in files if name.startswith("texts/") and name.endswith(".txt")]
    (covered,) = (files[one].decode() for one in texts if "█" in files[one].decode())
    (original,) = (
        one.decode() for name, one in files.items() if re.match(r"originals/.*\.txt", name)
    )
    assert len(covered) == len(original)
    assert covered.replace("█", "") in original.replace("张三", "").replace("13800138000", "")
    assert json.loads(files["manifest.json"])["masked"] == 2


def test_originals_are_named_by_their_digest(once):
    files = unzipped(once.dossier.read_bytes())
    originals = [name for name in files if name.startswith("originals/")]
    assert len(originals) == 2
    for name in originals:
        assert Path(name).stem == hashlib.sha256(files[name]).hexdigest()


def test_without_originals_there_are_digests_alone(once, case, tmp_path):
    where = again(case, tmp_path / "out.zip", once, with_originals=False)
    files = unzipped(where.read_bytes())
    assert not [name for name in files if name.startswith("originals/")]
    assert json.loads(files["manifest.json"])["originals"] == "withheld"
    assert told(where, once.key, once.root)[0] == 0


def test_a_claim_is_shown_as_the_reviewer_corrected_it(once, case, tmp_path):
    with Heliograph.open_to_work(case) as opened:
        claim = next(opened.rows.claim_views())
        opened.review(claim.id, Said(judgement="accepted", stance="reported", by="R. Reader"))
    where = again(case, tmp_path / "out.zip", once, claims=(claim.id[:8],))
    (kept,) = (
        json.loads(line) for line in unzipped(where.read_bytes())["claims.jsonl"].splitlines()
    )
    assert (claim.stance, kept["stance"], kept["id"]) == ("asserted", "reported", claim.id)


def test_only_what_was_reviewed_so_is_in_it(once, case, tmp_path):
    with Heliograph.open_to_work(case) as opened:
        first = next(opened.rows.claim_views())
        opened.review(first.id, Said(judgement="rejected", by="R. Reader"))
    files = unzipped(again(case, tmp_path / "out.zip", once).read_bytes())
    assert first.id not in files["claims.jsonl"].decode()
    files = unzipped(again(case, tmp_path / "no.zip", once, reviewed="rejected").read_bytes())
    assert [json.loads(one)["id"] for one in files["claims.jsonl"].splitlines()] == [first.id]
    with pytest.raises(NothingThere):
        again(case, tmp_path / "none.zip", once, reviewed="unsure")


# --- the same each time -------------------------------------------------------------------------


def test_the_same_choice_gives_the_same_bytes_but_for_the_time_of_the_signature(
    once, case, tmp_path
):
    first = unzipped(once.dossier.read_bytes())
    shutil.rmtree(case / "pictures")
    second = unzipped(again(case, tmp_path / "out.zip", once).read_bytes())
    differ = {name for name in first | second if first.get(name) != second.get(name)}
    assert differ == {"manifest.json", "manifest.dsse.json"}
    one, other = (json.loads(each["manifest.json"]) for each in (first, second))
    assert one | {"signed_at": ""} == other | {"signed_at": ""}


def test_a_folder_and_a_zip_hold_the_same(once, case, tmp_path):
    where = again(case, tmp_path / "out", once)
    inside = {
        path.relative_to(where).as_posix(): path.read_bytes()
        for path in where.rglob("*")
        if path.is_file()
    }
    first = unzipped(once.dossier.read_bytes())
    assert inside.keys() == first.keys()
    assert {name for name in first if first[name] != inside[name]} == {
        "manifest.json",
        "manifest.dsse.json",
    }
    assert told(where, once.key, once.root)[0] == 0


def test_producer_and_verifier_agree_on_names_and_required_parts():
    assert heliograph_verify.NAME.pattern == parts.NAME.pattern
    assert tuple(sorted(heliograph_verify.ALWAYS)) == parts.REQUIRED
    assert frozenset(get_args(parts.Role)) == heliograph_verify.ROLES


# --- custody and kills --------------------------------------------------------------------------


def test_custody_names_the_manifest_that_left(once):
    digest = hashlib.sha256(unzipped(once.dossier.read_bytes())["manifest.json"]).hexdigest()
    with Heliograph.open(once.case) as opened:
        (entry,) = (one for one in opened.custody.entries() if one.event == "exported")
    assert entry.facts["what"] == "dossier"
    assert entry.facts["digest"] == f"sha256:{digest}"
    assert entry.facts["masked"] == 2


def test_nothing_is_written_over(once, case, tmp_path):
    (tmp_path / "out.zip").write_bytes(b"mine")
    with pytest.raises(AlreadyThere):
        again(case, tmp_path / "out.zip", once)
    assert (tmp_path / "out.zip").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("phase", "form"),
    [("gather", "out.zip"), ("half", "out.zip"), ("half", "out"), ("written", "out.zip"),
     ("entered", "out")],
)  # fmt: skip
def test_a_killed_export_leaves_no_half_bundle_and_the_case_verifies(
    once, case, tmp_path, phase, form
):
    where = tmp_path / form
    command = [sys.executable, str(KILLER), phase, str(case), str(where), str(once.passphrase)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == -9
    assert not where.exists()
    with Heliograph.open_to_work(case) as opened:
        assert not [check for check in opened.verify() if check.fails]
        exported = [one for one in opened.custody.entries() if one.event == "exported"]
        assert len(exported) == (2 if phase == "entered" else 1)
        unlocking = Unlocking(passphrase=once.passphrase)
        done = make_dossier(opened, Choice(), where, unlocking)
    left = phase in ("half", "written", "entered")
    assert done.left_behind == (f".{form}.unfinished" if left else "")
    assert not list(tmp_path.glob(".*"))
    assert told(where, once.key, once.root)[0] == 0


def test_a_case_without_a_key_says_how_to_make_one(tmp_path):
    (tmp_path / "b.txt").write_text("本产品支持对维吾尔族人员进行人脸识别。", encoding="utf-8")
    with Heliograph.create(tmp_path / "case", ask=[tmp_path / "b.txt"]) as opened:
        opened.run()
        claim = next(opened.rows.claim_views())
        with pytest.raises(NoKey, match="heliograph key make"):
            make_dossier(opened, Choice(claims=(claim.id,)), tmp_path / "o.zip", Unlocking())
    assert not (tmp_path / "o.zip").exists()


def test_after_a_rotation_the_new_key_signs_and_the_old_one_signed_for_it(once, case, tmp_path):
    unlocking = Unlocking(passphrase=once.passphrase)
    keys = Path(os.environ["HELIOGRAPH_KEYS"])
    shutil.copytree(keys, tmp_path / "keys")
    os.environ["HELIOGRAPH_KEYS"] = str(tmp_path / "keys")
    try:
        with Heliograph.open_to_work(case) as opened:
            key = rotate_key(opened, unlocking, "file").key
        where = again(case, tmp_path / "out.zip", once)
        with Heliograph.open_to_work(case) as opened:
            lost = lose_key(opened, "the stick was taken", unlocking, "file").key
        after = again(case, tmp_path / "after.zip", once)
    finally:
        os.environ["HELIOGRAPH_KEYS"] = str(keys)
    code, _, answers = told(where, key)
    assert code == 0, answers
    assert told(where, once.key)[0] == 1
    code, _, answers = told(after, lost)
    assert code == 0, answers
    assert "was lost and did not sign for it" in answers["keys"]


# --- the verifier, alone ------------------------------------------------------------------------


def test_the_verifier_shares_no_code_with_the_producer_and_is_python_3_9():
    tree = ast.parse(VERIFIER.read_text(encoding="utf-8"), feature_version=(3, 9))
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    roots = {name.partition(".")[0] for name in imported}
    assert roots - sys.stdlib_module_names == {"cryptography"}


def test_it_runs_with_nothing_installed_but_cryptography(once, tmp_path):
    packages = tmp_path / "only"
    packages.mkdir()
    home = Path(cryptography.__file__).parents[1]
    for name in ("cryptography", "cffi", "pycparser"):
        if (home / name).exists():
            (packages / name).symlink_to(home / name)
    for library in home.glob("_cffi_backend*"):
        (packages / library.name).symlink_to(library)
    alone = tmp_path / "heliograph_verify.py"
    alone.write_bytes(VERIFIER.read_bytes())
    command = [sys.executable, "-S", "-B", str(alone), str(once.dossier), "--json"]
    environment = {"PYTHONPATH": str(packages), "LC_ALL": "C"}
    run = subprocess.run(
        [*command, "--key", once.key, "--tsa-root", str(once.root)],
        capture_output=True, check=False, env=environment, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr + run.stdout
    *answers, last = map(json.loads, run.stdout.splitlines())
    assert last["exit"] == 0
    assert {one["check"] for one in answers} >= {"container", "signature", "files", "signer"}
    assert run.stderr == ""
    unnamed = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert unnamed.returncode == 3
    nowhere = [*command[:-2], "/nowhere"]
    done = subprocess.run(nowhere, capture_output=True, check=False, env=environment)
    assert (done.returncode, done.stdout) == (2, b"")


def test_the_command_runs_the_very_same_file(once):
    asked = ["verify-dossier", str(once.dossier), "--key", once.key.removeprefix("sha256:").upper()]
    done = CliRunner().invoke(cli, asked)
    assert done.exit_code == 0
    assert "IT HOLDS" in done.output
    assert CliRunner().invoke(cli, asked[:2]).exit_code == 3
    assert CliRunner().invoke(cli, ["verify-dossier"]).exit_code == 2
    with zipfile.ZipFile(once.dossier) as archive:
        assert archive.read("heliograph_verify.py") == VERIFIER.read_bytes()


def test_the_command_tells_what_it_made(once, case, tmp_path):
    asked = ["dossier", "--case", str(case), "--out", str(tmp_path / "o.zip"), "--json",
             "--passphrase-file", str(once.passphrase), "--without-originals"]  # fmt: skip
    done = CliRunner().invoke(cli, asked)
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["signer"] == once.key
    assert (said["included"], said["masked"], said["timestamps"]) == (0, 2, 1)


# --- the script, with openssl and coreutils alone -----------------------------------------------


@pytest.fixture
def unpacked(once: Made, tmp_path: Path) -> Path:
    if shutil.which("openssl") is None or shutil.which("basenc") is None:
        pytest.skip("openssl or GNU coreutils are not on this machine")
    with zipfile.ZipFile(once.dossier) as archive:
        archive.extractall(tmp_path / "unpacked")
    return tmp_path / "unpacked"


def checked(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script in a shell that finds openssl and coreutils, and nothing else."""
    tools = folder.parent / "tools"
    if not tools.exists():
        tools.mkdir()
        for name in TOOLS:
            found = shutil.which(name)
            assert found, name
            (tools / name).symlink_to(found)
    return subprocess.run(
        ["/bin/sh", str(folder / "check.sh"), *arguments],
        capture_output=True, check=False, env={"PATH": str(tools)}, text=True,
    )  # fmt: skip


def test_the_script_says_that_all_holds_and_whose_it_is(unpacked, once):
    run = checked(unpacked, once.key, str(once.root))
    assert run.returncode == 0, run.stdout + run.stderr
    assert "stamps.tsr: the checkpoint was there at" in run.stdout
    assert "3 entries of custody lead to the checkpoint" in run.stdout
    digits = once.key.removeprefix("sha256:")
    groups = " ".join(digits[at : at + 4] for at in range(0, 64, 4))
    assert checked(unpacked, groups).returncode == 0
    assert checked(unpacked).returncode == 3
    assert checked(unpacked, "0" * 64).returncode == 1


def read_out(case: Path) -> str:
    """The digits as `key show` prints them to be read to others."""
    shown = CliRunner().invoke(cli, ["key", "show", "--case", str(case)])
    found = re.search(r"(?:[0-9a-f]{4} ){7}[0-9a-f]{4}(?= *$)", shown.output, re.MULTILINE)
    assert found, shown.output
    return found[0]


def test_what_is_read_out_is_taken_by_every_check(unpacked, once, tmp_path):
    digits = read_out(once.case)
    for words in (digits, digits.upper(), f"SHA256:{digits.replace(' ', '')}", once.key):
        assert checked(unpacked, words).returncode == 0, words
        asked = ["verify-dossier", str(once.dossier), "--key", words]
        assert CliRunner().invoke(cli, asked).exit_code == 0, words
        own = CliRunner().invoke(cli, ["verify", "--case", str(once.case), "--key", words])
        assert "it is the key you were told" in own.output, words
    case = str(tmp_path / "other")
    taken = CliRunner().invoke(cli, ["import", str(once.dossier), "--key", digits, "--case", case])
    assert "the one you named" in taken.output
    other = digits[:-1] + ("0" if digits[-1] != "0" else "1")
    assert checked(unpacked, other).returncode == 1
    assert CliRunner().invoke(cli, [*asked[:-1], other]).exit_code == 1
    own = CliRunner().invoke(cli, ["verify", "--case", str(once.case), "--key", other])
    assert "not the one you were told" in own.output


@pytest.mark.parametrize("cut", [4, 16, 31, 33, 40, 63])
def test_a_fingerprint_of_another_length_is_called_so_and_no_foreign_signer(
    unpacked, once, tmp_path, cut
):
    short = once.key.removeprefix("sha256:")[:cut]
    by_script = checked(unpacked, short)
    assert (by_script.returncode, by_script.stdout) == (2, "")
    assert f"has {cut}" in by_script.stderr
    for command in (
        ["verify-dossier", str(once.dossier)],
        ["verify", "--case", str(once.case)],
        ["import", str(once.dossier), "--case", str(tmp_path / "other")],
    ):
        done = CliRunner().invoke(cli, [*command, "--key", short])
        assert "foreign" not in done.output
        assert f"has {cut}" in (str(done.exception) + done.output), command
        assert "DO NOT RELY" not in done.output
    checks = [one for one in heliograph_verify.verify(str(once.dossier), f"sha256:{short}")]
    assert checks[-1].state == heliograph_verify.FAILS


def test_the_script_finds_what_was_done(unpacked, once):
    def spoil(name: str, change) -> str:
        path = next(unpacked.glob(name))
        before = path.read_bytes()
        path.write_bytes(change(before))
        run = checked(unpacked, once.key, str(once.root))
        path.write_bytes(before)
        assert run.returncode == 1, run.stdout
        return run.stdout

    def flip(content: bytes) -> bytes:
        return bytes([content[0] ^ 1]) + content[1:]

    assert "SHA-256 is not the listed one" in spoil("originals/*.pdf", flip)
    assert "not manifest.json" in spoil("manifest.json", flip)
    assert "does not fit" in spoil("manifest.dsse.json", other_signature)
    assert "SHA-256 is not the listed one" in spoil("timestamps/*/*.tsr", flip)
    (unpacked / "originals" / "planted").write_bytes(b"x")
    run = checked(unpacked, once.key)
    assert run.returncode == 1
    assert "there and not listed" in run.stdout
    (unpacked / "originals" / "planted").unlink()
    gone = next(unpacked.glob("originals/*.txt"))
    gone.rename(unpacked.parent / "gone.txt")
    assert checked(unpacked, once.key).returncode == 1
    (unpacked / gone.relative_to(unpacked)).symlink_to(unpacked.parent / "gone.txt")
    assert checked(unpacked, once.key).returncode == 1


def other_signature(content: bytes) -> bytes:
    sealed = json.loads(content)
    sealed["signatures"][0]["sig"] = base64.b64encode(bytes(64)).decode()
    return json.dumps(sealed, separators=(",", ":"), sort_keys=True).encode() + b"\n"
