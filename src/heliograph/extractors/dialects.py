"""Which dialect of text the beginning of a text is written in."""

from __future__ import annotations

import json
import re
from typing import Final

from heliograph.extractors.code_dialects import CODE_BY_NAME, language_of
from heliograph.extractors.delimited import DELIMITERS, delimiter_of, widths_of
from heliograph.extractors.field_table import looks_like_field_table

PLAIN: Final = "text/plain"
_JSON: Final = "application/json"
_JSON_LINES: Final = "application/x-ndjson"
_HTML: Final = "text/html"
_XML: Final = "application/xml"
_SVG: Final = "image/svg+xml"
_MARKDOWN: Final = "text/markdown"
_CSV: Final = "text/csv"
_TSV: Final = "text/tab-separated-values"
_C: Final = "text/x-c"
_FIELD_TABLE: Final = "text/x-field-table"

_BY_NAME: Final = {
    "md": _MARKDOWN, "markdown": _MARKDOWN, "mdx": _MARKDOWN, "mdown": _MARKDOWN,
    "csv": _CSV, "tsv": _TSV, "tab": _TSV,
    "h": _C, "hh": _C, "hpp": _C, "hxx": _C, "c": _C, "cc": _C, "cpp": _C, "cxx": _C, "inl": _C,
    "htm": _HTML, "html": _HTML, "xhtml": _HTML, "json": _JSON,
    "jsonl": _JSON_LINES, "ndjson": _JSON_LINES,
    **CODE_BY_NAME,
}  # fmt: skip

_OTHER_LANGUAGES: Final = frozenset(
    {
        "sh",
        "bash",
        "zsh",
        "yml",
        "yaml",
        "toml",
        "ini",
        "cfg",
        "conf",
        "kt",
        "rs",
        "rb",
        "php",
        "pl",
        "lua",
        "swift",
        "m",
        "mm",
        "sql",
        "r",
        "tex",
        "bib",
        "rst",
        "css",
        "scss",
        "ps1",
        "bat",
        "cmd",
        "log",
        "diff",
        "patch",
        "gradle",
        "make",
        "cmake",
    }
)
"""Names of texts that share signs with Markdown or C and are neither."""

_PROLOGUE: Final = r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*"
_HTML_START: Final = re.compile(
    _PROLOGUE + r"(?:<!doctype\s+html|<(?:html|head|body|title|meta|script|style|table|div|p|h[1-6]"
    r"|ul|ol|center|font|span|img|br|section|article|main|iframe|frameset)\b[^<]*>)",
    re.IGNORECASE | re.DOTALL,
)
_HTML_ROOT: Final = re.compile(_PROLOGUE + r"(?:<!doctype\s+html|<html\b)", re.I | re.DOTALL)
_XML_START: Final = re.compile(
    r"\s*(?:<\?xml\b|<!doctype\s|<!--|<[A-Za-z_][\w.:-]*(?:\s[^<>]*)?/?>)", re.I
)
_XML_ROOT: Final = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")

_SAVED_PAGE: Final = "multipart/related"
_RELATED: Final = re.compile(r"content-type:\s*multipart/related\b", re.IGNORECASE)
_SENT: Final = frozenset({"to", "cc", "bcc", "received", "delivered-to", "return-path"})
_HEADER: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*):.*\Z")
_MAIL_HEADERS: Final = frozenset(
    {
        "from",
        "to",
        "cc",
        "bcc",
        "subject",
        "date",
        "received",
        "return-path",
        "delivered-to",
        "message-id",
        "mime-version",
        "sender",
        "reply-to",
        "content-type",
        "content-transfer-encoding",
        "in-reply-to",
        "references",
        "x-mailer",
        "envelope-to",
        "dkim-signature",
        "authentication-results",
        "x-originating-ip",
        "importance",
        "thread-topic",
    }
)
_SURE_MAIL: Final = frozenset(
    {"from", "received", "return-path", "mime-version", "message-id", "delivered-to", "x-mailer"}
)
_FEWEST_HEADERS: Final = 2
_MBOX: Final = re.compile(r"From \S+.*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*\d\d:\d\d")

_JSON_START: Final = re.compile(
    r"\s*(?:\{\s*(?:\"|\}|\Z)|\[\s*(?:[\[{\"\]]|-?\d|true\b|false\b|null\b))"
)
_JSON_TOKENS: Final = re.compile(
    r'(?>\s*+(?:"(?>[^"\\\n]++|\\.)*+"|[{}\[\],:]|-?\d[\d.eE+-]*+|true|false|null))*+'
)
_FEWEST_TOKENS: Final = 8

_C_FEATURES: Final = (
    re.compile(r"^[ \t]*#[ \t]*include[ \t]*[<\"]", re.MULTILINE),
    re.compile(r"^[ \t]*#[ \t]*define[ \t]+[A-Za-z_]\w*", re.MULTILINE),
    re.compile(r"^[ \t]*#[ \t]*(?:ifndef|ifdef|if[ \t]+defined|pragma|endif)\b", re.MULTILINE),
    re.compile(r"\btypedef\s+(?:struct|enum|union|unsigned|void|int|char)\b"),
    re.compile(r"\b(?:enum|struct|union)\s+(?:\w+\s*)?\{"),
    re.compile(r"^\}\s*[\w*, ]*;", re.MULTILINE),
)
_FEWEST_C_FEATURES: Final = 2

