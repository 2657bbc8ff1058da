"""What a confined child is handed: a model's bytes and the texts, as one open file."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import BinaryIO, Final

import msgspec
from msgspec import Struct

MEDIA_TYPE: Final = "application/vnd.heliograph.to-be-translated"
VERSION: Final = "1"
"""Changes whenever the same model would make another text of the same words."""


class Request(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One model and what it is to translate."""

    model: bytes
    source_vocabulary: bytes
    target_vocabulary: bytes
    shortlist: bytes
    """Empty where there is none."""
    texts: Sequence[str]


class RequestFile:
    """A request in a nameless file in memory. Use as a context manager."""

    def __init__(self, request: Request) -> None:
        """Write it."""
        packed = msgspec.msgpack.encode(request)
        self.size = len(packed)
        self._descriptor = os.memfd_create("request")
        try:
            with os.fdopen(os.dup(self._descriptor), "wb") as file:
                file.write(packed)
        except BaseException:
            os.close(self._descriptor)
            raise

    def __enter__(self) -> Callable[[], BinaryIO]:
        """Give what opens it, read-only, each time from its beginning."""
        return self._opened

    def __exit__(self, *_: object) -> None:
        """Let go of it."""
        os.close(self._descriptor)

    def _opened(self) -> BinaryIO:
        return open(f"/proc/self/fd/{self._descriptor}", "rb")  # noqa: PTH123 - a descriptor


def request_in(file: BinaryIO) -> Request:
    """Read a request back. Raises `msgspec.DecodeError`."""
    return msgspec.msgpack.decode(file.read(), type=Request)
