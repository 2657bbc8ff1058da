"""What a case folder is: where the database, the bytes, the index and the chain of custody stand.

    case.db          records and jobs; SQLite. Can be made anew from the two below
    blobs/           bytes by digest, written once, read-only
    custody.jsonl    who did what to which bytes, when; a chain of digests
    custody.torn     what killed writes left at its end, if ever; an entry `recovered` tells of each
    checkpoints/     signed statements of how far custody went, one envelope a file
    timestamps/      what authorities said of them: request, token and certificates of each
    authorities/     the timestamp authorities a person named, each with the root to trust
    index/           full-text index; a cache
    pictures/        pages that were drawn; a cache
    translations/    what machines made of words, if somebody asked; a cache
    heliograph.toml  settings
    channels.toml    whom to tell, for people to edit; without secrets
    taxonomy/        the case's own classes and words, for people to edit
    users.json       who may log in to the reading room, if anybody has to
    drafts/          dossiers that are being put together, if any are
    dossiers/        what was made of drafts where no other place was named
    redactions/      pieces and salts of what redacted editions were made from, if any were
    received/        dossiers that were taken in, each as it came, if any were
    egress.jsonl     every request that left this program, should a user have asked for any
    asked.json       what is still to be taken in; only while something is
    looking.json     a look whose archive is being kept; only while it is
    lock             held by whoever works on the case
    daemon.lock      held by the daemon, also while it sleeps

A case never holds an absolute path, so the folder can be moved and copied as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CASE_FORMAT = 1
"""Rises with every change that an earlier Heliograph could not read; kept in the database."""


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """The paths inside one case."""

    root: Path

    @property
    def database(self) -> Path:
        """Records, decisions and jobs."""
        return self.root / "case.db"

    @property
    def blobs(self) -> Path:
        """Bytes by digest."""
        return self.root / "blobs"

    @property
    def index(self) -> Path:
        """Full-text index, a cache."""
        return self.root / "index"

    @property
    def custody(self) -> Path:
        """The chain of custody."""
        return self.root / "custody.jsonl"

    @property
    def checkpoints(self) -> Path:
        """Signed checkpoints of custody."""
        return self.root / "checkpoints"

    @property
    def timestamps(self) -> Path:
        """Timestamps over checkpoints."""
        return self.root / "timestamps"

    @property
    def authorities(self) -> Path:
        """The timestamp authorities that a person named."""
        return self.root / "authorities"

    @property
    def settings(self) -> Path:
        """Settings, for people to edit."""
        return self.root / "heliograph.toml"

    @property
    def channels(self) -> Path:
        """Whom to tell, for people to edit."""
        return self.root / "channels.toml"

    @property
    def taxonomy(self) -> Path:
        """Classes and words of this case alone, for people to edit."""
        return self.root / "taxonomy"

    @property
    def egress(self) -> Path:
        """Every request that left this program, one a line."""
        return self.root / "egress.jsonl"

    @property
    def asked(self) -> Path:
        """What was asked to be taken in and is not yet."""
        return self.root / "asked.json"

    @property
    def daemon_lock(self) -> Path:
        """Held by the daemon as long as it lives."""
        return self.root / "daemon.lock"

    @property
    def lock(self) -> Path:
        """Held while somebody works on the case."""
        return self.root / "lock"
