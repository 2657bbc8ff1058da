"""The reading room: a local web application over one case, where a person reviews claims."""

from heliograph.web.application import create_app
from heliograph.web.security import Keys
from heliograph.web.serving import ReadingRoom

__all__ = ["Keys", "ReadingRoom", "create_app"]
