"""What many watches cost a document, beside what reading it costs, and whether they answer right.

    python -m benchmarks.watch_cost [--documents 1000] [--watches 10000] [--sample 200]

Documents are tenders, manuals and news of made-up places and firms, of three to six thousand
characters in Chinese and English. Watches are what people ask for: a place and a device, a firm, a
model, a phrase of a tender, a capability with words, an organisation; few of them common. A sample
is also asked alone, one by one, without any short cut, and must have the same findings. Last, one
more document comes, and is asked by all.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from heliograph.app import Heliograph
from heliograph.codec import id_of
from heliograph.pipeline.collecting.intake import location_of
from heliograph.pipeline.steps.answering import answer_watches, asking_of
from heliograph.records import CapabilityId
from heliograph.stages.watch import findings
from heliograph.watch_records import Watch, WatchId

_SYLLABLES: Final = (
    "安博川达东方光海河恒华汇江金锦康兰立林明宁平青瑞山盛石双天威文西祥新兴阳永宇云泽中舟"
)
_PLACES: Final = ("县", "区", "市", "镇", "开发区", "新区")
_BODIES: Final = (
    "公安局",
    "大数据中心",
    "交通局",
    "教育局",
    "第一中学",
    "人民医院",
    "水务局",
    "信息中心",
)
_DEVICES: Final = (
    "人脸抓拍摄像机", "视频结构化服务器", "车牌识别一体机", "门禁终端", "热成像云台", "水位监测站",
    "布控预警平台", "存储阵列", "交换机", "电子班牌", "声纹采集设备", "网络硬盘录像机",
)  # fmt: skip
_DEMANDS: Final = (
    "应支持人脸抓拍与名单比对，准确率不低于{n}%", "存储时间不少于{n}天", "支持按性别、年龄段检索",
    "质保期为{n}个月，免费上门服务", "应具有国家认证的检测报告，编号{m}", "支持接入不少于{n}路视频",
    "投标保证金为人民币{n}万元", "供应商须在{n}日内完成安装调试", "支持对重点人员实时布控预警",
    "接口应符合行业标准第{n}部分", "设备防护等级不低于IP{n}", "系统平均无故障时间不少于{m}小时",
)  # fmt: skip
_ENGLISH: Final = (
    "The {d} model {m} stores {n} days of video", "Search by gender, age and glasses is supported",
    "Firmware {m} mends a fault of the {d}", "Power consumption is below {n} watts",
    "An alarm is raised when a face on the list {m} is met", "Warranty is {n} months",
    "The {d} counts persons who enter", "Delivery within {n} days after the order {m}",
)  # fmt: skip
_ENGLISH_DEVICES: Final = ("dome camera", "access terminal", "video server", "plate reader", "gate")
_TELLING: Final = 12
"""Every so manyth document makes a claim that somebody watches for."""
_NAMING, _CHINESE = 0.2, 0.7
"""Shares of documents that name a known organisation, and of lines that are in Chinese."""
_CAPABILITIES: Final = (
    "ethnicity_alarm", "face_search", "gait_recognition", "emotion_recognition", "person_attribute",
)  # fmt: skip
_COMMON: Final = (
    "人脸",
    "摄像机",
    "camera",
    "名单比对",
    "alarm",
    "face list",
    "公安局",
    "检测报告",
)
_OFTEN: Final = 0.1
"""Share of the documents from which a watch counts as one that often answers."""


class Words:
    """The names of a small world, the same ones in documents and in watches."""

    def __init__(self, chance: random.Random) -> None:
        """Make them up."""
        two = [a + b for a in _SYLLABLES for b in _SYLLABLES if a != b]
        chance.shuffle(two)
        self.places = [name + chance.choice(_PLACES) for name in two[:600]]
        self.firms = [f"{name}科技" for name in two[600:1200]]
        self.models = [
            f"{chance.choice('ADHKTX')}{chance.choice('BCS')}-{chance.randrange(1000, 9999)}"
            f"{chance.choice(('', 'G', '-P', 'T2'))}"
            for _ in range(3000)
        ]
        self.chance = chance

    def some(self, names: list[str]) -> str:
        """Take a name; the first are met most, as of real ones."""
        return names[min(int(len(names) * self.chance.random() ** 2), len(names) - 1)]


def text(words: Words, number: int, entities: list[str]) -> str:
    """Make a document."""
    chance = words.chance
    place, body, firm = words.some(words.places), chance.choice(_BODIES), words.some(words.firms)
    lines = [
        f"{place}{body}{chance.choice(_DEVICES)}采购项目 {number}",
        f"中标供应商：{firm}有限公司。",
    ]
    if number % _TELLING == 0:
        lines.append("系统支持维族告警。")
    if chance.random() < _NAMING:
        lines.append(f"所投产品由{chance.choice(entities)}生产。")
    for _ in range(chance.randrange(40, 80)):
        fields = {"n": chance.randrange(1, 400), "m": words.some(words.models)}
        if chance.random() < _CHINESE:
            device = chance.choice(_DEVICES)
            lines.append(
                f"{device}{words.some(words.models)}：{chance.choice(_DEMANDS)}。".format(**fields)
            )
        else:
            device = chance.choice(_ENGLISH_DEVICES)
            lines.append(chance.choice(_ENGLISH).format(d=device, **fields) + ".")
    return "\n".join(lines)


def watches(words: Words, case: Heliograph, count: int) -> list[Watch]:
    """Make watches as people make them."""
    chance = words.chance
    entities = [one.id for one in case.rows.entities()]
    made = []
    for number in range(count):
        fields = {"id": WatchId(id_of("watch", number)), "number": number + 1, "name": str(number)}
        made.append(Watch(**fields, made_at=case.clock(), **_asked(words, chance, entities)))  # type: ignore[arg-type]
    return made


def _asked(words: Words, chance: random.Random, entities: list[str]) -> dict[str, object]:
    place, firm, model = words.some(words.places), words.some(words.firms), words.some(words.models)
    device, capability = chance.choice(_DEVICES), CapabilityId(chance.choice(_CAPABILITIES))
    kinds: list[tuple[float, dict[str, object]]] = [
        (18, {"query": f"{place} {device}"}),
        (10, {"query": f'"{place}{chance.choice(_BODIES)}"'}),
        (14, {"query": firm}),
        (12, {"query": model}),
        (5, {"query": f"{model[:6]}*"}),
        (8, {"query": f"{firm} OR {words.some(words.firms)} OR {words.some(words.firms)}"}),
        (6, {"query": f"{place} ({device} OR {device[:4]}) NOT {chance.choice(_BODIES)}"}),
        (5, {"query": f'"{chance.choice(_ENGLISH_DEVICES)} model {model}"'}),
        (10, {"query": place, "capabilities": (capability,)}),
        (5, {"query": firm, "least_strength": "S3", "stances": ("asserted",)}),
        (4, {"entities": (chance.choice(entities),), "query": place}),
        (2, {"entities": (chance.choice(entities),), "capabilities": (capability,)}),
        (0.5, {"capabilities": (capability,), "least_score": chance.uniform(0.5, 1)}),
        (0.3, {"query": chance.choice(_COMMON)}),
    ]  # fmt: skip
    return chance.choices([one for _, one in kinds], [weight for weight, _ in kinds])[0]


def differing(case: Heliograph, asked: list[Watch]) -> int:
    """Count the watches whose findings are not those of the same question put alone."""
    tools = case.tools()
    kept = Counter[WatchId]()
    places: dict[str, set[tuple[str, str]]] = {one.id: set() for one in asked}
    for finding in case.rows.findings():
        kept[finding.watch_id] += 1
        if finding.watch_id in places:
            theirs = {(finding.id, one.about) for one in case.rows.places(finding.id)}
            places[finding.watch_id] |= theirs
    readings = list(case.rows.readings())
    documents = [
        asking_of(one.digest, list(case.rows.index_entries([one.digest])), tools)
        for one in readings
    ]
    wrong = 0
    for watch in asked:
        found = case.search(watch.query, limit=100_000).hits if watch.query else []
        pages = {hit.page_id for hit in found}
        answers = (each for one in documents for each in findings(watch, one, pages))
        wrong += places[watch.id] != {(finding.id, place.about) for finding, place in answers}
    return wrong


def _spread(case: Heliograph, documents: int) -> str:
    """Say how often the watches answered."""
    met = Counter(one.watch_id for one in case.rows.findings())
    often = sum(count >= _OFTEN * documents for count in met.values())
    ordered = sorted(met.values())
    middle = ordered[len(ordered) // 2] if ordered else 0
    return (
        f"{sum(met.values())} findings; {len(met)} watches answered, half of these at most "
        f"{middle} times, {often} in every tenth document or more"
    )


def _one_more(case: Heliograph, files: Path, words: Words, names: list[str]) -> tuple[str, float]:
    """Have one more document asked by all watches."""
    number = case.rows.newest_watch()
    with case.rows.all_or_nothing():
        every = case.rows.watches()
        # Nobody asks while it is read, so that asking is measured alone.
        case.rows.keep_watching(
            msgspec.structs.replace(one, ended_at=case.clock()) for one in every
        )
    (files / "more.txt").write_text(text(words, number, names), "utf-8")
    case.add(files)
    case.run()
    case.rows.keep_watching(every)
    tools = case.tools()
    return _took(lambda: answer_watches(tools), 1)


def _took(work: Callable[[], object], parts: int) -> tuple[str, float]:
    """Say how long it took, each of so many, and give the seconds of each.

    By the clock, and of processors: this process and its children that have ended.
    """
    began, spent = time.monotonic(), sum(os.times()[:4])
    work()
    clock, own = time.monotonic() - began, sum(os.times()[:4]) - spent
    return (
        f"{1e3 * clock / parts:.2f} ms ({1e3 * own / parts:.2f} ms of a processor)",
        clock / parts,
    )


def main() -> int:
    """Run it and print the figures."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--documents", type=int, default=1_000)
    args.add_argument("--watches", type=int, default=10_000)
    args.add_argument("--sample", type=int, default=200)
    options = args.parse_args()
    words = Words(random.Random(1))
    with tempfile.TemporaryDirectory(prefix="heliograph-watches-") as folder:
        files = Path(folder) / "files"
        files.mkdir()
        with Heliograph.create(Path(folder) / "case") as case:
            case.run()
            names = [one.name for one in case.rows.entities()]
            size = sum(
                (files / f"{number}.txt").write_text(text(words, number, names), "utf-8")
                for number in range(options.documents)
            )
            case.asked.add([location_of(files, case.folder.root)])
            reading = _took(case.run, options.documents)
            made = watches(words, case, options.watches)
            case.rows.keep_watching(made)
            tools = case.tools()
            asking = _took(lambda: answer_watches(tools), options.documents)
            nothing = _took(lambda: answer_watches(tools), 1)
            sample = words.chance.sample(made, min(options.sample, len(made)))
            wrong = differing(case, sample)
            spread = _spread(case, options.documents)
            alone = _one_more(case, files, words, names)
    each = f"{options.documents} documents of {size / options.documents:,.0f} characters"
    print(
        f"{options.watches} watches over {each}\n"
        f"reading {reading[0]} a document\n"
        f"asking {asking[0]} a document, a {reading[1] / asking[1]:.0f}th of reading it\n"
        f"asking one more document {alone[0]}\nasking when nothing is new {nothing[0]}\n"
        f"{spread}\nof {len(sample)} watches asked alone {wrong} differ"
    )
    return 1 if wrong or asking[1] >= reading[1] else 0


if __name__ == "__main__":
    sys.exit(main())
