"""A database that is lost is made anew from custody: its questions, what was said of findings, and
whom alerts told; nobody is told again.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import FrozenClock

from heliograph.app import Heliograph
from heliograph.notifiers.channel import Channel
from heliograph.watch_records import Watch, WatchId
from heliograph.watching.alerts import make_alerts, send_due
from heliograph.watching.channels import add_channel, channels, courier_of
from heliograph.watching.watches import add_watch, end_watch, set_state


def tell(opened: Heliograph) -> int:
    known = channels(opened)
    make_alerts(opened, known, lambda channel: "")
    return send_due(opened, courier_of(opened), known).sent


def asked(clock: FrozenClock, name: str, **what: object) -> Watch:
    return Watch(id=WatchId(""), number=0, name=name, made_at=clock(), **what)  # type: ignore[arg-type]


def watching(case: Path, clock: FrozenClock, files: Path) -> None:
    """Ask four questions, be told, and say what became of the findings."""
    with Heliograph.create(case, ask=[files], clock=clock) as opened:
        add_channel(opened, Channel(name="lines", address="jsonl:told.jsonl"))
        opened.run()
        add_watch(opened, asked(clock, "faces", query="人脸", channels=("lines",)))
        add_watch(opened, asked(clock, "daily", query="维族", channels=("lines",), digest="daily"))
        add_watch(opened, asked(clock, "over", query="摄像机"))
        end_watch(opened, "over")
        clock.forward(days=1)
        assert tell(opened) == 2
        faces = opened.rows.watches()[0]
        ours = [one for one in opened.rows.findings() if one.watch_id == faces.id]
        set_state(opened, ours[0].id, "escalated", by="A. Reader", note="look")
        clock.forward(minutes=1)
        set_state(opened, ours[0].id, "accepted", by="A. Reader")


def said(opened: Heliograph) -> tuple[object, ...]:
    findings = {(one.id, one.state) for one in opened.rows.findings()}
    decisions = {one for each in findings for one in opened.rows.decisions(each[0])}
    alerts = {(one.id, one.channel, one.state, one.findings) for one in opened.rows.alerts()}
    return opened.rows.watches(ended=True), findings, decisions, alerts


def test_questions_decisions_and_alerts_outlive_the_database(tmp_path: Path, clock: FrozenClock):
    files = tmp_path / "files"
    files.mkdir()
    (files / "a.txt").write_text("系统支持人脸识别。\n")
    (files / "b.txt").write_text("摄像机支持人脸抓拍。支持维族告警。\n")
    case = tmp_path / "case"
    watching(case, clock, files)
    with Heliograph.open(case, clock=clock) as opened:
        before = said(opened)
    for file in case.glob("case.db*"):
        file.unlink()
    with Heliograph.open_to_work(case, clock=clock) as opened:
        opened.run()
        ended = [one.name for one in opened.rows.watches(ended=True) if one.ended_at]
        assert ended == ["over"]
        assert tell(opened) == 0, "whoever was told is not told again"
        assert not [one for one in opened.verify() if one.fails]
        # A question that has ended is not put again to what is read again.
        over = {one.id for one in opened.rows.watches(ended=True) if one.ended_at}
        after = said(opened)
        known = {one[0] for one in after[1]}  # type: ignore[attr-defined]
        kept = {one for one in before[1] if one[0] in known}  # type: ignore[attr-defined]
        lost = [one for one in before[1] if one[0] not in known]  # type: ignore[attr-defined]
        assert (after[0], after[1], after[2:]) == (before[0], kept, before[2:])
        assert len(lost) == len(over) == 1
        clock.forward(days=1)
        assert tell(opened) == 1, "the next digest says that there is nothing"
    lines = (case / "told.jsonl").read_text().splitlines()
    counts = [json.loads(one)["findings"] for one in lines]
    assert (sorted(counts[:2]), counts[2:]) == ([1, 2], [0])
