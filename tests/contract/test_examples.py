"""The example documents are what their script makes, and small."""

from __future__ import annotations

import io
import runpy
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
MOST_BYTES = 400_000


def contents(name, packed):
    """What a file holds, unpacked: another zlib may pack the same into other bytes."""
    if not packed.startswith(b"PK\x03\x04"):
        return {name: packed}
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for one in archive.infolist():
            found |= contents(f"{name}!/{one.filename}", archive.read(one))
    return found


def kept():
    folder = EXAMPLES / "documents"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_documents_are_what_the_script_makes():
    made = runpy.run_path(str(EXAMPLES / "make_documents.py"))["documents"]()
    assert sorted(made) == sorted(kept())
    for name, packed in kept().items():
        if name.endswith(".eml"):
            # The attachment is packed; the rest is the same.
            assert packed[:400] == made[name][:400]
        else:
            assert contents(name, packed) == contents(name, made[name])


def test_together_they_are_small():
    assert sum(map(len, kept().values())) < MOST_BYTES


def test_each_is_named_in_the_readme():
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert not [name for name in kept() if name not in readme]


def test_addresses_in_them_lead_nowhere():
    texts = "".join(path.read_text(encoding="utf-8") for path in (EXAMPLES / "texts").iterdir())
    assert "http" not in texts
    for part in texts.split("@")[1:]:
        assert part.split()[0].rstrip(".，。,<").partition("，")[0].endswith(".example")
