"""Cases with keys, checkpoints and timestamps, for tests that then do something to them."""

from contextlib import contextmanager
from pathlib import Path

from tests.timestamp_authority import Authority, serving

from heliograph.app import Heliograph
from heliograph.sealing.authorities import add_authority
from heliograph.sealing.checkpoints import seal
from heliograph.sealing.keys import Unlocking, make_key
from heliograph.sealing.timestamps import timestamp
from heliograph.store.verify_proof import Outside

PASSPHRASE = "correct horse battery staple"


def write_files(folder: Path) -> Path:
    """Make a folder with three small files."""
    folder.mkdir()
    (folder / "one.txt").write_text("The platform can recognise faces of visitors.\n")
    (folder / "two.txt").write_text("Number plates are read at the gate.\n")
    (folder / "three.csv").write_text("model,price\nSR-1,100\n")
    return folder


def passphrase_file(folder: Path) -> Path:
    """Write the passphrase down, as scripts do."""
    path = folder / "passphrase"
    path.write_text(PASSPHRASE + "\n")
    return path


def make_sealed(folder: Path, *, authority: Authority | None = None) -> Unlocking:
    """Make `folder/case` with three documents, a key, two checkpoints and, perhaps, timestamps."""
    unlocking = Unlocking(passphrase=passphrase_file(folder))
    files = write_files(folder / "files")
    with serving(authority.answer if authority else bytes) as (url, _), opened_in(folder) as opened:
        opened.add(files / "one.txt")
        make_key(opened, unlocking)
        if authority is not None:
            add_authority(opened, "stamps", url, authority.folder / "root.pem")
        seal(opened, unlocking)
        timestamp(opened)
        opened.add(files)
        opened.run()
        seal(opened, unlocking)
        timestamp(opened)
    return unlocking


@contextmanager
def opened_in(folder: Path):
    """Open `folder/case` to work on it, or make it."""
    with Heliograph.create(folder / "case") as opened:
        yield opened


def answers(folder: Path, **outside):
    """What `verify` answers: (answer, detail) by the name of the check."""
    with Heliograph.open_to_work(folder / "case") as opened:
        checks = list(opened.verify(outside=Outside(**outside)))
    return {check.name: (check.answer, check.detail) for check in checks}


def failures(folder: Path, **outside):
    """The details of the checks that fail, by name."""
    found = answers(folder, **outside)
    return {name: detail for name, (answer, detail) in found.items() if answer == "fails"}
