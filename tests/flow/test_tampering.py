"""Whatever is done to a sealed case, `verify` fails and names it; what it cannot tell, it says."""

import base64
import json
import shutil
import sqlite3
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace
from tests.sealed_cases import answers, failures, make_sealed, opened_in
from tests.timestamp_authority import Authority

from heliograph.codec import canonical, digest_of
from heliograph.errors import UsageError
from heliograph.proof.checkpoints import CHECKPOINT, NamedKey, read_checkpoint
from heliograph.proof.envelope import sealed, written
from heliograph.proof.keyring import KeyFolder
from heliograph.proof.merkle import root_of
from heliograph.proof.timestamps import question_about
from heliograph.sealing.checkpoints import seal
from heliograph.sealing.keys import Unlocking, current_key, lose_key, rotate_key


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A case with two checkpoints, each timestamped. Copied for each test."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("HELIOGRAPH_KEYS", str(folder / "keys"))
        make_sealed(folder, authority=Authority(folder / "tsa"))
    return folder


@pytest.fixture
def copy(whole, tmp_path, monkeypatch):
    """A copy of the case, to do something to."""
    monkeypatch.setenv("HELIOGRAPH_KEYS", str(whole / "keys"))
    shutil.copytree(whole / "case", tmp_path / "case")
    return tmp_path


def custody(folder):
    return folder / "case" / "custody.jsonl"


def lines_of(folder):
    return custody(folder).read_bytes().splitlines()


def chained(lines):
    """Make a chain that holds of entries that were changed: what a forger would do."""
    made, before = [], digest_of(b"")
    for number, line in enumerate(lines):
        entry = json.loads(line) | {"sequence": number, "previous": before}
        made.append(canonical(entry))
        before = digest_of(made[-1])
    return made


def rewrite(folder, lines):
    custody(folder).write_bytes(b"".join(line + b"\n" for line in lines))


def checkpoints(folder):
    return sorted((folder / "case" / "checkpoints").glob("*.json"))


def stamps(folder):
    return sorted((folder / "case" / "timestamps").glob("*/*.tsr"))


class Foreign:
    """A key of somebody else's."""

    def __init__(self):
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw()
        self.sign = self.key.sign


def test_a_case_that_nobody_touched_fails_in_nothing(copy):
    found = answers(copy)
    assert not failures(copy)
    assert found["checkpoints"][0] == found["timestamps"][0] == found["keys"][0] == "holds"
    assert "the log could have been cut after checkpoint" in found["nothing cut off"][1]
    assert found["nothing cut off"][0] == found["signer"][0] == "not-checkable"


def test_an_entry_that_was_changed(copy):
    lines = lines_of(copy)
    rewrite(copy, [lines[0], lines[1].replace(b"one.txt", b"uno.txt"), *lines[2:]])
    assert "entry 2" in failures(copy)["custody chain"]


def test_an_entry_that_was_changed_and_all_after_it_chained_anew(copy):
    lines = lines_of(copy)
    rewrite(copy, chained([lines[0], lines[1].replace(b"one.txt", b"uno.txt"), *lines[2:]]))
    found = failures(copy)
    assert "custody chain" not in found
    assert "another Merkle root" in found["checkpoints"]


def test_an_entry_that_was_taken_out_and_the_rest_chained_anew(copy):
    lines = lines_of(copy)
    rewrite(copy, chained([*lines[:2], *lines[3:]]))
    assert "checkpoint" in failures(copy)["checkpoints"]


def test_entries_whose_order_was_changed_and_chained_anew(copy):
    lines = lines_of(copy)
    rewrite(copy, chained([lines[0], lines[2], lines[1], *lines[3:]]))
    assert "another Merkle root" in failures(copy)["checkpoints"]


def test_a_case_written_anew_from_its_first_entry_is_another_case(copy):
    lines = lines_of(copy)
    rewrite(copy, chained([lines[0].replace(b'"name":"case"', b'"name":"cave"'), *lines[1:]]))
    assert "another case" in failures(copy)["checkpoints"]


