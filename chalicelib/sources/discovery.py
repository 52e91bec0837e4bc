"""Finds the feeds of a web site: at the address itself, where its page says they are, or where most sites put
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urljoin

from ..domain.sources import Failure, FailureKind
from ..errors import SourceRefused, SourceUnavailable
from .characters import decoded
from .feed_listening import FEED_TYPES
from .feeds import read_feed
from .fetching import Fetcher, Request, Response
from .page_links import feed_links

_USUAL_PLACES = ("feed", "rss.xml", "atom.xml", "index.xml", "feed.xml", "rss", "feed.json")
_MOST_FEEDS = 20
_MOST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that a site has. `is_comments` when it holds what readers answer, not what the site says."""

    url: str = field(repr=False)  # may hold a token
    title: str
    is_comments: bool = False


async def feeds_of(fetcher: Fetcher, url: str) -> Sequence[Feed]:
    """The feeds, the main one first. Raises SourceUnavailable or SourceRefused when there are none, too."""
    response = await fetcher.get(Request(url, accept=FEED_TYPES.replace("*/*;q=0.5", "text/html;q=0.6")))
    title = _title_of_feed(response)
    if title is not None:
        return [Feed(response.moved_to or url, title)]
    named = _named_in(response)
    if named:
        return sorted(named, key=lambda feed: feed.is_comments)
    for place in _USUAL_PLACES:
        if found := await _feed_at(fetcher, urljoin(response.url, f"/{place}")):
            return [found]
    detail = "no feed at this address, none that its page names, and none where sites usually have theirs"
    raise SourceRefused(Failure(FailureKind.NOT_FOUND, detail))


async def _feed_at(fetcher: Fetcher, url: str) -> Feed | None:
    """Nothing where nothing is; who refuses us altogether is not asked again."""
    try:
        response = await fetcher.get(Request(url, accept=FEED_TYPES))
    except SourceRefused as refusal:
        if refusal.failure.kind in (FailureKind.NOT_FOUND, FailureKind.GONE, FailureKind.UNEXPECTED_STATUS):
            return None
        raise
    title = _title_of_feed(response)
    return None if title is None else Feed(response.moved_to or url, title)


def _title_of_feed(response: Response) -> str | None:
    """Its title, maybe empty; None for what is no feed."""
    try:
        return read_feed(response.body, response.content_type, response.url).title or ""
    except (SourceRefused, SourceUnavailable):
        return None


def _named_in(response: Response) -> list[Feed]:
    page = decoded(response.body[:_MOST_PAGE], response.content_type)[0]
    links = islice(feed_links(page, response.url), _MOST_FEEDS)
    return list(dict.fromkeys(Feed(*link) for link in links))
