"""WordPress sites: the feed of what their own search finds among posts and pages."""

from __future__ import annotations

from ...domain.manners import Kind
from ...domain.sources import Document
from ..asking import Asking
from ..feed_listening import FEED_TYPES
from ..fetching import Request, Response
from ..paging import again, asked_with
from ..searching import phrases, quoted
from ..several_feeds import listen_to_each
from .plain_feed import read

__all__ = ["KIND", "listen", "read"]

# How it searches, sorts and pages: https://developer.wordpress.org/reference/classes/wp_query/
KIND = Kind(
    hears="a WordPress site: posts and pages that name the watch, as the site's own search finds them",
    limits="10 posts a page, unless the site shows more",
    cannot="Some sites switch search or its feed off",
    searches=True,
    least_interval=15,
    gap_s=1.0,
)


async def listen(asking: Asking) -> Document:
    """What the search finds for each phrase, newest first; it knows no alternatives."""
    searches = ({"s": quoted(phrase), "feed": "rss2"} for phrase in phrases(asking.subject))
    requests = [asking.request(query=search, accept=FEED_TYPES) for search in searches]
    return await listen_to_each(asking, requests, _following)


def _following(response: Response, _: Document) -> Request | None:
    """How many posts a page holds is the site's own choice; the page after the last is a 404."""
    return again(response, {"paged": int(asked_with(response, "paged") or 1) + 1})
