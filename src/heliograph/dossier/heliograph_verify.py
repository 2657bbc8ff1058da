#!/usr/bin/env python3
"""Checks a Heliograph dossier, or a redacted edition of one, without Heliograph.

    python3 heliograph_verify.py DOSSIER [--key FINGERPRINT] [--tsa-root FILE]... [--json]

DOSSIER is the zip or the folder. FINGERPRINT is the signer's, as it is read out (32 hex digits) or
whole (64); spaces do not matter. Python 3.9 or later and the package `cryptography` are all it
needs; it writes nothing and reaches no network. Each check ends as one of three: it holds, it
fails, or it is not checkable here. The exit code says the sum:

    0  every required check holds, and the signer is the one you named with --key
    1  a required check fails
    2  the command line is wrong, or DOSSIER cannot be opened
    3  everything holds, but you did not say whose signature you expect
    4  a required check is not checkable here

This file and the program that makes dossiers share no code: each is a check on the other. Names of
algorithms are fixed by the format and never read from the dossier.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import os
import re
import stat
import struct
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any, BinaryIO, Callable, Iterator

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from cryptography.x509.oid import ExtendedKeyUsageOID

FORMAT = "heliograph-dossier/1"
KIND = "application/vnd.heliograph.dossier+json"
EDITION_FORMAT = "heliograph-redacted/1"
EDITION_KIND = "application/vnd.heliograph.redacted+json"
CHECKPOINT_FORMAT = "heliograph-checkpoint/1"
CHECKPOINT_KIND = "application/vnd.heliograph.checkpoint+json"
KEY_FORMAT, KEY_KIND = "heliograph-key/1", "application/vnd.heliograph.key+json"
DIGESTS = ["blake2b-256", "sha256"]
MANIFEST, SEALED = "manifest.json", "manifest.dsse.json"
CHECKPOINT, SIGNER, SUMS = "custody/checkpoint.json", "signer.pem", "sha256sums.txt"
CLAIMS, ENTRIES, OBJECTS = "claims.jsonl", "custody/entries.jsonl", "custody/objects.jsonl"
ALWAYS = [
    "check.sh", CLAIMS, CHECKPOINT, ENTRIES, OBJECTS, "dossier.pdf", "findings.jsonl",
    "heliograph_verify.py", "how-to-check.html", "index.html", SUMS, SIGNER,
    "texts.jsonl",
]  # fmt: skip
"""Parts that every dossier of this format has, whatever its manifest says."""
COMMITMENTS, MASKS = "commitments.jsonl", "masks.jsonl"
EDITION_ALWAYS = [
    "check.sh", CLAIMS, COMMITMENTS, "dossier.pdf", "index.html", MASKS, SUMS, SIGNER,
]  # fmt: skip
"""Parts that every redacted edition has."""

ROLES = {
    "boxes", "checkpoint", "claims", "custody", "document", "findings", "instructions", "key",
    "original", "picture", "text", "texts", "timestamp", "verifier",
}  # fmt: skip
HELD_ROLES = ROLES - {"original", "picture", "document", "verifier"}
"""Roles whose bytes the checks read; all others are hashed and let go."""

NAME = re.compile(r"(?=.{1,200}\Z)[a-z0-9][a-z0-9_.\-]*(?:/[a-z0-9][a-z0-9_.\-]*){0,5}\Z")
HEX = re.compile(r"[0-9a-f]{64}\Z")
LENGTHS = "one has 32 as it is read out, or all 64 hex digits"
READ_OUT, WHOLE = 32, 64
"""Hex digits of a fingerprint as people read it to each other (128 bits), and of a whole one. No
other length is taken: fewer digits would let another's key pass that was made to begin so."""
MOST_FILES = 200_000
MOST_MANIFEST = 64 * 2**20
MOST_HELD = 2**30
"""Bytes of all parts that are held in memory together."""
CHUNK = 4 * 2**20
TOLERANCE = timedelta(minutes=10)
"""By how much clocks may disagree: that of the machine, that of a timestamp authority."""

HOLDS, FAILS, OPEN = "holds", "fails", "not checkable here"


class Wrong(Exception):
    """What was checked is not as it must be; the message names the cause."""


class NotHere(Exception):
    """It cannot be checked with what is at hand; the message says what is missing."""


def need(holds: object, cause: str) -> None:
    """Raise `Wrong` unless it holds."""
    if not holds:
        raise Wrong(cause)


# --- the container ------------------------------------------------------------------------------


class Folder:
    """A dossier as a folder: plain files alone, no link followed."""

    def __init__(self, root: str) -> None:
        """Walk it, and refuse whatever is not a plain file under an allowed name."""
        self.sizes: dict[str, int] = {}
        self._root = root
        waiting = [""]
        while waiting:
            below = waiting.pop()
            with os.scandir(os.path.join(root, below) if below else root) as there:
                waiting += [name for name in (self._take(one, below) for one in there) if name]

    def _take(self, found: os.DirEntry[str], below: str) -> str:
        """Note a file; give the name of a folder, that must be walked, too."""
        name = f"{below}/{found.name}" if below else found.name
        need(NAME.match(name), f"a name that is not allowed: {name!r}")
        about = found.stat(follow_symlinks=False)
        if stat.S_ISDIR(about.st_mode):
            return name
        need(stat.S_ISREG(about.st_mode), f"{name} is a link or a device, not a file")
        self.sizes[name] = about.st_size
        need(len(self.sizes) <= MOST_FILES, f"more than {MOST_FILES} files")
        return ""

    def chunks(self, name: str) -> Iterator[bytes]:
        """Read one file."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
        with open(os.open(os.path.join(self._root, name), flags), "rb") as file:
            yield from iter(lambda: file.read(CHUNK), b"")


class Zip:
    """A dossier as a zip of the one form that the format allows: every byte of it is accounted for.

    Entries are stored, in order of name, one behind the other from the first byte; headers hold
    what follows from name, size and check sum and nothing else. So nothing can unpack to more than
    it is, and nothing can hide before, between or behind the entries.
    """

    _LOCAL, _CENTRAL = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L")
    _END = struct.Struct("<4s4H2LH")

    def __init__(self, file: BinaryIO) -> None:
        """Read the directory at the end and compare every header with what it must be."""
        self._file = file
        self.sizes: dict[str, int] = {}
        self.sums: dict[str, int] = {}
        self._starts: dict[str, int] = {}
        size = file.seek(0, io.SEEK_END)
        count, length, start = self._end(size)
        need(count <= MOST_FILES, f"more than {MOST_FILES} entries")
        directory = self._read(start, length)
        at = place = 0
        for _ in range(count):
            at, place = self._entry(directory, at, place, start)
        need(at == len(directory), "bytes in the zip's directory that are no entry")
        need(place == start, f"{start - place} bytes between the last entry and the directory")

    def _end(self, size: int) -> tuple[int, int, int]:
        need(size >= self._END.size, "not a zip: it is too short")
        mark, disk, disk_of, here, count, length, start, comment = self._END.unpack(
            self._read(size - self._END.size, self._END.size)
        )
        if mark != b"PK\x05\x06":
            tail = self._read(max(0, size - 66_000), min(size, 66_000))
            found = tail.rfind(b"PK\x05\x06")
            need(found >= 0, "not a zip: no directory at its end; it was cut, or is something else")
            raise Wrong(f"{len(tail) - found - self._END.size} bytes after the zip's end")
        need(not comment, "the zip has a comment")
        need((disk, disk_of) == (0, 0) and here == count, "the zip's last record is not as it must")
        over = size - self._END.size - length - start
        need(over == 0, f"{over} bytes in the zip that no entry accounts for, before or between")
        return count, length, start

    def _entry(self, directory: bytes, at: int, place: int, limit: int) -> tuple[int, int]:
        need(len(directory) - at >= self._CENTRAL.size, "the zip's directory is cut")
        found = self._CENTRAL.unpack_from(directory, at)
        method, check, packed, size, length, extra, comment = (found[i] for i in (4, *range(7, 13)))
        raw = directory[at + self._CENTRAL.size : at + self._CENTRAL.size + length]
        name = raw.decode("ascii", "backslashreplace")
        need(NAME.match(name), f"a name that is not allowed: {name!r}")
        need(name not in self.sizes, f"{name} stands twice in the zip")
        need(name > self._last, f"{name} is out of order in the zip")
        need(method == 0 and packed == size, f"{name} is packed; entries of a dossier are stored")
        need(not extra and not comment, f"{name} has an extra field or a comment in the zip")
        need(not stat.S_ISLNK(found[15] >> 16 & 0xFFFF), f"{name} is a link")
        header = self._LOCAL.pack(b"PK\3\4", 20, 0, 0, 0, 33, check, size, size, length, 0) + raw
        record = self._CENTRAL.pack(
            *(b"PK\1\2", 0x0314, 20, 0, 0, 0, 33, check, size, size, length),
            *(0, 0, 0, 0, 0o100644 << 16, place),
        )
        need(
            found == self._CENTRAL.unpack(record),
            f"{name}: its directory record is not as it must be",
        )
        need(place + len(header) + size <= limit, f"{name} reaches past the end of the entries")
        need(self._read(place, len(header)) == header, f"{name}: its header is not as it must be")
        self.sizes[name], self.sums[name], self._last = size, check, name
        self._starts[name] = place + len(header)
        return at + self._CENTRAL.size + length, place + len(header) + size

    _last = ""

    def _read(self, at: int, size: int) -> bytes:
        self._file.seek(at)
        return self._file.read(size)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Read one entry."""
        at, left = self._starts[name], self.sizes[name]
        while left > 0:
            chunk = self._read(at, min(left, CHUNK))
            if not chunk:
                return
            yield chunk
            at, left = at + len(chunk), left - len(chunk)


