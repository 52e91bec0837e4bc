"""Lobsters: the RSS feeds here, the JSON of the same pages in `lobsters_api`."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

from ...domain.entries import Entry
from ...domain.sources import Document
from ..feeds import read_feed
from .feed_elements import reworked, word
from .json_or_feed import is_json
from .links_back import without_link_back


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`. An author stands as it is, "site via user", or "site by user" if they made it."""
    if is_json(body):
        from . import lobsters_api

        return lobsters_api.read(body, content_type, url)
    return reworked(read_feed(body, content_type, url), body, content_type, _without_link)


def _without_link(entry: Entry, element: Element) -> Entry:
    """Without "Comments", a link at the end."""
    pages = (word(element, "comments"), entry.url)
    return replace(entry, text=without_link_back(entry.text, word(element, "description"), pages))
