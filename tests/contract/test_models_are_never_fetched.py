"""Of the library that translates, what reads bytes is used: never what looks for models."""

from __future__ import annotations

import ast
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2] / "src" / "heliograph"
FETCHES = {"load", "add_models", "fetch_records_body", "records_url"}


def using() -> dict[str, ast.Module]:
    found = {path.name: ast.parse(path.read_text("utf-8")) for path in HOUSE.rglob("*.py")}
    return {name: tree for name, tree in found.items() if "fxtranslate" in imported(tree)}


def imported(tree: ast.Module) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                names.setdefault(one.name, set())
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.setdefault(node.module, set()).update(one.name for one in node.names)
    return names


def test_nothing_but_the_translator_is_taken_from_it():
    modules = using()
    assert set(modules) == {"engine.py", "translator_child.py"}
    taken = set[str]().union(*(imported(tree)["fxtranslate"] for tree in modules.values()))
    assert taken == {"Translator"}


def test_nothing_that_fetches_is_called():
    for tree in using().values():
        called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not called & FETCHES
        assert "discovery" not in called
