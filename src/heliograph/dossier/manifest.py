"""Parts → the list that is signed, and what the signature does and does not prove."""

from __future__ import annotations

from collections.abc import Iterable

from heliograph import __version__
from heliograph.codec import canonical
from heliograph.dossier.material import Material
from heliograph.dossier.parts import REQUIRED, Listed, Part, listed
from heliograph.proof.clock import ClockQuality
from heliograph.proof.envelope import Signer, key_id, sealed, written

FORMAT = "heliograph-dossier/1"
KIND = "application/vnd.heliograph.dossier+json"
DIGESTS = ("blake2b-256", "sha256")

PROVES = (
    "Whoever holds the private half of the key in signer.pem signed this list of files; none of "
    "them was changed, added, left out or renamed since.",
    "Each quote stands, in these words, at its place in the text that was read from a document "
    "with this digest; what was masked is marked.",
    "The entry of each document was part of the case's chain of custody when its checkpoint was "
    "signed.",
    "Where a timestamp holds, the checkpoint, and with it the digest of each document, was there "
    "at the time that the authority names.",
)
DOES_NOT_PROVE = (
    "Where a document came from, who wrote it, or that it was published by anybody: it proves "
    "that these bytes were held, not that a server sent them.",
    "That what a document says is true, or that a product was sold, worked or was used.",
    "Who the holder of the key is: that takes the fingerprint, by another way.",
    "Any time, without a timestamp: the times are those of the signer's own clock.",
    "That the case holds nothing else: its keeper chose what to show.",
    "That the chain of custody was not cut off after this checkpoint.",
)


def sums_of(files: Iterable[Listed]) -> bytes:
    """Write the list that `sha256sum -c` reads."""
    return "".join(f"{one.sha256}  {one.path}\n" for one in files).encode("ascii")


def completed(parts: Iterable[Part]) -> tuple[list[Part], list[Listed]]:
    """Hash every part and add the list of check sums."""
    whole = sorted(parts, key=lambda one: one.path)
    files = [listed(part) for part in whole]
    sums = Part(path="sha256sums.txt", role="instructions", content=sums_of(files))
    files.append(listed(sums))
    return [*whole, sums], sorted(files, key=lambda one: one.path)


def manifest(material: Material, files: Iterable[Listed], at: str, clock: ClockQuality) -> bytes:
    """Write the manifest: canonical JSON."""
    files = list(files)
    stamps = [one.path for one in files if one.role == "timestamp"]
    return canonical(
        {
            "case": material.case,
            "claims": len(material.findings),
            "clock": clock.state,
            "digests": list(DIGESTS),
            "does_not_prove": list(DOES_NOT_PROVE),
            "files": files,
            "format": FORMAT,
            "made_by": f"heliograph {__version__}",
            "masked": sum(len(page.masked) for page in material.pages),
            "originals": "included" if material.with_originals else "withheld",
            "proves": list(PROVES),
            "redacted": material.redacted,
            "required": sorted([*REQUIRED, *stamps]),
            "signed_at": at,
            "signer": key_id(material.proof.public),
            "title": material.title,
        }
    )


def signed(content: bytes, signer: Signer) -> bytes:
    """Seal the manifest's very bytes."""
    return written(sealed(KIND, content, [signer]))


def fingerprint(public: bytes) -> str:
    """Write a key's id for people to compare: sixteen groups of four hex digits."""
    digits = key_id(public).removeprefix("sha256:")
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
