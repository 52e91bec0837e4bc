"""Bing News search: RSS whose links lead through Bing, under a number that differs with each query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ...domain.manners import Kind
from ...domain.sources import Document
from ..asking import Asking
from ..feed_listening import FEED_TYPES
from ..feeds import read_feed
from ..fetching import Request
from ..searching import any_of, phrases, quoted
from ..several_feeds import listen_to_each
from .editions import OPTIONS, editions
from .feed_elements import adjusted
from .redirects import unwrapped

_WRAPPER = re.compile(r"https?://(?:[a-z]+\.)?bing\.com(?::\d+)?/news/apiclick\.aspx\?", re.IGNORECASE)
_MOST_CHARS = 500
# As Bing's own page asks when it is told to show the newest first.
_NEWEST_FIRST = 'sortbydate="1"'

KIND = Kind(
    hears="Bing News: articles that name the watch, for readers of one or more countries",
    limits="the newest 12 or so articles of a query",
    cannot="Microsoft documents this feed no more, and may end it",
    home="https://www.bing.com/",
    searches=True,
    options=OPTIONS,
    least_interval=15,
    gap_s=5.0,
)


async def listen(asking: Asking) -> Document:
    """The newest hits."""
    return await listen_to_each(asking, _searches(asking))


def _searches(asking: Asking) -> Iterator[Request]:
    names = any_of(map(quoted, phrases(asking.subject)), _MOST_CHARS)
    for edition in editions(asking):
        for name in names:
            query = {"q": name, "format": "rss", "qft": _NEWEST_FIRST}
            place = {"setlang": edition.locale, "cc": edition.country}
            yield asking.request("/news/search", {**query, **place}, accept=FEED_TYPES)


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`. Entries have no id; their address, unwrapped, tells them apart."""
    document = read_feed(body, content_type, url)
    return adjusted(document, lambda entry: replace(entry, url=unwrapped(entry.url, _WRAPPER)))
