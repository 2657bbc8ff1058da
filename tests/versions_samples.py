"""Versions of made-up documents: an interface in five, as a header and as a field table; others."""

from __future__ import annotations

import io
from collections.abc import Sequence

from heliograph.codec import digest_of
from heliograph.extractors.field_table import FieldTableExtractor
from heliograph.extractors.html import HtmlExtractor
from heliograph.extractors.markdown import MarkdownExtractor
from heliograph.extractors.source_code import SourceCodeExtractor
from heliograph.extractors.text import TextExtractor
from heliograph.records import CaptureId, Document, DocumentId, Leaf, SourceId
from heliograph.seams import Extractor, Limits, Member
from heliograph.segmenters.outline import carry_headings
from heliograph.segmenters.passages import PassageSegmenter
from heliograph.stages.extract import extract
from heliograph.versions.changes import Change
from heliograph.versions.comparison import compare
from heliograph.versions.units import Unit, Version, version_of

Said = tuple[str, str]
"""What is declared, and what is said of it."""

READERS: dict[str, Extractor] = {
    "h": SourceCodeExtractor(),
    "table": FieldTableExtractor(),
    "md": MarkdownExtractor(),
    "html": HtmlExtractor(),
    "txt": TextExtractor(),
}


class Interface:
    """One version of a vendor's face interface."""

    def __init__(self, about: str, face: Sequence[Said], nation: Sequence[Said] = ()) -> None:
        self.about = about
        self.face = list(face)
        self.nation = list(nation)

    def header(self) -> str:
        lines = []
        if self.nation:
            lines += ["typedef enum tagVRD_NATION_KIND", "{"]
            lines += [f"    {name},{_comment(said)}" for name, said in self.nation]
            lines += ["} VRD_NATION_KIND;", ""]
        lines += [f"// {self.about}"] if self.about else []
        lines += ["typedef struct tagVRD_FACE_TRAIT", "{"]
        lines += [f"    {declared};{_comment(said)}" for declared, said in self.face]
        return "\n".join([*lines, "} VRD_FACE_TRAIT, *LPVRD_FACE_TRAIT;", ""])

    def table(self) -> str:
        lines = []
        if self.nation:
            lines += ["enum table tagVRD_NATION_KIND", ""]
            lines += [f"{name} | {said}" if said else name for name, said in self.nation]
            lines += ["VRD_NATION_KIND", ""]
        lines += [self.about] if self.about else []
        lines += ["struct table tagVRD_FACE_TRAIT", ""]
        lines += [f"{name} | {said}" if said else name for name, said in self.face]
        return "\n".join([*lines, "VRD_FACE_TRAIT *LPVRD_FACE_TRAIT", ""])


def _comment(said: str) -> str:
    return f"   // {said}" if said else ""


NATION = [
    ("VRD_NATION_UNKNOWN", "未知"),
    ("VRD_NATION_UYGUR", "维族"),
    ("VRD_NATION_OTHER", "其他"),
]
INTERFACES = [
    Interface(
        "人脸特征",
        [
            ("BYTE byAge", "年龄"),
            ("BYTE bySex", "性别, 0-未知, 1-男, 2-女"),
            ("BYTE byRes[6]", "保留"),
        ],
    ),
    Interface(
        "人脸特征",
        [
            ("BYTE byAge", "年龄"),
            ("BYTE bySex", "性别, 0-未知, 1-男, 2-女"),
            ("BYTE byNation", "民族, 0-未知, 1-汉族, 2-维族"),
            ("BYTE byBeard", "胡子, 0-无, 1-有"),
            ("BYTE byHat", "帽子"),
            ("BYTE byRes[3]", "保留"),
        ],
        NATION,
    ),
    Interface(
        "人脸特征",
        [
            ("BYTE byAge", "年龄"),
            ("BYTE bySex", "性别, 0-未知, 1-男, 2-女"),
            ("BYTE byNation", ""),
            ("BYTE byBeard", ""),
            ("BYTE byHat", "帽子"),
            ("BYTE byRes[3]", ""),
        ],
        [(name, "") for name, _ in NATION],
    ),
    Interface(
        "What a face looks like, by the camera",
        [
            ("BYTE byAge", "age"),
            ("BYTE bySex", "sex, 0 unknown, 1 male, 2 female"),
            ("BYTE byRes0", ""),
            ("BYTE byRes1", ""),
            ("BYTE byHat", "hat"),
            ("BYTE byRes[3]", ""),
        ],
        [(name, "") for name, _ in NATION],
    ),
    Interface(
        "What a face looks like, by the camera",
        [
            ("BYTE byAgeBand", "age"),
            ("BYTE bySex", "sex, 0 unknown, 1 male, 2 female"),
            ("BYTE byRes0", ""),
            ("BYTE byRes1", ""),
            ("BYTE byHat", "hat"),
            ("BYTE byRes[3]", ""),
        ],
    ),
]

