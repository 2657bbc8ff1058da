"""Takes RTF apart: groups, control words, bytes of text, and pictures in raw bytes.

Rich Text Format 1.9.1, "Conventions of an RTF Reader".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

OPEN, CLOSE, WORD, SIGN, TEXT, BYTE = "open", "close", "word", "sign", "text", "byte"

_TOKEN: Final = re.compile(
    rb"(?P<open>\{)|(?P<close>\})"
    rb"|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?"
    rb"|\\'(?P<byte>[0-9a-fA-F]{2})"
    rb"|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<text>[^\\{}\r\n\0]+)"
    rb"|[\r\n\0]+|\\",
    re.DOTALL,
)

Token = tuple[str, bytes, int | None]
"""Kind, content, and the number after a control word if there is one."""


def tokens(content: bytes) -> Iterator[Token]:
    """Yield the tokens of a file, in order; raw bytes of pictures come as text."""
    at = 0
    while at < len(content):
        found = _TOKEN.match(content, at)
        if found is None:
            return
        at = found.end()
        kind = found.lastgroup or ""
        if kind in (WORD, "number"):
            number = int(found["number"]) if found["number"] else None
            if found["word"] == b"bin" and number is not None and number > 0:
                yield TEXT, content[at : at + number].hex().encode(), None
                at += number
            else:
                yield WORD, found["word"], number
        elif kind == BYTE:
            yield BYTE, bytes.fromhex(found[BYTE].decode("ascii")), None
        elif kind:
            yield kind, found[kind], None
