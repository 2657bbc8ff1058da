"""What a PDF carries besides the text of its pages: information, links, scripts, attachments."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator

from pypdfium2 import PdfDocument, PdfPage, raw

from heliograph.records import Note, Problem
from heliograph.seams import Extracted, Limits, Member, Title

INFORMATION = ("Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate")
"""The entries of a PDF's information dictionary, besides its title."""

LONGEST_VALUE = 65_536
"""Bytes (UTF-16) of one piece of metadata that are kept; none of an honest file is longer."""

MOST_ANNOTATIONS = 1_000
"""Annotations of one page that are looked at."""

MOST_LINKS = 20
"""Links of one page that are told, each once."""

MOST_LINKED_PAGES = 200
"""Pages whose links are told: notes are for people, and a catalogue has thousands."""

MOST_SCRIPTS = 50
LONGEST_SCRIPT = 4_000
"""Characters of a script that are told."""

ACTIONS = {
    raw.PDFACTION_URI: "pdf:link",
    raw.PDFACTION_LAUNCH: "pdf:launch",
    raw.PDFACTION_REMOTEGOTO: "pdf:remote-page",
    raw.PDFACTION_EMBEDDEDGOTO: "pdf:embedded-page",
}
"""What a link may do that is told; the others stay inside the file."""

CHUNK = 1 << 20
"""Bytes of an attachment handed on at a time."""


def information(document: PdfDocument) -> Iterator[Title | Note]:
    """Tell what the file says of itself, as it says it."""
    title = _information_value(document, "Title")
    if title:
        yield Title(text=title)
    for key in INFORMATION:
        value = _information_value(document, key)
        if value:
            yield Note(key=f"pdf:{key}", value=value)
    scripts = raw.FPDFDoc_GetJavaScriptActionCount(document)
    if scripts > 0:
        yield Note(key="pdf:JavaScript", value=str(scripts))
    for at in range(min(scripts, MOST_SCRIPTS)):
        words = _script(document, at)
        if words:
            yield Note(key="pdf:script", value=words[:LONGEST_SCRIPT])


def actions(page: PdfPage, number: int) -> Iterator[Note]:
    """Tell where links on a page lead, and what they would start; nothing is followed."""
    if number > MOST_LINKED_PAGES:
        return
    place, link = ctypes.c_int(), raw.FPDF_LINK()
    told: set[tuple[str, str]] = set()
    for _ in range(MOST_ANNOTATIONS):
        if not raw.FPDFLink_Enumerate(page, place, link) or len(told) >= MOST_LINKS:
            return
        found = _action(page, raw.FPDFLink_GetAction(link))
        if found and found not in told:
            told.add(found)
            yield Note(key=found[0], value=found[1], page=number)


def _action(page: PdfPage, action: raw.FPDF_ACTION) -> tuple[str, str] | None:
    key = ACTIONS.get(raw.FPDFAction_GetType(action)) if action else None
    if key is None:
        return None
    if key == "pdf:link":
        value = _narrow(
            lambda buffer, size: raw.FPDFAction_GetURIPath(page.pdf, action, buffer, size)
        )
    else:
        value = _narrow(lambda buffer, size: raw.FPDFAction_GetFilePath(action, buffer, size))
    return (key, value) if value else None


def _narrow(ask: Callable[[ctypes.Array[ctypes.c_char] | None, int], int]) -> str:
    """Ask PDFium for a text in bytes: it first says how many, its final NUL among them."""
    size = ask(None, 0)
    if size <= 1:
        return ""
    buffer = (ctypes.c_char * size)()
    ask(buffer, size)
    content = bytes(buffer)[: min(size, LONGEST_VALUE)]
    return content.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _script(document: PdfDocument, at: int) -> str:
    action = raw.FPDFDoc_GetJavaScriptAction(document, at)
    if not action:
        return ""
    try:
        return wide(lambda buffer, size: raw.FPDFJavaScriptAction_GetScript(action, buffer, size))
    finally:
        raw.FPDFDoc_CloseJavaScriptAction(action)


def attachments(document: PdfDocument, limits: Limits) -> Iterator[Extracted]:
    """Take out the files that are attached to the whole document."""
    for at in range(min(raw.FPDFDoc_GetAttachmentCount(document), limits.members)):
        attachment = raw.FPDFDoc_GetAttachment(document, at)
        if attachment:
            yield member(attachment, limits)


def member(attachment: raw.FPDF_ATTACHMENT, limits: Limits) -> Member:
    """Take out an attached file."""
    name = wide(lambda buffer, size: raw.FPDFAttachment_GetName(attachment, buffer, size))
    name = name or "attachment"
    size = ctypes.c_ulong()
    if not raw.FPDFAttachment_GetFile(attachment, None, 0, size):
        return _refused(name, Problem(outcome="damaged", reason="member-unreadable", detail=name))
    if size.value > limits.member_bytes:
        return _refused(name, Problem(outcome="cut", reason="too-large", detail=name))
    return Member(name=name, raw_name=None, packed_size=None, chunks=_bytes(attachment, size.value))


def _refused(name: str, problem: Problem) -> Member:
    return Member(name=name, raw_name=None, packed_size=None, chunks=iter(()), refusal=problem)


def _bytes(attachment: raw.FPDF_ATTACHMENT, size: int) -> Iterator[bytes]:
    buffer = (ctypes.c_char * size)()
    written = ctypes.c_ulong()
    raw.FPDFAttachment_GetFile(attachment, buffer, size, written)
    whole = memoryview(buffer)[: min(size, written.value)]
    for start in range(0, len(whole), CHUNK):
        yield bytes(whole[start : start + CHUNK])


def _information_value(document: PdfDocument, key: str) -> str:
    name = key.encode() + b"\0"
    return wide(lambda buffer, size: raw.FPDF_GetMetaText(document, name, buffer, size))


def wide(ask: Callable[[ctypes.Array[ctypes.c_ushort] | None, int], int]) -> str:
    """Ask PDFium for a text: it first says how many bytes, its final NUL among them."""
    size = ask(None, 0)
    if size <= ctypes.sizeof(ctypes.c_ushort):
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    ask(buffer, size)
    text = bytes(buffer)[: min(size, LONGEST_VALUE)].decode("utf-16-le", "replace")
    return text.partition("\0")[0].strip()
