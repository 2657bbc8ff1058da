"""What was put upon the pages of a PDF: comments, filled-in fields and what they offer, files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pypdfium2 import PdfDocument, PdfPage, raw

from heliograph.extractors.draft import Draft
from heliograph.extractors.pdf_extras import MOST_ANNOTATIONS, actions, member, wide
from heliograph.records import Container, Note
from heliograph.seams import Extracted, Limits, Sheet

LABEL: Final = "comments and fields"
"""Of the sheet on which they stand, after the pages."""

MOST_OPTIONS: Final = 200
"""Of one field: what a list offers, chosen or not."""

_UNSEEN: Final = (
    raw.FPDF_ANNOT_FLAG_INVISIBLE | raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
)
_BUTTONS: Final = frozenset({raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON})
_LISTS: Final = frozenset({raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX})


class Pinned:
    """Gathers what is pinned to the pages of one document, for a sheet of its own.

    A reader sees comments when pointing at them, and fields filled in: both are in no text layer.
    What is marked not to be seen at all is a note that says so instead, and stands with whatever
    else the document does not show.
    """

    def __init__(self, document: PdfDocument) -> None:
        """Begin. To be made before any page is opened: PDFium then knows what forms say."""
        if document.get_formtype() != raw.FORMTYPE_NONE:
            document.init_forms()
        self._forms = document.formenv
        self._draft = Draft()
        self._lists: dict[tuple[str, int], int] = {}
        self._said: set[tuple[int, str]] = set()

    def told(self, page: PdfPage, number: int, limits: Limits) -> Iterator[Extracted]:
        """Tell links, and what is pinned to a page; hand out files that are."""
        yield from actions(page, number)
        for at in range(min(raw.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS)):
            annotation = raw.FPDFPage_GetAnnot(page, at)
            if not annotation:
                continue
            try:
                yield from self._annotation(annotation, number, limits)
            finally:
                raw.FPDFPage_CloseAnnot(annotation)

    def sheets(self, number: int) -> Iterator[Sheet]:
        """Give what was gathered, if there is any, as a sheet of this number."""
        if self._draft.length:
            yield self._draft.sheet(number, LABEL)

    def _annotation(
        self, annotation: raw.FPDF_ANNOTATION, number: int, limits: Limits
    ) -> Iterator[Extracted]:
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        if kind == raw.FPDF_ANNOT_FILEATTACHMENT:
            attachment = raw.FPDFAnnot_GetFileAttachment(annotation)
            if attachment:
                yield member(attachment, limits)
        if kind == raw.FPDF_ANNOT_WIDGET:
            key, where, words = "pdf:field", "fields", self._field(annotation)
        elif kind != raw.FPDF_ANNOT_POPUP:
            key, where, words = "pdf:annotation", "comments", _value(annotation, "Contents")
        else:
            return
        # One field may stand in several places, and a button is a place for each of its answers.
        if not words or (number, words) in self._said:
            return
        self._said.add((number, words))
        if raw.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
            yield Note(key="pdf:hidden-text", value=words, page=number)
            return
        yield Note(key=key, value=words, page=number)
        if self._draft.length <= limits.text_chars:
            container = self._list(where, number)
            self._draft.add(words, "paragraph", container=container, main=False)

    def _list(self, where: str, number: int) -> int:
        known = self._lists.get((where, number))
        if known is None:
            name = f"{where} of page {number}"
            known = self._draft.contain(Container(kind="list", name=name))
            self._lists[where, number] = known
        return known

    def _field(self, annotation: raw.FPDF_ANNOTATION) -> str:
        """Say what a field is called and what it says; a list, also what else it offers."""
        if not self._forms:
            return _named(_value(annotation, "T"), _value(annotation, "V"))
        kind = raw.FPDFAnnot_GetFormFieldType(self._forms, annotation)
        if kind == raw.FPDF_FORMFIELD_PUSHBUTTON:
            return ""
        name = self._asked(raw.FPDFAnnot_GetFormFieldAlternateName, annotation)
        name = name or self._asked(raw.FPDFAnnot_GetFormFieldName, annotation)
        if kind in _BUTTONS:
            if not raw.FPDFAnnot_IsChecked(self._forms, annotation):
                return ""
            return _named(name, self._asked(raw.FPDFAnnot_GetFormFieldExportValue, annotation))
        value = self._asked(raw.FPDFAnnot_GetFormFieldValue, annotation)
        offered = [one for one in self._offered(annotation, kind) if one != value]
        more = f" (it offers: {'; '.join(offered)})" if offered else ""
        return _named(name, f"{value}{more}".strip())

    def _offered(self, annotation: raw.FPDF_ANNOTATION, kind: int) -> Iterator[str]:
        if kind not in _LISTS:
            return
        count = raw.FPDFAnnot_GetOptionCount(self._forms, annotation)
        for at in range(min(count, MOST_OPTIONS)):
            words = wide(
                lambda buffer, size, at=at: raw.FPDFAnnot_GetOptionLabel(  # type: ignore[misc]
                    self._forms, annotation, at, buffer, size
                )
            )
            if words:
                yield words

    def _asked(self, ask: object, annotation: raw.FPDF_ANNOTATION) -> str:
        return wide(lambda buffer, size: ask(self._forms, annotation, buffer, size))  # type: ignore[operator]


def _named(name: str, value: str) -> str:
    return (f"{name}: {value}" if name else value) if value else ""


def _value(annotation: raw.FPDF_ANNOTATION, key: str) -> str:
    name = key.encode() + b"\0"
    return wide(lambda buffer, size: raw.FPDFAnnot_GetStringValue(annotation, name, buffer, size))
