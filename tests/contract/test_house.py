"""Budgets and boundaries of the code, which no linter counts."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "src" / "heliograph"
MODULES = sorted(HOUSE.rglob("*.py"))
MOST_LINES = 400
MOST_FUNCTION_LINES = 60
# One file by design: a stranger runs it alone, without Heliograph.
MOST_LINES_ALONE = {"dossier/heliograph_verify.py": 1300}
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc", "core"}

# Settings come from the file in the case and from one variable; they are read in one place.
READ_THE_ENVIRONMENT = {"config.py"}


def name_of(path):
    return path.relative_to(HOUSE).as_posix()


def tracked():
    """Every file of the repository as git knows it; none where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True
    )
    names = [one for one in listed.stdout.split("\0") if one]
    return [ROOT / one for one in names if (ROOT / one).is_file()]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_keep_their_budget(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES_ALONE.get(name_of(path), MOST_LINES)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < MOST_FUNCTION_LINES, node.name


def test_every_module_is_named_for_a_noun():
    parts = {part for path in MODULES for part in Path(name_of(path)).with_suffix("").parts}
    assert not parts & NO_NAMES


def test_only_few_modules_read_the_environment():
    readers = {
        name_of(path)
        for path in MODULES
        if re.search(r"\bos\.environ|\bos\.getenv|\bgetenv\(|envvar=", path.read_text("utf-8"))
    }
    assert readers <= READ_THE_ENVIRONMENT


def test_nothing_names_a_machine_or_a_place_to_fetch_from():
    """No absolute path of somebody's machine, no host of a registry, no address inside a lock."""
    place = re.compile(
        rb"(?<![\w.\-])/(?:root|work|home/\w+|Users/\w+|mnt|media)/"
        rb"|files\.python" + rb"hosted|pypi\." + rb"org|index-url[ =]+\S+://|registry\.npm"
    )
    found = {
        str(path.relative_to(ROOT)): place.search(path.read_bytes())
        for path in tracked()
        if path.suffix not in {".pdf", ".docx", ".zip", ".eml"}
    }
    assert not {name: hit.group() for name, hit in found.items() if hit}


def test_files_are_made_durable_in_one_place():
    """Beside it stand the two that keep the evidence itself, each in a way of its own."""
    call = re.compile(r"\bos\.(?:fsync|fdatasync|replace|rename|link)\(")
    writers = {name_of(path) for path in MODULES if call.search(path.read_text("utf-8"))}
    assert writers == {"durable.py", "store/blobs.py", "store/custody.py"}


def test_nobody_prints_but_the_faces():
    talkers = {
        name_of(path).split("/")[0]
        for path in MODULES
        if re.search(r"^\s*(?:click\.echo|print)\(", path.read_text("utf-8"), re.MULTILINE)
    }
    assert talkers <= {"cli"}


def is_a_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def imported(block: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Each name that imports of modules bind, with its module."""
    for one in block:
        if isinstance(one, ast.ImportFrom) and one.module:
            for alias in one.names:
                if is_a_module(whole := f"{one.module}.{alias.name}"):
                    yield alias.asname or alias.name, whole


def stood_for(block: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Each name that `late` binds, with the module for which it stands."""
    for one in block:
        assert isinstance(one, ast.Assign)
        assert isinstance(one.value, ast.Call)
        package, *names = map(ast.literal_eval, one.value.args)
        assert isinstance(one.targets[0], ast.Tuple)
        for bound, name in zip(one.targets[0].elts, names, strict=True):
            yield ast.unparse(bound), f"{package}.{name}"


def test_what_is_imported_late_is_what_types_were_checked_against():
    split = {
        path: one
        for path in MODULES
        for one in ast.parse(path.read_text("utf-8")).body
        if isinstance(one, ast.If) and ast.unparse(one.test) == "TYPE_CHECKING" and one.orelse
    }
    assert split
    for path, one in split.items():
        assert dict(stood_for(one.orelse)) == dict(imported(one.body)), name_of(path)