def test_a_tail_that_was_cut_below_a_checkpoint(copy):
    size = read_checkpoint(checkpoints(copy)[-1].read_bytes())[1].size
    rewrite(copy, lines_of(copy)[: size - 1])
    assert "cut off after this was signed" in failures(copy)["checkpoints"]


def test_a_tail_that_was_cut_after_the_last_checkpoint_shows_with_what_is_kept_outside(copy):
    lines = lines_of(copy)
    size = read_checkpoint(checkpoints(copy)[-1].read_bytes())[1].size
    rewrite(copy, lines[:size])
    for path in (copy / "case").glob("case.db*"):
        path.unlink()
    assert "checkpoints" not in failures(copy)
    assert "cut back" in failures(copy, head=digest_of(lines[-1]))["nothing cut off"]


def test_a_case_cut_back_to_an_earlier_checkpoint_shows_with_the_later_one(copy):
    kept_outside = checkpoints(copy)[-1].read_bytes()
    first = read_checkpoint(checkpoints(copy)[0].read_bytes())[1]
    rewrite(copy, lines_of(copy)[: first.size])
    for path in (*checkpoints(copy)[1:], *stamps(copy)):
        path.unlink()
    assert "cut back" in failures(copy, checkpoint=kept_outside)["nothing cut off"]


def test_what_is_kept_outside_of_a_whole_case_holds(copy):
    kept = checkpoints(copy)[0].read_bytes()
    assert answers(copy, checkpoint=kept)["nothing cut off"][0] == "holds"
    head = digest_of(lines_of(copy)[-1])
    assert answers(copy, head=head)["nothing cut off"][0] == "holds"


def test_a_checkpoint_that_was_dropped(copy):
    checkpoints(copy)[0].unlink()
    assert "is missing" in failures(copy)["checkpoints"]


def test_the_last_checkpoint_dropped_is_named_by_its_entry(copy):
    checkpoints(copy)[-1].unlink()
    assert "names is missing" in failures(copy)["checkpoints"]


def test_a_checkpoint_replaced_by_one_of_a_foreign_key(copy):
    path, foreign = checkpoints(copy)[-1], Foreign()
    envelope, _ = read_checkpoint(path.read_bytes())
    path.write_bytes(written(sealed(CHECKPOINT, envelope.content, [foreign])))
    assert "signature is not of key" in failures(copy)["checkpoints"]


def test_a_checkpoint_that_names_a_foreign_key_and_is_signed_by_it(copy):
    path, foreign = checkpoints(copy)[-1], Foreign()
    _, said = read_checkpoint(path.read_bytes())
    key = NamedKey(algorithm="ed25519", public=base64.b64encode(foreign.public).decode())
    payload = canonical(replace(said, key=key))
    path.write_bytes(written(sealed(CHECKPOINT, payload, [foreign])))
    assert "foreign key" in failures(copy)["checkpoints"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"root": "sha256:" + "0" * 64}, "another Merkle root"),
        ({"size": 3}, "not what its file is named for"),
        ({"head": digest_of(b"another")}, "its head is not"),
        ({"case": "0" * 24}, "of another case"),
        ({"previous": digest_of(b"another")}, "names another checkpoint before it"),
        ({"at": "2020-01-01T00:00:00.000Z"}, "back-dated"),
    ],
)
def test_a_checkpoint_in_which_something_was_changed(copy, change, why):
    path = checkpoints(copy)[-1]
    envelope, said = read_checkpoint(path.read_bytes())
    changed = sealed(CHECKPOINT, canonical(replace(said, **change)), [])
    path.write_bytes(written(replace(changed, signatures=envelope.signatures)))
    assert why in failures(copy)["checkpoints"]


def test_a_signature_that_was_taken_off(copy):
    path = checkpoints(copy)[-1]
    envelope, _ = read_checkpoint(path.read_bytes())
    path.write_bytes(written(replace(envelope, signatures=())))
    assert "signature is not of key" in failures(copy)["checkpoints"]


