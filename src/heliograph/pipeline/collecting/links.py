"""An address → its link: one for each document, whatever a server adds for a visitor."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from heliograph.codec import id_of
from heliograph.pipeline.tools import Tools
from heliograph.records import Source
from heliograph.watch_records import Link, LinkId

_SESSION_PATH: Final = re.compile(r";[a-z]*sess(?:ion)?[a-z]*=[^/?#;]*", re.IGNORECASE)
_SESSION_FIELD: Final = re.compile(
    r"(?:utm_\w+|fbclid|gclid|spm|[a-z]*sess(?:ion)?[\w-]*|(?:php|asp)?s(?:ess)?id|token|csrf\w*|nonce"
    r"|_|_t|ts|timestamp|rnd|rand(?:om)?)=|[a-z]{1,4}=(?:0\.\d{8,}|1\d{9}(?:\d{3})?)\Z",
    re.IGNORECASE,
)


def new_link(
    source: Source, address: str, found_on: str, tools: Tools, *, is_first: bool = False
) -> Link:
    """Make a link that is to be looked at now."""
    now = tools.clock()
    return Link(
        id=LinkId(id_of("link", source.id, lasting(address))),
        source_id=source.id,
        url=address,
        found_on=found_on,
        is_first=is_first,
        found_at=now,
        next_look_at=now,
    )


def lasting(address: str) -> str:
    """Leave out of an address what is made anew for each visitor: a document has one link.

    Sessions stand in the path (`;jsessionid=`) or the query, beside stamps against caches and the
    marks of campaigns.
    """
    parts = urlsplit(_SESSION_PATH.sub("", address))
    kept = [one for one in parts.query.split("&") if one and not _SESSION_FIELD.match(one)]
    return parts._replace(query="&".join(kept)).geturl()
