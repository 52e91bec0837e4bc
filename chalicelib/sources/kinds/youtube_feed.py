"""YouTube's feeds of channels and playlists, and what its hub pushes: videos, or tombstones of deleted."""

from __future__ import annotations

from dataclasses import replace

from ...domain.entries import Entry
from ...domain.manners import Kind
from ...domain.sources import Document
from ..feed_listening import listen
from ..feeds import read_feed
from .feed_elements import adjusted
from .tombstones import with_deletions

__all__ = ["KIND", "listen", "read"]

_VIDEO = "yt:video:"

KIND = Kind(
    hears="YouTube: the new videos of a channel or playlist, by title and description",
    limits="the newest 15 videos",
    cannot="Neither comments nor what is said in a video are heard",
    least_interval=15,
    most_interval=240,
)


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`, with what was deleted under the address that the video had."""
    document = with_deletions(read_feed(body, content_type, url), body, content_type)
    return adjusted(document, _with_address)


def _with_address(entry: Entry) -> Entry:
    if entry.url or not entry.is_deleted or not (entry.id or "").startswith(_VIDEO):
        return entry
    return replace(entry, url=f"https://www.youtube.com/watch?v={(entry.id or '').removeprefix(_VIDEO)}")
