"""What a WebSub hub pushes: feeds of what is new or edited, and tombstones."""

from __future__ import annotations

import re

from ...domain.sources import Document
from ..feed_entries import unreadable
from ..feeds import read_feed
from .tombstones import with_deletions

_EXCHANGE = re.compile(rb"\s*(?:[A-Z]{3,10} \S{1,2000} HTTP/\d|HTTP/\d(?:\.\d)? \d{3}\b)")


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`, with what was deleted."""
    if _EXCHANGE.match(body):
        raise unreadable("a whole HTTP message, headers and all, not the document in it")
    return with_deletions(read_feed(body, content_type, url), body, content_type)
