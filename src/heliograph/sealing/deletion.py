"""An open case → the same without a document, and without its words in the index's old files."""

from __future__ import annotations

from heliograph.app import Heliograph
from heliograph.pipeline.deletion import Deleted, delete
from heliograph.pipeline.recovery import recover
from heliograph.search.tantivy_index import TantivyIndex


def delete_document(opened: Heliograph, what: str, reason: str) -> list[Deleted]:
    """Delete what a path or digest names, with everything inside it. Raises `NothingThere`.

    The index is made anew by the next that opens it.
    """
    tools = opened.tools()
    recover(tools)
    # First: killed at any moment after this, the index's files do not outlive what is deleted.
    TantivyIndex.discard(opened.folder.index)
    return delete(what, reason, tools)
