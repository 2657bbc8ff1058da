"""Cases with a page that was read from a picture, some of it wrongly; the eyes are stood in for."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from heliograph.app import Heliograph
from heliograph.codec import Box, pack_boxes
from heliograph.ocr.models import Installed
from heliograph.pipeline.steps.reading import see_waiting
from heliograph.records import Digest, Doubt
from heliograph.sandbox.pool import Read, Task
from heliograph.seams import Sheet

LINES = (
    "智能安防平台 产品说明书",
    "本产品支持对维吾尔族人员进行人脸识别并自动报瞥。",
    "系统支持步态识别，可按步态检索人员。",
    "平台可对上访人员进行人脸布控，发现后推送至值班室。",
)
MISREAD = "\n".join(LINES)
WRONG, RIGHT = "报瞥", "报警"


def sheet_of(text: str) -> Sheet:
    """A page as eyes give it: a box for each character, and a doubt where they were unsure."""
    boxes: list[Box | None] = []
    line, column = 0, 0
    for character in text:
        if character == "\n":
            boxes.append(None)
            line, column = line + 1, 0
            continue
        left, top = 0.1 + 0.02 * column, 0.1 + 0.1 * line
        boxes.append((left, top, left + 0.02, top + 0.03))
        column += 1
    at = text.find("瞥")
    doubts = () if at < 0 else (Doubt(start=at, end=at + 1, confidence=0.4, others=("警", "誓")),)
    return Sheet(number=1, text=text, boxes=pack_boxes(boxes), doubts=doubts)


class Eyes:
    """Stands for the child that reads pictures: says of each what it was told to."""

    def __init__(self, text: str, version: str = "test") -> None:
        self.text, self.version = text, version

    def read_all(self, tasks: Iterable[Task]) -> Iterator[Read]:
        for task in tasks:
            yield Read(
                task=task,
                media_type="image/png",
                read_by=f"ocr/{self.version}",
                confinement=3,
                values=(sheet_of(self.text),),
            )


@pytest.fixture(autouse=True)
def other_eyes_are_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    """What reads pictures on this machine would read ours otherwise."""
    shut = Installed(missing=("all",), versions=(), languages=(), tessdata=None)
    monkeypatch.setattr("heliograph.ocr.models.installed", lambda: shut)


def misread_case(folder: Path, text: str = MISREAD) -> Path:
    """Scan a picture and a text, the picture seen by stood-in eyes."""
    files = folder / "files"
    files.mkdir(parents=True)
    # Nobody looks at it: what it says is said by the eyes above.
    Image.new("L", (400, 560), 255).save(files / "scan.png")
    (files / "notes.txt").write_text("系统支持民族识别，识别结果为维吾尔族时自动告警。\n", "utf-8")
    case = folder / "case"
    with Heliograph.create(case, ask=[files]) as opened:
        opened.run()
    see(case, text)
    return case


def see(case: Path, text: str, version: str = "test") -> None:
    """Have its pictures seen by eyes of a version that read this."""
    with Heliograph.open_to_work(case) as opened:
        see_waiting(opened.tools(), Eyes(text, version), version)


def scan_of(opened: Heliograph) -> Digest:
    """The digest of the picture."""
    document = next(iter(opened.rows.documents(path="scan.png")))
    assert document.digest is not None
    return document.digest


@pytest.fixture(scope="module")
def misread(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Such a case, made once for a file of tests."""
    return misread_case(tmp_path_factory.mktemp("misread"))


@pytest.fixture
def case(misread: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(shutil.copytree(misread, tmp_path / "case"))
