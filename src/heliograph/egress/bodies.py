"""The body of an answer out of the bytes that were received, HTTP's framing taken off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

import h11

from heliograph.egress.requests import Hop

_PIECE: Final = 1 << 16


def body(hop: Hop, received: BinaryIO) -> Iterator[bytes]:
    """Yield what the answer carried, as far as it came. Content codings are not undone."""
    http = h11.Connection(h11.CLIENT, max_incomplete_event_size=len(hop.head) + _PIECE)
    http.send(h11.Request(method="GET", target="/", headers=[("Host", "received")]))
    http.send(h11.EndOfMessage())
    at = hop.begins
    try:
        while True:
            event = http.next_event()
            if isinstance(event, h11.Data):
                yield bytes(event.data)
            elif event is h11.NEED_DATA:
                received.seek(at)
                piece = received.read(min(_PIECE, hop.ends - at))
                at += len(piece)
                # An empty piece tells that the connection was closed here.
                http.receive_data(piece)
            elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
                return
    except h11.RemoteProtocolError:
        # It was cut short: what came is what there is.
        return
