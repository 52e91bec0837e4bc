"""Reads a feed: RSS, Atom or JSON Feed, in any encoding, as whole or as broken as it came.

bytes ─▶ characters ─▶ json_feeds ────────────────────────▶ entries, bounded
                  └──▶ regular_feeds ───────▶ feed_fields ─┘
                            └─▶ feed_markup ─▶ xml_feeds ─┘   whatever is not regular
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from urllib.parse import urlsplit

from ..domain.sources import Document
from ..errors import SourceRefused
from .bounds import MOST_ENTRIES, bounded
from .characters import decoded
from .decoding import decoded as decompressed
from .feed_entries import Feed, unreadable
from .hub_links import hub_of
from .json_feeds import read_json_feed
from .page_links import feed_links
from .regular_feeds import regular_feed
from .visible_text import single_spaced

_GZIP = b"\x1f\x8b"
_MOST_BYTES = 8 * 1024 * 1024
_MOST_PAGE = 200_000
_WEB_PAGE = re.compile(
    r"(?:\s++|<!--.*?-->|<\?.*?\?>)*+<(?:!doctype\s+html|html|head|body)\b", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<([a-z][\w.:-]{0,40})", re.IGNORECASE)


def read_feed(body: bytes, content_type: str | None, url: str) -> Document:
    """The entries in the document's order; a feed without any is an empty document.

    `url` is where the document came from, for what is relative to it. Raises SourceRefused for what is no
    feed, and SourceUnavailable for a gzip file that ends too early.
    """
    if body.startswith(_GZIP):
        body = decompressed(body, "gzip", _MOST_BYTES)
    text, note = decoded(body, content_type)
    feed = _read(text.strip("\0\ufeff"), url)
    notes = [*([note] if note else []), *feed.notes]
    document = bounded(list(islice(feed.entries, MOST_ENTRIES)), feed.size, feed.title, notes)
    return replace(document, hub=hub_of(feed.hubs, feed.topics, url))


def _read(text: str, url: str) -> Feed:
    start = text.lstrip()[:1]
    if not start:
        raise unreadable("the document is empty")
    if start in "{[":
        return read_json_feed(text, url)
    if "<" not in text:
        raise unreadable("plain text, not a feed")
    fields = regular_feed(text)
    if fields is None:
        from .xml_feeds import read_xml_feed  # feedparser takes its time to be loaded

        fields = read_xml_feed(text)
    if fields is None or (_WEB_PAGE.match(text) and not fields.size):
        raise _no_feed(text, url)
    return fields.as_seen_from(url)


def _no_feed(text: str, url: str) -> SourceRefused:
    """Says what it is instead."""
    if _WEB_PAGE.match(text):
        feed = _feed_named_in(text, url)
        return unreadable(f"a web page, not a feed{f'; its feed seems to be {feed}' if feed else ''}")
    root = _ROOT.search(text)
    return unreadable(f"XML, but not a feed: {root[0]}>" if root else "plain text, not a feed")


def _feed_named_in(page: str, url: str) -> str | None:
    """Where the page says its feed is: host and path only, since the rest may be secret."""
    link = next(feed_links(page[:_MOST_PAGE], url), None)
    if link is None:
        return None
    parts = urlsplit(link.url)
    return single_spaced(f"{parts.hostname or ''}{parts.path}")[:200]
