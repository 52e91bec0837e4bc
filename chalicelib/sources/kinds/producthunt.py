"""Product Hunt's feed of launches."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ...domain.entries import Entry
from ...domain.sources import Document
from ..feeds import read_feed
from .feed_elements import adjusted

# `published` is when a launch began to be prepared: mostly days before it, near enough, but at times months.
_LONGEST_PREPARED = timedelta(days=30)
_LINKS = " Discussion | Link"


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`. All launches are of the last days: where `published` is old, `updated` is nearer."""
    return adjusted(read_feed(body, content_type, url), _adjusted)


def _adjusted(entry: Entry) -> Entry:
    published, updated = entry.published_at, entry.updated_at
    if published and updated and updated - published > _LONGEST_PREPARED:
        published = updated
    return replace(entry, published_at=published, text=entry.text.removesuffix(_LINKS))
