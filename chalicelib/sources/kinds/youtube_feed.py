"""YouTube's feeds of channels and playlists, and what its hub pushes: videos, or tombstones of deleted."""

from __future__ import annotations

from ...domain.sources import Document
from ..feeds import read_feed
from .tombstones import with_deletions_noted


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`. `tombstones.deleted_ids` says which videos were deleted."""
    return with_deletions_noted(read_feed(body, content_type, url), body, content_type)
