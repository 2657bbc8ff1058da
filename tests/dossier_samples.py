"""A small case with a key and a timestamp, its dossier, and ways to do wrong to that dossier."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.pdf_writer import Leaf, Pdf, show
from tests.timestamp_authority import Authority, serving

from heliograph.app import Heliograph
from heliograph.codec import canonical
from heliograph.config import keys_folder
from heliograph.dossier import heliograph_verify
from heliograph.dossier.choosing import Choice
from heliograph.dossier.container import finish, write
from heliograph.dossier.making import make_dossier
from heliograph.dossier.parts import Part
from heliograph.pipeline.deeds.deciding import Said
from heliograph.proof.locked import unlock
from heliograph.sealing.authorities import add_authority
from heliograph.sealing.checkpoints import seal
from heliograph.sealing.keys import Unlocking, make_key
from heliograph.sealing.timestamps import timestamp

BROCHURE = """\
产品说明书

本产品支持对维吾尔族人员进行人脸识别并自动报警。
联系人：张三，电话 13800138000。

平台可对上访人员进行人脸布控，发现后推送至值班室。
"""
SHEET = "系统支持步态识别，可按步态检索人员。"
PHRASE = "a phrase of four words"


@dataclass
class Made:
    """A case that may be copied, and what a reader of its dossier has from elsewhere."""

    case: Path
    dossier: Path
    key: str
    """The signer's digits."""
    private: Ed25519PrivateKey
    root: Path
    """The root certificate of the timestamp authority."""
    passphrase: Path


def made(folder: Path, clock: Callable[[], datetime] | None = None) -> Made:
    """Make the case, its key, its timestamp and its dossier. `HELIOGRAPH_KEYS` must be set."""
    (folder / "in").mkdir(parents=True)
    (folder / "in" / "brochure.txt").write_text(BROCHURE, encoding="utf-8")
    (folder / "in" / "gait.pdf").write_bytes(Pdf([Leaf(show(SHEET, 40, 200))]).write())
    passphrase = folder / "passphrase"
    passphrase.write_text(PHRASE + "\n")
    unlocking = Unlocking(passphrase=passphrase)
    authority = Authority(folder / "authority")
    more = {} if clock is None else {"clock": clock}
    with Heliograph.create(folder / "case", ask=[folder / "in"], **more) as opened:
        opened.run()
        for claim in list(opened.rows.claim_views()):
            opened.review(
                claim.id, Said(judgement="accepted", by="R. Reader", note="heard from T.")
            )
        key = make_key(opened, unlocking, "file")
        with serving(authority.answer) as (url, _):
            add_authority(opened, "stamps", url, authority.folder / "root.pem")
            seal(opened, unlocking)
            assert [one.state for one in timestamp(opened)] == ["stamped"]
        where = folder / "dossier.zip"
        make_dossier(opened, Choice(title="A small dossier"), where, unlocking)
        (pem,) = list(keys_folder().glob(f"{opened.custody.case}.*.pem"))
    private = unlock(pem.read_bytes(), PHRASE.encode())
    assert private is not None
    return Made(
        folder / "case", where, key.key, private, folder / "authority" / "root.pem", passphrase
    )


@dataclass
class Bundle:
    """The files of a dossier, to be changed and put together again."""

    files: dict[str, bytes]
    key: Ed25519PrivateKey
    manifest: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.manifest = json.loads(self.files["manifest.json"])

    def copy(self) -> Bundle:
        """Take one to spoil."""
        return Bundle(dict(self.files), self.key)

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Read a part of JSON lines."""
        return [json.loads(line) for line in self.files[name].splitlines()]

    def set_rows(self, name: str, rows: list[dict[str, Any]]) -> None:
        """Write a part of JSON lines."""
        self.files[name] = b"".join(canonical(row) + b"\n" for row in rows)

    def listed(self) -> list[dict[str, Any]]:
        """The files of the manifest."""
        files = self.manifest["files"]
        assert isinstance(files, list)
        return files

    def relist(self) -> None:
        """Bring the manifest's list up to what the files are now."""
        roles = {one["path"]: one["role"] for one in self.listed()}
        names = sorted(set(self.files) - {"manifest.json", "manifest.dsse.json"})
        if "sha256sums.txt" in names:
            sums = {name: hashlib.sha256(self.files[name]).hexdigest() for name in names}
            del sums["sha256sums.txt"]
            text = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
            self.files["sha256sums.txt"] = text.encode()
        self.manifest["files"] = [
            {
                "blake2b": hashlib.blake2b(self.files[name], digest_size=32).hexdigest(),
                "path": name,
                "role": roles.get(name, "original"),
                "sha256": hashlib.sha256(self.files[name]).hexdigest(),
                "size": len(self.files[name]),
            }
            for name in names
        ]

    def reseal(self, key: Ed25519PrivateKey | None = None) -> Bundle:
        """Sign the manifest as it is now, by its own key or another's."""
        signer = key or self.key
        content = canonical(self.manifest)
        self.files["manifest.json"] = content
        self.files["manifest.dsse.json"] = envelope(
            "application/vnd.heliograph.dossier+json", content, signer
        )
        return self

    def zip(self) -> bytes:
        """Put the files into a zip of the one form."""
        return zipped(self.files)

    def verify(self, folder: Path, key: str | None = None) -> tuple[int, str, dict[str, str]]:
        """Check it as a zip."""
        return verified(self.zip(), folder, key)


def envelope(kind: str, payload: bytes, *signers: Ed25519PrivateKey) -> bytes:
    """Seal a payload, in the one spelling."""
    message = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)
    value = {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": kind,
        "signatures": [
            {
                "keyid": key_of(one),
                "sig": base64.b64encode(one.sign(message)).decode(),
            }
            for one in signers
        ],
    }
    return canonical(value) + b"\n"


def key_of(private: Ed25519PrivateKey) -> str:
    """The digits of a key."""
    raw = private.public_key().public_bytes_raw()
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def zipped(files: dict[str, bytes]) -> bytes:
    """Write a zip in the form that dossiers have."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "dossier.zip"
        write([Part(path=name, role="text", content=one) for name, one in files.items()], where)
        finish(where)
        return where.read_bytes()


def unzipped(content: bytes) -> dict[str, bytes]:
    """Read every entry."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def verified(
    content: bytes, folder: Path, key: str | None = None, roots: Path | None = None
) -> tuple[int, str, dict[str, str]]:
    """Check a zip in this process: exit code, sentence, state and detail of every check."""
    where = folder / "checked.zip"
    where.write_bytes(content)
    return told(where, key, roots)


def told(
    where: Path, key: str | None = None, roots: Path | None = None
) -> tuple[int, str, dict[str, str]]:
    """Check what stands there."""
    trusted = heliograph_verify.named_roots(str(roots)) if roots else []
    answers = heliograph_verify.verify(str(where), key, trusted)
    code, sentence = heliograph_verify.verdict(answers)
    return code, sentence, {one.check: f"{one.state}: {one.detail}" for one in answers}
