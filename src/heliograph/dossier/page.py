"""Material → the page that people read, and the page that says how to check it."""

from __future__ import annotations

import base64
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from heliograph import __version__
from heliograph.dossier.manifest import DOES_NOT_PROVE, PROVES, fingerprint
from heliograph.dossier.material import Finding, Material
from heliograph.report.page import visible, when
from heliograph.wording import confinement_in_words, language_in_words, size_in_words

SCRIPT = Path(__file__).with_name("check.sh")

RIGHT_TO_LEFT = ("ar", "ug", "fa", "ur", "he")


def index_html(material: Material) -> bytes:
    """Write the dossier as one page that needs nothing besides itself."""
    pictures = {
        path: "data:image/png;base64," + base64.b64encode(picture).decode("ascii")
        for path, picture in material.pictures.items()
    }
    documents = {one.digest: one for one in material.documents}
    return _filled(
        "index.html.j2",
        material=material,
        documents=documents,
        pictures=pictures,
        fingerprint=fingerprint(material.proof.public),
        proves=PROVES,
        does_not_prove=DOES_NOT_PROVE,
        stamps=sorted(name for name in material.proof.timestamps if name.endswith(".tsr")),
        hidden=sum(len(page.masked) for page in material.pages),
    )


def check_html(material: Material, verifier: str) -> bytes:
    """Write how to check the dossier without Heliograph; `verifier` is its file's SHA-256."""
    return _filled(
        "how-to-check.html.j2",
        material=material,
        fingerprint=fingerprint(material.proof.public),
        verifier=verifier,
        proves=PROVES,
        does_not_prove=DOES_NOT_PROVE,
        stamped=any(name.endswith(".tsr") for name in material.proof.timestamps),
    )


def check_script() -> bytes:
    """Give the script that checks with `sha256sum` and `openssl`."""
    return SCRIPT.read_bytes()


def direction(finding: Finding) -> str:
    """Say in which direction its words run."""
    return "rtl" if finding.claim.language in RIGHT_TO_LEFT else "ltr"


def flat(words: str) -> str:
    """Make words of a document fit to show: line breaks of one kind, nothing that is obeyed."""
    return visible(words.replace("\r\n", "\n").replace("\r", "\n"))


def _filled(name: str, **values: object) -> bytes:
    environment = Environment(
        loader=PackageLoader("heliograph.dossier", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "visible": visible,
        "flat": flat,
        "when": when,
        "size": size_in_words,
        "language": language_in_words,
        "confinement": confinement_in_words,
        "direction": direction,
    }
    text = environment.get_template(name).render(version=__version__, **values)
    return text.encode("utf-8", "replace")
