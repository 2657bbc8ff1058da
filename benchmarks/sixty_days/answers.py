"""How the site answers: pages, files, and the words that most of its notices have in common."""

from __future__ import annotations

from typing import Final

from tests.answering import answer
from tests.pdf_writer import Leaf, Pdf, show

_PAGE: Final = (
    "<html><head><meta charset={charset}><title>{title}</title></head><body>{body}</body></html>"
)
TERMS: Final = (
    "<p>一、项目名称：智慧社区视频平台建设。</p>"
    "<p>二、系统应支持人脸抓拍与名单比对，识别准确率不低于 97%。</p>"
    "<p>三、供应商须提供第三方检测报告。</p><p>四、投标文件以纸质形式递交，逾期不予受理。</p>"
)


def html(title: str, body: str, charset: str = "utf-8") -> bytes:
    """Write a page."""
    text = _PAGE.format(charset=charset, title=title, body=body)
    return answer(text.encode(charset), Content_Type=f"text/html; charset={charset}")


def gone() -> bytes:
    """Say that nothing is there."""
    return answer("<html><body>您访问的页面不存在</body></html>".encode(), "404 Not Found",
                  Content_Type="text/html; charset=utf-8")  # fmt: skip


def pdf(words: str) -> bytes:
    """Write a file of one page."""
    content = Pdf([Leaf(content=show(words, 20, 150))]).write()
    return answer(content, Content_Type="application/pdf")
