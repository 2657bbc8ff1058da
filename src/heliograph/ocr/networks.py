"""The networks as functions, on one thread, by onnxruntime."""

from __future__ import annotations

from typing import cast

import numpy as np
from onnxruntime import InferenceSession, SessionOptions

from heliograph.ocr.detection import LineDetector, Network
from heliograph.ocr.glyphs import Floats
from heliograph.ocr.models import networks
from heliograph.ocr.recognition import LineReader

ONLY_FATAL = 4


def load() -> tuple[LineDetector, LineReader]:
    """Load both networks into memory. Raises `LookupError` where they are missing."""
    detector, reader = (_session(content) for content in networks())
    letters = reader.get_modelmeta().custom_metadata_map["character"].splitlines()
    return LineDetector(_network(detector)), LineReader(_network(reader), letters)


def _session(content: bytes) -> InferenceSession:
    """Open a network. One thread: there is a process for each core, and locks bind one thread.

    Without the memory arena, which takes half as much again for a tenth of the time.
    """
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = ONLY_FATAL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(content, options, providers=["CPUExecutionProvider"])


def _network(session: InferenceSession) -> Network:
    name = session.get_inputs()[0].name

    def network(batch: Floats) -> Floats:
        return cast(Floats, np.asarray(session.run(None, {name: batch})[0], dtype=np.float32))

    return network
