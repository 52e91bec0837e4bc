"""Finds the feeds of a web site: at the address itself, where its page says they are, or where most sites put
them.

https://blog.whatwg.org/feed-autodiscovery
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from ..domain.sources import Failure, FailureKind
from ..errors import SourceRefused, SourceUnavailable
from .characters import decoded
from .feed_entries import address
from .feed_listening import FEED_TYPES
from .feeds import read_feed
from .fetching import Fetcher, Request, Response
from .visible_text import single_spaced

_TYPES = frozenset(
    f"application/{kind}" for kind in ("rss+xml", "atom+xml", "feed+json", "rdf+xml", "json", "xml")
)
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
    page = _Page(response.url)
    # Some broken markup makes the parser give up (https://github.com/python/cpython/issues/77057).
    with suppress(AssertionError):
        page.feed(decoded(response.body[:_MOST_PAGE], response.content_type)[0])
    return list(dict.fromkeys(page.feeds()))


class _Page(HTMLParser):
    """Collects the links of a page's head that lead to feeds. They are relative to its `base`."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._base = url
        self._links: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "base" and given.get("href"):
            self._base = urljoin(self._base, given["href"])
        relations = given.get("rel", "").lower().split()
        kind = given.get("type", "").partition(";")[0].strip().lower()
        is_feed = "alternate" in relations and kind in _TYPES and "oembed" not in given.get("href", "")
        if tag == "link" and is_feed and given.get("href") and len(self._links) < _MOST_FEEDS:
            self._links.append((given["href"], single_spaced(given.get("title", ""))[:200]))

    def feeds(self) -> Iterator[Feed]:
        for href, title in self._links:
            if url := address(href, (self._base,)):
                yield Feed(url, title, "comment" in f"{href} {title}".lower())
