"""The slides of a PowerPoint 97 to 2003 file: which there are, and what stands on each.

[MS-PPT] 2.4.14.3 (the list of slides with their text), 2.5.1 (a slide), 2.9 (text),
[MS-ODRAW] 2.2.13 to 2.2.16 (drawings, groups, shapes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from heliograph.extractors.draft import Draft
from heliograph.extractors.ppt_records import Record
from heliograph.records import Container

TEXT_LIST, PERSIST, TEXT_KIND, CHARACTERS, BYTES = 0x0FF0, 0x03F3, 0x0F9F, 0x0FA0, 0x0FA8
OUTLINE_REFERENCE, SLIDE_FACTS, SHOW_FACTS = 0x0F9E, 0x03EF, 0x03F9
DRAWING, GROUP, SHAPE, WORDS, SHAPE_FACTS = 0x040C, 0xF003, 0xF004, 0xF00D, 0xF011
PLACEHOLDER, MORE_OPTIONS, PLACE_IN_GROUP = 0x0BC3, 0xF122, 0xF00F
COMMENT, STRING = 0x2EE0, 0x0FBA

SLIDES, NOTES = 0, 2
"""Instances of the list of texts; 1 is that of the masters."""

TITLES: Final = frozenset({0, 6})
SPEAKER_NOTES: Final = 2
FURNITURE: Final = frozenset({0x07, 0x08, 0x09, 0x0A, 0x0B})
"""Placeholders that repeat on every slide: date, number, footer, header, picture of the slide."""

TABLE_OPTION: Final = 0x039F
HIDDEN_FLAG: Final = 0x04
OPTION_SIZE: Final = 6


@dataclass(frozen=True)
class Text:
    """Some text of a slide, and what kind it is; None where the file does not say."""

    words: str
    kind: int | None = None


@dataclass
class Planned:
    """A slide as the document lists it: the number of its part, and the text in its outline."""

    part: int
    texts: list[Text] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """The slides in their order, and the parts of their notes by the notes' own ids."""

    slides: list[Planned]
    notes: dict[int, int]


def slide_plan(document: Record) -> Plan:
    """Read the lists of slides and of notes."""
    slides: list[Planned] = []
    notes: dict[int, int] = {}
    for one in document.children():
        if one.kind == TEXT_LIST and one.instance == SLIDES:
            slides.extend(_planned(one))
        elif one.kind == TEXT_LIST and one.instance == NOTES:
            notes.update(
                (entry.number(12), entry.number(0))
                for entry in one.children()
                if entry.kind == PERSIST
            )
    return Plan(slides, notes)


def _planned(listed: Record) -> Iterator[Planned]:
    slide: Planned | None = None
    kind: int | None = None
    for one in listed.children():
        if one.kind == PERSIST:
            if slide is not None:
                yield slide
            slide = Planned(one.number(0))
        elif one.kind == TEXT_KIND:
            kind = one.number(0)
            if slide is not None:
                slide.texts.append(Text("", kind))
        elif one.kind in (CHARACTERS, BYTES) and slide is not None and slide.texts:
            slide.texts[-1] = Text(_letters(one), kind)
    if slide is not None:
        yield slide


