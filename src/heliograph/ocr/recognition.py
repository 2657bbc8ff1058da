"""Quad of a picture → what the line says: the reading half of PP-OCR, decoded by CTC."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from heliograph.ocr.detection import Network, normalised
from heliograph.ocr.glyphs import Floats, Glyph, Line, Quad, size_of

HEIGHT = 48
"""Pixels of height at which the network reads a line."""

LEAST_WIDTH, MOST_WIDTH = 320, 9_600
"""Narrower lines get a margin, as the network was taught; wider ones are squeezed."""

BLANK = 0
"""What the network answers between two characters (connectionist temporal classification)."""

SURE = 0.9
"""Probability from which what else a character may be is not asked."""

OTHERS = 2
"""Readings besides the likeliest that are kept for a character that is not sure."""

LEAST_OTHER = 0.05

INK = 0.4
"""Share of a line's strongest contrast from which a column of pixels is inked. Only its middle is
looked at, so that a rule under a blank is none."""

WIDEST_GLYPH = 1.0
"""Heights of a line that one character fills at most: a Han character fills 0.8."""

BESIDE = 4
"""Pixels to each side of a character, at the network's height, that are still its own."""

MARGIN_TONE = 0.0
"""The margin's tone after `normalised`: middle grey."""


class LineReader:
    """Reads lines, one after the other: batches would pad each to the longest."""

    def __init__(self, network: Network, letters: Sequence[str]) -> None:
        """Take the reading network and the characters it answers with, without blank and space."""
        self._network = network
        self._letters = ("", *letters, " ")

    def read(self, picture: Image.Image, quad: Quad) -> Line:
        """Read one line of an RGB picture, from the quad's left to its right."""
        seen, share = _prepared(cut_out(picture, quad))
        glyphs = _without_edges(tuple(self._glyphs(self._network(seen)[0], share)))
        return Line(quad=quad, glyphs=glyphs, covered=_covered(seen, share, glyphs))

    def _glyphs(self, answers: Floats, share: float) -> Iterator[Glyph]:
        """Decode: of equal answers in a row the surest counts, blanks part them.

        `share` is how much of the answers' width is the line itself.
        """
        best = answers.argmax(axis=1)
        steps = len(best) * share
        firsts = np.flatnonzero(np.diff(best, prepend=-1))
        spoken: list[tuple[int, float, int]] = []
        for start, end in zip(firsts, (*firsts[1:], len(best)), strict=True):
            letter = int(best[start])
            if letter != BLANK:
                at = int(start + answers[start:end, letter].argmax())
                spoken.append((letter, (int(start) + int(end)) / 2, at))
        places = _places([place for _, place, _ in spoken], steps)
        for (letter, _, at), (left, right) in zip(spoken, places, strict=True):
            confidence = float(answers[at, letter])
            others = () if confidence >= SURE else self._others(answers[at], letter)
            yield Glyph(self._letters[letter], confidence, left, right, others)

    def _others(self, answer: npt.NDArray[np.float32], letter: int) -> tuple[str, ...]:
        likely = np.argsort(answer)[::-1][: OTHERS + 2]
        return tuple(
            self._letters[one]
            for one in likely.tolist()
            if one not in (BLANK, letter) and answer[one] >= LEAST_OTHER
        )[:OTHERS]


def _places(middles: Sequence[float], steps: float) -> list[tuple[float, float]]:
    """Give each character its room: half way to its neighbours, and no more than is usual.

    A gap wider than that is a space.
    """
    if not middles:
        return []
    gaps = np.diff(middles)
    usual = float(np.median(gaps)) if len(gaps) else steps
    halves = np.minimum(gaps, 1.5 * usual) / 2
    before = np.concatenate((halves[:1] if len(halves) else [usual / 2], halves))
    after = np.concatenate((halves, halves[-1:] if len(halves) else [usual / 2]))
    lefts = np.clip((np.array(middles) - before) / steps, 0, 1)
    rights = np.clip((np.array(middles) + after) / steps, 0, 1)
    return list(zip(lefts.tolist(), rights.tolist(), strict=True))


def _covered(seen: Floats, share: float, glyphs: Sequence[Glyph]) -> float:
    """Say how much of a line's ink lies under its glyphs: a script that the network was not taught
    leaves holes, and what is read between them may be read with confidence.
    """
    grey = seen[0, :, HEIGHT // 5 : -HEIGHT // 5].mean(axis=0)
    grey = grey[:, : max(1, round(grey.shape[1] * share))]
    steps = grey.max(axis=0) - grey.min(axis=0)
    inked = steps > INK * float(steps.max())
    width = len(inked)
    under = np.zeros(width, dtype=np.bool_)
    for glyph in glyphs:
        if not glyph.text.isspace():
            middle = (glyph.left + glyph.right) / 2 * width
            half = min((glyph.right - glyph.left) * width, WIDEST_GLYPH * HEIGHT) / 2 + BESIDE
            under[max(0, round(middle - half)) : round(middle + half)] = True
    return float((inked & under).sum() / max(1, inked.sum()))


def _without_edges(glyphs: tuple[Glyph, ...]) -> tuple[Glyph, ...]:
    """Leave out spaces before the first character and after the last."""
    inked = [at for at, glyph in enumerate(glyphs) if not glyph.text.isspace()]
    return glyphs[inked[0] : inked[-1] + 1] if inked else ()


def cut_out(picture: Image.Image, quad: Quad) -> Image.Image:
    """Cut a line out of a picture, straight."""
    width, height = (max(1, round(side)) for side in size_of(quad))
    corners = quad[[0, 3, 2, 1]].ravel().tolist()
    return picture.transform(
        (width, height), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC
    )


def _prepared(line: Image.Image) -> tuple[Floats, float]:
    """Bring a line to the network's height; say how much of the width is the line."""
    width = min(MOST_WIDTH, max(1, -(-HEIGHT * line.width // line.height)))
    seen = normalised(line.resize((width, HEIGHT), Image.Resampling.BILINEAR))
    if width >= LEAST_WIDTH:
        return seen, 1.0
    padded = np.full((1, 3, HEIGHT, LEAST_WIDTH), MARGIN_TONE, dtype=np.float32)
    padded[:, :, :, :width] = seen
    return padded, width / LEAST_WIDTH
