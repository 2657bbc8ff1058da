"""Bitten, cut and blanked documents of many formats: each gets an outcome, and the scan ends."""

from __future__ import annotations

from benchmarks.mutations import mutants, scan

from heliograph.app import Heliograph

COUNT = 60
DEADLINE_S = 240.0


def test_every_mutant_gets_an_outcome_and_nothing_is_left_waiting(tmp_path):
    folder, case = tmp_path / "folder", tmp_path / "case"
    folder.mkdir()
    made = dict(mutants(COUNT, seed=7))
    for name, content in made.items():
        (folder / name).write_bytes(content)
    code, _ = scan(folder, case, DEADLINE_S)
    assert code == 0
    with Heliograph.open(case) as opened:
        lines = {line.path: line for line in opened.rows.ledger_lines()}
        assert not any(check.fails for check in opened.verify())
    assert made.keys() <= lines.keys()
    assert None not in {line.outcome for line in lines.values()}
    # A crash costs its own file alone; one of a later step would be our own mistake.
    assert "step-failed" not in {line.reason for line in lines.values()}


def test_the_same_seed_makes_the_same_mutants():
    assert dict(mutants(30)) == dict(mutants(30))
