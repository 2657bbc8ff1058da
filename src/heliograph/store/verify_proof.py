"""Checks what was signed and stamped of a case against its chain, and against what a reader brings.

What only the outside can tell is not claimed: whose key it is, whether an end was cut off after the
last checkpoint, when anything was if no authority stamped it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from heliograph.codec import digest_of, id_of
from heliograph.errors import ProofBroken
from heliograph.proof.checkpoints import Checkpoint, Checkpoints, Kept, read_checkpoint
from heliograph.proof.envelope import Envelope, key_id, signed_by
from heliograph.proof.keys import CaseKey, digits_told, key_at, keys_in, public_from
from heliograph.proof.merkle import Growing
from heliograph.records import CustodyEntry, Digest
from heliograph.store import CaseFolder
from heliograph.store.checks import Check, failed, held, unanswered

TOLERANCE = timedelta(minutes=10)
"""By which clocks may differ before a date is called impossible (as in WACZ's signing rules)."""

FOLLOWED = frozenset(
    {"key-made", "key-rotated", "key-lost", "checkpoint", "authority-added"}
    | {"timestamp-asked", "timestamped"}
)
"""Events whose entries are kept while the chain is gone through."""


class Outside(Struct, frozen=True, kw_only=True):
    """What a reader has from elsewhere."""

    head: Digest | None = None
    """A head of this chain that was kept outside."""
    checkpoint: bytes | None = None
    """The file of a checkpoint that was kept outside."""
    key: str = ""
    """Fingerprint or id of the key they were told; spaces do not matter."""
    roots: bytes = b""
    """PEM of the timestamp roots they trust, instead of those the case names."""
    here: frozenset[str] = frozenset()
    """First 16 hex digits of each key that this machine holds for the case, in a file."""

    def __post_init__(self) -> None:
        """See that the key is a fingerprint: one that is none is no foreign signer."""
        digits_told(self.key)


NOTHING = Outside()


class Chain:
    """What the chain says of itself, gathered while it is gone through once."""

    def __init__(self, folder: CaseFolder) -> None:
        """Look which sizes were signed: of those, the roots are remembered."""
        self.kept = Checkpoints(folder.checkpoints).all()
        self.case = ""
        self.digests: list[Digest] = []
        self.entries: list[CustodyEntry] = []
        self.roots: dict[int, bytes] = {}
        self.times: dict[int, str] = {}
        """Of the last entry that each signed size covers."""
        self._sizes = {one.size for one in self.kept}
        self._tree = Growing()

    def add(self, entry: CustodyEntry, line: bytes) -> None:
        """Take the next entry."""
        digest = digest_of(line)
        if not self.digests:
            self.case = id_of("case", digest)
        self.digests.append(digest)
        self._tree.add(line)
        if self._tree.size in self._sizes:
            self.note(self._tree.size, entry.at)
        if entry.event in FOLLOWED:
            self.entries.append(entry)

    def note(self, size: int, at: str) -> None:
        """Remember root and time at a size."""
        self.roots[size], self.times[size] = self._tree.root(), at

    def of(self, event: str) -> list[CustodyEntry]:
        """Give the entries of one event."""
        return [entry for entry in self.entries if entry.event == event]


def check_checkpoints(folder: CaseFolder, chain: Chain, outside: Outside) -> Iterator[Check]:
    """Check keys, checkpoints and the end of the chain."""
    keys = keys_in(chain.entries, chain.case)
    yield _check_keys(keys)
    yield _check_signer(keys, outside)
    yield _check_each(folder, chain, keys)
    yield _check_end(chain, outside, keys)


# --- keys -----------------------------------------------------------------------------------------


def _check_keys(keys: list[CaseKey]) -> Check:
    name = "keys"
    if not keys:
        return unanswered(name, "the case has no key: nothing in it is signed")
    for key in keys:
        if key.wrong:
            return failed(name, f"key {key.fingerprint} of entry {key.since}: {key.wrong}")
    breaks = [key for key in keys if key.event == "key-lost"]
    if breaks:
        last = breaks[-1]
        return unanswered(
            name,
            f"THE LINK IS BROKEN at entry {last.since}: the key before was lost ({last.reason}); "
            f"that {last.fingerprint} belongs to the same people must be asked of them",
        )
    return held(name, f"{len(keys)} keys, each signed for by the one before")


def _check_signer(keys: list[CaseKey], outside: Outside) -> Check:
    name = "signer"
    if not keys:
        return unanswered(name, "the case has no key")
    mine, linked = keys[-1], [key.id.removeprefix("sha256:") for key in _linked(keys)]
    if told := digits_told(outside.key):
        if any(key.startswith(told) for key in linked):
            return held(name, f"it is the key you were told, or one that it signed for: {mine.id}")
        return failed(name, f"the key is {mine.fingerprint}, which is not the one you were told")
    if outside.here and not outside.here & {key[:16] for key in linked}:
        return failed(
            name,
            f"the key is {mine.fingerprint}, and this machine holds another for this case: it was "
            "written anew by others, or they replaced the key on another machine",
        )
    if outside.here:
        return held(name, f"its private key is on this machine: {mine.id}")
    return unanswered(
        name, f"whose key {mine.fingerprint} is must be asked of them; then say it with --key"
    )


def _linked(keys: list[CaseKey]) -> list[CaseKey]:
    """Give the keys from the last broken link on."""
    starts = [at for at, key in enumerate(keys) if key.event == "key-lost"]
    return keys[starts[-1] if starts else 0 :]


# --- checkpoints ----------------------------------------------------------------------------------


def _check_each(folder: CaseFolder, chain: Chain, keys: list[CaseKey]) -> Check:
    name = "checkpoints"
    files = Checkpoints(folder.checkpoints)
    strays = files.strays()
    if strays:
        return failed(name, f"{strays[0]} stands among the checkpoints and is none")
    before: tuple[Kept, Checkpoint] | None = None
    for kept in chain.kept:
        wrong, said = _wrong_checkpoint(kept, chain, keys, before)
        if wrong or said is None:
            return failed(name, f"checkpoint {kept.size}: {wrong}")
        before = (kept, said)
    wrong, unfinished = _wrong_entries(chain)
    if wrong:
        return failed(name, wrong)
    if not chain.kept:
        return unanswered(name, "there is none: nothing of the chain is signed")
    right = f"{len(chain.kept)} checkpoints, signed, each of this chain and naming the one before"
    unfinished += [f"{one} was being written" for one in files.unfinished()]
    return held(name, "; unfinished: ".join([right, *unfinished]))


def _wrong_checkpoint(
    kept: Kept, chain: Chain, keys: list[CaseKey], before: tuple[Kept, Checkpoint] | None
) -> tuple[str, Checkpoint | None]:
    try:
        envelope, said = read_checkpoint(kept.content)
    except ProofBroken as broken:
        return str(broken), None
    return (
        _wrong_size(kept, said, chain)
        or _wrong_entries_covered(said, chain)
        or _wrong_order(said, before)
        or _wrong_date(said, before, chain)
        or _wrong_signature(envelope, said, keys)
    ), said


def _wrong_size(kept: Kept, said: Checkpoint, chain: Chain) -> str:
    if said.case != chain.case:
        return "it is of another case"
    if said.size != kept.size:
        return f"it covers {said.size} entries, which is not what its file is named for"
    if said.size > len(chain.digests):
        return f"the chain has {len(chain.digests)} entries: it was cut off after this was signed"
    return ""


def _wrong_entries_covered(said: Checkpoint, chain: Chain) -> str:
    if said.root != f"sha256:{chain.roots[said.size].hex()}":
        return "the entries it covers are not those that were signed (another Merkle root)"
    if said.head != chain.digests[said.size - 1]:
        return "its head is not the last entry it covers"
    return ""


def _wrong_order(said: Checkpoint, before: tuple[Kept, Checkpoint] | None) -> str:
    if before is None:
        return "" if said.previous is None else "the checkpoint it names before it is missing"
    kept, _ = before
    if said.previous != kept.digest:
        return (
            f"it names another checkpoint before it than {kept.size}: "
            "one was taken out, put in or replaced"
        )
    return ""


def _wrong_date(said: Checkpoint, before: tuple[Kept, Checkpoint] | None, chain: Chain) -> str:
    """See that it is not dated before what it covers; entries are as their clock was."""
    least = [("its last entry", chain.times[said.size])]
    if before is not None:
        least.append((f"checkpoint {before[0].size}", before[1].at))
    for what, at in least:
        if _time(said.at) < _time(at) - TOLERANCE:
            return f"it is back-dated: it says {said.at}, but {what} is of {at}"
    return ""


def _wrong_signature(envelope: Envelope, said: Checkpoint, keys: list[CaseKey]) -> str:
    mine = key_at(keys, said.size)
    named = public_from(said.key.public)
    if mine is None:
        return "the case had no key when it was signed"
    if named != mine.public or said.key.algorithm != "ed25519":
        stranger = key_id(named) if named else "no key"
        return f"it is signed by a foreign key ({stranger}); the case's was {mine.id}"
    return "" if signed_by(envelope, mine.public) else f"its signature is not of key {mine.id}"


def _wrong_entries(chain: Chain) -> tuple[str, list[str]]:
    """Compare the files with the entries that name them; the last may still lack its own."""
    files = {kept.digest: kept.size for kept in chain.kept}
    named = set()
    for entry in chain.of("checkpoint"):
        digest = entry.facts.get("digest")
        if digest not in files:
            what = f"the checkpoint that entry {entry.sequence} names is missing or was changed"
            return f"{what} ({entry.facts.get('size')} entries, {digest})", []
        named.add(digest)
    open_ones = [size for digest, size in files.items() if digest not in named]
    if any(size != chain.kept[-1].size for size in open_ones):
        return f"no entry of custody names checkpoint {open_ones[0]}", []
    return "", [f"checkpoint {size} is not entered yet (heliograph seal)" for size in open_ones]


# --- the end --------------------------------------------------------------------------------------


def _check_end(chain: Chain, outside: Outside, keys: list[CaseKey]) -> Check:
    name = "nothing cut off"
    total = len(chain.digests)
    for what, wrong, covered in _kept_outside(chain, outside, keys):
        if wrong:
            return failed(name, f"{what}: {wrong}")
        return held(
            name,
            f"{what} is of this chain; up to its entry {covered} nothing was cut off or written "
            f"anew, of the {total - covered} after it this does not tell",
        )
    last = chain.kept[-1].size if chain.kept else 0
    after = f"after checkpoint {last}" if last else "anywhere"
    return unanswered(
        name,
        f"the log could have been cut {after} ({total - last} entries follow), and with the "
        "checkpoints themselves further back: only what is kept outside tells (--head, "
        "--checkpoint)",
    )


def _kept_outside(
    chain: Chain, outside: Outside, keys: list[CaseKey]
) -> Iterator[tuple[str, str, int]]:
    """Give what was brought, what is wrong with it, and how many entries it covers."""
    if outside.checkpoint is not None:
        what = "the checkpoint you kept"
        kept = Kept(size=0, content=outside.checkpoint)
        mine = next((one for one in chain.kept if one.digest == kept.digest), None)
        wrong = "it is not among those of this case: the case was cut back or written anew"
        yield what, "" if mine else wrong, mine.size if mine else 0
    if outside.head is not None:
        what, wrong = "the head you kept", "no entry of this chain has it: cut back or written anew"
        at = chain.digests.index(outside.head) + 1 if outside.head in chain.digests else 0
        yield what, "" if at else wrong, at


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written)