# --- JSON and envelopes -------------------------------------------------------------------------


def parsed(content: bytes, what: str, *, whole: bool = True) -> Any:
    """Read JSON strictly: no name twice, no NaN; no fraction either where `whole`."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        need(len({name for name, _ in pairs}) == len(pairs), f"{what}: a name stands twice")
        return dict(pairs)

    def refused(number: str) -> Any:
        raise Wrong(f"{what}: {number} is no whole number")

    try:
        return json.loads(
            content.decode("utf-8"),
            object_pairs_hook=once,
            parse_constant=refused,
            parse_float=refused if whole else float,
        )
    except (ValueError, RecursionError) as wrong:
        raise Wrong(f"{what} is not JSON ({wrong})") from wrong


def canonical(value: Any) -> bytes:
    """Write the canonical form (RFC 8785) of what has no fractions and ASCII names."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def lines_of(content: bytes, what: str) -> list[bytes]:
    """Split JSON lines; each must end in a newline and none be empty."""
    if not content:
        return []
    need(content.endswith(b"\n"), f"{what} does not end in a newline")
    lines = content[:-1].split(b"\n")
    need(all(lines), f"{what} has an empty line")
    return lines


def fields(value: Any, names: str, what: str) -> dict[str, Any]:
    """Take an object that has these fields and no others."""
    need(isinstance(value, dict), f"{what} is not an object")
    wanted = set(names.split())
    need(wanted <= set(value), f"{what} lacks {', '.join(sorted(wanted - set(value)))}")
    need(set(value) <= wanted, f"{what} has more than it may: {sorted(set(value) - wanted)}")
    return dict(value)


def fingerprint(raw: bytes) -> str:
    """Name a raw public key."""
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def unsealed(content: bytes, kind: str, what: str) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Take an envelope (DSSE) apart: payload, signatures by key. It has one spelling alone."""
    envelope = fields(parsed(content, what), "payload payloadType signatures", what)
    need(envelope["payloadType"] == kind, f"{what} is not of type {kind}")
    need(isinstance(envelope["signatures"], list), f"{what} has no signatures")
    signed = [fields(one, "keyid sig", what) for one in envelope["signatures"]]
    need(signed, f"{what} has no signature")
    try:
        payload = base64.b64decode(envelope["payload"], validate=True)
        signatures = [
            (str(one["keyid"]), base64.b64decode(one["sig"], validate=True)) for one in signed
        ]
    except (ValueError, TypeError) as wrong:
        raise Wrong(f"{what}: not base64 ({wrong})") from wrong
    again = {
        "payload": base64.b64encode(payload).decode("ascii"),
        "payloadType": kind,
        "signatures": [
            {"keyid": key, "sig": base64.b64encode(one).decode("ascii")} for key, one in signatures
        ],
    }
    need(canonical(again) + b"\n" == content, f"{what} is not in canonical form")
    return payload, signatures


def signed_once(content: bytes, kind: str, what: str) -> tuple[bytes, str, bytes]:
    """Take an envelope apart that has one signature: payload, key id, signature."""
    payload, signatures = unsealed(content, kind, what)
    need(len(signatures) == 1, f"{what} has more than one signature")
    return (payload, *signatures[0])


def check_signature(raw: bytes, kind: str, payload: bytes, signature: bytes, what: str) -> None:
    """Check Ed25519 over the pre-authentication encoding of DSSE."""
    message = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(raw).verify(signature, message)
    except (InvalidSignature, ValueError) as wrong:
        raise Wrong(f"{what}: the signature does not fit") from wrong


def moment(text: Any, what: str) -> datetime:
    """Read a time as the format writes it: UTC, milliseconds, `Z`."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    except (ValueError, TypeError) as wrong:
        raise Wrong(f"{what}: {text!r} is no time") from wrong


# --- the checks ---------------------------------------------------------------------------------


class Dossier:
    """What the checks share: the container, what was read of it, what is asked for."""

    def __init__(self, place: Folder | Zip, key: str | None, roots: list[x509.Certificate]) -> None:
        """Nothing is read yet."""
        self.place, self.key, self.roots = place, key, roots
        self.manifest: dict[str, Any] = {}
        self.listed: dict[str, dict[str, Any]] = {}
        self.held: dict[str, bytes] = {}
        self.edition = False
        """Whether it is a redacted edition."""
        self.signer = ""
        self.public = b""
        self.checkpoint: dict[str, Any] = {}
        self.entries: dict[int, dict[str, Any]] = {}
        self.objects: dict[str, dict[str, Any]] = {}
        self.texts: dict[tuple[str, int], list[str]] = {}
        self.stamped: list[datetime] = []

    def part(self, name: str) -> bytes:
        """Give the bytes of a part that was read."""
        need(name in self.held, f"{name} is not there")
        return self.held[name]

    def records(self, name: str, *, whole: bool = True) -> Iterator[tuple[Any, str]]:
        """Go through a part of JSON lines, each with what to call it."""
        for number, line in enumerate(lines_of(self.part(name), name), start=1):
            what = f"{name}, line {number}"
            yield parsed(line, what, whole=whole), what


