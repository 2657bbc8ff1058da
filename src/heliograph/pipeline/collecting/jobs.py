"""Documents → jobs: one for each blob that is to be read, however many paths it stands at."""

from __future__ import annotations

from collections.abc import Iterable

from heliograph.codec import id_of
from heliograph.records import Document, Job, JobId

READ = "read"


def read_jobs(documents: Iterable[Document]) -> list[Job]:
    """Make the jobs of what can be read. The same bytes make the same job."""
    digests = {
        document.digest: None
        for document in documents
        if document.digest is not None and document.refusal is None
    }
    return [Job(id=JobId(id_of(READ, digest)), kind=READ, about=digest) for digest in digests]
