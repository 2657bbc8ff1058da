"""A translating child for tests that dies, as an engine with a hole would, on one word."""

from __future__ import annotations

import os
import signal
from typing import Any, BinaryIO

import fxtranslate
from fxtranslate import Translator as Real

from heliograph.machine_translation.engine import TranslatingExtractor
from heliograph.machine_translation.request import MEDIA_TYPE
from heliograph.sandbox.serving import serve


class Dying:
    """Translates all but one word."""

    def __init__(self, *model: Any) -> None:
        self._real = Real(*model)

    def translate_long(self, text: str) -> str:
        if text == "morre":
            os.kill(os.getpid(), signal.SIGKILL)
        return self._real.translate_long(text)


def asked(file: BinaryIO, name: str) -> str:
    return MEDIA_TYPE


if __name__ == "__main__":
    taken: Any = fxtranslate
    taken.Translator = Dying
    serve({MEDIA_TYPE: TranslatingExtractor()}, asked)
