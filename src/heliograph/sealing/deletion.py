"""An open case → the same without a document, and without its words in the index's old files."""

from __future__ import annotations

from heliograph.app import Heliograph
from heliograph.pipeline.collecting.deletion import Deleted, delete
from heliograph.pipeline.recovery import recover
from heliograph.pipeline.steps.indexing import index_waiting


def delete_document(opened: Heliograph, what: str, reason: str) -> list[Deleted]:
    """Delete what a path or digest names, with everything inside it. Raises `NothingThere`."""
    tools = opened.tools()
    recover(tools)
    gone = delete(what, reason, tools)
    index_waiting(tools.rows, tools.index)
    return gone