def test_a_file_among_the_checkpoints_that_is_none(copy):
    (copy / "case" / "checkpoints" / "notes.txt").write_text("mine")
    assert "notes.txt" in failures(copy)["checkpoints"]


def test_two_timestamps_that_were_swapped(copy):
    one, other = stamps(copy)
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(kept)
    assert "over other bytes" in failures(copy)["timestamps"]


def test_a_timestamp_that_was_dropped(copy):
    stamps(copy)[0].unlink()
    assert "is missing" in failures(copy)["timestamps"]


def test_a_later_timestamp_of_the_same_authority_in_place_of_the_one_that_was_entered(whole, copy):
    class Same(Authority):
        def __init__(self, folder):
            self.folder = folder

    path = stamps(copy)[0]
    question = path.with_suffix(".tsq").read_bytes()
    path.write_bytes(Same(whole / "tsa").answer(question))
    assert "not the one that was entered" in failures(copy)["timestamps"]


def test_a_timestamp_of_a_foreign_authority_of_the_same_name(copy, tmp_path):
    foreign = Authority(tmp_path / "foreign")
    path = stamps(copy)[0]
    path.write_bytes(foreign.answer(path.with_suffix(".tsq").read_bytes()))
    assert "no trusted root" in failures(copy)["timestamps"]


def test_the_trusted_root_swapped_for_the_forgers_own(copy, tmp_path):
    foreign = Authority(tmp_path / "foreign")
    path = stamps(copy)[0]
    path.write_bytes(foreign.answer(path.with_suffix(".tsq").read_bytes()))
    named = copy / "case" / "authorities" / "stamps.json"
    told = json.loads(named.read_bytes()) | {"roots": foreign.root.pem.decode()}
    named.write_bytes(canonical(told) + b"\n")
    assert "not what custody says was trusted" in failures(copy)["timestamps"]


def test_a_timestamp_that_answers_a_question_nobody_asked(whole, copy):
    class Same(Authority):
        def __init__(self, folder):
            self.folder = folder

    path = stamps(copy)[-1]
    about = next(
        one for one in checkpoints(copy) if digest_of(one.read_bytes())[7:] == path.parent.name
    )
    path.write_bytes(Same(whole / "tsa").answer(question_about(about.read_bytes()).content))
    assert "another question" in failures(copy)["timestamps"]


def test_the_readers_own_root_counts_where_they_bring_one(whole, copy, tmp_path):
    foreign = Authority(tmp_path / "foreign")
    assert "no trusted root" in failures(copy, roots=foreign.root.pem)["timestamps"]
    (copy / "case" / "authorities" / "stamps.json").unlink()
    assert answers(copy)["timestamps"][0] == "not-checkable"
    roots = (whole / "tsa" / "root.pem").read_bytes()
    assert answers(copy, roots=roots)["timestamps"][0] == "holds"


def test_a_blob_that_was_swapped(copy):
    blobs = [one for one in (copy / "case" / "blobs").rglob("*") if one.is_file()]
    blobs[0].chmod(0o644)
    blobs[0].write_bytes(blobs[1].read_bytes())
    assert "not those bytes any more" in failures(copy)["bytes"]


def test_a_text_that_was_changed_in_the_database(copy):
    with sqlite3.connect(copy / "case" / "case.db") as database:
        database.execute("UPDATE pages SET text = replace(text, 'faces', 'hands')")
    database.close()
    assert "is not what was read of it" in failures(copy)["texts"]


def test_a_blob_and_its_entry_swapped_for_others_and_chained_anew(copy):
    lines, forged = lines_of(copy), b"The platform counts umbrellas.\n"
    old = next(json.loads(line)["facts"]["digest"] for line in lines if b'"one.txt","raw' in line)
    place = copy / "case" / "blobs" / old[7:9] / old[9:]
    place.unlink()
    new = digest_of(forged)
    (copy / "case" / "blobs" / new[7:9]).mkdir(exist_ok=True)
    (copy / "case" / "blobs" / new[7:9] / new[9:]).write_bytes(forged)
    rewrite(copy, chained([line.replace(old.encode(), new.encode()) for line in lines]))
    assert "another Merkle root" in failures(copy)["checkpoints"]


