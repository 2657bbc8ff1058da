"""Writes a WARC 1.1 of web captures, every record with SHA-256 digests of block and payload.

The content of an answer is written as it is kept: chunks put together, encodings undone. The fields
that spoke of chunks and encodings keep their values under names that begin with `X-Archive-Orig-`.
"""

from __future__ import annotations

import hashlib
import io
import re
from base64 import b32encode
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from heliograph import __version__
from heliograph.exchange.web_captures import WebCapture
from heliograph.seams import Blobs

LONG_AGO = "1970-01-01T00:00:00Z"
"""Date of the record that tells who wrote the file: the same captures give the same bytes."""

_STATUS = re.compile(r"(\S+) +((\d{3}).*)")
_WRAPPING = frozenset({"transfer-encoding", "content-encoding", "content-length"})
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Indexed(Struct, frozen=True, kw_only=True):
    """Where in the WARC a record stands."""

    capture: WebCapture
    offset: int
    length: int
    digest: str
    """Of the payload, `sha256:` and base 32, as the record has it."""
    status: str
    media_type: str


class Archive:
    """A WARC that is being written, each record packed by itself."""

    def __init__(self, file: BinaryIO, blobs: Blobs) -> None:
        """Begin with the record that tells who wrote it."""
        self._file = file
        self._blobs = blobs
        self._writer = WARCWriter(file, gzip=True, warc_version="1.1")
        about = f"software: Heliograph {__version__}\r\nformat: WARC File Format 1.1\r\n"
        fields = {"WARC-Date": LONG_AGO, "WARC-Record-ID": _record_id(about)}
        self._record("warcinfo", "", fields, about.encode(), None)

    def write(self, captures: Iterable[WebCapture]) -> Iterator[Indexed]:
        """Write captures; yield where each stands."""
        for number, capture in enumerate(captures):
            offset = self._file.tell()
            content = self._content(capture)
            head = _head(capture, len(content))
            digest = _b32(content)
            fields = {
                "WARC-Record-ID": _record_id(f"{number} {capture.address} {capture.at} {digest}"),
                "WARC-Date": capture.at,
                "WARC-Payload-Digest": digest,
            }
            if head is None and capture.media_type:
                fields["Content-Type"] = capture.media_type
            kind = "resource" if head is None else "response"
            self._record(kind, _safe(capture.address), fields, content, head)
            yield Indexed(
                capture=capture,
                offset=offset,
                length=self._file.tell() - offset,
                digest=digest,
                status="200" if head is None else head.get_statuscode(),
                media_type=_media_type(capture, head),
            )

    def _content(self, capture: WebCapture) -> bytes:
        if capture.digest is None:
            return b""
        with self._blobs.open(capture.digest) as blob:
            return blob.read()

    def _record(
        self,
        kind: str,
        address: str,
        fields: dict[str, str],
        content: bytes,
        head: StatusAndHeaders | None,
    ) -> None:
        before = b"" if head is None else head.to_ascii_bytes()
        # Given here, since the writer would make them with SHA-1.
        fields["WARC-Block-Digest"] = _b32(before, content)
        record = self._writer.create_warc_record(
            address,
            kind,
            payload=io.BytesIO(content),
            length=len(content),
            warc_headers_dict=fields,
            http_headers=head,
        )
        self._writer.write_record(record)


def _head(capture: WebCapture, size: int) -> StatusAndHeaders | None:
    """Put the answer's head together again, true of the content as it is written."""
    line, *lines = capture.head or ("",)
    status = _STATUS.match(_safe(line))
    if capture.kind != "response" or status is None or not capture.address.startswith("http"):
        return None
    fields = []
    for name, _, value in (_safe(one).partition(":") for one in lines):
        before = "X-Archive-Orig-" if name.strip().lower() in _WRAPPING else ""
        fields.append((f"{before}{name.strip()}", value.strip()))
    fields.append(("Content-Length", str(size)))
    return StatusAndHeaders(status[2], fields, protocol=status[1])


def _media_type(capture: WebCapture, head: StatusAndHeaders | None) -> str:
    said = head.get_header("Content-Type", "") if head is not None else capture.media_type
    return str(said).partition(";")[0].strip() or "application/octet-stream"


def _record_id(words: str) -> str:
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, words)}>"


def _b32(*pieces: bytes) -> str:
    hashing = hashlib.sha256()
    for piece in pieces:
        hashing.update(piece)
    return f"sha256:{b32encode(hashing.digest()).decode()}"


def _safe(words: str) -> str:
    """Take out what would end a line of a head early."""
    return _UNSAFE.sub("", words)
