"""Any feed that means what it says: RSS, Atom, JSON Feed."""

from __future__ import annotations

from ...domain.manners import Kind
from ...domain.sources import Document
from ..feed_listening import listen
from ..feeds import read_feed
from .tombstones import with_deletions

__all__ = ["KIND", "listen", "read"]

KIND = Kind(
    hears="RSS, Atom, JSON Feed: blogs, news, forums, comments",
    limits="8 MB, 1,000 entries, 20 s",
)


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`, with what an Atom feed says was deleted."""
    return with_deletions(read_feed(body, content_type, url), body, content_type)