def test_a_whole_forgery_under_another_key_shows_by_its_fingerprint(copy, whole):
    with opened_in(whole) as opened:
        told = answers_key(opened)
    assert answers(copy, key=told)["signer"][0] == "holds"
    assert "not the one you were told" in failures(copy, key="0" * 32)["signer"]
    with pytest.raises(UsageError, match="it has 8"):
        answers(copy, key=told[:9])


def test_a_case_resigned_by_a_forger_shows_on_the_machine_that_holds_its_key(copy, whole):
    with opened_in(whole) as opened:
        mine = KeyFolder(whole / "keys").begins(opened.custody.case)
    assert len(mine) == 1
    assert answers(copy, here=mine)["signer"][0] == "holds"
    unlocking = Unlocking(passphrase=whole / "passphrase")
    with opened_in(copy) as opened:
        lose_key(opened, "so they say", unlocking)
        seal(opened, unlocking)
    assert "holds another for this case" in failures(copy, here=mine)["signer"]


def answers_key(opened):
    key = current_key(opened)
    assert key is not None
    return key.fingerprint


def test_a_second_key_that_nobody_signed_for(copy, whole):
    lines = lines_of(copy)
    made = next(json.loads(line) for line in lines if b'"key-made"' in line)
    rewrite(copy, chained([*lines, canonical(made)]))
    assert "was there already" in failures(copy)["keys"]


def test_a_key_that_was_lost_is_said_to_break_the_link(copy, whole):
    unlocking = Unlocking(passphrase=whole / "passphrase")
    with opened_in(copy) as opened:
        old = answers_key(opened)
        lose_key(opened, "the disk died", unlocking)
        seal(opened, unlocking)
    found = answers(copy)
    assert found["keys"][0] == "not-checkable"
    assert "THE LINK IS BROKEN" in found["keys"][1]
    assert "the disk died" in found["keys"][1]
    assert not failures(copy)
    assert "not the one you were told" in failures(copy, key=old)["signer"]


def test_a_rotation_holds_and_its_statement_may_not_be_changed(whole, tmp_path, monkeypatch):
    monkeypatch.setenv("HELIOGRAPH_KEYS", str(tmp_path / "keys"))
    shutil.copytree(whole / "keys", tmp_path / "keys")
    shutil.copytree(whole / "case", tmp_path / "case")
    unlocking = Unlocking(passphrase=whole / "passphrase")
    with opened_in(tmp_path) as opened:
        old = answers_key(opened)
        rotate_key(opened, unlocking)
        seal(opened, unlocking)
    assert not failures(tmp_path)
    assert answers(tmp_path, key=old)["signer"][0] == "holds"

    lines = lines_of(tmp_path)
    at = next(number for number, line in enumerate(lines) if b'"key-rotated"' in line)
    entry = json.loads(lines[at])
    statement = json.loads(entry["facts"]["statement"])
    statement["signatures"] = statement["signatures"][1:]
    entry["facts"]["statement"] = canonical(statement).decode()
    rewrite(tmp_path, chained([*lines[:at], canonical(entry), *lines[at + 1 :]]))
    assert "the old key did not sign" in failures(tmp_path)["keys"]


def test_a_chain_that_was_taken_away_is_not_begun_anew(copy):
    custody(copy).unlink()
    command = [sys.executable, "-m", "heliograph", "verify", "--case", str(copy / "case")]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 15
    assert "custody.jsonl is missing" in told.stdout
    assert not custody(copy).exists()


def test_the_command_ends_with_its_code_and_names_what_fails(copy):
    command = [sys.executable, "-m", "heliograph", "verify", "--case", str(copy / "case")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    checkpoints(copy)[0].unlink()
    told = subprocess.run([*command, "--json"], capture_output=True, check=False)
    assert told.returncode == 15
    found = {one["name"]: one["answer"] for one in map(json.loads, told.stdout.splitlines())}
    assert found["checkpoints"] == "fails"
    assert root_of([]).hex().startswith("e3b0c442")
