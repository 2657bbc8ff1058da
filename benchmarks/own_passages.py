"""Our own labelled passages as documents of one page each, of the kind that each says it is from.

A passage has no document around it, and the kind of a document decides its stance: so each stands
under an opening of its kind, which carries no term of any capability.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from heliograph.codec import digest_of, id_of
from heliograph.records import (
    Container,
    ContainerKind,
    Leaf,
    Page,
    PageId,
    Passage,
    PassageId,
    PassageRole,
)

FOLDER = Path(__file__).with_name("passages")
OPENINGS = {
    "sdk_header": "#include <stdint.h>\n#define SDK_API 1\ntypedef struct\nSDK API 结构体 接口",
    "manual": "User guide. Installation and configuration of the product. 功能 部署",
    "product_page": "产品概述 Features of our product. 解决方案 产品优势",
    "tender": "招标文件 采购人 投标人 采购需求 request for proposal pliego закупка",
    "law": "第一条 第二条 本条例 本规定 施行\nArticle 1\nArticle 2 shall enter into force",
    "news": "记者 报道 据悉 journalists reported according to a spokesperson selon según",
    "privacy_notice": "Features of our product. 产品概述 privacy notice 隐私声明",
    "readme": "README Features. Installation: pip install, git clone, docker, usage. 快速开始",
    "contract": "甲方 乙方 合同编号 purchase order contract no",
    "report": "",
}
_REPORTS = {
    "mention_critical": "human rights civil society 人权 derechos humanos droits de l'homme",
    "other": "测试报告 验收报告 test report 测试用例",
}
_STRUCTURED: dict[ContainerKind, PassageRole] = {
    "table": "row",
    "list": "item",
    "enum": "entry",
    "struct": "field",
    "defines": "entry",
}
Label = Literal["claim", "mention_critical", "negated", "unrelated"]


class Holder(Struct, frozen=True):
    """What an own passage stands in."""

    kind: ContainerKind
    name: str
    header: tuple[str, ...]
    about: str


class OwnPassage(Struct, frozen=True):
    """A line of the files, see their README."""

    id: str
    file_kind: str
    heading: str
    container: Holder | None
    before: str
    text: str
    after: str
    span: tuple[int, int] | None
    label: Label
    capability: str
    language: str
    note: str


def own_passages(name: str) -> list[OwnPassage]:
    """Read one of the files: `denials_open`, `denials_held_out`, `thin_classes`."""
    lines = (FOLDER / f"{name}.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=OwnPassage) for line in lines]


def leaf_of(one: OwnPassage) -> tuple[Leaf, tuple[int, int]]:
    """Make the page of a passage; give with it the stretch of the page that carries its label."""
    opening = OPENINGS[one.file_kind]
    if one.file_kind == "report":
        opening = _REPORTS["mention_critical" if "Finding" in one.heading else "other"]
    parts = [opening, one.heading, one.before, one.text, one.after]
    text = "\n\n".join(parts)
    digest = digest_of(one.id.encode())
    page = Page(
        id=PageId(id_of("page", digest, 1)),
        digest=digest,
        number=1,
        text=text,
        read_by="own/1",
        confinement=0,
        first_line=1,
    )
    passages = tuple(_passages(one, parts, page))
    first = len("\n\n".join([*parts[:3], ""]))
    span = one.span or (0, len(one.text))
    return Leaf(page=page, passages=passages), (first + span[0], first + span[1])


def _passages(one: OwnPassage, parts: list[str], page: Page) -> Iterator[Passage]:
    held = _container(one.container) if one.container else None
    at = 0
    for number, part in enumerate(parts):
        role: PassageRole = "heading" if number == 1 else "sentence"
        within = held if number > 1 else None
        if within is not None:
            role = _STRUCTURED[within.kind]
        if part:
            yield Passage(
                id=PassageId(id_of("passage", page.id, at)),
                page_id=page.id,
                number=number,
                start=at,
                end=at + len(part),
                role=role,
                language=one.language,
                heading=one.heading if number > 1 else "",
                container=within,
                position=max(0, number - 2),
                siblings=3,
            )
        at += len(part) + 2


def _container(held: Holder) -> Container:
    return Container(kind=held.kind, name=held.name, header=held.header, about=held.about)
