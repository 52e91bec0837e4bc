"""Finds what an Atom feed says was deleted (RFC 6721), as YouTube's pushes do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from xml.etree.ElementTree import Element

from ...domain.entries import Entry
from ...domain.sources import Document
from ..bounds import MOST_ENTRIES
from ..feed_dates import parse_date
from ..feed_entries import address, identity
from .feed_elements import feed_element, name_of

_TOMBSTONE = "deleted-entry"


def with_deletions(document: Document, body: bytes, content_type: str | None) -> Document:
    """The document with a tombstone for each entry that was deleted, and a note of how many there are.

    One that was updated after it had been deleted is back (RFC 6721, section 3).
    """
    updates = {entry.id: entry.updated_at for entry in document.entries}
    deleted = tuple(
        tombstone
        for tombstone in islice(_tombstones(body, content_type), MOST_ENTRIES)
        if not _is_later(updates.get(tombstone.id), tombstone.updated_at)
    )
    if not deleted:
        return document
    note = f"deleted at the source: {len(deleted):,}"
    return replace(document, entries=document.entries + deleted, notes=(*document.notes, note))


def _tombstones(body: bytes, content_type: str | None) -> Iterator[Entry]:
    """Each with the id that the entry had, and its address where the tombstone still names it."""
    feed = feed_element(body, content_type) if _TOMBSTONE.encode() in body else None
    if feed is None:
        return
    for element in feed.iter():
        deleted = identity(element.get("ref")) if name_of(element) == _TOMBSTONE else None
        if deleted:
            at = parse_date(element.get("when", ""))
            yield Entry(id=deleted, url=_address_of(element), updated_at=at, is_deleted=True)


def _address_of(element: Element) -> str | None:
    links = (address(child.get("href"), ()) for child in element if name_of(child) == "link")
    return next(filter(None, links), None)


def _is_later(updated_at: datetime | None, deleted_at: datetime | None) -> bool:
    return updated_at is not None and deleted_at is not None and updated_at > deleted_at
