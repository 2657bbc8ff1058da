"""Keys of a case: made, used, replaced and lost, and never where documents are read."""

import json
import os
import pty
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from tests.sealed_cases import PASSPHRASE, make_sealed, opened_in, passphrase_file, write_files

from heliograph.durable import NEW
from heliograph.errors import NoKey, UsageError
from heliograph.proof.envelope import key_id
from heliograph.proof.keyring import KeyFolder
from heliograph.proof.signing import Custodian, Session
from heliograph.sealing.checkpoints import seal, seal_unasked
from heliograph.sealing.keys import Unlocking, current_key, make_key, rotate_key, signer_of

ROOT = Path(__file__).resolve().parents[2]

KEYRING = '''
"""A keyring for tests: a file of JSON."""
import json, pathlib
from keyring.backend import KeyringBackend

class Filed(KeyringBackend):
    priority = 9
    file = pathlib.Path(__file__).with_name("secrets.json")

    def _all(self):
        return json.loads(self.file.read_text()) if self.file.exists() else {}

    def get_password(self, service, name):
        return self._all().get(f"{service} {name}")

    def set_password(self, service, name, secret):
        self.file.write_text(json.dumps(self._all() | {f"{service} {name}": secret}))

    def delete_password(self, service, name):
        left = self._all()
        left.pop(f"{service} {name}", None)
        self.file.write_text(json.dumps(left))
'''


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HELIOGRAPH_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("HELIOGRAPH_PASSPHRASE_FILE", raising=False)
    return tmp_path


@pytest.fixture
def keyring(folder):
    """Have a keyring answer in the signer."""
    place = folder / "backend"
    place.mkdir()
    (place / "filed.py").write_text(KEYRING)
    config = folder / "config" / "python_keyring"
    config.mkdir(parents=True)
    (config / "keyringrc.cfg").write_text(
        f"[backend]\ndefault-keyring=filed.Filed\nkeyring-path={place}\n"
    )
    return place / "secrets.json"


def private_key(pem):
    """Open a locked key, as its owner could."""
    key = load_pem_private_key(pem.read_bytes(), PASSPHRASE.encode())
    assert isinstance(key, Ed25519PrivateKey)
    return key


def heliograph(*words, **options):
    command = [sys.executable, "-m", "heliograph", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_a_key_in_a_file_is_locked_and_its_owners_alone(folder):
    unlocking = Unlocking(passphrase=passphrase_file(folder))
    with opened_in(folder) as opened:
        made = make_key(opened, unlocking)
    (pem,) = (folder / "keys").iterdir()
    assert stat.S_IMODE(pem.stat().st_mode) == 0o600
    assert pem.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    private = private_key(pem)
    assert key_id(private.public_key().public_bytes_raw()) == made.key
    rounds = subprocess.run(
        ["openssl", "asn1parse", "-in", str(pem)], capture_output=True, text=True, check=True
    )
    assert f"{600_000:X}" in rounds.stdout.upper()
    assert made.place == "file"
    assert not [one for one in (folder / "case").rglob("*") if one.suffix == ".pem"]


def test_a_keyring_that_answers_holds_the_key_and_nobody_is_asked(folder, keyring):
    with opened_in(folder) as opened:
        assert make_key(opened, Unlocking()).place == "keyring"
        assert seal(opened, Unlocking()).new
        first = current_key(opened)
        assert rotate_key(opened, Unlocking()).place == "keyring"
        assert seal(opened, Unlocking()).new
        second = current_key(opened)
    assert not (folder / "keys").exists()
    (secret,) = json.loads(keyring.read_text())
    assert first is not None
    assert second is not None
    assert secret.endswith(second.id), "the old one was removed"


def test_without_a_key_the_case_works_and_says_so(folder):
    write_files(folder / "files")
    told = heliograph("scan", folder / "files", "--case", folder / "case")
    assert told.returncode == 0
    assert "not signed yet: heliograph key make" in told.stdout
    with opened_in(folder) as opened:
        assert "has no key" in str(seal_unasked(opened))
        with pytest.raises(NoKey, match="key make"), signer_of(opened, Unlocking()):
            pass


def test_a_scan_never_asks_and_seals_where_it_need_not(folder):
    passphrase = passphrase_file(folder)
    write_files(folder / "files")
    told = heliograph("init", folder / "case", "--passphrase-file", passphrase)
    assert told.returncode == 0
    assert re.search(r"(?:[0-9a-f]{4} ){7}[0-9a-f]{4}", told.stderr)
    told = heliograph("scan", folder / "files", "--case", folder / "case")
    assert "entries are not signed yet: heliograph seal" in told.stdout
    named = {**os.environ, "HELIOGRAPH_PASSPHRASE_FILE": str(passphrase)}
    told = heliograph("run", "--case", folder / "case", env=named)
    assert "signed up to its entry" in told.stdout


def test_a_passphrase_from_a_pipe_opens_the_key(folder):
    make_sealed(folder)
    script = (
        f'"{sys.executable}" -m heliograph seal --case "{folder / "case"}" '
        f'--passphrase-file <(printf %s "{PASSPHRASE}")'
    )
    told = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr


def test_a_wrong_passphrase_signs_nothing_and_says_so(folder):
    make_sealed(folder)
    (folder / "wrong").write_text("wrong\n")
    with opened_in(folder) as opened:
        opened.enter("exported", {"what": "a test", "digest": "sha256:00"})
        before = opened.custody.count
        with pytest.raises(NoKey, match="stays locked"):
            seal(opened, Unlocking(passphrase=folder / "wrong"))
        with pytest.raises(NoKey, match="stays locked"):
            rotate_key(opened, Unlocking(passphrase=folder / "wrong"))
        with pytest.raises(NoKey, match="passphrase file"):
            seal(opened, Unlocking(passphrase=folder / "missing"))
        assert opened.custody.count == before
    assert len(list((folder / "keys").iterdir())) == 1, "no key was left behind"


def test_a_passphrase_is_asked_for_on_the_terminal(folder):
    make_sealed(folder)
    with opened_in(folder) as opened:
        opened.enter("exported", {"what": "a test", "digest": "sha256:00"})
    command = [sys.executable, "-m", "heliograph", "seal", "--case", str(folder / "case")]
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.executable, command)
    said = b""
    while b"Passphrase of key" not in said:
        said += os.read(terminal, 1024)
    os.write(terminal, PASSPHRASE.encode() + b"\n")
    try:
        while more := os.read(terminal, 1024):
            said += more
    except OSError:
        pass  # A terminal whose last program ended reads so.
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, said
    assert b"entries of custody are signed" in said
    assert PASSPHRASE.encode() not in said


