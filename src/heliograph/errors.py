"""Every error Heliograph raises, the exit code each ends a command with, and every reason.

HeliographError               1
├── UsageError                2   what was asked for cannot be done as asked
│   ├── NoCase                3   there is no case in that folder
│   ├── NothingThere          4   a path, document, page or claim that was named is not there
│   ├── BadQuery              5   a search that cannot be understood
│   ├── BadSetting            6   heliograph.toml says something unknown
│   ├── HeldBack              7   a list of persons that nobody has released
│   ├── BadEndpoint           8   an endpoint that will not be asked
│   ├── NoKey                 9   what is to be signed cannot be: no key, or it does not open
│   ├── BadAuthority         16   a timestamp authority that is not known, or not as it must be
│   ├── AlreadyThere         18   something stands where an export would be written
│   ├── BadSource            19   a source that cannot be watched as asked
│   └── BadChannel           24   nothing could be told that way
├── CaseError                10   the case folder is not as we left it
│   ├── CaseTooNew           11   made by a later Heliograph
│   ├── CaseTooOld           25   its database was made by an earlier Heliograph
│   ├── CustodyBroken        12   the chain of custody does not hold
│   ├── BlobDamaged          13   kept bytes are not the bytes that were kept
│   ├── CaseBusy             14   another Heliograph works on it
│   ├── CaseInconsistent     15   database, blobs and custody do not agree
│   └── ProofBroken          17   a checkpoint, signature or timestamp is not what it must be
├── CannotWrite              26   the disk takes no more
└── PluginError              20   a part broke its promise
    ├── MediaTypeClash       21   two extractors for one media type
    ├── TaxonomyError        22   the taxonomy's data is not of its form
    └── NotConfined          23   no confinement is to be had on this machine

An interrupted command ends with 130, one whose reader went away with 141, as shells expect.

Broken evidence is not an error: it is a `Problem`, with one of `REASONS`, kept beside the file.
"""

from __future__ import annotations

from typing import ClassVar


class HeliographError(Exception):
    """Base of all; `template` is filled with the keyword arguments it was raised with."""

    exit_code: ClassVar[int] = 1
    template: ClassVar[str] = "{detail}"

    def __init__(self, **facts: object) -> None:
        """Keep the facts and make the sentence a person reads."""
        self.facts = facts
        super().__init__(self.template.format(**facts))


class UsageError(HeliographError):
    """What was asked for cannot be done as asked."""

    exit_code = 2


class NoCase(UsageError):
    """There is no case in that folder."""

    exit_code = 3
    template = (
        "There is no case in {folder}. Make one with `heliograph init {folder}`, "
        "or name another with --case."
    )


class NothingThere(UsageError):
    """A path, document, page or claim that was named is not there."""

    exit_code = 4
    template = "Nothing is there: {what}. {hint}"


class BadQuery(UsageError):
    """A search that cannot be understood."""

    exit_code = 5
    template = "That search cannot be understood: {detail}. See `heliograph search --help`."


class BadSetting(UsageError):
    """The settings file says something unknown."""

    exit_code = 6
    template = "heliograph.toml: {detail}"


class HeldBack(UsageError):
    """A list of persons that nobody has released."""

    exit_code = 7
    template = (
        "{path} is held back ({held}). Its bytes are kept; it is not searched, quoted or exported. "
        "If your work needs it: heliograph release {digest} --reason WHY"
    )


class BadEndpoint(UsageError):
    """An endpoint that will not be asked."""

    exit_code = 8
    template = "That endpoint will not be asked: {detail}."


class NoKey(UsageError):
    """What is to be signed cannot be: there is no key, or it does not open."""

    exit_code = 9
    template = "Nothing was signed: {detail}. {hint}"


class BadAuthority(UsageError):
    """A timestamp authority that is not known, or not as it must be."""

    exit_code = 16
    template = "Timestamp authority: {detail}."


class AlreadyThere(UsageError):
    """Something stands where an export would be written."""

    exit_code = 18
    template = "Something is there already: {where}. Name another place, or move it away."


class BadSource(UsageError):
    """A source that cannot be watched as asked."""

    exit_code = 19
    template = "That source cannot be watched: {detail}."


class BadChannel(UsageError):
    """Nothing could be told that way."""

    exit_code = 24
    template = "That channel cannot be used: {detail}."


