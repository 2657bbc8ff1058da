"""An exchange as WARC records (ISO 28500): each hop a request and a response, byte for byte.

Digests are SHA-256, over the block as it stands in the record and, for answers, over the payload
as it came. The certificates of the connection are metadata records beside the answer they belong
to, as other archives keep them.
"""

from __future__ import annotations

import base64
import hashlib
import io
import uuid
from collections.abc import Iterator
from typing import BinaryIO, Final

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from heliograph import __version__
from heliograph.codec import canonical, digest_of
from heliograph.egress.requests import Exchange, Hop

VERSION: Final = "WARC/1.1"
Facts = dict[str, str | float | list[str] | None]
_PIECE: Final = 1 << 20
_CONTENT: Final = {
    "response": "application/http; msgtype=response",
    "revisit": "application/http; msgtype=response",
    "request": "application/http; msgtype=request",
    "metadata": "application/json",
}
_TRUNCATED: Final = {"cut": "length", "too-slow": "time", "no-connection": "disconnect"}
"""Failures after which a record holds less than was sent, in WARC's own words."""


def write_warc(
    exchange: Exchange, received: BinaryIO, into: BinaryIO, *, same_as: str = ""
) -> None:
    """Write an exchange whose received bytes stand in `received`. Not compressed: blobs are.

    `same_as` is the time at which the last answer's body was met before, byte for byte: it is then
    named instead of kept again, as a `revisit`.
    """
    writer = WARCWriter(into, gzip=False, warc_version=VERSION)
    for number, hop in enumerate(exchange.hops):
        last = number == len(exchange.hops) - 1
        if last and same_as:
            _write_revisit(writer, hop, received, same_as)
        else:
            _write_hop(writer, hop, received, exchange.failure if last else None)
    if exchange.failure is not None:
        facts: Facts = {"failure": exchange.failure, "detail": exchange.detail}
        _write(writer, _metadata(exchange.url, facts, {}))


def _write_hop(writer: WARCWriter, hop: Hop, received: BinaryIO, failure: str | None) -> None:
    body = hop.begins + len(hop.head)
    fields = {
        "WARC-Date": hop.started_at,
        "WARC-IP-Address": hop.address,
        "WARC-Truncated": _TRUNCATED.get(failure or "", ""),
        "WARC-Payload-Digest": _digest(_stretch(received, body, hop.ends)),
        "WARC-Block-Digest": _digest(_stretch(received, hop.begins, hop.ends)),
    }
    block = _Stretch(received, hop.begins, hop.ends)
    _write_answer(writer, hop, _record(hop.url, "response", fields, block, hop.ends - hop.begins))


def _write_revisit(writer: WARCWriter, hop: Hop, received: BinaryIO, same_as: str) -> None:
    fields = {
        "WARC-Date": hop.started_at,
        "WARC-IP-Address": hop.address,
        "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        "WARC-Refers-To-Target-URI": hop.url,
        "WARC-Refers-To-Date": same_as,
        "WARC-Truncated": "length",
        "WARC-Payload-Digest": _digest(_stretch(received, hop.begins + len(hop.head), hop.ends)),
        "WARC-Block-Digest": digest_of(hop.head),
    }
    record = _record(hop.url, "revisit", fields, io.BytesIO(), len(hop.head))
    record.http_headers, record.payload_length = _Head(hop.head), 0
    _write_answer(writer, hop, record)


def _write_answer(writer: WARCWriter, hop: Hop, answer: ArcWarcRecord) -> None:
    """Write an answer, then what was asked and how it went beside it."""
    _write(writer, answer)
    beside = {"WARC-Date": hop.started_at, "WARC-Concurrent-To": _id_of(answer)}
    asked = beside | {
        "WARC-Block-Digest": digest_of(hop.request),
        "WARC-Payload-Digest": digest_of(b""),
    }
    _write(
        writer,
        _record(hop.url, "request", asked, io.BytesIO(hop.request), len(hop.request)),
    )
    _write(writer, _metadata(hop.url, _circumstances(hop), beside))


def _metadata(url: str, facts: Facts, fields: dict[str, str]) -> ArcWarcRecord:
    content = canonical(facts)
    fields = fields | {"WARC-Block-Digest": digest_of(content)}
    return _record(url, "metadata", fields, io.BytesIO(content), len(content))


def _record(
    url: str, kind: str, fields: dict[str, str], block: io.IOBase, length: int
) -> ArcWarcRecord:
    """Make a record without letting the library parse its block: it would write it anew."""
    fields = {key: value for key, value in fields.items() if value}
    # The same exchange gives the same bytes: an id by chance would make two of one.
    identity = uuid.uuid5(uuid.NAMESPACE_URL, " ".join((kind, url, *fields.values())))
    headers = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<urn:uuid:{identity}>"),
        ("WARC-Target-URI", url),
        *fields.items(),
    ]
    about = StatusAndHeaders("", headers, VERSION)
    return ArcWarcRecord("warc", kind, about, block, None, _CONTENT[kind], length)


def _id_of(record: ArcWarcRecord) -> str:
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def _write(writer: WARCWriter, record: ArcWarcRecord) -> None:
    writer.write_record(record)


def _circumstances(hop: Hop) -> Facts:
    """What neither question nor answer says: how long it took, and who the other side was."""
    facts: Facts = {"software": f"heliograph/{__version__}", "seconds": hop.seconds}
    if hop.tls is not None:
        facts |= {
            "tls": hop.tls.version,
            "cipher": hop.tls.cipher,
            "certificates": [base64.b64encode(each).decode() for each in hop.tls.chain],
        }
    return facts


class _Head:
    """A head as it came, where the library would write it anew: it takes heads alone of these."""

    def __init__(self, received: bytes) -> None:
        self.headers_buff = received

    def compute_headers_buffer(self, _filter: object) -> None:
        """Leave it as it is."""


class _Stretch(io.RawIOBase):
    """A part of a file, as a file."""

    def __init__(self, file: BinaryIO, begins: int, ends: int) -> None:
        self._pieces = _stretch(file, begins, ends)
        self._rest = b""

    def readable(self) -> bool:
        """Whether it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with what comes next; nothing at the end."""
        self._rest = self._rest or next(self._pieces, b"")
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _stretch(file: BinaryIO, begins: int, ends: int) -> Iterator[bytes]:
    at = begins
    while at < ends:
        file.seek(at)
        piece = file.read(min(_PIECE, ends - at))
        if not piece:
            return
        at += len(piece)
        yield piece


def _digest(pieces: Iterator[bytes]) -> str:
    hashing = hashlib.sha256()
    for piece in pieces:
        hashing.update(piece)
    return f"sha256:{hashing.hexdigest()}"
