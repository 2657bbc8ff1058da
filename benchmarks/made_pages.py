"""Pages drawn from text that is known, as scanners, cameras and layouts make them."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from opencc import OpenCC
from PIL import Image, ImageDraw, ImageFilter, ImageFont

OWN_TEXTS = Path(__file__).parent / "ocr_texts"

NOTO = Path("/usr/share/fonts")
CJK = NOTO / "opentype" / "noto"
LATIN = NOTO / "truetype" / "noto" / "NotoSerif-Regular.ttf"

FONTS: Mapping[str, tuple[Path, int]] = {
    "zh": (CJK / "NotoSerifCJK-Regular.ttc", 2),
    "zh-Hant": (CJK / "NotoSansCJK-Regular.ttc", 3),
    "en": (LATIN, 0),
    "ru": (LATIN, 0),
    "ar": (NOTO / "truetype" / "noto" / "NotoNaskhArabic-Regular.ttf", 0),
    "ug": (NOTO / "truetype" / "noto" / "NotoSansArabic-Regular.ttf", 0),
    "bo": (NOTO / "truetype" / "noto" / "NotoSerifTibetan-Regular.ttf", 0),
    "fr": (LATIN, 0),
    "es": (LATIN, 0),
}
"""Language → Debian's font (fonts-noto-cjk, fonts-noto-core), and which of a collection."""

FROM_THE_RIGHT = frozenset({"ar", "ug"})

LETTERS: Mapping[str, str] = {
    "zh": "\u4e00-\u9fff",
    "zh-Hant": "\u4e00-\u9fff",
    "ru": "\u0400-\u045f",
    "ar": "\u0621-\u064a",
    "ug": "\u0621-\u06d5",
    "bo": "\u0f00-\u0fda",
}
"""Letters of a language besides those of ASCII."""

POINTS_AN_INCH = 72
PAPER = (8.27, 11.69)
"""Inches: A4."""

MARGIN = 0.9
TYPE = 11.0
SMALL_TYPE = 6.5
LINES = 10
"""Lines of a page: the lower part stays empty, so that more pages can be read in the same time."""

LEAST_PARAGRAPH = 30

_MARKS = re.compile(r"https?://\S+|!?\[([^\]]*)\]\([^)]*\)|<[^>]*>|&\w+;|[*_`|#>~\\{}]+|^[\s\-+=]+")


@dataclass(frozen=True, slots=True)
class Kind:
    """How a page was made: dots an inch, type, layout, and what was then done to its picture."""

    dpi: int = 200
    points: float = TYPE
    layout: str = "text"
    then: Callable[[Image.Image, random.Random], Image.Image] | None = None


def kinds() -> Mapping[str, Kind]:
    """Give all kinds of pages, by name."""
    turned = {f"turned {by}": Kind(then=partial(_turned, by=by)) for by in (90, 180, 270)}
    return {
        "300 dpi": Kind(dpi=300),
        "200 dpi": Kind(),
        "150 dpi": Kind(dpi=150),
        "askew": Kind(then=_askew),
        **turned,
        "noisy": Kind(then=_noisy),
        "photo": Kind(then=_photo),
        "columns": Kind(layout="columns"),
        "table": Kind(layout="table"),
        "small": Kind(points=SMALL_TYPE, dpi=300),
    }


