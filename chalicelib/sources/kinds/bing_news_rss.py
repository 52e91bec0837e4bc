"""Bing News search: RSS whose links lead through Bing, under a number that differs with each query."""

from __future__ import annotations

import re
from dataclasses import replace

from ...domain.sources import Document
from ..feeds import read_feed
from .feed_elements import adjusted
from .redirects import unwrapped

_WRAPPER = re.compile(r"https?://(?:[a-z]+\.)?bing\.com(?::\d+)?/news/apiclick\.aspx\?", re.IGNORECASE)


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`. Entries have no id; their address, unwrapped, tells them apart."""
    document = read_feed(body, content_type, url)
    return adjusted(document, lambda entry: replace(entry, url=unwrapped(entry.url, _WRAPPER)))
