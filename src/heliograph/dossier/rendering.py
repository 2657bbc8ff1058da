"""Material → parts. A function of the material alone: the same material, the same bytes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import msgspec

from heliograph.codec import canonical
from heliograph.dossier.material import Material, PageText, Quoted
from heliograph.dossier.page import check_html, check_script, index_html
from heliograph.dossier.parts import Part, Role
from heliograph.dossier.printing import dossier_pdf

VERIFIER = Path(__file__).with_name("heliograph_verify.py")
"""The verifier travels with the dossier, but is best had from elsewhere."""

_PREFIX = bytes.fromhex("302a300506032b6570032100")
"""What stands before a raw Ed25519 key in DER (RFC 8410)."""

_EXTENSIONS = {
    "application/pdf": "pdf", "text/plain": "txt", "text/html": "html", "text/csv": "csv",
    "image/png": "png", "image/jpeg": "jpg", "image/tiff": "tif", "message/rfc822": "eml",
    "application/json": "json", "application/zip": "zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}  # fmt: skip
"""Others get none: a name must not claim what nobody checked."""


def digest_of_verifier() -> str:
    """Name the bytes of the verifier that this Heliograph ships."""
    return hashlib.sha256(VERIFIER.read_bytes()).hexdigest()


def parts_of(material: Material) -> list[Part]:
    """Make every part but the list of check sums and the manifest."""
    verifier = VERIFIER.read_bytes()
    texts = _texts(material)
    whole: list[tuple[str, Role, bytes]] = [
        ("index.html", "document", index_html(material)),
        ("dossier.pdf", "document", dossier_pdf(material)),
        ("how-to-check.html", "instructions", check_html(material, digest_of_verifier())),
        ("check.sh", "instructions", check_script()),
        ("heliograph_verify.py", "verifier", verifier),
        ("signer.pem", "key", pem_of(material.proof.public)),
        ("claims.jsonl", "claims", _lines(one.claim for one in material.findings)),
        ("findings.jsonl", "findings", _lines(material.findings)),
        ("texts.jsonl", "texts", _lines(_about(path, page) for path, page in texts.items())),
        ("custody/objects.jsonl", "custody", _lines(map(_object, material.documents))),
        ("custody/entries.jsonl", "custody", _lines(material.proof.entries)),
        ("custody/checkpoint.json", "checkpoint", material.proof.checkpoint),
    ]
    parts = [Part(path=path, role=role, content=content) for path, role, content in whole]
    for path, page in texts.items():
        parts.append(Part(path=path, role="text", content=page.text.encode("utf-8")))
        if page.boxes:
            where = f"{path.removesuffix('.txt')}.boxes"
            parts.append(Part(path=where, role="boxes", content=page.boxes))
    for path, picture in material.pictures.items():
        parts.append(Part(path=path, role="picture", content=picture))
    checkpoint = hashlib.sha256(material.proof.checkpoint).hexdigest()
    for name, content in material.proof.timestamps.items():
        where = f"timestamps/{checkpoint}/{name}"
        parts.append(Part(path=where, role="timestamp", content=content))
    for one in material.documents:
        if one.included:
            opening = partial(material.open, one.digest)
            parts.append(Part(path=original_path(one), role="original", content=opening))
    return sorted(parts, key=lambda part: part.path)


def pem_of(public: bytes) -> bytes:
    """Write a raw Ed25519 key as `openssl` reads it."""
    body = base64.b64encode(_PREFIX + public)
    return b"-----BEGIN PUBLIC KEY-----\n" + body + b"\n-----END PUBLIC KEY-----\n"


def original_path(one: Quoted) -> str:
    """Name an original by its digest: its own name is a fact about it, not a place to write to."""
    extension = _EXTENSIONS.get(one.media_type, "")
    return f"originals/{one.digest.removeprefix('sha256:')}{'.' if extension else ''}{extension}"


def _texts(material: Material) -> dict[str, PageText]:
    """Give each page its path; two readings of one page are told apart by a number."""
    found: dict[str, PageText] = {}
    for page in material.pages:
        name = f"texts/{page.digest.removeprefix('sha256:')}/p{page.page:05}"
        path, again = f"{name}.txt", 1
        while path in found:
            again += 1
            path = f"{name}-{again}.txt"
        found[path] = page
    return dict(sorted(found.items()))


def _about(path: str, page: PageText) -> dict[str, object]:
    return {
        "confinement": page.confinement,
        "digest": page.digest,
        "label": page.label,
        "masked": [list(one) for one in page.masked],
        "page": page.page,
        "read_by": page.read_by,
        "text": path,
    }


def _object(one: Quoted) -> dict[str, object]:
    return {
        "blake2b": one.blake2b,
        "digest": one.digest,
        "entries": one.entries,
        "media_type": one.media_type,
        "original": original_path(one) if one.included else None,
        "paths": one.paths,
        "quoted": one.quoted,
        "size": one.size,
    }


def _lines(values: Iterable[object]) -> bytes:
    return b"".join(canonical(msgspec.to_builtins(value)) + b"\n" for value in values)