def test_a_second_key_is_refused_and_a_lost_one_is_said(folder):
    unlocking = make_sealed(folder)
    with opened_in(folder) as opened, pytest.raises(UsageError, match="key rotate"):
        make_key(opened, unlocking)
    for pem in (folder / "keys").iterdir():
        pem.unlink()
    told = heliograph("key", "show", "--case", folder / "case")
    assert "NOT on this machine" in told.stdout
    told = heliograph("key", "lost", "--reason", "the disk died", "--case", folder / "case",
                      "--passphrase-file", folder / "passphrase")  # fmt: skip
    assert told.returncode == 0, told.stderr
    told = heliograph("key", "show", "--case", folder / "case", "--json")
    shown = [json.loads(line) for line in told.stdout.splitlines()]
    assert [one["event"] for one in shown] == ["key-made", "key-lost"]
    assert shown[-1]["reason"] == "the disk died"
    assert shown[-1]["place"] == "file"


def test_a_key_folder_writes_whole_files_or_none(tmp_path):
    keys = KeyFolder(tmp_path / "keys")
    assert keys.read("case", "sha256:00") is None
    path = keys.path("case", "sha256:00")
    path.parent.mkdir()
    path.with_name(path.name + NEW).write_bytes(b"half of a ke")
    keys.write("case", "sha256:00", b"whole")
    assert keys.read("case", "sha256:00") == b"whole"
    assert [one.name for one in (tmp_path / "keys").iterdir()] == ["case.00.pem"]


def test_a_signer_that_dies_is_no_signature(folder):
    custodian = Custodian(case="a" * 24, folder=folder / "keys", passphrase=passphrase_file(folder))
    with Session(custodian) as session:
        public, _ = session.make()
        assert session._process is not None
        session._process.kill()
        session._process.wait()
        with pytest.raises(NoKey, match="gave no answer"):
            session.sign(public, b"message")


def test_nobody_may_look_into_the_signer(folder):
    custodian = Custodian(case="a" * 24, folder=folder / "keys", passphrase=passphrase_file(folder))
    with Session(custodian) as session:
        session.make()
        assert session._process is not None
        # What is not dumpable belongs to root, whoever runs it.
        assert (Path("/proc") / str(session._process.pid) / "environ").stat().st_uid == 0
        limits = (Path("/proc") / str(session._process.pid) / "limits").read_text()
        assert re.search(r"Max core file size +0 +0", limits)


def test_no_process_that_is_there_while_documents_are_read_holds_key_or_passphrase(folder):
    make_sealed(folder)
    with opened_in(folder) as opened:
        opened.enter("exported", {"what": "a test", "digest": "sha256:00"})
    (pem,) = (folder / "keys").iterdir()
    private = private_key(pem)
    secrets = (PASSPHRASE.encode(), private.private_bytes_raw())
    named = {**os.environ, "HELIOGRAPH_PASSPHRASE_FILE": str(folder / "passphrase")}
    reader = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.flow.sealed_reader",
            folder / "case",
            folder / "files/one.txt",
        ],
        cwd=ROOT,
        env=named,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with reader:
        assert reader.stdout is not None
        size, read, *pids = map(int, reader.stdout.readline().split())
        assert size > 3
        assert read == 1
        assert len(pids) >= 3, "the one that sealed, a stem, a reader"
        looked = 0
        for pid in pids:
            environment, memory = looked_into(pid)
            for secret in secrets:
                assert secret not in environment, pid
                assert secret not in memory, pid
            if pid != reader.pid:
                assert b"HELIOGRAPH" not in environment
            looked += bool(memory)
        reader.communicate(b"\n", timeout=60)
    if not looked:
        pytest.skip("this user may look into no memory")
    assert looked == len(pids)


def looked_into(pid):
    """The environment of a process, and all of its memory that can be written."""
    place = Path("/proc") / str(pid)
    try:
        environment, maps = (place / "environ").read_bytes(), (place / "maps").read_text()
        memory = bytearray()
        with (place / "mem").open("rb", buffering=0) as file:
            for line in maps.splitlines():
                first, last, mode = re.split("[- ]", line)[:3]
                if mode.startswith("rw"):
                    file.seek(int(first, 16))
                    memory += file.read(int(last, 16) - int(first, 16)) or b""
    except OSError:
        return b"", b""
    return environment, bytes(memory)