def _letters(record: Record) -> str:
    """Give the text of a record; bytes are the lower halves of units of UTF-16."""
    content = bytes(record.content)
    if record.kind == BYTES:
        return content.decode("latin-1")
    return content[: len(content) // 2 * 2].decode("utf-16-le", "replace")


def is_hidden(slide: Record) -> bool:
    """Tell whether a slide is left out of the showing."""
    facts = slide.first(SHOW_FACTS)
    return facts is not None and bool(facts.number(10) & HIDDEN_FLAG)


class Slide:
    """One slide on its way from shapes to a sheet."""

    def __init__(self, outline: list[Text]) -> None:
        """Begin; the texts are those that the document's outline has of it."""
        self.draft = Draft()
        self.title = ""
        self.notes_id = 0
        self._outline = outline

    def write(self, slide: Record) -> None:
        """Write title, then the shapes in their order."""
        facts = slide.first(SLIDE_FACTS)
        self.notes_id = facts.number(16) if facts is not None else 0
        drawing = slide.first(DRAWING)
        found = list(self._shapes(drawing)) if drawing is not None else []
        used = [text for rows in found for row in rows for text in row if text in self._outline]
        # What the outline has and no shape shows is the slide's text all the same.
        found.extend([[text]] for text in self._outline if text not in used)
        titles = [rows for rows in found if rows[0][0].kind in TITLES]
        for rows in titles:
            self._title(rows[0][0])
        for rows in found:
            if rows not in titles:
                self._rows(rows)

    def write_notes(self, notes: Record) -> None:
        """Write what the speaker noted."""
        drawing = notes.first(DRAWING)
        container = self.draft.contain(Container(kind="list", name="notes"))
        for rows in self._shapes(drawing) if drawing is not None else ():
            if rows[0][0].kind == SPEAKER_NOTES:
                self._paragraphs(rows[0][0], container, main=False)

    def comments(self, slide: Record) -> None:
        """Write what was commented."""
        found = list(slide.every(frozenset({COMMENT})))
        container = self.draft.contain(Container(kind="list", name="comments")) if found else None
        for comment in found:
            for one in comment.children():
                if one.kind == STRING and one.instance == 1:
                    text = bytes(one.content).decode("utf-16-le", "replace")
                    self._paragraphs(Text(text), container, main=False)

    def _title(self, text: Text) -> None:
        words = " ".join(_shown(text.words).split())
        self.title = self.title or words
        self.draft.add(words, "heading", level=1)

    def _rows(self, rows: list[list[Text]]) -> None:
        """Write a table, or the text of a shape, which is one cell."""
        if any(len(row) > 1 for row in rows):
            self.draft.table([_shown(text.words) for text in row] for row in rows)
            return
        for row in rows:
            self._paragraphs(row[0], None, main=True)

    def _paragraphs(self, text: Text, container: int | None, *, main: bool) -> None:
        for words in _shown(text.words).split("\r"):
            self.draft.add(words, "paragraph", container=container, main=main)

    def _shapes(self, drawing: Record) -> Iterator[list[list[Text]]]:
        """Yield the rows of each table, and the text of each other shape as one cell."""
        for one in drawing.every(frozenset({GROUP, SHAPE})):
            if one.kind == SHAPE:
                yield from ([[text]] for text in self._texts(one))
            elif _is_table(one):
                rows = list(self._table_rows(one))
                yield from [rows] if rows else []
            else:
                yield from self._shapes(one)

    def _table_rows(self, table: Record) -> Iterator[list[Text]]:
        """Yield the rows of a table, which is a group of shapes, by where they are in it."""
        rows: dict[int, list[tuple[int, Text]]] = {}
        for shape in table.every(frozenset({SHAPE})):
            place = shape.first(PLACE_IN_GROUP)
            texts = list(self._texts(shape))
            if place is not None and shape.first(WORDS) is not None:
                words = "\r".join(text.words for text in texts)
                rows.setdefault(place.number(4), []).append((place.number(0), Text(words)))
        for _, row in sorted(rows.items()):
            yield [text for _, text in sorted(row, key=lambda cell: cell[0])]

    def _texts(self, shape: Record) -> Iterator[Text]:
        facts = shape.first(SHAPE_FACTS, PLACEHOLDER)
        if facts is not None and facts.number(4) & 0xFF in FURNITURE:
            return
        words = shape.first(WORDS)
        kind: int | None = None
        for one in words.children() if words is not None else ():
            if one.kind == TEXT_KIND:
                kind = one.number(0)
            elif one.kind in (CHARACTERS, BYTES):
                yield Text(_letters(one), kind)
            elif one.kind == OUTLINE_REFERENCE and one.number(0) < len(self._outline):
                yield self._outline[one.number(0)]


def _is_table(group: Record) -> bool:
    """Tell whether a group of shapes is a table: [MS-ODRAW] 2.3.4.37, the group's own shape."""
    own = group.first(SHAPE)
    options = own.first(MORE_OPTIONS) if own is not None else None
    if options is None:
        return False
    content = options.content
    return any(
        int.from_bytes(content[at : at + 2], "little") & 0x3FFF == TABLE_OPTION
        and content[at + 2] & 1
        for at in range(0, OPTION_SIZE * options.instance, OPTION_SIZE)
        if at + OPTION_SIZE <= len(content)
    )


def _shown(words: str) -> str:
    """Take out signs that stand for fields; a vertical tab breaks a line."""
    words = words.replace("\x0b", "\n").replace("\0", "")
    return "".join(letter for letter in words if letter >= " " or letter in "\t\n\r")
