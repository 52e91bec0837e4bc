"""Any feed that means what it says: RSS, Atom, JSON Feed."""

from __future__ import annotations

from ...domain.sources import Document
from ..feeds import read_feed


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`."""
    return read_feed(body, content_type, url)
