"""Tumblr: what is tagged, and the RSS feed of a blog; the JSON of its interface is read in `tumblr_api`.

https://www.tumblr.com/docs/en/api/v2#tagged--get-posts-with-tag
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from xml.etree.ElementTree import Element

from ...domain.entries import Entry
from ...domain.manners import Budget, Kind
from ...domain.sources import Document
from ...domain.watches import Watch
from ..asking import Asking
from ..feeds import read_feed
from ..fetching import Request, Response
from ..paging import again, asked_with
from ..searching import phrases
from ..windows import Window, windowed
from . import tumblr_api
from .feed_elements import reworked, tags_of, with_tags
from .json_documents import load
from .json_or_feed import is_json

_A_PAGE = 20

KIND = Kind(
    hears="Tumblr: posts tagged with a name, term or hashtag of the watch",
    limits="a request per tag and page of 20",
    cannot="Of a post, only the first tags count; what is said without a tag is not found",
    home="https://api.tumblr.com/",
    searches=True,
    key=("api_key",),
    least_interval=15,
    gap_s=1.0,
    budget=Budget(5_000),
)


async def listen(asking: Asking) -> Document:
    """What was tagged since. Tumblr can only be asked for what is older than a moment, not newer."""
    since = asking.now

    def requests(window: Window) -> Iterator[Request]:
        nonlocal since
        since = window.since
        for tag in _tags(asking.subject):
            before = int((window.until or asking.now).timestamp()) + 1
            query = {"tag": tag, "limit": _A_PAGE, "before": before, "api_key": asking.key["api_key"]}
            yield asking.request("/v2/tagged", query)

    def turn(response: Response, _: Document) -> Request | None:
        before = _following(response, since)
        return again(response, {"before": before}) if before else None

    return await windowed(asking, requests, turn)


def _tags(watch: Watch) -> tuple[str, ...]:
    """Tags may hold spaces here; many leave them out all the same."""
    spaced = (phrase.lstrip("#").casefold() for phrase in phrases(watch))
    return tuple(dict.fromkeys(tag for tag in (*spaced, *watch.hashtags) if tag))


def _following(response: Response, since: datetime) -> int | None:
    """Before when the next page begins. Of the second in which this one ends there may be more, unless that
    was so before. Posts that Tumblr features stand where it did so, not where they were said.
    """
    posts = load(response.body, response.content_type).each("response")
    times = [post.number("featured_timestamp") or post.number("timestamp") for post in posts]
    oldest = min(filter(None, times), default=0)
    if oldest <= since.timestamp():
        return None
    return oldest if str(oldest + 1) == asked_with(response, "before") else oldest + 1


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`. Each text ends with the post's tags."""
    if is_json(body):
        return tumblr_api.read(body, content_type, url)
    return reworked(read_feed(body, content_type, url), body, content_type, _tagged)


def _tagged(entry: Entry, element: Element) -> Entry:
    return replace(entry, text=with_tags(entry.text, tags_of(element)))
