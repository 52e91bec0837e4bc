"""Listens to Discourse forums: their search, or one of their feeds. The RSS is read here, the JSON of
searches, posts and topics in `discourse_api`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from ...domain.entries import Entry
from ...domain.manners import Kind
from ...domain.sources import Document
from .. import feed_listening
from ..asking import Asking
from ..feeds import read_feed
from ..fetching import Request, Response
from ..paging import next_page, page_asked
from ..searching import phrases, quoted
from ..windows import Window, windowed
from .feed_elements import reworked, word
from .json_documents import load
from .json_or_feed import is_json
from .links_back import without_link_back

_LAST_PAGE = 10  # https://github.com/discourse/discourse/blob/main/app/controllers/search_controller.rb
_MOST_PAGES = 5

KIND = Kind(
    hears="a Discourse forum: posts that name the watch; at the address of its `/posts.rss`, every new post",
    cannot="Of the posts in one topic the search shows the latest, and of that some 300 characters",
    limits="15 searches a minute, as forums allow unless they say otherwise; 50 posts a page, 10 pages",
    searches=True,
    least_interval=10,
    gap_s=4.0,
)


async def listen(asking: Asking) -> Document:
    """What was posted since; of what the search finds without naming the watch nothing is kept."""
    if urlsplit(asking.address).path.endswith(".rss"):
        return await feed_listening.listen(asking)
    names = phrases(asking.subject)

    def requests(window: Window) -> Iterator[Request]:
        """By whole days, which is as fine as the search goes."""
        span = f"after:{window.since:%Y-%m-%d}"
        if window.until:
            span += f" before:{window.until + timedelta(days=1):%Y-%m-%d}"
        for name in names:
            asked = {"q": f"{quoted(name)} order:latest {span}", "page": 1}
            yield asking.request("/search.json", asked)

    return await windowed(asking, requests, _following, most=_MOST_PAGES)


def _following(response: Response, _: Document) -> Request | None:
    found = load(response.body, response.content_type).at("grouped_search_result")
    is_more = found.is_true("more_full_page_results") and page_asked(response) < _LAST_PAGE
    return next_page(response) if is_more else None


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
