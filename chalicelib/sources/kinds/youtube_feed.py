"""YouTube's feeds of channels and playlists, and what its hub pushes: videos, or tombstones of deleted."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

from ...domain.entries import Entry
from ...domain.manners import Kind
from ...domain.reach import reach_of
from ...domain.sources import Document
from ..feed_listening import listen
from ..feeds import read_feed
from .feed_elements import adjusted, name_of, reworked
from .json_documents import Json
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
    document = reworked(read_feed(body, content_type, url), body, content_type, _with_reach)
    return adjusted(with_deletions(document, body, content_type), _with_address)


def _with_reach(entry: Entry, element: Element) -> Entry:
    """Views, and how many rated it, as Media RSS has them: https://www.rssboard.org/media-rss#media-community"""
    counted = {name_of(each): Json(dict(each.attrib)) for each in element.iter()}
    views = counted.get("statistics", Json()).number("views")
    return replace(entry, reach=reach_of(views, counted.get("starRating", Json()).number("count")))


def _with_address(entry: Entry) -> Entry:
    if entry.url or not entry.is_deleted or not (entry.id or "").startswith(_VIDEO):
        return entry
    return replace(entry, url=f"https://www.youtube.com/watch?v={(entry.id or '').removeprefix(_VIDEO)}")
