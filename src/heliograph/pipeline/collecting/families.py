"""Members of archives and mails → documents of their own, at every path of their container."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from heliograph.pipeline.tools import Tools
from heliograph.records import Digest, Document, Problem
from heliograph.seams import Kept, TakenMember
from heliograph.stages.preserve import document_id, member_path

Entered = tuple[Document, Kept | None]


def members_of(digest: Digest, members: Sequence[TakenMember], tools: Tools) -> list[Entered]:
    """Make the documents of freshly taken members, once for each copy of their container."""
    made: dict[str, Entered] = {}
    for parent in tools.rows.documents(digest=digest):
        if parent.refusal is not None:
            # Kept by name, not opened: an archive inside itself has no members of its own.
            continue
        above = _ancestors(parent, tools)
        for member in members:
            document = _member(parent, member, above, tools)
            made[document.id] = (document, member.kept)
    return list(made.values())


def members_like(document: Document, tools: Tools) -> Iterator[Entered]:
    """Make, for a new copy of a container that was read before, the members of the first copy."""
    if document.digest is None or document.refusal is not None:
        return
    for sibling in tools.rows.children_of(document.digest):
        above = tools.rows.document(sibling.parent_id) if sibling.parent_id else None
        if above is None:
            continue
        path = document.path + sibling.path.removeprefix(above.path)
        copy = msgspec.structs.replace(
            sibling,
            id=document_id(document.source_id, path, sibling.digest),
            capture_id=document.capture_id,
            source_id=document.source_id,
            path=path,
            parent_id=document.id,
            depth=document.depth + 1,
        )
        yield copy, None
        yield from members_like(copy, tools)


def _ancestors(document: Document, tools: Tools) -> frozenset[Digest]:
    digests = set()
    above: Document | None = document
    while above is not None:
        if above.digest is not None:
            digests.add(above.digest)
        above = tools.rows.document(above.parent_id) if above.parent_id else None
    return frozenset(digests)


def _member(
    parent: Document, member: TakenMember, above: frozenset[Digest], tools: Tools
) -> Document:
    digest = member.kept.digest if member.kept else None
    path = member_path(parent.path, member.name)
    return Document(
        id=document_id(parent.source_id, path, digest),
        capture_id=parent.capture_id,
        source_id=parent.source_id,
        path=path,
        raw_name=member.raw_name,
        digest=digest,
        size=member.kept.size if member.kept else 0,
        parent_id=parent.id,
        depth=parent.depth + 1,
        refusal=member.problem or _refusal(parent, digest, above, tools),
    )


def _refusal(
    parent: Document, digest: Digest | None, above: frozenset[Digest], tools: Tools
) -> Problem | None:
    if digest in above:
        return Problem(outcome="cut", reason="repeats-ancestor")
    if parent.depth + 1 > tools.config.limits.depth:
        return Problem(outcome="cut", reason="too-deep")
    return None
