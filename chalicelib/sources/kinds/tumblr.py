"""Tumblr: the RSS feed of a blog here, the JSON of the programming interface in `tumblr_api`."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

from ...domain.entries import Entry
from ...domain.sources import Document
from ..feeds import read_feed
from .feed_elements import reworked, tags_of, with_tags
from .json_or_feed import is_json


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`. Each text ends with the post's tags."""
    if is_json(body):
        from . import tumblr_api

        return tumblr_api.read(body, content_type, url)
    return reworked(read_feed(body, content_type, url), body, content_type, _tagged)


def _tagged(entry: Entry, element: Element) -> Entry:
    return replace(entry, text=with_tags(entry.text, tags_of(element)))
