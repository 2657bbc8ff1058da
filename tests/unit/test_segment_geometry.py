"""Where characters stand on the page tells what their text alone does not."""

from heliograph.codec import pack_boxes
from heliograph.records import Digest, Page, PageId
from heliograph.segmenters import PassageSegmenter

STEP = 0.01
"""Width of a Latin letter on the page that is drawn here; Han characters take two."""


class Drawing:
    """A page drawn piece by piece."""

    def __init__(self):
        self.text = ""
        self.boxes = []

    def write(self, words, *, left=0.1, top, size=1.0, then="\r\n"):
        at = left
        for sign in words:
            width = STEP * size * (2 if ord(sign) > 0x2E80 else 1)
            self.boxes.append((at, top, at + width, top + 0.012 * size))
            at += width
        self.text += words + then
        self.boxes += [None] * len(then)

    def passages(self):
        page = Page(
            id=PageId("p"),
            digest=Digest("sha256:0"),
            number=1,
            text=self.text,
            read_by="test/1",
            confinement=0,
            boxes=pack_boxes(self.boxes),
        )
        return [(self.text[one.start : one.end], one) for one in PassageSegmenter().segment(page)]


def glossary():
    drawing = Drawing()
    drawing.write("词语", top=0.20, then=" ")
    drawing.write("含义", left=0.4, top=0.20)
    drawing.write("检测", top=0.22, then=" ")
    drawing.write("找出画面中的目标以及目标的特征（年", left=0.4, top=0.22)
    drawing.write("龄、表情）", left=0.4, top=0.24)
    drawing.write("识别", top=0.27, then="\r\n")
    drawing.write("与名单中的人脸比对", left=0.4, top=0.26)
    drawing.write("并且上报结果", left=0.4, top=0.28)
    drawing.write("计数", top=0.30, then=" ")
    drawing.write("统计区域内的人数", left=0.4, top=0.30)
    return drawing


def test_a_gap_parts_the_cells_of_a_row():
    rows = [(text, one) for text, one in glossary().passages() if one.role == "row"]
    assert len(rows) == 4
    assert {one.container for _, one in rows} == {rows[0][1].container}
    assert rows[0][1].container.header == ("词语", "含义")


def test_a_cell_goes_on_under_itself():
    texts = [text for text, _ in glossary().passages()]
    assert "检测 找出画面中的目标以及目标的特征（年\r\n龄、表情）" in texts


def test_a_cell_that_stands_beside_belongs_to_the_row():
    texts = [text for text, _ in glossary().passages()]
    assert "识别\r\n与名单中的人脸比对\r\n并且上报结果" in texts


def body(drawing, top, lines=6):
    for number in range(lines):
        drawing.write("摄像机拍下经过大门的所有人并把照片送到平台保存三十天以备", top=top)
        top += 0.02
        assert number >= 0
    return top


def test_large_type_is_a_heading():
    drawing = Drawing()
    drawing.write("人脸布控", top=0.2, size=1.5)
    body(drawing, 0.24)
    passages = drawing.passages()
    assert passages[0][1].role == "heading"
    assert passages[1][1].heading == "人脸布控"


def test_small_type_at_the_edge_is_a_running_title():
    drawing = Drawing()
    drawing.write("岚山市示范中学门禁改造项目招标文件", top=0.03, size=0.8)
    body(drawing, 0.2)
    first, second = drawing.passages()[:2]
    assert not first[1].main
    assert second[1].main


def test_a_line_that_reaches_the_margin_goes_on():
    drawing = Drawing()
    top = body(drawing, 0.2, lines=2)
    drawing.write("核查。", top=top)
    texts = [text for text, _ in drawing.passages()]
    assert texts == [drawing.text.strip()]


def test_room_between_lines_parts_them():
    drawing = Drawing()
    top = body(drawing, 0.2, lines=4)
    drawing.write("设备保修三年", top=top + 0.05)
    assert [text for text, _ in drawing.passages()][-1] == "设备保修三年"


