"""The log of what leaves: a line of JSON before each request, durable before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from heliograph.codec import canonical, moment
from heliograph.durable import add_line


def write_down(
    log: Path,
    at: datetime,
    url: str,
    reason: str,
    proxy: str = "",
    sent: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Say when, where, why and by which route something will be asked. Raises `OSError`.

    `sent` says of what goes along, by digest and size, what custody says of it. What cannot be
    written down must not be asked.
    """
    line = {"at": moment(at), "url": url, "reason": reason, "route": proxy or "direct", **sent}
    add_line(log, canonical(line))
