"""Media types in a reader's words: the families by which a list of documents is narrowed."""

from __future__ import annotations

from typing import Final

PDF: Final = "application/pdf"
EMPTY: Final = "application/x-empty"
UNKNOWN: Final = "application/octet-stream"

PICTURES: Final = frozenset(
    {"image/png", "image/jpeg", "image/tiff", "image/webp", "image/gif", "image/bmp"}
)
"""Pictures whose words can be read where the extra `ocr` is installed."""

PAGES_WITHOUT_TEXT: Final = "pdf:pages-without-text"
PAGES_WITH_BAD_TEXT: Final = "pdf:pages-with-bad-text"
PAGES_WITH_PICTURES: Final = "pdf:pages-with-pictures"
"""Keys of the notes that name the pages of a PDF of which eyes would read more."""

_FAMILIES: Final = {
    PDF: "pdf",
    "text/html": "web page",
    "application/warc": "web page",
    "application/wacz": "web page",
    "multipart/related": "web page",
    "text/x-java": "source code",
    "text/x-csharp": "source code",
    "text/x-go": "source code",
    "text/x-python": "source code",
    "text/x-javascript": "source code",
    "text/x-c": "source code",
    "text/x-field-table": "source code",
    "message/rfc822": "mail",
    "application/mbox": "mail",
    "application/vnd.ms-outlook": "mail",
    "text/csv": "table",
    "text/tab-separated-values": "table",
    "application/vnd.oasis.opendocument.spreadsheet": "table",
    "application/vnd.ms-excel": "table",
    "application/vnd.sqlite3": "data",
    "application/rtf": "office",
    "application/msword": "office",
    "application/epub+zip": "office",
    "application/json": "data",
    "application/x-ndjson": "data",
    "application/xml": "data",
    "image/svg+xml": "picture",
}

FAMILIES: Final = (
    *("pdf", "office", "table", "web page", "source code"),
    *("mail", "archive", "picture", "text", "data"),
)
"""All that `family` names."""

_ARCHIVES: Final = frozenset(
    {
        "application/zip",
        "application/gzip",
        "application/x-bzip2",
        "application/x-xz",
        "application/zstd",
        "application/x-7z-compressed",
        "application/vnd.rar",
        "application/x-tar",
        "application/java-archive",
        "application/vnd.ms-cab-compressed",
        "application/vnd.android.package-archive",
    }
)

_BEGINNINGS: Final = (
    ("application/vnd.openxmlformats-officedocument.spreadsheetml", "table"),
    ("application/vnd.ms-excel", "table"),
    ("application/vnd.openxmlformats-officedocument.", "office"),
    ("application/vnd.oasis.opendocument.", "office"),
    ("application/vnd.ms-", "office"),
    ("image/", "picture"),
    ("text/", "text"),
)


def family(media_type: str) -> str:
    """Name the family of a media type in plain words, for facets.

    One of: pdf, office, table, web page, source code, mail, archive, picture, text, data.
    """
    known = _FAMILIES.get(media_type)
    if known is not None:
        return known
    if media_type in _ARCHIVES:
        return "archive"
    for beginning, words in _BEGINNINGS:
        if media_type.startswith(beginning):
            return words
    return "data"


UNREAD: Final = (
    ("Word 6 and 95, Visio, Outlook stores (pst), compiled help (chm)", "no reader yet"),
    ("sound and film", "not text"),
)
"""What this version keeps and hashes but does not read, and why: `doctor` says it at the start."""
