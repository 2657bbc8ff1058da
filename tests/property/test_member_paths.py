"""The path of a member names one member, whatever its name and its container's are made of."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from heliograph.app import Heliograph
from heliograph.stages.preserve import member_path

NAMES = st.lists(st.sampled_from(["!", "/", "%", "21", "25", "a", "民"]), max_size=9).map("".join)
WRITTEN = re.compile(r"%(?:(25)(?=(?:25)*21/)|21(?=/))")


def as_it_was(name: str) -> str:
    return WRITTEN.sub(lambda found: "%" if found[1] else "!", name)


@given(container=NAMES, name=NAMES)
def test_the_name_of_a_member_can_be_read_back_from_its_path(container: str, name: str) -> None:
    path = member_path(container, name)
    _, _, last = path.removeprefix(container).partition("!/")
    assert "!/" not in last
    assert as_it_was(last) == name


@given(names=st.lists(NAMES, min_size=1, max_size=4))
def test_a_path_of_containers_comes_apart_in_one_way(names: list[str]) -> None:
    path = "case.zip"
    for name in names:
        path = member_path(path, name)
    parts = path.split("!/")
    assert [as_it_was(part) for part in parts[1:]] == names or any(
        # Only a name that ends in `!` before a member whose name begins with `/` is doubtful.
        name.startswith("/") or name.endswith("!")
        for name in names
    )


def packed(**members: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def test_members_whose_names_look_like_paths_of_members_are_the_same_in_each_copy(
    tmp_path: Path,
) -> None:
    odd = {
        "a.zip!/b.txt": b"one",
        "a.zip": packed(**{"b.txt": b"two", "c!/d.txt": b"three"}),
        "a.zip%21/b.txt": b"four",
    }
    for copy in ("first", "second"):
        (tmp_path / copy).mkdir()
        (tmp_path / copy / "odd.zip").write_bytes(packed(**odd))
    with Heliograph.create(tmp_path / "case", ask=[tmp_path / "first"]) as opened:
        opened.run()
        opened.add(tmp_path / "second")
        opened.run()
        paths: dict[str, list[str]] = {}
        for document in opened.rows.documents():
            paths.setdefault(str(document.source_id), []).append(document.path)
        assert not any(check.fails for check in opened.verify())
    first, second = map(sorted, paths.values())
    assert first == second
    assert first == [
        "odd.zip",
        "odd.zip!/a.zip",
        "odd.zip!/a.zip!/b.txt",
        "odd.zip!/a.zip!/c%21/d.txt",
        "odd.zip!/a.zip%21/b.txt",
        "odd.zip!/a.zip%2521/b.txt",
    ]
