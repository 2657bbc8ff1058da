"""A WACZ (1.1.1): a WARC of what came from the web, its index, its list of pages, and digests."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from heliograph import __version__
from heliograph.app import Heliograph
from heliograph.codec import digest_of, id_of
from heliograph.errors import NothingThere
from heliograph.exchange.selection import Selection
from heliograph.exchange.web_archive import Archive, Indexed
from heliograph.exchange.web_captures import web_captures
from heliograph.leaving import Written, beside, digest_of_file
from heliograph.store.facts import Facts

VERSION = "1.1.1"
WARC = "archive/data.warc.gz"
INDEX = "indexes/index.cdx"
PAGES = "pages/pages.jsonl"

# Of every member, so that the same captures give the same bytes.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_WWW = re.compile(r"www\d*\.")


def write_wacz(opened: Heliograph, selection: Selection, where: Path) -> Written:
    """Write the pages that came from the web."""
    facts: Facts = selection.facts("wacz")
    with beside(opened, where, facts, folder=False) as making:
        warc = making.path.with_name(f"{making.path.name}.warc")
        try:
            with warc.open("wb") as file:
                archive = Archive(file, opened.blobs)
                found = list(archive.write(web_captures(opened.rows, selection)))
            if not found:
                raise NothingThere(
                    what="a capture of the web that may leave",
                    hint="Nothing was written. Take in a web archive, or watch a source, first.",
                )
            package(making.path, warc, found, f"{opened.clock():%Y-%m-%dT%H:%M:%SZ}")
        finally:
            warc.unlink(missing_ok=True)
        facts["records"] = len(found)
    counts = {"records": len(found), "pages": sum(one.capture.is_page for one in found)}
    return making.written("wacz", where, counts, masked=selection.masked)


def package(where: Path, warc: Path, found: list[Indexed], created: str) -> None:
    """Put WARC, index and pages in a zip, with the digest of each and of the list of digests."""
    members = {
        INDEX: b"".join(index_lines(found)),
        PAGES: b"".join(_page_lines(found)),
    }
    digests = {name: digest_of(content) for name, content in members.items()}
    resources = [
        _resource(WARC, warc.stat().st_size, digest_of_file(warc)),
        *(_resource(name, len(content), digests[name]) for name, content in members.items()),
    ]
    about = {
        "profile": "data-package",
        "wacz_version": VERSION,
        "software": f"Heliograph {__version__}",
        "created": created,
        "resources": resources,
    }
    listed = json.dumps(about, indent=2).encode()
    sealed = json.dumps({"path": "datapackage.json", "hash": digest_of(listed)}, indent=2).encode()
    # Nothing is packed again: readers take records out of the middle of the WARC.
    with zipfile.ZipFile(where, "w", zipfile.ZIP_STORED) as packed:
        with warc.open("rb") as file, packed.open(_member(WARC), "w", force_zip64=True) as member:
            while chunk := file.read(1 << 20):
                member.write(chunk)
        for name, content in members.items():
            packed.writestr(_member(name), content)
        packed.writestr(_member("datapackage.json"), listed)
        packed.writestr(_member("datapackage-digest.json"), sealed)


def index_lines(found: Iterable[Indexed]) -> Iterator[bytes]:
    """Yield the index (CDXJ) in order: turned address, time, and where the record stands."""
    lines = []
    for one in found:
        at = "".join(filter(str.isdigit, one.capture.at))[:14]
        place = {
            "url": one.capture.address,
            "mime": one.media_type,
            "status": one.status,
            "digest": one.digest,
            "length": str(one.length),
            "offset": str(one.offset),
            "filename": PurePosixPath(WARC).name,
        }
        lines.append(f"{address_key(one.capture.address)} {at} {json.dumps(place)}\n".encode())
    yield from sorted(lines)


def address_key(address: str) -> str:
    """Turn an address round for sorting: `https://www.a.example/B?y&x` → `example,a)/b?x&y`."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return address.replace(" ", "%20")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return address.replace(" ", "%20")
    host = _WWW.sub("", parts.hostname.lower(), count=1)
    query = f"?{'&'.join(sorted(parts.query.split('&')))}" if parts.query else ""
    path = parts.path.rstrip("/") or "/"
    key = f"{','.join(reversed(host.split('.')))}{port}){path}{query}"
    return key.lower().replace(" ", "%20")


def _page_lines(found: Iterable[Indexed]) -> Iterator[bytes]:
    yield b'{"format": "json-pages-1.0", "id": "pages", "title": "Pages"}\n'
    for one in found:
        if one.capture.is_page:
            page = {
                "id": id_of("page", one.capture.address, one.capture.at, one.offset),
                "url": one.capture.address,
                "ts": one.capture.at,
                "title": one.capture.title or one.capture.address,
            }
            yield json.dumps(page).encode() + b"\n"


def _resource(path: str, size: int, digest: str) -> dict[str, str | int]:
    return {"name": PurePosixPath(path).name, "path": path, "hash": digest, "bytes": size}


def _member(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, _ZIP_TIME)
