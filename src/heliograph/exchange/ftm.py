"""FollowTheMoney entities: documents, organisations, products, claims and where names are met.

Two files of one content. `entities.ftm.json` has the standard schemata alone: a product is a note
that carries a name, a claim a note on its document. `extended/entities.ftm.json` has products,
components and claims as entities of their own, by the schema beside it. In both the whole record
stands as JSON in one property, so that nothing is lost on the way.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from heliograph.app import Heliograph
from heliograph.exchange.selection import Selection
from heliograph.leaving import Written, beside, digest_of_file, write_lines
from heliograph.records import Digest, Entity
from heliograph.seams import Blobs
from heliograph.store.facts import Facts
from heliograph.views import ClaimView, MentionView, Original

Proxy = dict[str, Any]
"""An entity as FollowTheMoney writes it: id, schema, and lists of strings by property."""

ENTITIES = "entities.ftm.json"
SCHEMA = "extended/heliograph.yaml"
PLACES_AT_A_TIME = 100
"""Places of a name that one link carries: its text property takes 65,000 characters."""

LONGEST_NAME = 300
READ_BYTES = 1 << 20

_ORGANISATIONS = {"company": "Company", "public-body": "PublicBody"}
_EXTENDED = {
    "product": "SurveillanceProduct",
    "programme": "SurveillanceProduct",
    "component": "SurveillanceComponent",
}


def write_ftm(opened: Heliograph, selection: Selection, where: Path) -> Written:
    """Write both files and the schema; the digest is that of `sha256sums.txt`, which names all."""
    facts: Facts = selection.facts("ftm")
    with beside(opened, where, facts, folder=True) as making:
        folder = making.path
        (folder / "extended").mkdir()
        plain, extended = Plain(), Extended()
        count = write_lines(folder / ENTITIES, _lines(selection, plain, opened.blobs))
        write_lines(folder / "extended" / ENTITIES, _lines(selection, extended, opened.blobs))
        (folder / SCHEMA).write_bytes(_schema())
        names = (ENTITIES, f"extended/{ENTITIES}", SCHEMA)
        sums = [f"{digest_of_file(folder / one)[7:]}  {one}".encode() for one in names]
        write_lines(folder / "sha256sums.txt", sums)
        making.digest = digest_of_file(folder / "sha256sums.txt")
        facts["entities"] = count
    return making.written("ftm", where, {"entities": count}, masked=selection.masked)


class Plain:
    """Entities in the standard schemata alone."""

    def entity(self, one: Entity) -> Proxy:
        """Make an organisation what it is there; anything else a note with its name."""
        schema = _ORGANISATIONS.get(one.kind, "Note")
        more = {} if schema != "Note" else {"description": [f"{one.kind}: {one.name}"]}
        return _named(one, schema, more)

    def claim(self, claim: ClaimView) -> Proxy:
        """Make a claim a note on its document."""
        return _proxy(
            f"heliograph-claim-{claim.id}",
            "Note",
            name=[_title(claim)],
            description=[claim.quote],
            entity=[_document_id(claim.document.digest)],
            keywords=[claim.capability, claim.stance, claim.strength],
            notes=[whole(claim)],
        )


class Extended:
    """Entities by our own schema where the standard has no word."""

    def entity(self, one: Entity) -> Proxy:
        """Make a product a product."""
        schema = _ORGANISATIONS.get(one.kind) or _EXTENDED.get(one.kind, "Note")
        more = {"heliographId": [str(one.id)]} if schema in _EXTENDED.values() else {}
        return _named(one, schema, more)

    def claim(self, claim: ClaimView) -> Proxy:
        """Make a claim a claim."""
        return _proxy(
            f"heliograph-claim-{claim.id}",
            "CapabilityClaim",
            name=[_title(claim)],
            document=[_document_id(claim.document.digest)],
            quote=[claim.quote],
            quotePage=[str(claim.page)],
            quoteLine=[] if claim.line is None else [str(claim.line)],
            quoteStart=[str(claim.start)],
            quoteEnd=[str(claim.end)],
            capability=[claim.capability],
            stance=[claim.stance],
            strength=[claim.strength],
            claimAction=[claim.action],
            groupNamed=[claim.group] if claim.group else [],
            score=[str(claim.score)],
            review=[claim.review] if claim.review else [],
            claimJson=[whole(claim)],
        )


def whole(record: object) -> str:
    """Write a record as JSON of ASCII alone: no cleaner of text finds anything to change in it."""
    return json.dumps(msgspec.to_builtins(record), ensure_ascii=True, sort_keys=True)


def _lines(selection: Selection, form: Plain | Extended, blobs: Blobs) -> Iterator[bytes]:
    for proxy in _proxies(selection, form, blobs):
        yield msgspec.json.encode(proxy)


def _proxies(selection: Selection, form: Plain | Extended, blobs: Blobs) -> Iterator[Proxy]:
    leaving = set()
    for original in selection.originals():
        leaving.add(original.digest)
        yield _document(original, blobs)
    claims = list(selection.claims())
    mentions = list(selection.mentions())
    named = {one.document.digest: one.document.path for one in mentions}
    named |= {one.document.digest: one.document.path for one in claims}
    for digest, path in sorted(named.items()):
        if digest not in leaving:
            # A container that stays for what is inside it is still named by what it says.
            yield _proxy(
                _document_id(digest), "Document", fileName=[_base(path)], keywords=[digest]
            )
    yield from map(form.entity, selection.entities())
    yield from map(form.claim, claims)
    yield from _places(mentions)


def _document(original: Original, blobs: Blobs) -> Proxy:
    # The archive of Aleph names bytes by SHA-1; ours stands among the keywords.
    sha1 = hashlib.sha1(usedforsecurity=False)
    with blobs.open(original.digest) as file:
        while chunk := file.read(READ_BYTES):
            sha1.update(chunk)
    return _proxy(
        _document_id(original.digest),
        "Document",
        fileName=sorted({_base(path) for path in original.paths}),
        title=[original.title] if original.title else [],
        mimeType=[original.media_type],
        fileSize=[str(original.size)],
        contentHash=[sha1.hexdigest()],
        retrievedAt=[original.held_since[:19]] if original.held_since else [],
        keywords=[original.digest],
        notes=[whole(original)],
    )


def _places(mentions: list[MentionView]) -> Iterator[Proxy]:
    """Link each document to what it names, with every place."""
    by_pair: defaultdict[tuple[Digest, str], list[MentionView]] = defaultdict(list)
    for one in mentions:
        by_pair[one.document.digest, one.entity].append(one)
    for (digest, entity), places in by_pair.items():
        left = iter(places)
        number = 0
        while some := list(islice(left, PLACES_AT_A_TIME)):
            yield _proxy(
                f"heliograph-names-{digest[7:31]}-{entity}-{number}",
                "Documentation",
                document=[_document_id(digest)],
                entity=[f"heliograph-entity-{entity}"],
                role=["names"],
                summary=[f"{len(some)} places"],
                description=[
                    whole([[one.id, one.page, one.start, one.end, one.words] for one in some])
                ],
            )
            number += 1


def _named(one: Entity, schema: str, more: dict[str, list[str]]) -> Proxy:
    return _proxy(
        f"heliograph-entity-{one.id}",
        schema,
        name=[one.name],
        alias=[name for name in dict.fromkeys(one.names) if name != one.name],
        keywords=[one.kind],
        notes=[whole(one)],
        **more,
    )


def _proxy(proxy_id: str, schema: str, **properties: list[str]) -> Proxy:
    """Put an entity together; what is empty is left out."""
    kept = {name: values for name, values in properties.items() if values}
    return {"id": proxy_id, "schema": schema, "properties": kept}


def _document_id(digest: Digest) -> str:
    return f"heliograph-document-{digest.removeprefix('sha256:')}"


def _title(claim: ClaimView) -> str:
    words = " ".join(claim.quote.split())
    return f"{claim.capability} · {claim.stance} · {claim.strength}: {words}"[:LONGEST_NAME]


def _base(path: str) -> str:
    return PurePosixPath(path.rpartition("!/")[2]).name or path


def _schema() -> bytes:
    return files("heliograph.exchange").joinpath("schema.yaml").read_bytes()
