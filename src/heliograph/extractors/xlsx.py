"""Reads spreadsheets (xlsx, xlsb, xls, ods): one sheet a worksheet, one line a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

from lxml import etree
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from heliograph.extractors import odf, ole
from heliograph.extractors.draft import Draft, trimmed
from heliograph.extractors.hidden_cells import HiddenCells, in_ods, in_xls, in_xlsx
from heliograph.extractors.ooxml import Package, local
from heliograph.extractors.ooxml_words import Aside, words_of
from heliograph.records import Container, Note, Problem
from heliograph.seams import Extracted, Limits

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
XLS = "application/vnd.ms-excel"
ODS = "application/vnd.oasis.opendocument.spreadsheet"

Cell = float | str | bool | time | date | datetime | timedelta

BESIDE = (
    ("xl/comments", "comment", "comments"),
    ("xl/threadedcomments/", "text", "comments"),
    ("xl/drawings/drawing", "p", "text boxes"),
    ("xl/charts/chart", "p", "charts"),
)
"""Parts beside the cells: how their names begin, what each piece of text stands in, their name."""

HOUR, MINUTE = 3600, 60


class XlsxExtractor:
    """Spreadsheets. A formula is its last computed value; a number is not formatted."""

    name = "xlsx"
    version = "4"
    media_types = frozenset({XLSX, XLSB, XLS, ODS})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield properties, the worksheets, what stands beside their cells, files inside it."""
        package = None if media_type == XLS else Package(file, limits)
        yield from _told(file, media_type, package)
        if package and media_type == ODS and odf.is_encrypted(package):
            yield odf.refusal()
            return
        file.seek(0)
        count = 0
        try:
            with CalamineWorkbook.from_filelike(file) as workbook:
                hidden = _hidden(file, media_type, package)
                for value in _worksheets(workbook, limits, hidden):
                    count += not isinstance(value, Note)
                    yield value
        except PasswordError:
            yield Problem(outcome="encrypted", reason="password-needed")
        except CalamineError as error:
            yield _refusal(str(error))
        yield from _objects(file) if package is None else _parts(package, media_type, count + 1)


def _parts(package: Package, media_type: str, number: int) -> Iterator[Extracted]:
    """Yield what else is in a package: words beside the cells, links, files, what went wrong."""
    if media_type == ODS:
        yield from odf.members(package)
    else:
        yield from _beside(package, number)
        yield from package.outside("xlsx")
        yield from package.embedded()
    yield from package.problems


def _told(file: BinaryIO, media_type: str, package: Package | None) -> Iterator[Extracted]:
    """Tell what the workbook says of itself."""
    if package is None:
        try:
            yield from ole.told(ole.opened(file), "xls")
        except ole.NotOle:
            return  # What reads the cells will say so.
    elif media_type == ODS:
        yield from odf.told(package, "ods")
    else:
        yield from package.told("xlsx")


def _objects(file: BinaryIO) -> Iterator[Extracted]:
    """Take out the files that are embedded in a workbook of the older format."""
    try:
        yield from ole.objects(ole.opened(file))
    except ole.NotOle:
        return


def _refusal(detail: str) -> Problem:
    # What an old workbook scrambled with a password seems to say of its letters is scrambled too.
    if "odepage" in detail:
        return Problem(outcome="encrypted", reason="password-needed", detail=detail)
    return Problem(outcome="damaged", reason="not-what-it-seems", detail=detail)


def _hidden(file: BinaryIO, media_type: str, package: Package | None) -> list[HiddenCells]:
    """Find hidden rows and columns, in the order of the sheets; of xlsb it is not told."""
    if package is not None:
        readers = {XLSX: in_xlsx, ODS: in_ods}
        return readers[media_type](package) if media_type in readers else []
    try:
        opened = ole.opened(file)
    except ole.NotOle:
        return []
    name = next((one for one in ("Workbook", "Book") if ole.has(opened, one)), "")
    return in_xls(ole.stream(opened, name)) if name else []


def _worksheets(
    workbook: CalamineWorkbook, limits: Limits, hidden: Sequence[HiddenCells]
) -> Iterator[Extracted]:
    sheets = workbook.sheets_metadata
    # Where the two do not count alike, nothing is told of any: better than of the wrong one.
    each = hidden if len(hidden) == len(sheets) else [HiddenCells() for _ in sheets]
    tables = [
        (one, cells)
        for one, cells in zip(sheets, each, strict=True)
        if one.typ == SheetTypeEnum.WorkSheet
    ]
    for number, (known, cells) in enumerate(tables, 1):
        if number > limits.pages:
            detail = f"{limits.pages} of {len(tables)} worksheets"
            yield Problem(outcome="cut", reason="too-many-pages", detail=detail)
            return
        if known.visible != SheetVisibleEnum.Visible:
            yield Note(key="xlsx:hidden-sheet", value=known.name, page=number)
        for key, value in cells.told():
            yield Note(key=f"xlsx:{key}", value=value, page=number)
        draft = Draft()
        try:
            _write(draft, workbook.get_sheet_by_name(known.name), cells, limits.text_chars)
        except CalamineError as error:
            detail = f"{known.name}: {error}"
            yield Problem(outcome="damaged", reason="page-unreadable", page=number, detail=detail)
        yield draft.sheet(number, known.name)


def _write(draft: Draft, sheet: CalamineSheet, cells: HiddenCells, most: int) -> None:
    hidden: list[str] = []
    rows = _rows(draft, sheet, cells, hidden, most)
    if sheet.width > 1:
        draft.table(rows, name=sheet.name, hidden=hidden)
        return
    container = draft.contain(Container(kind="table", name=sheet.name))
    for row in rows:
        for cell in trimmed(row):
            draft.add(cell, "row", container=container, hidden=hidden[-1])


def _rows(
    draft: Draft, sheet: CalamineSheet, cells: HiddenCells, hidden: list[str], most: int
) -> Iterator[list[str]]:
    """Yield rows as text, until there is more of it than the caller will take.

    By what each is hidden is added to `hidden` before it comes.
    """
    first_column = sheet.start[1] if sheet.start else 0
    for number, row in enumerate(sheet.iter_rows()):
        if draft.length > most:
            return
        if any(cell != "" for cell in row):
            hidden.append(cells.hides(row, number, first_column))
            yield [shown(cell) for cell in row]


def shown(cell: Cell) -> str:
    """Write a cell's value as a spreadsheet shows it before anybody formats it."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        # Fifteen digits are what a spreadsheet keeps of a number.
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, timedelta):
        seconds = int(cell.total_seconds())
        return f"{seconds // HOUR}:{seconds % HOUR // MINUTE:02}:{seconds % MINUTE:02}"
    if isinstance(cell, date | time):
        return cell.isoformat()
    return cell


def _beside(package: Package, number: int) -> Iterator[Extracted]:
    """Put comments, text boxes and chart titles on a sheet of their own."""
    draft = Draft()
    for prefix, wanted, name in BESIDE:
        for part in package.named(prefix, ".xml"):
            tree = package.tree(part)
            container = draft.contain(Container(kind="list", name=name))
            for element in tree.iter() if tree is not None else ():
                if local(element) == wanted:
                    words = _words(element)
                    draft.add(words, "paragraph", container=container, main=False)
    if draft.length:
        yield draft.sheet(number)


def _words(element: etree._Element) -> str:
    return words_of(element, Aside()) if len(element) else element.text or ""