OF_DOSSIER = (
    "case claims clock digests does_not_prove files format made_by masked originals proves "
    "redacted required signed_at signer title"
)
OF_EDITION = (
    "claims does_not_prove edition files format made_by masks proves signed_at signer title"
)
"""What the manifest says, of a dossier and of a redacted edition."""


def check_manifest(d: Dossier) -> str:
    """Its form, its format, and every name in it."""
    need(MANIFEST in d.place.sizes, f"{MANIFEST} is missing")
    need(d.place.sizes[MANIFEST] <= MOST_MANIFEST, f"{MANIFEST} is too long")
    content = b"".join(d.place.chunks(MANIFEST))
    found = parsed(content, MANIFEST)
    need(isinstance(found, dict), f"{MANIFEST} is not an object")
    form = found.get("format")
    d.edition = form == EDITION_FORMAT
    need(d.edition or form == FORMAT, f"the format is {form!r}, not {FORMAT}")
    need(
        d.edition or found.get("digests") == DIGESTS,
        f"the digests are {found.get('digests')!r}; the format has {DIGESTS} and no others",
    )
    d.manifest = fields(found, OF_EDITION if d.edition else OF_DOSSIER, MANIFEST)
    need(canonical(found) == content, f"{MANIFEST} is not in canonical form (RFC 8785)")
    take_listed(d)
    d.held[MANIFEST] = content
    return f"canonical, {form}, {len(d.listed)} files listed"


def take_listed(d: Dossier) -> None:
    """Take the files that the manifest lists: allowed names in order, with size and digests."""
    last = ""
    for one in d.manifest["files"]:
        fields(one, "blake2b path role sha256 size", "a file of the manifest")
        name = one["path"]
        need(isinstance(name, str) and NAME.match(name), f"a name that is not allowed: {name!r}")
        need(name > last, f"{MANIFEST}: {name} is out of order or stands twice")
        need(name not in (MANIFEST, SEALED), f"{MANIFEST} lists {name}")
        need(one["role"] in ROLES, f"{name}: unknown role {one['role']!r}")
        need(type(one["size"]) is int and one["size"] >= 0, f"{name}: that is no size")
        need(
            all(isinstance(one[of], str) and HEX.match(one[of]) for of in ("sha256", "blake2b")),
            f"{name}: that is no digest of 256 bits in hex",
        )
        d.listed[name] = one
        last = name
    need(len(d.listed) <= MOST_FILES, f"more than {MOST_FILES} files")


def check_signature_of_manifest(d: Dossier) -> str:
    """The envelope must be there, and fit the manifest's very bytes."""
    need(SEALED in d.place.sizes, f"the signature ({SEALED}) is missing")
    need(d.place.sizes[SEALED] <= 2 * MOST_MANIFEST, f"{SEALED} is too long")
    content = b"".join(d.place.chunks(SEALED))
    kind = EDITION_KIND if d.edition else KIND
    payload, key, signature = signed_once(content, kind, SEALED)
    need(payload == d.held[MANIFEST], f"what was signed is not {MANIFEST}")
    need(d.place.sizes.get(SIGNER, 1 << 20) < 1 << 12, f"{SIGNER} is missing or too long")
    pem = b"".join(d.place.chunks(SIGNER))
    public = load_pem_public_key(pem)
    need(isinstance(public, ed25519.Ed25519PublicKey), f"{SIGNER} is no Ed25519 key")
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    need(_pem(raw) == pem, f"{SIGNER} is not in its one form")
    need(fingerprint(raw) == key, f"{SEALED} is signed by {key}, {SIGNER} is {fingerprint(raw)}")
    need(d.manifest["signer"] == key, f"{MANIFEST} names another signer than {SEALED}")
    check_signature(raw, kind, payload, signature, SEALED)
    d.signer, d.public = key, raw
    return f"Ed25519 over the very bytes of {MANIFEST}, by {key}"


def _pem(raw: bytes) -> bytes:
    der = bytes.fromhex("302a300506032b6570032100") + raw
    body = base64.b64encode(der)
    return b"-----BEGIN PUBLIC KEY-----\n" + body + b"\n-----END PUBLIC KEY-----\n"


def check_signer(d: Dossier) -> str:
    """Whose signature it is can only be told by somebody who knows the key from elsewhere."""
    need(d.signer, "there is no signature to go by")
    if d.key is None:
        raise NotHere(
            f"the signer is unknown: ask the sender by another way for the fingerprint, and say "
            f"--key with it. This dossier is signed by {d.signer}"
        )
    told = d.key.replace("sha256:", "", 1)
    need(len(told) in (READ_OUT, WHOLE), f"the named key {d.key!r} is no fingerprint: {LENGTHS}")
    need(d.signer.startswith("sha256:" + told), f"signed by {d.signer}, expected was sha256:{told}")
    return f"it is the key you named, {d.signer}"


def check_files(d: Dossier) -> str:
    """Every listed file with its size and both digests, and no other."""
    there = set(d.place.sizes) - {MANIFEST, SEALED}
    missing, extra = sorted(set(d.listed) - there), sorted(there - set(d.listed))
    need(not missing, f"listed and missing: {', '.join(missing[:5])}")
    need(not extra, f"there and not listed: {', '.join(extra[:5])}")
    whose = {one["sha256"]: name for name, one in d.listed.items()}
    held = total = 0
    with ThreadPoolExecutor(2) as threads:
        for name, one in d.listed.items():
            size = d.place.sizes[name]
            need(size == one["size"], f"{name} has {size} bytes, listed are {one['size']}")
            keep = one["role"] in HELD_ROLES
            held += size if keep else 0
            need(held <= MOST_HELD, "more text than this can hold")
            first, second, check, kept = hashed(d.place.chunks(name), threads, keep=keep)
            instead = f"; these are the bytes of {whose[first]}" if first in whose else ""
            need(first == one["sha256"], f"{name}: its SHA-256 is not the listed one{instead}")
            need(second == one["blake2b"], f"{name}: its BLAKE2b is not the listed one")
            d.held.update({name: kept} if keep else {})
            if isinstance(d.place, Zip):
                need(check == d.place.sums[name], f"{name}: its check sum in the zip is wrong")
            total += size
    if isinstance(d.place, Zip):
        for name in (MANIFEST, SEALED):
            check = zlib.crc32(b"".join(d.place.chunks(name)))
            need(check == d.place.sums[name], f"{name}: its check sum in the zip is wrong")
    return (
        f"{len(d.listed)} files, {total} bytes: sizes, SHA-256 and BLAKE2b as listed, none besides"
    )