def texts(corpus: Path) -> Mapping[str, Sequence[str]]:
    """Take paragraphs of each language from documents of the corpus, and texts of our own."""
    found: dict[str, list[str]] = {language: [] for language in FONTS}
    for line in (corpus / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        name, language = document["file"], document["language"]
        if language in found and name.endswith((".md", ".txt", ".rst")):
            found[language] += _paragraphs((corpus / name).read_text("utf-8"), language)
    for own in OWN_TEXTS.glob("*.txt"):
        found[own.stem] += _paragraphs(own.read_text(encoding="utf-8"), own.stem)
    # The corpus has little in traditional letters.
    traditional = OpenCC("s2t")
    found["zh-Hant"] += map(traditional.convert, found["zh"])
    return found


def _paragraphs(text: str, language: str) -> Iterator[str]:
    letters = LETTERS.get(language, "A-Za-zÀ-ÿŒœ")
    known = re.compile(
        rf"[{letters}A-Za-z0-9 .,;:!?()«»“”’'\"%/\-–—。，、；：！？（）《》「」·،؛؟]+"
    )
    own = re.compile(f"[{letters}]")
    for line in text.splitlines():
        words = " ".join(_MARKS.sub(lambda mark: mark[1] or " ", line).split())
        if len(words) < LEAST_PARAGRAPH or not known.fullmatch(words):
            continue
        if 2 * len(own.findall(words)) > len(words.replace(" ", "")):
            yield words


def page(
    paragraphs: Sequence[str], language: str, kind: Kind, chance: random.Random, lines: int = LINES
) -> tuple[Image.Image, str]:
    """Draw one page with so many lines in a column, and give what stands on it."""
    picture = _Page(language, kind, lines)
    picture.write(chance.sample(paragraphs, len(paragraphs)))
    drawn = picture.drawn
    return (kind.then(drawn, chance) if kind.then else drawn), "\n".join(picture.written)


class _Page:
    def __init__(self, language: str, kind: Kind, lines: int) -> None:
        self._dpi = kind.dpi
        self._count = lines
        file, index = FONTS[language]
        height = round(kind.points * kind.dpi / POINTS_AN_INCH)
        self._font = ImageFont.truetype(str(file), height, index=index)
        self._step = round(height * (1.9 if language in {"bo", "ar", "ug"} else 1.6))
        self._right = language in FROM_THE_RIGHT
        self._layout = kind.layout
        self._breaks = re.compile(
            r"[A-Za-z0-9.\-/%]+ ?|." if language.startswith("zh") else r"[^ ་]+(?:[ ་]+|$)"
        )
        self.written: list[str] = []
        self.drawn = Image.new("RGB", _pixels(PAPER, kind.dpi), "white")
        self._brush = ImageDraw.Draw(self.drawn)

    def write(self, paragraphs: Sequence[str]) -> None:
        """Fill the page by its layout."""
        left, width = MARGIN * self._dpi, (PAPER[0] - 2 * MARGIN) * self._dpi
        if self._layout == "table":
            self._table(paragraphs, left, width)
            return
        gap = 0.35 * self._dpi
        columns = 2 if self._layout == "columns" else 1
        each = (width - gap * (columns - 1)) / columns
        lines = self._lines(paragraphs, each)
        starts = [left + at * (each + gap) for at in range(columns)]
        for start in reversed(starts) if self._right else starts:
            for at in range(self._count):
                self._put(next(lines), start, MARGIN * self._dpi + at * self._step, each)

    def _table(self, paragraphs: Sequence[str], left: float, width: float) -> None:
        shares = (0.2, 0.45, 0.35)
        pad = 0.08 * self._dpi
        cells = [
            self._lines(paragraphs[at::3], share * width - 2 * pad)
            for at, share in enumerate(shares)
        ]
        step = self._step * 1.4
        top = MARGIN * self._dpi
        edges = [left + width * sum(shares[:at]) for at in range(len(shares) + 1)]
        for row in range(self._count):
            y = top + row * step
            self._brush.line((left, y, left + width, y), fill="black", width=2)
            at_once = [next(lines) for lines in cells]
            for at, words in enumerate(at_once):
                self._put(
                    words,
                    edges[at] + pad,
                    y + 0.2 * self._step,
                    edges[at + 1] - edges[at] - 2 * pad,
                )
            rows = self.written[-len(shares) :]
            del self.written[-len(shares) :]
            self.written.append("\t".join(reversed(rows) if self._right else rows))
        bottom = top + self._count * step
        self._brush.line((left, bottom, left + width, bottom), fill="black", width=2)
        for x in edges:
            self._brush.line((x, top, x, bottom), fill="black", width=2)

    def _lines(self, paragraphs: Sequence[str], width: float) -> Iterator[str]:
        while True:
            for paragraph in paragraphs:
                line = ""
                for word in self._breaks.findall(paragraph):
                    if line and self._font.getlength((line + word).rstrip()) > width:
                        yield line.rstrip()
                        line = ""
                    line += word
                yield line.rstrip()

    def _put(self, words: str, left: float, top: float, width: float) -> None:
        self.written.append(words)
        if self._right:
            where, anchor, direction = (left + width, top), "ra", "rtl"
        else:
            where, anchor, direction = (left, top), "la", "ltr"
        self._brush.text(where, words, "black", self._font, anchor=anchor, direction=direction)


def _pixels(inches: tuple[float, float], dpi: int) -> tuple[int, int]:
    return round(inches[0] * dpi), round(inches[1] * dpi)


def _turned(page: Image.Image, chance: random.Random, by: int) -> Image.Image:
    return page.rotate(by, expand=True)


def _askew(page: Image.Image, chance: random.Random) -> Image.Image:
    angle = chance.choice((-2.0, 2.0))
    return page.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white")


def _noisy(page: Image.Image, chance: random.Random) -> Image.Image:
    """Blur, noise and hard packing, as of a bad scanner."""
    return _packed(_grained(page.filter(ImageFilter.GaussianBlur(0.7)), 18, chance), 50)


def _photo(page: Image.Image, chance: random.Random) -> Image.Image:
    """A page seen aslant, in light that falls from one side."""
    width, height = page.size
    lean = 0.03 * width
    corners = [
        one + chance.uniform(-lean, lean) for one in (0, 0, 0, height, width, height, width, 0)
    ]
    seen = page.transform(
        page.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor="white"
    )
    light = (
        np.linspace(1.0, 0.62, width)[None, :, None] * np.linspace(1.0, 0.85, height)[:, None, None]
    )
    shaded = Image.fromarray((np.asarray(seen) * light).astype(np.uint8))
    return _packed(_grained(shaded.filter(ImageFilter.GaussianBlur(0.8)), 8, chance), 60)


def _grained(page: Image.Image, sigma: float, chance: random.Random) -> Image.Image:
    grain = np.random.default_rng(chance.getrandbits(32)).normal(0, sigma, page.size[::-1])
    return Image.fromarray(np.clip(np.asarray(page) + grain[..., None], 0, 255).astype(np.uint8))


def _packed(page: Image.Image, quality: int) -> Image.Image:
    packed = io.BytesIO()
    page.save(packed, "JPEG", quality=quality)
    return Image.open(packed).convert("RGB")
