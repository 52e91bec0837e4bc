"""Discourse forums: the RSS feeds here, the JSON of searches, posts and topics in `discourse_api`."""

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
    """See `read_feed`."""
    if is_json(body):
        from . import discourse_api

        return discourse_api.read(body, content_type, url)
    return reworked(read_feed(body, content_type, url), body, content_type, _without_counts)


def _without_counts(entry: Entry, element: Element) -> Entry:
    """Without "74 posts - 43 participants", in any language: each reply would seem to edit the first post."""
    text = without_link_back(entry.text, word(element, "description"), (entry.url,))
    return replace(entry, text=text)
