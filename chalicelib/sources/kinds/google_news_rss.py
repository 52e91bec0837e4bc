"""Google News search: RSS that ends each title with the publisher's name.

The links are wrappers that only a browser can follow; they stay, and the id within them is the entry's id.
Not in the order of dates. Google allows this feed for personal, non-commercial use only.
"""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

from ...domain.entries import Entry
from ...domain.sources import Document
from ..feeds import read_feed
from ..visible_text import visible_text
from .feed_elements import reworked, word


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`. The publisher, who is no author, stays where the text names it."""
    return reworked(read_feed(body, content_type, url), body, content_type, _without_publisher)


def _without_publisher(entry: Entry, element: Element) -> Entry:
    """A title that ends in what `source` says."""
    publisher = visible_text(word(element, "source"))
    title = entry.title.removesuffix(f" - {publisher}") if publisher else entry.title
    return replace(entry, title=title)
