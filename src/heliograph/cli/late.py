"""Commands by name, each imported when it is asked for: none waits for what another needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from importlib import import_module

import click


class Late(MutableMapping[str, click.Command]):
    """The commands of the modules beside this one; their names are known without importing them."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        """Take the names of the commands of each module."""
        self._modules = {name: module for module, theirs in names.items() for name in theirs}
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        """Give a command. Raises `KeyError`, also where its module has none of this name."""
        if name not in self._loaded:
            module = import_module(f"{__package__}.{self._modules[name]}")
            for one in vars(module).values():
                if isinstance(one, click.Command) and one.name == name:
                    self._loaded[name] = one
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        """Keep one more command."""
        self._modules[name] = command.callback.__module__ if command.callback else ""
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        """Forget a command."""
        del self._modules[name]
        self._loaded.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._modules)

    def __len__(self) -> int:
        """Count the commands."""
        return len(self._modules)
