"""Modules that are imported when something is first asked of them: a start waits for none of them.

Where it is used, the same modules are imported under `TYPE_CHECKING`: so types are checked, and the
order of the house is, as if they were imported at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Late:
    """Stands for a module until it is needed, and hands on what is asked of it."""

    def __init__(self, package: str, name: str) -> None:
        """Name a module of a package; nothing is imported yet."""
        self._name = f"{package}.{name}"

    def __getattr__(self, what: str) -> Any:  # noqa: ANN401 - as many types as modules have names
        """Import the module and give what it has of this name. Raises `AttributeError`."""
        return getattr(import_module(self._name), what)


def late(package: str, *names: str) -> tuple[Late, ...]:
    """Stand for modules of one package, in this order."""
    return tuple(Late(package, one) for one in names)


class Named:
    """Stands for a function of a module, which is imported when it is first called."""

    def __init__(self, package: str, name: str) -> None:
        """Name it by its module inside a package, a dot between."""
        self._module, _, self._function = name.rpartition(".")
        self._package = package

    @property
    def function(self) -> Any:  # noqa: ANN401 - whatever it is that was named
        """Import it. Raises `ImportError` and `AttributeError` where there is none."""
        return getattr(import_module(f"{self._package}.{self._module}"), self._function)

    def load(self) -> None:
        """Import its module now."""
        import_module(f"{self._package}.{self._module}")

    def __call__(self, *given: Any) -> Any:  # noqa: ANN401 - as the function has it
        """Import and call it."""
        return self.function(*given)
