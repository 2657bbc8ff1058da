"""A case whose documents name organisations together, with claims beside some of them."""

from __future__ import annotations

from pathlib import Path

from tests.reading_rooms import SAYINGS, scanned

TOGETHER = "Hikvision and Dahua Technology delivered cameras to Urumqi with Huawei."
FORMULA = "=cmd|' /C calc'!A0"


def named_case(folder: Path) -> Path:
    """Three folders of text; one name of a folder is a spreadsheet's formula."""
    texts = folder / "texts"
    for number, place in enumerate(("north", "south", FORMULA.replace("/", "-"))):
        (texts / place).mkdir(parents=True)
        lines = [TOGETHER, f"海康威视与大华股份在第{number}区：{SAYINGS[number]}。", "Dahua alone."]
        (texts / place / "tender.txt").write_text("\n\n".join(lines), encoding="utf-8")
    (texts / "north" / "notes.txt").write_text(
        "Hikvision wrote to 联系人：王小明 about Dahua Technology, 13800138000.\n", encoding="utf-8"
    )
    (texts / "south" / "blank.txt").write_text("", encoding="utf-8")
    return scanned(folder / "case", texts)
