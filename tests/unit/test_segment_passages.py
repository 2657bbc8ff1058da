"""Blocks that a format tells become passages that know where they stand."""

import pytest

from heliograph.records import Block, Container, Digest, Page, PageId, Passage, PassageId
from heliograph.segmenters import PassageSegmenter
from heliograph.segmenters.sentences import SENTENCE_LIMIT
from heliograph.stages.segment import segment


class Told:
    """A page written block by block."""

    def __init__(self, *containers):
        self.text = ""
        self.blocks = []
        self.containers = containers

    def add(self, words, role, *, before="\n", **facts):
        self.text += before
        start = len(self.text)
        self.text += words
        self.blocks.append(Block(start=start, end=len(self.text), role=role, **facts))
        return self

    def page(self):
        return Page(
            id=PageId("p"),
            digest=Digest("sha256:0"),
            number=1,
            text=self.text,
            read_by="test/1",
            confinement=0,
            blocks=tuple(self.blocks),
            containers=self.containers,
        )

    def passages(self):
        return [
            (self.text[one.start : one.end], one)
            for one in segment(self.page(), segmenter=PassageSegmenter())
        ]


def test_headings_make_the_path_of_what_stands_under_them():
    told = (
        Told()
        .add("# Orlanda VMS", "heading", level=1)
        .add("## Faces", "heading", level=2)
        .add("It counts. It reports.", "paragraph")
        .add("## Plates", "heading", level=2)
        .add("It reads plates.", "paragraph")
    )
    assert [(text, one.heading) for text, one in told.passages()] == [
        ("Orlanda VMS", ""),
        ("Faces", "Orlanda VMS"),
        ("It counts.", "Orlanda VMS › Faces"),
        ("It reports.", "Orlanda VMS › Faces"),
        ("Plates", "Orlanda VMS"),
        ("It reads plates.", "Orlanda VMS › Plates"),
    ]


def test_entries_know_their_enum_and_how_many_they_are():
    enum = Container(kind="enum", name="tagORL_GROUP", about="people")
    told = Told(enum)
    told.add("people", "comment", container=0)
    for words in ("ORL_ONE, // one", "ORL_OTHER, // other", "ORL_NONE"):
        told.add(words, "entry", container=0)
    entries = [one for _, one in told.passages() if one.role == "entry"]
    assert [one.container for one in entries] == [enum] * 3
    assert [(one.position, one.siblings) for one in entries] == [(0, 3), (1, 3), (2, 3)]


def test_a_row_stays_whole_though_it_holds_sentences():
    words = "人脸 | 支持检测。支持识别。 | 2 台"
    told = Told(Container(kind="table")).add(words, "row", container=0)
    assert [text for text, _ in told.passages()] == [words]


def test_a_short_item_stays_whole_and_loses_its_bullet():
    told = Told().add("- Face search. Find a person by photo.", "item", level=1)
    assert [text for text, _ in told.passages()] == ["Face search. Find a person by photo."]


def test_the_star_of_a_tender_stays_with_its_item():
    told = Told().add("★支持步态识别", "item", level=1)
    assert told.passages()[0][0] == "★支持步态识别"


def test_a_long_item_is_cut_into_its_sentences():
    first = "The unit " + "keeps a record of every visitor and " * 6 + "sends it on."
    second = "The unit " + "asks the visitor for a card and " * 6 + "opens the door."
    told = Told().add(f"{first} {second}", "item")
    assert [(text, one.role) for text, one in told.passages()] == [
        (first, "item"),
        (second, "item"),
    ]


def test_what_is_not_the_text_proper_says_so():
    told = Told().add("Home", "item", main=False).add("It counts.", "paragraph")
    assert [one.main for _, one in told.passages()] == [False, True]


def test_tags_between_blocks_are_left_out_and_words_are_not():
    told = (
        Told()
        .add("It counts.", "paragraph", before='<p class="lead">')
        .add("It reads.", "paragraph", before="</p> stray words <p>")
    )
    passages = told.passages()
    assert [text for text, _ in passages] == ["It counts.", "</p> stray words <p>", "It reads."]
    assert not passages[1][1].main


def test_lines_of_code_are_quoted_one_by_one_with_the_comment_that_looks_back():
    told = Told().add("case FACE:\n///< a face\n  break;", "code")
    assert [text for text, _ in told.passages()] == ["case FACE:\n///< a face", "break;"]


def test_a_heading_that_is_a_whole_paragraph_opens_no_section():
    matter = "category: tool\nname: Gate\ndescription: " + "It counts people at a gate. " * 8
    told = Told().add(matter, "heading", level=2).add("It reads.", "paragraph")
    passages = told.passages()
    assert passages[0][0] == "category: tool"
    assert passages[-1][1].heading == ""
    assert {one.role for _, one in passages} == {"sentence"}


def test_a_paragraph_that_is_only_numbered_is_a_heading_all_the_same():
    told = (
        Told()
        .add("三、技术参数", "paragraph")
        .add("（一）摄像机", "paragraph")
        .add("支持人脸识别。", "paragraph")
    )
    assert told.passages()[-1][1].heading == "三、技术参数 › （一）摄像机"


def test_numbered_paragraphs_in_a_run_are_no_headings():
    told = Told()
    for words in ("一、营业执照", "二、授权书", "三、报价表", "以上材料应当盖章。"):
        told.add(words, "paragraph")
    assert {one.heading for _, one in told.passages()} == {""}


def test_each_passage_says_its_language():
    told = (
        Told()
        .add("摄像机可以识别人脸并上报平台。", "paragraph")
        .add("The camera recognises the faces of all who pass the gate.", "paragraph")
        .add("ORL_HUE_DARK = 1, // 深色", "entry")
        .add("42", "row")
    )
    assert [one.language for _, one in told.passages()] == ["zh", "en", "zh", "zxx"]


def test_names_from_source_code_do_not_make_a_language():
    told = (
        Told()
        .add("摄像机可以识别人脸并上报平台。", "paragraph")
        .add("EVENT_ORL_GATHERING 聚众事件(对应 DEV_EVENT_ORL_GATHERING_INFO)", "row")
    )
    assert [one.language for _, one in told.passages()] == ["zh", "zh"]


def test_a_sentence_without_end_is_cut():
    told = Told().add("字" * 1500, "paragraph")
    assert [len(text) for text, _ in told.passages()] == [SENTENCE_LIMIT, SENTENCE_LIMIT, 300]


class Broken:
    """A segmenter that breaks its promise."""

    name = "broken"
    version = "1"

    def segment(self, page):
        for start, end in ((4, 6), (2, 3)):
            yield Passage(
                id=PassageId(f"{page.id}:{start}-{end}"),
                page_id=page.id,
                number=0,
                start=start,
                end=end,
                role="sentence",
                language="zxx",
            )


def test_passages_out_of_order_are_a_broken_promise():
    with pytest.raises(ValueError, match="broken cut 2:3 out of order"):
        list(segment(Told().add("It counts.", "paragraph").page(), segmenter=Broken()))