def test_the_room_after_a_number_parts_no_cells():
    drawing = Drawing()
    for number, words in enumerate(("Open the case.", "Add the folder.", "Read it.")):
        drawing.write(f"{number + 1}.", top=0.2 + number * 0.02, then=" ")
        drawing.write(words, left=0.2, top=0.2 + number * 0.02)
    assert [one.role for _, one in drawing.passages()] == ["item", "item", "item"]


def test_the_verdict_on_the_last_line_of_a_numbered_row_belongs_to_it():
    drawing = Drawing()
    drawing.write("1", top=0.20, then=" ")
    drawing.write("抓拍", left=0.2, top=0.20, then=" ")
    drawing.write("不低于百分之九十八", left=0.4, top=0.20, then=" ")
    drawing.write("通过", left=0.85, top=0.20)
    drawing.write("2", top=0.23, then=" ")
    drawing.write("告警", left=0.2, top=0.23)
    drawing.write("三秒内向平台推送告警并附", left=0.4, top=0.22)
    drawing.write("抓拍图", left=0.4, top=0.24, then=" ")
    drawing.write("通过", left=0.85, top=0.23)
    drawing.write("3", top=0.26, then=" ")
    drawing.write("口罩", left=0.2, top=0.26, then=" ")
    drawing.write("不低于百分之九十五", left=0.4, top=0.26, then=" ")
    drawing.write("不通过", left=0.85, top=0.26)
    rows = [" ".join(text.split()) for text, one in drawing.passages() if one.role == "row"]
    assert rows == [
        "1 抓拍 不低于百分之九十八 通过",
        "2 告警 三秒内向平台推送告警并附 抓拍图 通过",
        "3 口罩 不低于百分之九十五 不通过",
    ]


def events():
    """Draw a table of constants whose narrow cells break names in the middle of a word."""
    drawing = Drawing()
    drawing.write("SRV_EVENT_CLIMBDETECTION", top=0.20, then=" ")
    drawing.write("0x0128", left=0.4, top=0.20, then=" ")
    drawing.write("攀高", left=0.5, top=0.20, then=" ")
    drawing.write("SRV_INFO_CLIMBDETECTI", left=0.6, top=0.20)
    drawing.write("ON_INFO", left=0.6, top=0.22)
    drawing.write("SRV_EVENT_RISE", top=0.24, then=" ")
    drawing.write("0x011E", left=0.4, top=0.24, then=" ")
    drawing.write("起身", left=0.5, top=0.24, then=" ")
    drawing.write("SRV_INFO_RISEDETECTI_", left=0.6, top=0.24)
    drawing.write("INFO", left=0.6, top=0.26)
    drawing.write("SRV_EVENT_LEAVEDETECTIO", top=0.28)
    drawing.write("N", top=0.30)
    drawing.write("0x0129", left=0.4, top=0.29, then=" ")
    drawing.write("离岗", left=0.5, top=0.29)
    return drawing


def test_a_name_broken_in_the_last_cell_stays_in_its_row():
    rows = ["".join(text.split()) for text, one in events().passages() if one.role == "row"]
    assert rows[:2] == [
        "SRV_EVENT_CLIMBDETECTION0x0128攀高SRV_INFO_CLIMBDETECTION_INFO",
        "SRV_EVENT_RISE0x011E起身SRV_INFO_RISEDETECTI_INFO",
    ]


def test_what_stands_back_in_the_first_column_begins_the_next_row():
    rows = ["".join(text.split()) for text, one in events().passages() if one.role == "row"]
    assert rows[2] == "SRV_EVENT_LEAVEDETECTION0x0129离岗"


def test_a_paragraph_far_below_and_to_the_right_is_no_cell():
    drawing = Drawing()
    drawing.write("请在干燥处存放。", top=0.20)
    drawing.write("系统支持人脸比对。", left=0.4, top=0.26)
    assert [text for text, _ in drawing.passages()] == ["请在干燥处存放。", "系统支持人脸比对。"]
