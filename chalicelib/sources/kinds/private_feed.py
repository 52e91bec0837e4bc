"""A feed whose address holds a token, and so is a secret: of a paid letter, a private forum, a tracker."""

from __future__ import annotations

from ...domain.manners import Kind
from ...domain.sources import Document
from ..feed_listening import listen
from ..feeds import read_feed

__all__ = ["KIND", "listen", "read"]

KIND = Kind(
    hears="a feed whose address is a secret, such as one with a token in it",
    limits="8 MB, 1,000 entries, 20 s",
    has_secret_address=True,
)


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`."""
    return read_feed(body, content_type, url)
