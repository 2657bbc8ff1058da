"""The files of words that ship with the finder: each read once, and known by a version."""

from __future__ import annotations

import hashlib
from functools import cached_property
from importlib.resources import files
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from heliograph.errors import TaxonomyError

S = TypeVar("S", bound=Struct)


class WordFile(Generic[S]):
    """A TOML file beside these modules; nothing is read before somebody asks."""

    def __init__(self, name: str, form: type[S]) -> None:
        """Take the file's name, and what it must hold."""
        self.name = name
        self._form = form

    @cached_property
    def _content(self) -> bytes:
        return (files("heliograph.finders") / self.name).read_bytes()

    @cached_property
    def held(self) -> S:
        """What stands in it. Raises `TaxonomyError` where the file is broken."""
        try:
            return msgspec.toml.decode(self._content, type=self._form)
        except msgspec.DecodeError as broken:
            raise TaxonomyError(file=self.name, detail=str(broken)) from broken

    @cached_property
    def version(self) -> str:
        """The first 8 hex digits of the SHA-256 over its bytes."""
        return hashlib.sha256(self._content).hexdigest()[:8]
