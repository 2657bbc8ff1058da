"""What a redacted edition shows → its files, for people and for programs."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.resources import files

import msgspec
from fpdf import FPDF
from jinja2 import Environment, PackageLoader, StrictUndefined

from heliograph import __version__
from heliograph.codec import canonical
from heliograph.dossier.fonts import fonts, printable
from heliograph.dossier.manifest import fingerprint
from heliograph.dossier.page import check_script, flat
from heliograph.dossier.parts import Listed, Part
from heliograph.dossier.rendering import pem_of
from heliograph.proof.envelope import key_id
from heliograph.redaction.blackening import MASK
from heliograph.redaction.commitments import Item, shown
from heliograph.redaction.edition import WITHHELD, Edition
from heliograph.report.page import visible

FORMAT = "heliograph-redacted/1"
KIND = "application/vnd.heliograph.redacted+json"
DOSSIER_KIND = "application/vnd.heliograph.dossier+json"

PROVES = (
    "Whoever holds the private half of the key in signer.pem signed this list of files; none of "
    "them was changed, added, left out or renamed since.",
    "A piece of the full edition that is shown later, with its salt, is the one that was there "
    "when this edition was signed.",
)
DOES_NOT_PROVE = (
    "That what is hidden is what its reason says.",
    "That the quotes stand in a document, until its text or the document itself is shown.",
    "Any time: times are in pieces of the full edition.",
)

_HEADER = b"""#!/bin/sh
# Checks this redacted edition with sha256sum, openssl and the shell alone.
#
#   sh check.sh [FINGERPRINT [ITEMS]]
#
# Run it in the unpacked folder. FINGERPRINT is the signer's, as it is read out (32 hex digits) or
# whole (64), which you have by another way; in quotes, it may have spaces. ITEMS is a folder with
# pieces of the full edition that were opened for you. It ends with 0 if all holds and you named the
# signer, 3 if all holds and you did not, 2 if FINGERPRINT is none, else 1.
if [ -n "${2:-}" ]; then items=$(cd "$2" && pwd) || exit 1; else items=; fi
"""
_ITEMS = b"""# --- pieces of the full edition that were opened ---

for salt in "$items"/item-*.salt; do
  [ -n "$items" ] && [ -e "$salt" ] || break
  number=${salt##*/item-}
  number=${number%.salt}
  [ "$(($(wc -c < "$salt")))" = 32 ] || fails "$salt is no salt of 32 bytes"
  made=$(cat "$salt" "${salt%.salt}.bin" | sum)
  line=$(printf '"commitment":"%s","item":%s,"kind"' "$made" "$number")
  grep -qF "$line" commitments.jsonl || fails "piece $number is not the one of the full edition"
  holds "piece $number is the one of the full edition"
done

"""


def parts_of(edition: Edition, items: Iterable[Item], public: bytes, annex: bytes) -> list[Part]:
    """Make every file but the list of check sums and the manifest."""
    parts = [
        Part(path="index.html", role="document", content=_index(edition, public)),
        Part(path="dossier.pdf", role="document", content=_print(edition)),
        Part(path="check.sh", role="instructions", content=_script()),
        Part(path="signer.pem", role="key", content=pem_of(public)),
        Part(path="claims.jsonl", role="claims", content=_lines(edition.findings)),
        Part(path="masks.jsonl", role="findings", content=_lines(edition.masks)),
        Part(path="commitments.jsonl", role="custody", content=_lines(map(shown, items))),
    ]
    for path, text in edition.texts.items():
        parts.append(Part(path=path, role="text", content=text.encode("utf-8")))
    for path, picture in edition.pictures.items():
        parts.append(Part(path=path, role="picture", content=picture))
    if annex:
        parts.append(Part(path="annex.age", role="custody", content=annex))
    return sorted(parts, key=lambda part: part.path)


def manifest(
    edition: Edition, listed: Iterable[Listed], public: bytes, name: str, at: str
) -> bytes:
    """Write the list that is signed: canonical JSON."""
    return canonical(
        {
            "claims": len(edition.findings),
            "does_not_prove": list(DOES_NOT_PROVE),
            "edition": name,
            "files": sorted(listed, key=lambda one: one.path),
            "format": FORMAT,
            "made_by": f"heliograph {__version__}",
            "masks": len(edition.masks),
            "proves": list(PROVES),
            "signed_at": at,
            "signer": key_id(public),
            "title": edition.title,
        }
    )


def _index(edition: Edition, public: bytes) -> bytes:
    environment = Environment(
        loader=PackageLoader("heliograph.redaction", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"visible": visible, "flat": flat}
    text = environment.get_template("edition.html.j2").render(
        edition=edition,
        css=files("heliograph.dossier").joinpath("dossier.css").read_text(encoding="utf-8"),
        mask=MASK,
        fingerprint=fingerprint(public),
        hidden=any(one.kind == "source" for one in edition.masks),
        pictures={
            path: "data:image/png;base64," + base64.b64encode(picture).decode("ascii")
            for path, picture in edition.pictures.items()
        },
    )
    return text.encode("utf-8", "replace")


def _print(edition: Edition) -> bytes:
    """Write the words as a PDF; pictures stand beside it. Its date tells nothing."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))
    pdf.set_title(edition.title)
    having = fonts()
    for font in having:
        pdf.add_font(font.name, "", font.path, collection_font_number=font.face)
    if having:
        pdf.set_fallback_fonts([font.name for font in having[1:]], exact_match=False)
    basis = having[0].name if having else "helvetica"
    pdf.add_page()

    def put(words: str, size: float) -> None:
        pdf.set_font(basis, size=size)
        safe = words.encode("cp1252", "replace").decode("cp1252")
        pdf.multi_cell(
            0, size * 0.5, printable(words, having) if having else safe, new_x="LMARGIN",
            new_y="NEXT",
        )  # fmt: skip

    put(edition.title, 16)
    put(f"Redacted edition. Where words were hidden stands {MASK}.", 9)
    if edition.foreword:
        put(flat(edition.foreword), 10)
    for one in edition.findings:
        pdf.ln(4)
        put(f"{one.number}. {one.capability_words} · {one.stance} · {one.strength}", 12)
        place = f"Document {one.document}, page {one.page}"
        put(place if one.path == WITHHELD else f"{place}: {visible(one.path)}", 8)
        put(f"{flat(one.before)} [ {flat(one.quote)} ] {flat(one.after)}", 9)
        put(f"It does not show {one.not_shown}", 8)
        if one.comment:
            put(flat(one.comment), 10)
    return bytes(pdf.output())


def _script() -> bytes:
    """Make the check of an edition out of that of a dossier: all but what is about custody."""
    whole = check_script()
    begin, custody = whole.index(b"set -eu"), whole.index(b"# --- custody")
    end = whole.index(b"# --- whose signature")
    kind = DOSSIER_KIND.encode()
    head = whole[begin:custody].replace(kind, KIND.encode())
    return _HEADER + head + _ITEMS + whole[end:]


def _lines(values: Iterable[object]) -> bytes:
    return b"".join(canonical(msgspec.to_builtins(value)) + b"\n" for value in values)