def hashed(
    chunks: Iterator[bytes], threads: ThreadPoolExecutor, *, keep: bool
) -> tuple[str, str, int, bytes]:
    """Hash bytes going by, once: both digests at the same time, in threads of their own."""
    first, second, check = hashlib.sha256(), hashlib.blake2b(digest_size=32), 0
    kept: list[bytes] = []
    for chunk in chunks:
        waiting = [threads.submit(one.update, chunk) for one in (first, second)]
        check = zlib.crc32(chunk, check)
        if keep:
            kept.append(chunk)
        for one in waiting:
            one.result()
    return first.hexdigest(), second.hexdigest(), check, b"".join(kept)


def check_required(d: Dossier) -> str:
    """Parts that must be there: by the format, and by the signed list."""
    required = d.manifest["required"]
    need(isinstance(required, list), "the list of required parts is no list")
    need(required == sorted(set(map(str, required))), "the list of required parts is out of order")
    lacking = sorted(set(ALWAYS) - set(required))
    need(not lacking, f"not among the required parts: {', '.join(lacking)}")
    check_there(d, required)
    stamps = [name for name, one in d.listed.items() if one["role"] == "timestamp"]
    need(set(stamps) <= set(required), "a timestamp is not among the required parts")
    return f"{len(required)} required parts"


def check_there(d: Dossier, required: list[str]) -> None:
    """These parts must be there, and the list of sums must say what the manifest says."""
    gone = [name for name in required if name not in d.listed or name not in d.place.sizes]
    need(not gone, f"required and missing: {', '.join(gone)}")
    sums = "".join(f"{one['sha256']}  {name}\n" for name, one in d.listed.items() if name != SUMS)
    need(d.part(SUMS) == sums.encode("ascii"), f"{SUMS} does not say what the manifest says")


def check_edition(d: Dossier) -> str:
    """The parts of a redacted edition, the text behind each quote, one line for each piece."""
    check_there(d, EDITION_ALWAYS)
    claims = [(one, what) for one, what in d.records(CLAIMS, whole=False)]
    need(len(claims) == d.manifest["claims"], f"{CLAIMS} does not have as many lines as signed")
    for one, what in claims:
        name = one["text"]
        need(name in d.listed and d.listed[name]["role"] == "text", f"{what}: no text {name!r}")
        text = d.part(name).decode("utf-8")
        need(one["quote"] == text[one["start"] : one["end"]], f"{what}: the quote is not in {name}")
    masks = lines_of(d.part(MASKS), MASKS)
    need(len(masks) == d.manifest["masks"], f"{MASKS} does not have as many lines as signed")
    pieces = 0
    for found, what in d.records(COMMITMENTS):
        one = fields(found, "about commitment item kind", what)
        pieces += 1
        need(one["item"] == pieces, f"{what}: it is piece {one['item']}, not {pieces}")
        need(HEX.match(str(one["commitment"])), f"{what}: that is no commitment")
    return (
        f"{len(claims)} quotes, each in its redacted text; {len(masks)} masks; {pieces} pieces of "
        "the full edition are committed to (check.sh holds opened ones against that)"
    )


def check_objects(d: Dossier) -> str:
    """The documents: each original is the bytes it is named for, or said to be withheld."""
    included = set()
    for found, what in d.records(OBJECTS):
        one = fields(found, "blake2b digest entries media_type original paths quoted size", what)
        digest, original = one["digest"], one["original"]
        need(isinstance(digest, str) and HEX.match(digest[7:]), f"{what}: that is no digest")
        need(digest.startswith("sha256:"), f"{what}: the digest of a document is SHA-256")
        need(digest not in d.objects, f"{what}: {digest} stands twice")
        need(one["entries"], f"{what}: no entry of custody is named for it")
        d.objects[digest] = one
        if original is None:
            kept = one["quoted"] and d.manifest["originals"] == "included"
            need(not kept, f"{what}: {digest} is withheld, but originals are said to be included")
            continue
        listed = d.listed.get(original)
        need(listed is not None and listed["role"] == "original", f"{what}: no file {original}")
        assert listed is not None
        fits = digest == "sha256:" + listed["sha256"] and listed["size"] == one["size"]
        need(fits, f"{original} is not the document {digest}")
        need(one["blake2b"] == "blake2b:" + listed["blake2b"], f"{original}: other BLAKE2b")
        included.add(original)
    originals = {name for name, one in d.listed.items() if one["role"] == "original"}
    need(included == originals, f"originals of no document: {sorted(originals - included)[:3]}")
    return f"{len(d.objects)} documents, {len(included)} of them included"


_CLAIM = [
    "action",
    "boxes",
    "capability",
    "document",
    "end",
    "group",
    "id",
    "language",
    "last_line",
    "line",
    "page",
    "quote",
    "score",
    "stance",
    "start",
    "strength",
    "why",
]


def check_claims(d: Dossier) -> str:
    """Every claim quotes words that stand where it says, on a page of a document that is here."""
    seen: set[str] = set()
    for one, what in d.records(CLAIMS, whole=False):
        need(isinstance(one, dict) and set(_CLAIM) <= set(one), f"{what} is no claim")
        need(one["id"] not in seen, f"{what}: claim {one['id']} stands twice")
        seen.add(one["id"])
        digest = one["document"]["digest"]
        need(digest in d.objects, f"{what}: its document {digest} is not here")
        need(d.objects[digest]["quoted"], f"{what}: its document is listed as not quoted")
        start, end, names = one["start"], one["end"], d.texts.get((digest, one["page"]))
        need(names, f"{what}: the text of its page is not here")
        texts = [(name, d.part(name).decode("utf-8")) for name in names or ()]
        right = [name for name, text in texts if 0 <= start < end <= len(text)]
        need(right, f"{what}: it quotes from outside of its page")
        right = [name for name, text in texts if text[start:end] == one["quote"]]
        need(right, f"{what}: the quote is not the text of its page")
        same = any(fit(d, name, start, end, one["boxes"]) for name in right)
        need(same, f"{what}: the boxes are not where its words stand on the page")
    need(seen, "there is no claim")
    need(
        len(seen) == d.manifest["claims"], f"{len(seen)} claims, signed are {d.manifest['claims']}"
    )
    told = {one["claim"]["id"] for one, _ in d.records("findings.jsonl", whole=False)}
    need(told == seen, "findings and claims are not the same")
    return f"{len(seen)} quotes, each the text of its page at its place, boxes too"


def fit(d: Dossier, name: str, start: int, end: int, given: list[list[float]]) -> bool:
    """Whether boxes are those of the characters `start:end` of a page."""
    mine = boxes_over(d.held.get(name[: -len(".txt")] + ".boxes", b""), start, end)
    return len(mine) == len(given) and all(
        len(ours) == len(theirs) and all(abs(a - b) < 1e-9 for a, b in zip(ours, theirs))
        for ours, theirs in zip(mine, given)
    )


