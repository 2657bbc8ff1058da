"""Web archives for tests, written by hand, with digests that hold or do not."""

from __future__ import annotations

import base64
import hashlib

DATE = "2026-01-02T03:04:05Z"
PAGE = (
    "<html><head><title>云河门禁系统</title></head><body>"
    "<p>本系统支持对维吾尔族人员进行人脸识别并自动报警。</p></body></html>"
).encode()


def b32(content: bytes, algorithm: str = "sha1") -> str:
    digest = hashlib.new(algorithm, content).digest()
    return f"{algorithm}:{base64.b32encode(digest).decode()}"


def answer(
    address: str,
    body: bytes = PAGE,
    *,
    status: str = "200 OK",
    fields: str = "Content-Type: text/html\r\n",
    said: bytes | None = None,
) -> bytes:
    """A response record; `said` is what its digests are of, where that is not its content."""
    head = f"HTTP/1.1 {status}\r\n{fields}\r\n".encode()
    block = head + body
    payload = body if said is None else said
    lines = (
        "WARC/1.1",
        "WARC-Type: response",
        f"WARC-Record-ID: <urn:uuid:{hashlib.md5(block + address.encode()).hexdigest()}>",
        f"WARC-Target-URI: {address}",
        f"WARC-Date: {DATE}",
        f"WARC-Block-Digest: {b32(head + payload)}",
        f"WARC-Payload-Digest: {b32(payload, 'sha256')}",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(block)}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
