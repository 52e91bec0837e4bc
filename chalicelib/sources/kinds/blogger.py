"""Blogger: a blog's posts as its own search finds them, and all comments on them."""

from __future__ import annotations

from collections.abc import Iterator

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

_A_PAGE = 50

# Parameters: https://developers.google.com/gdata/docs/2.0/reference#Queries, and which of them Blogger knows:
# https://developers.google.com/blogger/docs/2.0/reference
KIND = Kind(
    hears="a Blogger blog: posts that name the watch, as its own search finds them, and all comments",
    limits=f"{_A_PAGE} posts or comments a page",
    searches=True,
    least_interval=15,
    gap_s=1.0,
)


async def listen(asking: Asking) -> Document:
    """A search for each phrase, and the comments; what was changed last comes first."""
    return await listen_to_each(asking, _lists(asking), _following)


def _lists(asking: Asking) -> Iterator[Request]:
    page = {"orderby": "updated", "max-results": _A_PAGE, "start-index": 1}
    for phrase in phrases(asking.subject):
        yield asking.request("/feeds/posts/default", {"q": quoted(phrase), **page}, accept=FEED_TYPES)
    yield asking.request("/feeds/comments/default", page, accept=FEED_TYPES)


def _following(response: Response, document: Document) -> Request | None:
    if len(document.entries) < _A_PAGE:
        return None
    return again(response, {"start-index": int(asked_with(response, "start-index")) + _A_PAGE})
