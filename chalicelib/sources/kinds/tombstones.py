"""Finds what a feed says was deleted (RFC 6721), as YouTube's pushes do."""

from __future__ import annotations

from dataclasses import replace

from ...domain.sources import Document
from ..bounds import MOST_ENTRIES
from ..feed_entries import identity
from .feed_elements import feed_element, name_of

_TOMBSTONE = "deleted-entry"


def deleted_ids(body: bytes, content_type: str | None) -> tuple[str, ...]:
    """The ids of the entries that are no more."""
    feed = feed_element(body, content_type) if _TOMBSTONE.encode() in body else None
    if feed is None:
        return ()
    found = (identity(element.get("ref")) for element in feed.iter() if name_of(element) == _TOMBSTONE)
    return tuple(ref for ref in found if ref)[:MOST_ENTRIES]


def with_deletions_noted(document: Document, body: bytes, content_type: str | None) -> Document:
    """The document with a note of how many entries were deleted, if any."""
    deleted = len(deleted_ids(body, content_type))
    return (
        replace(document, notes=(*document.notes, f"deleted at the source: {deleted:,}"))
        if deleted
        else document
    )
