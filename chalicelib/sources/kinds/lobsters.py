"""Lobsters: the RSS feeds here, the JSON of the same pages in `lobsters_api`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote
from xml.etree.ElementTree import Element

from ...domain.entries import Entry
from ...domain.manners import Kind, Option
from ...domain.sources import Document
from ..asking import Asking
from ..feed_listening import FEED_TYPES
from ..feeds import read_feed
from ..several_feeds import listen_to_each
from .feed_elements import reworked, word
from .json_or_feed import is_json
from .links_back import without_link_back

# What its owners ask of feed readers:
# https://github.com/lobsters/lobsters/blob/main/config/initializers/rack_attack.rb
KIND = Kind(
    hears="Lobsters: all new stories and comments, and stories that lead to the watch's domains",
    limits="one request a second; the newest 25 stories and 20 comments",
    cannot="It is never searched, and no further pages are read: its owners ask not to be",
    home="https://lobste.rs/",
    searches=True,
    options={"tags": Option("stories with any of these tags, too, as in `python,web`")},
    least_interval=15,
    most_interval=30,
    gap_s=1.0,
)


async def listen(asking: Asking) -> Document:
    """Its feeds: a domain that no story ever led to has none."""
    requests = (asking.request(path, accept=FEED_TYPES) for path in _paths(asking))
    return await listen_to_each(asking, requests)


def _paths(asking: Asking) -> Iterator[str]:
    """Tags go together into one feed, as its owners want it."""
    yield "/newest.rss"
    yield "/comments.rss"
    for domain in asking.subject.domains:
        yield f"/domains/{quote(domain.casefold().removeprefix('www.'))}.rss"
    if tags := ",".join(quote(tag, safe="") for tag in asking.options("tags")):
        yield f"/t/{tags}.rss"


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