def boxes_over(packed: bytes, start: int, end: int) -> list[tuple[float, ...]]:
    """Work out where the characters `start:end` stand: one box a line, as fractions of the page."""
    if not packed:
        return []
    whole = zlib.decompressobj().decompress(packed, 2**27)
    values = struct.unpack(f"<{len(whole) // 8 * 4}H", whole[: len(whole) // 8 * 8])
    count, right, top = len(values) // 4, 0, 0
    lines: list[list[int]] = []
    for at in range(min(end, count)):
        right, top = (right + values[at]) & 0xFFFF, (top + values[count + at]) & 0xFFFF
        wide, high = values[2 * count + at], values[3 * count + at]
        left, right = right, (right + wide) & 0xFFFF
        if at < start or left == 0xFFFF:
            continue
        low = (top + high) & 0xFFFF
        if lines and lines[-1][1] <= (top + low) // 2 <= lines[-1][3] and right > lines[-1][0]:
            line = lines[-1]
            line[:] = min(line[0], left), min(line[1], top), max(line[2], right), max(line[3], low)
        else:
            lines.append([left, top, right, low])
    return [tuple(edge / 65_534 for edge in line) for line in lines]


def check_checkpoint(d: Dossier) -> str:
    """The signed state of the whole chain of custody, which entries are shown to be part of."""
    payload, key, signature = signed_once(d.part(CHECKPOINT), CHECKPOINT_KIND, CHECKPOINT)
    found = fields(
        parsed(payload, CHECKPOINT),
        "at case clock clock_error_ms format head key previous root size",
        CHECKPOINT,
    )
    need(found["format"] == CHECKPOINT_FORMAT, f"{CHECKPOINT} is of format {found['format']!r}")
    need(canonical(found) == payload, f"{CHECKPOINT}: its payload is not in canonical form")
    need(type(found["size"]) is int and found["size"] > 0, f"{CHECKPOINT}: that is no size")
    for name in ("root", "head"):
        fits = str(found[name]).startswith("sha256:") and HEX.match(found[name][7:])
        need(fits, f"{CHECKPOINT}: its {name} is no digest")
    need(found["case"] == d.manifest["case"], f"{CHECKPOINT} is of another case")
    need(key == d.signer, f"{CHECKPOINT} is signed by {key}, the dossier by {d.signer}")
    named = {"algorithm": "ed25519", "public": base64.b64encode(d.public).decode("ascii")}
    need(found["key"] == named, f"{CHECKPOINT} names another key than signed it")
    check_signature(d.public, CHECKPOINT_KIND, payload, signature, CHECKPOINT)
    d.checkpoint = found
    return f"{found['size']} entries, root {found['root']}, signed by {key}"


def included(line: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """Walk from a leaf to the root of a Merkle tree (RFC 9162, section 2.1.3.2)."""
    at, last, made = index, size - 1, hashlib.sha256(b"\x00" + line).digest()
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            made = hashlib.sha256(b"\x01" + step + made).digest()
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            made = hashlib.sha256(b"\x01" + made + step).digest()
        at, last = at >> 1, last >> 1
    return last == 0 and made == root


_ENTRY = ["actor", "at", "event", "facts", "previous", "sequence"]


def check_entries(d: Dossier) -> str:
    """Each entry shown is one of the chain that the checkpoint signs, at its place."""
    need(d.checkpoint, "there is no checkpoint to go by")
    size, root = d.checkpoint["size"], bytes.fromhex(d.checkpoint["root"][7:])
    last, before = -1, b""
    for found, what in d.records(ENTRIES):
        one = fields(found, "index line path", what)
        index, line = one["index"], base64.b64decode(one["line"], validate=True)
        need(type(index) is int and index > last, f"{what}: out of order, or twice")
        need(index < size, f"{what}: entry {index} is later than the checkpoint")
        entry = parsed(line, what)
        need(isinstance(entry, dict) and set(_ENTRY) <= set(entry), f"{what} is no entry")
        need(entry["sequence"] == index, f"{what}: the entry calls itself {entry['sequence']}")
        path = [bytes.fromhex(step) for step in one["path"]]
        need(
            all(len(step) == 32 for step in path) and included(line, index, size, path, root),
            f"{what}: entry {index} does not lead to the checkpoint's root",
        )
        if last == index - 1 and before:
            follows = entry["previous"] == "sha256:" + hashlib.sha256(before).hexdigest()
            need(follows, f"{what}: entry {index} does not name the one before it")
        if index == size - 1:
            head = "sha256:" + hashlib.sha256(line).hexdigest()
            need(head == d.checkpoint["head"], f"{what}: it is not the checkpoint's head")
        d.entries[index] = entry
        last, before = index, line
    return f"{len(d.entries)} entries, each at its place in the tree of {size}"


def check_keys(d: Dossier) -> str:
    """How the key that signed came to be the case's: each key follows from the one before."""
    key, told = "", []
    raw = b""
    for index, entry in sorted(d.entries.items()):
        if entry["event"] not in ("key-made", "key-rotated", "key-lost"):
            continue
        facts, before, old = entry["facts"], key, raw
        raw = base64.b64decode(facts["public"], validate=True)
        key = fingerprint(raw)
        need(facts["key"] == key, f"entry {index} names another key than it brings")
        if entry["event"] == "key-made":
            need(not before, f"entry {index} brings a key though there was one")
        if entry["event"] == "key-rotated":
            check_rotation(d, facts["statement"].encode("utf-8"), {before: old, key: raw}, index)
        if entry["event"] == "key-lost":
            told.append(f"the key before {key} was lost and did not sign for it (entry {index})")
    need(key, "no entry says how the signer's key came to be the case's")
    need(key == d.signer, f"custody's last key is {key}, the dossier is signed by {d.signer}")
    return "; ".join(["custody says how each key came to be", *told])


def check_rotation(d: Dossier, content: bytes, keys: dict[str, bytes], index: int) -> None:
    """A new key must be signed for by the old one and by itself."""
    what = f"the statement of entry {index}"
    payload, signatures = unsealed(content.rstrip(b"\n") + b"\n", KEY_KIND, what)
    said = fields(parsed(payload, what), "at case format previous public", what)
    old, new = list(keys)
    expected = (KEY_FORMAT, d.checkpoint["case"], old, base64.b64encode(keys[new]).decode("ascii"))
    given = (said["format"], said["case"], said["previous"], said["public"])
    need(given == expected, f"{what} is about something else")
    need(sorted(key for key, _ in signatures) == sorted(keys), f"{what} lacks a key's signature")
    for key, signature in signatures:
        check_signature(keys[key], KEY_KIND, payload, signature, what)


def check_held(d: Dossier) -> str:
    """Every document has its entry, which names these very bytes."""
    need(d.objects and d.entries, "there are no documents or no entries to go by")
    for digest, one in d.objects.items():
        for index in one["entries"]:
            need(index in d.entries, f"entry {index} of {digest} is not here")
            entry = d.entries[index]
            facts = entry["facts"]
            same = entry["event"] == "collected" and facts["digest"] == digest
            need(same, f"entry {index} is not about {digest}")
            need(facts["size"] == one["size"], f"entry {index}: another size than {digest} has")
            need(
                facts["blake2b"] in (None, one["blake2b"]),
                f"entry {index}: another BLAKE2b than {digest} has",
            )
    return f"{len(d.objects)} documents, each entered in custody with these digests and sizes"


def check_texts(d: Dossier) -> str:
    """Every page of text belongs to a document that is here; it is shown as it was read."""
    pages = set()
    for found, what in d.records("texts.jsonl"):
        one = fields(found, "confinement digest label masked page read_by text", what)
        need(one["digest"] in d.objects, f"{what}: its document is not here")
        name = one["text"]
        form = rf"texts/{one['digest'][7:]}/p{one['page']:05d}(-[0-9]+)?\.txt\Z"
        need(re.match(form, name), f"{what}: {name} is not the text of that page")
        need(name not in pages, f"{what}: {name} stands twice")
        text = d.part(name).decode("utf-8")
        end = 0
        for start, stop, _ in one["masked"]:
            need(end <= start < stop <= len(text), f"{what}: a masked stretch is out of place")
            need(set(text[start:stop]) == {"\u2588"}, f"{what}: a masked stretch is not masked")
            end = stop
        pages.add(name)
        d.texts.setdefault((one["digest"], one["page"]), []).append(name)
    there = {name for name, one in d.listed.items() if one["role"] == "text"}
    need(pages == there, f"texts of no page: {sorted(there ^ pages)[:3]}")
    return f"{len(pages)} pages"


def check_clock(d: Dossier) -> str:
    """Times must follow from each other: taken in, then sealed, then stamped and signed."""
    need(d.checkpoint, "there is no checkpoint to go by")
    signed = moment(d.manifest["signed_at"], MANIFEST)
    sealed = moment(d.checkpoint["at"], CHECKPOINT)
    need(sealed <= signed + TOLERANCE, f"signed {signed}, before its checkpoint of {sealed}")
    for index, entry in d.entries.items():
        at = moment(entry["at"], f"entry {index}")
        need(
            at <= sealed + TOLERANCE, f"entry {index} is of {at}, after its checkpoint of {sealed}"
        )
    for at in d.stamped:
        need(sealed <= at + TOLERANCE, f"stamped {at}, before the checkpoint was made, {sealed}")
    return "entries, checkpoint, timestamps and signature follow each other"


def check_end(d: Dossier) -> str:
    """Whether the chain of custody goes on after the checkpoint: no dossier can show that."""
    need(d.checkpoint, "there is no checkpoint to go by")
    raise NotHere(
        f"the chain may go on after entry {d.checkpoint['size'] - 1}, and its end may have been "
        "cut there: only a later checkpoint kept elsewhere shows it"
    )


def check_rerun(d: Dossier) -> str:
    """That reading the originals again gives these texts."""
    raise NotHere("whether reading the originals again gives these texts takes Heliograph")


# --- timestamps (RFC 3161) ----------------------------------------------------------------------

_HASHES: dict[str, Any] = {
    "608648016503040201": hashes.SHA256,
    "608648016503040202": hashes.SHA384,
    "608648016503040203": hashes.SHA512,
}
"""Digests that a timestamp may use, by the bytes of their names; SHA-1 is not among them."""
_RSA, _PSS = "2a864886f70d010101", "2a864886f70d01010a"
_SIGNATURES: dict[str, Any] = {
    "2a864886f70d01010b": hashes.SHA256, "2a864886f70d01010c": hashes.SHA384,
    "2a864886f70d01010d": hashes.SHA512, "2a8648ce3d040302": hashes.SHA256,
    "2a8648ce3d040303": hashes.SHA384, "2a8648ce3d040304": hashes.SHA512,
}  # fmt: skip
_SIGNED_DATA, _TST_INFO = "2a864886f70d010702", "2a864886f70d0109100104"
_CONTENT_TYPE, _MESSAGE_DIGEST = "2a864886f70d010903", "2a864886f70d010904"
_CERT_V1, _CERT_V2 = "2a864886f70d010910020c", "2a864886f70d010910022f"
MOST_TOKEN = 1 << 20
# What a token that is not of its form can raise while it is taken apart.
UNREADABLE = (ValueError, IndexError, KeyError, UnsupportedAlgorithm, x509.InvalidVersion)


class Der:
    """One value of DER: its tag, its content, all its bytes."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        """Read the value at an offset; lengths must be definite and in their shortest form."""
        need(len(data) >= at + 2, "a timestamp is cut short")
        self.tag, size, start = data[at], data[at + 1], at + 2
        if size >= 0x80:
            wide = size & 0x7F
            need(0 < wide <= 4 and len(data) >= start + wide, "a timestamp is not DER")
            size = int.from_bytes(data[start : start + wide], "big")
            start += wide
            need(size >= 0x80 and size >> 8 * (wide - 1), "a timestamp is not DER")
        self.end = start + size
        need(self.end <= len(data), "a timestamp is cut short")
        self.content, self.whole = data[start : self.end], data[at : self.end]

    def inside(self, tag: int | None = None) -> list[Der]:
        """Take its parts; `tag` says what this value itself must be."""
        need(tag is None or self.tag == tag, "a timestamp is not of its form")
        parts, at = [], 0
        while at < len(self.content):
            parts.append(Der(self.content, at))
            at = parts[-1].end
        return parts

    def name(self) -> str:
        """Read an object identifier, as the hex of its bytes."""
        need(self.tag == 6, "a timestamp is not of its form")
        return self.content.hex()

    def first_name(self) -> str:
        """Read the identifier that an algorithm begins with."""
        return self.inside(0x30)[0].name()


class Token:
    """A timestamp taken apart; what it says is checked by `check_token`."""

    def __init__(self, content: bytes) -> None:
        """Read a response, or the bare token inside one."""
        whole = Der(content)
        need(whole.end == len(content), "bytes after the timestamp")
        parts = whole.inside(0x30)
        if parts[0].tag == 0x30:
            status = parts[0].inside(0x30)[0]
            need(status.tag == 2 and status.content in (b"\0", b"\1"), "the authority refused")
            need(len(parts) == 2, "a timestamp is not of its form")
            parts = parts[1].inside(0x30)
        need(parts[0].name() == _SIGNED_DATA, "a timestamp is not of its form")
        signed = parts[1].inside(0xA0)[0].inside(0x30)
        inner = signed[2].inside(0x30)
        need(inner[0].name() == _TST_INFO, "a timestamp is not of its form")
        self.info = inner[1].inside(0xA0)[0].content
        self.certificates = [
            x509.load_der_x509_certificate(one.whole)
            for part in signed[3:-1]
            if part.tag == 0xA0
            for one in part.inside()
            if one.tag == 0x30
        ]
        signers = signed[-1].inside(0x31)
        need(len(signers) == 1, "a timestamp has not one signer")
        self.signer = signers[0].inside(0x30)
        need(self.signer[3].tag == 0xA0, "a timestamp signs no attributes")
        self.attributes = {
            one.inside(0x30)[0].name(): one.inside()[1].inside(0x31)
            for one in self.signer[3].inside()
        }
        self._read(Der(self.info).inside(0x30))

    def _read(self, info: list[Der]) -> None:
        imprint = info[2].inside(0x30)
        self.imprint_of, self.imprint = imprint[0].first_name(), imprint[1].content
        need(info[4].tag == 0x18, "a timestamp tells no time")
        text = info[4].content.decode("ascii")
        need(re.match(r"\d{14}(\.\d{1,6})?Z\Z", text), f"a timestamp's time is {text!r}")
        form = "%Y%m%d%H%M%S.%fZ" if "." in text else "%Y%m%d%H%M%SZ"
        self.at = datetime.strptime(text, form).replace(tzinfo=timezone.utc)


def hash_of(name: str, content: bytes) -> bytes:
    """Hash with an algorithm that a timestamp names."""
    need(name in _HASHES, "a timestamp uses a digest that is not accepted")
    return hashlib.new(_HASHES[name].name, content).digest()


def check_token(token: Token, stamped: bytes, carried: list[x509.Certificate]) -> x509.Certificate:
    """Check imprint, attributes and signature; give the authority's certificate."""
    fits = hash_of(token.imprint_of, stamped) == token.imprint
    need(fits, "it stamps other bytes than the checkpoint's")
    digest = token.signer[2].first_name()
    attributes = token.attributes
    kind, inner = attributes.get(_CONTENT_TYPE), attributes.get(_MESSAGE_DIGEST)
    need(kind and kind[0].name() == _TST_INFO, "it signs no kind of content")
    need(inner and inner[0].content == hash_of(digest, token.info), "its content was changed")
    signer = signing_certificate(token, carried)
    usage = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    only = list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    need(only and usage.critical, "its certificate is not for timestamps alone")
    message = b"\x31" + token.signer[3].whole[1:]
    check_public(signer.public_key(), token.signer, message, _HASHES[digest]())
    return signer


def signing_certificate(token: Token, carried: list[x509.Certificate]) -> x509.Certificate:
    """Find the certificate that the signed attributes name by its digest."""
    known = [*token.certificates, *carried]
    if _CERT_V2 in token.attributes:
        first = token.attributes[_CERT_V2][0].inside(0x30)[0].inside(0x30)[0].inside(0x30)
        named = first[0].first_name() if first[0].tag == 0x30 else "608648016503040201"
        wanted = first[1 if first[0].tag == 0x30 else 0].content
        found = [one for one in known if hash_of(named, one_der(one)) == wanted]
    else:
        need(_CERT_V1 in token.attributes, "it does not say which certificate signed it")
        # Of this older form SHA-1 is a part; it only picks the certificate, the chain proves it.
        first = token.attributes[_CERT_V1][0].inside(0x30)[0].inside(0x30)[0].inside(0x30)
        found = [
            one
            for one in known
            if hashlib.sha1(one_der(one), usedforsecurity=False).digest() == first[0].content
        ]
    need(found, "the certificate that signed it is not here")
    return found[0]


def one_der(certificate: x509.Certificate) -> bytes:
    """Give a certificate's bytes."""
    return certificate.public_bytes(Encoding.DER)


def check_public(key: Any, signer: list[Der], message: bytes, digest: Any) -> None:
    """Check the authority's signature, whichever of the accepted kinds its key is of."""
    algorithm, signature = signer[4].first_name(), signer[5].content
    digest = _SIGNATURES[algorithm]() if algorithm in _SIGNATURES else digest
    try:
        if isinstance(key, rsa.RSAPublicKey):
            need(key.key_size >= 2048, "the authority's key is too short")
            padded: Any = padding.PKCS1v15()
            if algorithm == _PSS:
                padded = padding.PSS(padding.MGF1(digest), padding.PSS.AUTO)
            else:
                need(algorithm == _RSA or algorithm in _SIGNATURES, "an unknown signature")
            key.verify(signature, message, padded, digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            need(algorithm in _SIGNATURES, "an unknown signature")
            key.verify(signature, message, ec.ECDSA(digest))
        else:
            need(isinstance(key, ed25519.Ed25519PublicKey), "an unknown kind of key")
            key.verify(signature, message)
    except InvalidSignature as wrong:
        raise Wrong("the authority's signature does not fit") from wrong


_KNOWN = (x509.BasicConstraints, x509.KeyUsage, x509.ExtendedKeyUsage)


def check_chain(
    one: x509.Certificate, others: list[x509.Certificate], roots: list[x509.Certificate],
    at: datetime, left: int = 6,
) -> bool:  # fmt: skip
    """Look for a way from a certificate to one of `roots`, each valid at `at`."""
    if not valid_at(one, at):
        return False
    if one in roots:
        return True
    weak = one.signature_hash_algorithm is None or one.signature_hash_algorithm.name in (
        "md5",
        "sha1",
    )
    if left == 0 or (weak and one.signature_algorithm_oid.dotted_string != "1.3.101.112"):
        return False
    for issuer in [*roots, *others]:
        if issuer == one or not may_issue(issuer, 6 - left):
            continue
        try:
            one.verify_directly_issued_by(issuer)
        except (InvalidSignature, ValueError, TypeError):
            continue
        if check_chain(issuer, others, roots, at, left - 1):
            return True
    return False


def valid_at(one: x509.Certificate, at: datetime) -> bool:
    """Whether a certificate was valid then, and demands nothing that is not understood."""
    if hasattr(one, "not_valid_before_utc"):
        since, until = one.not_valid_before_utc, one.not_valid_after_utc
    else:
        since = one.not_valid_before.replace(tzinfo=timezone.utc)
        until = one.not_valid_after.replace(tzinfo=timezone.utc)
    understood = all(
        not found.critical or isinstance(found.value, _KNOWN) for found in one.extensions
    )
    return understood and since <= at <= until


def may_issue(one: x509.Certificate, below: int) -> bool:
    """Whether a certificate is an authority's, with so many between it and the signer."""
    try:
        basic = one.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = one.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound as missing:
        return missing.oid == x509.KeyUsage.oid and basic.ca
    deep_enough = basic.path_length is None or basic.path_length >= below
    return basic.ca and deep_enough and usage.key_cert_sign


def check_timestamps(d: Dossier) -> str:
    """What others say of when the checkpoint was there: each token by itself."""
    need(d.checkpoint, "there is no checkpoint to go by")
    stamped = d.part(CHECKPOINT)
    names = [name for name, one in d.listed.items() if one["role"] == "timestamp"]
    tokens = [name for name in names if name.endswith(".tsr")]
    if not tokens:
        raise NotHere("there is no timestamp: the times are those of the signer's own clock")
    carried = [
        one
        for name in names
        if name.endswith(".pem")
        for one in x509.load_pem_x509_certificates(d.part(name))
    ]
    said, trusted = [], True
    for name in tokens:
        need(len(d.part(name)) <= MOST_TOKEN, f"{name} is too long")
        try:
            token = Token(d.part(name))
            signer = check_token(token, stamped, carried)
            if d.roots:
                others = [*token.certificates, *carried]
                good = check_chain(signer, others, d.roots, token.at)
                need(good, "its chain leads to no root that you named, or was not valid then")
        except Wrong as wrong:
            raise Wrong(f"{name}: {wrong}") from wrong
        except UNREADABLE as wrong:
            raise Wrong(f"{name} cannot be read ({wrong})") from wrong
        d.stamped.append(token.at)
        trusted = trusted and bool(d.roots)
        said.append(f"{signer.subject.rfc4514_string()} at {token.at:%Y-%m-%d %H:%M:%S} UTC")
    if not trusted:
        raise NotHere(
            f"{len(said)} timestamps fit the checkpoint ({'; '.join(said)}); whether to trust who "
            "made them takes --tsa-root with a root certificate that you have from elsewhere"
        )
    return f"{'; '.join(said)}; whether a certificate was revoked is not checked"


# --- the whole ----------------------------------------------------------------------------------

Check = Callable[[Dossier], str]
CHECKS: list[tuple[str, Check, bool]] = [
    ("manifest", check_manifest, True),
    ("signature", check_signature_of_manifest, True),
    ("files", check_files, True),
    ("required parts", check_required, True),
    ("documents", check_objects, True),
    ("texts", check_texts, True),
    ("claims", check_claims, True),
    ("checkpoint", check_checkpoint, True),
    ("custody", check_entries, True),
    ("custody of documents", check_held, True),
    ("keys", check_keys, True),
    ("timestamps", check_timestamps, False),
    ("times", check_clock, True),
    ("end of custody", check_end, False),
    ("reading again", check_rerun, False),
    ("signer", check_signer, True),
]
"""Name, check, whether it is required. Timestamps are required as soon as roots are named."""

EDITION = "redacted edition"
CHECKS_OF_EDITION: list[tuple[str, Check, bool]] = [
    *CHECKS[:3],
    (EDITION, check_edition, True),
    ("signer", check_signer, True),
]
"""Those of a redacted edition, which shows neither documents nor custody."""

_FIRST = ("container", "manifest", "signature", "files")
"""Where one of these fails, nothing behind it means anything."""


class Answer:
    """What came of one check."""

    def __init__(self, check: str, state: str, detail: str, required: bool) -> None:
        """Keep it."""
        self.check, self.state, self.detail, self.required = check, state, detail, required


def answered(name: str, check: Callable[[], str], required: bool) -> Answer:
    """Run one check; whatever goes wrong in it is an answer."""
    try:
        return Answer(name, HOLDS, check(), required)
    except NotHere as missing:
        return Answer(name, OPEN, str(missing), required)
    except Wrong as wrong:
        return Answer(name, FAILS, str(wrong), required)
    except (OSError, MemoryError) as wrong:
        return Answer(name, FAILS, f"it cannot be read ({wrong})", required)
    except Exception as wrong:  # noqa: BLE001 - a crash must not pass for an answer
        return Answer(name, FAILS, f"not of its form ({type(wrong).__name__}: {wrong})", True)


def verify(
    where: str, key: str | None = None, roots: list[x509.Certificate] | None = None
) -> list[Answer]:
    """Run every check; `key` is `sha256:` and the hex digits of a fingerprint, see `named_key`."""
    if os.path.isdir(where):
        return _verify(lambda: Folder(where), key, roots or [])
    with open(where, "rb") as file:
        return _verify(lambda: Zip(file), key, roots or [])


def _verify(
    opening: Callable[[], Folder | Zip], key: str | None, roots: list[x509.Certificate]
) -> list[Answer]:
    opened: list[Folder | Zip] = []

    def container() -> str:
        opened.append(opening())
        return f"{len(opened[0].sizes)} files, nothing hidden before, between or behind them"

    answers = [answered("container", container, True)]
    d = Dossier(opened[0], key, roots) if opened else None
    _each(d, CHECKS[:1], answers)
    _each(d, (CHECKS_OF_EDITION if d and d.edition else CHECKS)[1:], answers)
    return answers


def _each(d: Dossier | None, checks: list[tuple[str, Check, bool]], answers: list[Answer]) -> None:
    for name, check, required in checks:
        must = required or (name == "timestamps" and bool(d and d.roots))
        broken = [one.check for one in answers if one.state == FAILS and one.check in _FIRST]
        if d is None or broken:
            answers.append(Answer(name, OPEN, f"not looked at: {broken[0]} failed", must))
        else:
            answers.append(answered(name, lambda run=check: run(d), must))  # type: ignore[misc]


def verdict(answers: list[Answer]) -> tuple[int, str]:
    """Sum up: the exit code, and a sentence."""
    code, sentence = _summed_up(answers)
    if code in (0, 3) and is_edition(answers):
        sentence += (
            ". This is a REDACTED EDITION: it shows neither documents nor custody, and "
            "not what its masks hide"
        )
    return code, sentence


def is_edition(answers: list[Answer]) -> bool:
    """Say whether what was checked is a redacted edition, and no dossier."""
    return any(one.check == EDITION for one in answers)


def _summed_up(answers: list[Answer]) -> tuple[int, str]:
    wrong = [one for one in answers if one.state == FAILS]
    if wrong:
        return 1, f"DO NOT RELY ON IT. {wrong[0].check}: {wrong[0].detail}"
    still = [one for one in answers if one.required and one.state == OPEN]
    if [one.check for one in still] == ["signer"]:
        return 3, (
            "WHOLE, BUT BY WHOM IS NOT KNOWN. It is as somebody signed it; "
            "say --key to learn if it was who you think"
        )
    if still:
        return 4, f"NOT ALL COULD BE CHECKED. {still[0].check}: {still[0].detail}"
    return 0, "IT HOLDS. Every required check holds, and the signer is the one you named"


def named_key(text: str) -> str:
    """Read a fingerprint as people write it: with or without `sha256:`, spaces, capitals."""
    digits = re.sub(r"[\s:]", "", text.lower().replace("sha256:", ""))
    if not re.match(r"[0-9a-f]+\Z", digits):
        raise argparse.ArgumentTypeError(f"{text!r} is no fingerprint: {LENGTHS}")
    if len(digits) not in (READ_OUT, WHOLE):
        told = f"that is no whole fingerprint: it has {len(digits)} hex digits, {LENGTHS}"
        raise argparse.ArgumentTypeError(told)
    return "sha256:" + digits


def named_roots(where: str) -> list[x509.Certificate]:
    """Read root certificates in PEM or DER."""
    try:
        with open(where, "rb") as file:
            content = file.read(1 << 20)
        if b"-----BEGIN" in content:
            return x509.load_pem_x509_certificates(content)
        return [x509.load_der_x509_certificate(content)]
    except (OSError, ValueError, x509.InvalidVersion) as wrong:
        raise argparse.ArgumentTypeError(f"{where}: no certificate ({wrong})") from wrong


def shown(text: str) -> str:
    """Make text from a dossier safe for a terminal."""
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text)


def main(arguments: list[str] | None = None) -> int:
    """Check one dossier and print each answer."""
    parser = argparse.ArgumentParser(
        prog="heliograph_verify", description="Check a Heliograph dossier without Heliograph."
    )
    parser.add_argument("dossier", help="the zip or the folder")
    parser.add_argument(
        "--key", type=named_key, metavar="FINGERPRINT", help="whose signature you expect"
    )
    parser.add_argument(
        "--tsa-root", type=named_roots, action="append", default=[], metavar="FILE",
        help="root certificate of a timestamp authority that you trust; may be said again",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    given = parser.parse_args(arguments)
    try:
        answers = verify(given.dossier, given.key, [one for some in given.tsa_root for one in some])
    except OSError as wrong:
        sys.stderr.write(f"{given.dossier}: {wrong.strerror or wrong}\n")
        return 2
    code, sentence = verdict(answers)
    out = sys.stdout.write
    for one in answers:
        if given.json:
            out(json.dumps(vars(one)) + "\n")
        else:
            state = one.state.upper() if one.state == FAILS else one.state
            out(f"{state:18}  {one.check}: {shown(one.detail)}\n")
    if given.json:
        out(json.dumps({"exit": code, "verdict": sentence}) + "\n")
    else:
        out(f"\n{shown(sentence)}.\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