INTERFACE_CHANGES = [
    {
        ("appeared", "VRD_NATION_UNKNOWN"),
        ("appeared", "VRD_NATION_UYGUR"),
        ("appeared", "VRD_NATION_OTHER"),
        ("appeared", "byNation"),
        ("appeared", "byBeard"),
        ("appeared", "byHat"),
    },
    {
        ("comment-blanked", "VRD_NATION_UNKNOWN"),
        ("comment-blanked", "VRD_NATION_UYGUR"),
        ("comment-blanked", "VRD_NATION_OTHER"),
        ("comment-blanked", "byNation"),
        ("comment-blanked", "byBeard"),
    },
    {
        ("reworded", ""),
        ("reworded", "byAge"),
        ("reworded", "bySex"),
        ("renamed-to-reserved", "byNation"),
        ("renamed-to-reserved", "byBeard"),
        ("reworded", "byHat"),
    },
    {
        ("vanished", "VRD_NATION_UNKNOWN"),
        ("vanished", "VRD_NATION_UYGUR"),
        ("vanished", "VRD_NATION_OTHER"),
        ("renamed", "byAge"),
    },
]
"""Kind and name of all that changes from each version to the next."""

LAW = """\
# 维尔德市公共场所图像采集管理办法

2021年3月2日 市人民政府第12次会议通过

第一条 为了规范公共场所图像采集活动，保护个人信息，制定本办法。

第二条 在车站、商场、宾馆等公共场所安装图像采集设备的，应当遵守本办法。

第三条 有下列情形之一的，不得使用人脸识别技术：

（一）未经本人单独同意的；

（二）在更衣室、浴室等私密空间的；

（三）法律、行政法规禁止的其他情形。

第四条 违反本办法规定的，由主管部门责令改正；情节严重的，处五万元以下罚款。

第五条 本办法自2021年5月1日起施行。
"""

PRODUCT = """\
# 维尔德 K7 智能摄像机

维尔德 K7 面向园区与街道，提供全天候的视频采集。支持识别人员的民族属性（如维族、汉族）。
支持按性别和年龄检索。

## 技术参数

| 参数 | 数值 |
|---|---|
| 分辨率 | 3840×2160 |
| 工作温度 | -30℃ 至 60℃ |
| 识别准确率 | 不低于 98.5% |

## 测试结果

| 项目 | 方法 | 结果 |
|---|---|---|
| 人脸抓拍 | 自动 | 通过 |
| 民族属性识别 | 自动 | 通过 |
| 夜间补光 | 人工 | 通过 |
"""


def version(content: str | bytes, kind: str, path: str = "") -> Version:
    """Read a document as a case would, without the case."""
    raw = content.encode() if isinstance(content, str) else content
    reader = READERS[kind]
    media_type = min(reader.media_types)
    read = reader.read(io.BytesIO(raw), media_type, Limits())
    values = [one for one in read if not isinstance(one, Member)]
    extraction = extract(
        digest_of(raw), values, media_type=media_type, read_by=f"{reader.name}/1", confinement=0
    )
    leaves = (
        Leaf(page=page, passages=tuple(PassageSegmenter().segment(page)))
        for page in extraction.pages
    )
    document = Document(
        id=DocumentId("d"),
        capture_id=CaptureId("c"),
        source_id=SourceId("s"),
        path=path or f"document.{kind}",
        digest=digest_of(raw),
        size=len(raw),
    )
    return version_of(document, list(carry_headings(leaves)))


def changes(older: Version, newer: Version) -> list[Change]:
    """All changes, none for pages' margins."""
    return list(compare(older, newer).changes)


def named(found: Sequence[Change]) -> list[tuple[str, str]]:
    """Kind, and name of the older side or else of the newer, of each change."""
    pairs: list[tuple[str, str]] = []
    for change in found:
        unit = change.before or change.after
        if change.kind == "appeared":
            unit = change.after
        assert unit is not None
        pairs.append((change.kind, unit.member.name if unit.member else ""))
    return pairs


def before(change: Change) -> Unit:
    """What stood in the older version."""
    assert change.before is not None
    return change.before


def after(change: Change) -> Unit:
    """What stands in the newer version."""
    assert change.after is not None
    return change.after
