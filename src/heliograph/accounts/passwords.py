"""Passwords → what may be kept of them: Argon2id, with a salt of its own, in its usual spelling.

Memory, rounds and lanes are the second choice of RFC 9106, section 4, for machines that have other
work to do than this.
"""

from __future__ import annotations

import os
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from heliograph.errors import UsageError

FEWEST: Final = 12
"""Characters; nothing else is asked of a password but that it is not the name."""
MOST: Final = 1_000
MEMORY_KIB: Final = 65_536
ROUNDS: Final = 3
LANES: Final = 4
SALT_BYTES: Final = 16
LENGTH: Final = 32
NOBODY: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$e6KKFFuvccWnxc1q+PTT2w$0"
    "eksoBRSLcLWAFIkzXmnfL4rDCmL8sbEFwsZ+lfh0T8"
)
"""Of a password that was drawn and thrown away: what a name that nobody has is held against, so
that it takes as long as one that somebody has."""


def kept(password: str) -> str:
    """Say what is kept of a password: it takes a tenth of a second and 64 MiB, on purpose."""
    made = Argon2id(
        salt=os.urandom(SALT_BYTES),
        length=LENGTH,
        iterations=ROUNDS,
        lanes=LANES,
        memory_cost=MEMORY_KIB,
    )
    return made.derive_phc_encoded(password.encode("utf-8", "surrogatepass"))


def fits(password: str, secret: str) -> bool:
    """Say whether a password is the one; takes as long whether it is or not."""
    if len(password) > MOST:
        return False
    try:
        Argon2id.verify_phc_encoded(password.encode("utf-8", "surrogatepass"), secret)
    except (InvalidKey, ValueError):
        return False
    return True


def refuse_weak(password: str, name: str) -> None:
    """See that a password is long enough and not the name. Raises `UsageError`."""
    if not FEWEST <= len(password) <= MOST:
        raise UsageError(detail=f"A password has {FEWEST} characters at least.")
    if name.casefold() in password.casefold() and len(password) < FEWEST + len(name):
        raise UsageError(detail="A password is not a name with something behind it.")
    if len(set(password)) <= FEWEST // 3:
        raise UsageError(detail="A password has more than four different characters.")