_MARKDOWN_SIGNS: Final = (
    re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE),
    re.compile(r"^(?:```|~~~)", re.MULTILINE),
    re.compile(r"^\|?[ \t]*:?-{3,}:?[ \t]*\|", re.MULTILINE),
    re.compile(r"!?\[[^\]\n]+\]\([^)\s]+\)"),
    re.compile(r"\*\*[^*\s][^*\n]*\*\*"),
    re.compile(r"^[ \t]*(?:[-*+]|\d+\.)[ \t]+\S.*\n[ \t]*(?:[-*+]|\d+\.)[ \t]+\S", re.MULTILINE),
)
_FEWEST_MARKDOWN_SIGNS: Final = 2

_SEARCHED: Final = 4_096
_FEWEST_RECORDS: Final = 3
_FEWEST_CELLS: Final = {",": 3, ";": 3, "|": 3, "\t": 2}


def dialect_of(text: str, name: str, *, whole: bool) -> str:
    """Tell the media type of a text from its beginning; `whole` if this is all of it.

    What the text itself shows decides; the name's ending chooses where it shows nothing.
    """
    body = text.removeprefix("\ufeff")
    lines = body.splitlines()
    if not whole and len(lines) > 1:
        lines.pop()
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    found = _marked_up(body, ending) or _mail(lines) or _json(body, lines, whole=whole)
    if found:
        return found
    if looks_like_field_table(lines):
        return _FIELD_TABLE
    if ending in _OTHER_LANGUAGES:
        return PLAIN
    named = _BY_NAME.get(ending)
    if named in (_CSV, _TSV):
        return _TSV if delimiter_of("\n".join(lines)) == "\t" else _CSV
    return named or _by_signs(body, lines)


def _marked_up(text: str, ending: str) -> str:
    if text.lstrip()[:1] != "<":
        return ""
    if _HTML_ROOT.match(text):
        return _HTML
    if not _is_declared_xml(text) and _HTML_START.match(text):
        # Markdown may begin with a picture or a centred heading in HTML.
        return _MARKDOWN if _BY_NAME.get(ending) == _MARKDOWN or _is_markdown(text) else _HTML
    if not _XML_START.match(text):
        return ""
    root = _XML_ROOT.search(re.sub(r"<!--.*?-->|<\?.*?\?>", "", text, flags=re.DOTALL))
    if root is None:
        return _XML if _is_declared_xml(text) else ""
    kind = {"html": _HTML, "svg": _SVG}.get(root[2].lower(), _XML)
    closes = f"</{root[1] or ''}{root[2]}" in text or "</" in text or "/>" in text
    return kind if _is_declared_xml(text) or closes else ""


def _is_declared_xml(text: str) -> bool:
    return text.lstrip().startswith("<?xml")


def _mail(lines: list[str]) -> str:
    if not lines:
        return ""
    if _MBOX.match(lines[0]):
        return "application/mbox"
    seen: set[str] = set()
    for line in lines:
        if line[:1] in (" ", "\t") and seen:
            continue
        found = _HEADER.match(line)
        if found is None:
            break
        seen.add(found[1].lower())
    known = seen & _MAIL_HEADERS
    if len(known) < _FEWEST_HEADERS or not known & _SURE_MAIL:
        return ""
    return _SAVED_PAGE if _is_saved_page(lines, seen) else "message/rfc822"


def _is_saved_page(lines: list[str], seen: set[str]) -> bool:
    """A page and what it needs, in the form of a mail that nobody has sent."""
    is_page = any(_RELATED.match(line) for line in lines)
    return is_page and ("snapshot-content-location" in seen or not seen & _SENT)


def _json(text: str, lines: list[str], *, whole: bool) -> str:
    if not _JSON_START.match(text):
        return ""
    if len(lines) > 1 and _parses(lines[0]) and lines[1].lstrip()[:1] in ("{", "["):
        return _JSON_LINES
    if whole:
        return _JSON if _parses(text) else ""
    # The rest is unseen: it is JSON as far as one looks, up to a string that is cut.
    tokens = _JSON_TOKENS.match(text)
    end = tokens.end() if tokens else 0
    rest = text[end:].lstrip()
    cut = rest.startswith('"') or not rest or rest.isalnum()
    return _JSON if cut and len(re.findall(r"[\[{:,]", text[:end])) >= _FEWEST_TOKENS else ""


def _parses(text: str) -> bool:
    try:
        return isinstance(json.loads(text), (dict, list))
    except (ValueError, RecursionError):
        return False


def _by_signs(text: str, lines: list[str]) -> str:
    sample = text[:_SEARCHED]
    if ("#" in sample or "{" in sample) and _is_c(text):
        return _C
    language = language_of(text)
    if language:
        return language
    return _MARKDOWN if _is_markdown(sample) else _table("\n".join(lines)) or PLAIN


def _is_c(text: str) -> bool:
    return sum(bool(sign.search(text)) for sign in _C_FEATURES) >= _FEWEST_C_FEATURES


def _is_markdown(text: str) -> bool:
    signs = sum(bool(sign.search(text)) for sign in _MARKDOWN_SIGNS)
    return signs >= _FEWEST_MARKDOWN_SIGNS


def _table(text: str) -> str:
    """Say whether every record has the same number of cells, and enough of both."""
    if not any(text.count(delimiter) >= _FEWEST_RECORDS for delimiter in DELIMITERS):
        return ""
    delimiter = delimiter_of(text)
    if not delimiter:
        return ""
    widths = widths_of(text, delimiter)
    even = len(widths) >= _FEWEST_RECORDS and len(set(widths)) == 1
    if not even or widths[0] < _FEWEST_CELLS[delimiter]:
        return ""
    return _TSV if delimiter == "\t" else _CSV
