"""Page → Verdict: is this document mostly rows of persons, and to be held back?

Public folders hold lists of residents, patients and students, too. Such a list is kept as evidence,
but it must not become a directory of people: not findable, not quoted, not exported. What decides
is how many persons there are and how little else, never who they are: numbers alone are told.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

from heliograph.masking.columns import names_in_columns
from heliograph.masking.numbers import numbers_in
from heliograph.records import Page

VERSION = "1"

FEWEST_PERSONS = 10
"""Identity numbers, all different, from which a document may be a list of persons. A tender names
fewer: its contact, its experts."""

CHARACTERS_EACH = 400
"""Text that each person takes at the most, on the average of the document: a row of a table with
address and remarks, or a record of a dozen lines. A bid that names its staff has pages for each."""

FEWEST_NAMED = 20
"""Rows with a name under its label and a telephone, where no identity number says that the name is
a person's."""

NAMED_SHARE = 0.5
"""Of all lines, those that must be such rows."""

# Long enough for an identity number, in the few ways in which one is written. Far cheaper than the
# rules, which are asked only where there are enough of these.
_MAYBE_IDENTITY = re.compile(r"\d{6}[ \-]?\d{8}[ \-]?\d{3}[\dXx]")
_MAYBE_PHONE = re.compile(r"1[3-9]\d[ \-]?\d{4}[ \-]?\d{4}|\+\d{6}|\d{3,4}-\d{4}")
_LINE_END = re.compile(r"\r\n|\r|\n")
# A row that names an organisation is about the organisation, whoever answers its telephone.
_ORGANISATION = re.compile(
    r"[\u4e00-\u9fff]{2}(?:公司|集团|集團|工厂|研究院|研究所|大学|大學|学院|委员会|医院|银行|分局|支队"
    r"|[局厅厂])(?![\u4e00-\u9fff])"
    r"|\b(?:Ltd|Limited|Inc|Corp|Corporation|LLC|GmbH|Co|Company|University|Institute|Bureau"
    r"|Ministry|Agency|Group|Holdings?|Technolog(?:y|ies)|ООО|АО|S\.?A)\b",
    re.IGNORECASE,
)


class Verdict(Struct, frozen=True, kw_only=True):
    """What was counted, and whether it holds the document back."""

    identities: int
    """Different identity numbers with a right check digit and a birth date that exists."""
    named_rows: int
    """Rows with a name under its label and a telephone, that name no organisation."""
    held: str
    """Why it is held back, in numbers; empty where it is not."""


def screen(pages: Sequence[Page]) -> Verdict:
    """Judge one document by all its pages."""
    identities = _identities(pages)
    characters = sum(len(page.text) for page in pages)
    held = ""
    if identities >= FEWEST_PERSONS and identities * CHARACTERS_EACH >= characters:
        held = f"rows of persons: {identities} identity numbers"
    named, lines = (0, 0) if held else _named_rows(pages)
    if named >= FEWEST_NAMED and named >= NAMED_SHARE * lines:
        held = f"rows of persons: {named} rows with name and telephone"
    return Verdict(identities=identities, named_rows=named, held=held)


def _identities(pages: Sequence[Page]) -> int:
    found: set[str] = set()
    for page in pages:
        if _MAYBE_IDENTITY.search(page.text):
            found.update(
                re.sub(r"[ \-]", "", page.text[start:end]).upper()
                for start, end, kind in numbers_in(page.text)
                if kind == "id"
            )
    return len(found)


def _named_rows(pages: Sequence[Page]) -> tuple[int, int]:
    """Count the rows with name and telephone, and all lines that are not empty."""
    named = lines = 0
    for page in pages:
        starts = [0, *(found.end() for found in _LINE_END.finditer(page.text))]
        lines += sum(1 for line in page.text.splitlines() if line.strip())
        with_name = {bisect_right(starts, at) for at in _names(page)}
        if not with_name:
            continue
        with_phone = {
            bisect_right(starts, start) for start, _, kind in numbers_in(page.text)
            if kind == "phone"
        }  # fmt: skip
        ends = [*starts[1:], len(page.text)]
        named += sum(
            not _ORGANISATION.search(page.text, starts[at - 1], ends[at - 1])
            for at in with_name & with_phone
        )
    return named, lines


def _names(page: Page) -> list[int]:
    """Give where the names under a label begin; none where no telephone could stand beside them."""
    if len(_MAYBE_PHONE.findall(page.text)) < FEWEST_NAMED:
        return []
    header = next((one.header for one in page.containers if one.header), ())
    return [start for start, _, _ in names_in_columns(page.text, header)]
