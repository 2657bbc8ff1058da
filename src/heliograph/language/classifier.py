"""The model of py3langid, asked about many texts at once.

Its own classifier walks an automaton byte by byte in Python and adds up a few numbers for each
text. Here all texts are walked side by side, in lanes of a few bytes: what the automaton is in
depends on the last six bytes alone, so that a lane may begin anywhere if it begins six bytes
earlier. The answers are those of py3langid; a test holds the two against each other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from py3langid.langid import MODEL_FILE, LanguageIdentifier

Numbers = npt.NDArray[np.int64]

_LANE = 24
"""Bytes that a lane counts: short ones make few steps for few texts, long ones little waste."""

_DEPTH = 6
"""Bytes of the longest feature: as many tell all about where the automaton stands."""


class _Model:
    """The automaton and the weights, as arrays that share the memory of the loaded model."""

    def __init__(self) -> None:
        read = LanguageIdentifier.from_model_file(MODEL_FILE)
        self.moves = np.asarray(read.tk_nextmove)
        self.rows = np.asarray(read.tk_row).astype(np.int32) << 8
        self.features = np.asarray(read.tk_output, dtype=np.int32)
        self.weights = read.nb_ptc
        self.priors = read.nb_pc
        self.languages: list[str] = list(read.nb_classes)


@cache
def _model() -> _Model:
    return _Model()


class Classifier:
    """Chooses among some languages."""

    def __init__(self, languages: Collection[str]) -> None:
        """Load the model (about a second for the first one, all share it) and narrow it down."""
        self._model = _model()
        wanted = [at for at, one in enumerate(self._model.languages) if one in languages]
        self._languages = [self._model.languages[at] for at in wanted]
        self._weights = self._model.weights[:, wanted].astype(np.float32)
        self._priors = self._model.priors[wanted]

    def classify(self, texts: Sequence[str]) -> list[str]:
        """Give the likeliest language of each text; the first one where a text tells nothing."""
        if not texts:
            return []
        owners, features = self._met([_encoded(text) for text in texts])
        kinds = len(self._weights)
        which, counts = np.unique(owners * kinds + features, return_counts=True)
        owners, features = np.divmod(which, kinds)
        told = np.log1p(counts.astype(np.float32))[:, np.newaxis] * self._weights[features]
        some, starts = np.unique(owners, return_index=True)
        best = np.zeros(len(texts), dtype=np.int64)
        if len(some):
            best[some] = (np.add.reduceat(told, starts) + self._priors).argmax(axis=1)
        return [self._languages[one] for one in best.tolist()]

    def _met(self, texts: Sequence[bytes]) -> tuple[Numbers, Numbers]:
        """Give the features that the texts have, with the number of the text that has each."""
        sizes = np.array([len(text) for text in texts])
        data = np.frombuffer(b"".join(texts) + bytes(_LANE + _DEPTH), dtype=np.uint8)
        lanes = -(-sizes // _LANE)
        owners = np.repeat(np.arange(len(texts)), lanes)
        nth = np.arange(len(owners)) - np.repeat(np.cumsum(lanes) - lanes, lanes)
        before = np.where(nth, _DEPTH, 0)
        begins = (np.cumsum(sizes) - sizes)[owners] + nth * _LANE - before
        ends = before + np.minimum(_LANE, sizes[owners] - nth * _LANE)
        steps = np.arange(_LANE + _DEPTH)[:, np.newaxis]
        met = self._model.features[self._walked(data[begins + steps])]
        counts = (met >= 0) & (steps >= before) & (steps < ends)
        return np.broadcast_to(owners, met.shape)[counts], met[counts].astype(np.int64)

    def _walked(self, letters: npt.NDArray[np.uint8]) -> Numbers:
        """Give where the automaton stands after each letter of each lane; lanes are columns."""
        model = self._model
        states = np.empty(letters.shape, dtype=np.int64)
        here = np.zeros(letters.shape[1], dtype=np.int64)
        for at, row in enumerate(letters):
            here = model.moves[model.rows[here] + row]
            states[at] = here
        return states


def _encoded(text: str) -> bytes:
    """Write a text as the model was taught to read it."""
    text = unicodedata.normalize("NFKC", text)
    if text.isupper():
        text = text.lower()
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")
