"""With no source added nothing is asked of anyone, whatever the documents point to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.answering import answer, serving

COMMANDS = (
    ("scan", "{docs}", "--case", "{case}"),
    ("run", "--case", "{case}"),
    ("source", "check", "--case", "{case}"),
    ("search", "camera", "--case", "{case}"),
)
ALONE = ("unshare", "--user", "--map-root-user", "--net")


def document(folder: Path, address: str) -> Path:
    folder.mkdir()
    (folder / "page.html").write_text(
        f'<html><head><link rel="stylesheet" href="{address}/style"><base href="{address}/">'
        f'<meta http-equiv="refresh" content="0;url={address}/now"></head><body>'
        f'<img src="{address}/beacon"><iframe src="{address}/frame"></iframe>'
        f'<a href="{address}/list.html" ping="{address}/ping">camera</a></body></html>'
    )
    (folder / "feed.xml").write_text(
        f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{address}/dtd"><rss><channel><item>'
        f"<link>{address}/post</link><title>camera</title></item></channel></rss>"
    )
    return folder


def run(tmp_path: Path, address: str, before: tuple[str, ...] = ()) -> None:
    places = {"docs": str(document(tmp_path / "docs", address)), "case": str(tmp_path / "case")}
    for command in COMMANDS:
        words = [one.format(**places) for one in command]
        done = subprocess.run(
            [*before, sys.executable, "-m", "heliograph", *words],
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert not (tmp_path / "case" / "egress.jsonl").exists()


def test_what_documents_point_to_is_never_asked_for(tmp_path: Path):
    with serving(lambda path: answer(b"caught")) as trap:
        run(tmp_path, trap.url(""))
    assert trap.asked == []


def test_all_of_it_works_where_there_is_no_network_at_all(tmp_path: Path):
    alone = subprocess.run([*ALONE, "true"], capture_output=True, check=False)
    if alone.returncode:
        pytest.skip(f"no namespace of its own may be made here: {alone.stderr.decode().strip()}")
    run(tmp_path, "http://127.0.0.1:9", ALONE)