class CaseError(HeliographError):
    """The case folder is not as we left it."""

    exit_code = 10


class CaseTooNew(CaseError):
    """The case was made by a later Heliograph."""

    exit_code = 11
    template = (
        "This case has format {found}; this Heliograph knows formats up to {known}. "
        "Install a newer Heliograph; nothing was changed."
    )


class CaseTooOld(CaseError):
    """The database of the case was made by an earlier Heliograph, in another form."""

    exit_code = 25
    template = (
        "The database of this case was made by an earlier Heliograph and lacks {lacks}. Move "
        "{database} away (and {database}-wal, {database}-shm), then `heliograph run` makes it "
        "anew from custody and the files in the case; nothing was changed."
    )


class CustodyBroken(CaseError):
    """The chain of custody does not hold."""

    exit_code = 12
    template = "Custody breaks at entry {entry}: {detail}."


class BlobDamaged(CaseError):
    """Kept bytes are not the bytes that were kept."""

    exit_code = 13
    template = "The bytes kept as {digest} are not those bytes any more: {detail}."


class CaseBusy(CaseError):
    """Another Heliograph works on the case."""

    exit_code = 14
    template = "Another Heliograph works on this case ({detail}). Wait for it, or stop it first."


class CaseInconsistent(CaseError):
    """Database, blobs and custody do not agree."""

    exit_code = 15
    template = "The case does not hold together: {detail}."


class ProofBroken(CaseError):
    """A checkpoint, signature or timestamp is not what it must be."""

    exit_code = 17
    template = "The proof does not hold: {detail}."


class CannotWrite(HeliographError):
    """The disk takes no more: it is full, as most often, or broken, or may only be read."""

    exit_code = 26
    template = (
        "The disk takes no more ({detail}). Make room on it, or see what ails it, then do this "
        "again: what was kept until now is not lost."
    )


class PluginError(HeliographError):
    """A part broke its promise."""

    exit_code = 20


class MediaTypeClash(PluginError):
    """Two extractors for one media type."""

    exit_code = 21
    template = "Both {one} and {other} want to read {media_type}. Remove one of them."


class TaxonomyError(PluginError):
    """The taxonomy's data is not of its form."""

    exit_code = 22
    template = "Taxonomy {file}: {detail}"


class NotConfined(PluginError):
    """No confinement is to be had on this machine."""

    exit_code = 23
    template = (
        "This machine offers no way to lock a parser in ({detail}), so nothing was opened. "
        "`heliograph doctor` says what is missing."
    )


REASONS: dict[str, str] = {
    "": "",
    "password-needed": "it is encrypted; take the password off it and add what comes out",
    "no-reader": "no reader for this kind of file in this version",
    "tool-missing": "its reader needs a program or package that is not installed",
    "no-text-layer": "its pages are pictures; they need optical character recognition",
    "no-bytes": "the file has no bytes",
    "no-text": "it was read and holds no text",
    "not-what-it-seems": "it begins like its kind but cannot be read as one",
    "page-unreadable": "a page could not be read",
    "member-unreadable": "a member could not be taken out",
    "bad-characters": "characters were lost before it came to us (U+FFFD)",
    "too-many-members": "an archive holds more members than the limit",
    "too-deep": "archives inside archives deeper than the limit",
    "too-large": "more bytes come out than the limit",
    "bomb": "it unpacks to so many times its size that it was stopped",
    "too-long": "more text than the limit",
    "too-many-pages": "more pages than the limit",
    "too-many-passages": "more passages or claims than the limit; its text is kept and searchable",
    "time": "reading took longer than its size allows",
    "memory": "reading took more memory than the limit",
    "crash": "the reader died on it",
    "step-failed": "a later step failed on its text, which is kept and searchable",
    "not-followed": "a symbolic link, device or socket: kept by name, not followed",
    "no-permission": "the system did not let us open it",
    "gone": "it was gone when we came to it",
    "deleted": "a person removed it; the digest and the reason stay",
    "deleted-before": "its bytes are those of a file that a person removed: not taken in again",
    "changed": "it changed while we read it",
    "path-refused": "its name leads outside its archive: kept by content, not by name",
    "repeats-ancestor": "an archive that holds itself: opened once",
    "digest-differs": "its bytes do not have the digest that its archive gives them",
}
"""Every reason a problem may give, with the words for a person."""
