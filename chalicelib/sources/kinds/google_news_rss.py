"""Google News search: RSS that ends each title with the publisher's name.

The links are wrappers that only a browser can follow; they stay, and the id within them is the entry's id.
Not in the order of dates. Google allows this feed for personal, non-commercial use only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import Element

from ...domain.entries import Entry
from ...domain.manners import Kind
from ...domain.sources import Document
from ..asking import Asking
from ..feed_listening import FEED_TYPES
from ..feeds import read_feed
from ..fetching import Request
from ..searching import any_of, phrases, quoted
from ..several_feeds import listen_to_each
from ..visible_text import visible_text
from .editions import OPTIONS, Edition, editions
from .feed_elements import reworked, word

_MOST_CHARS = 500
_LONGEST_AGO = 7  # days
_READ_ON = "read_on"

KIND = Kind(
    hears="Google News: articles that name the watch, for readers of one or more countries",
    limits="100 articles a query, the most relevant of the days since the last fetch",
    cannot="For personal, non-commercial use only; links lead through Google, where only browsers can follow",
    home="https://news.google.com/",
    searches=True,
    options=OPTIONS,
    least_interval=15,
    gap_s=5.0,
)


async def listen(asking: Asking) -> Document:
    """What was published since the day of the last fetch. The position holds that day."""
    document = await listen_to_each(asking, _searches(asking))
    if document.position is None:
        return document
    return replace(document, position={**document.position, _READ_ON: f"{asking.now:%Y-%m-%d}"})


def _searches(asking: Asking) -> Iterator[Request]:
    """`when:` is undocumented, but the one means against a list in no order that ends after a hundred."""
    names = any_of(map(quoted, phrases(asking.subject)), _MOST_CHARS)
    for edition in editions(asking):
        for name in names:
            query = {"q": f"{name} when:{_days(asking)}d", **_parameters(edition)}
            yield asking.request("/rss/search", query, accept=FEED_TYPES)


def _parameters(edition: Edition) -> dict[str, str]:
    """All three must agree; English is named with its country, other languages by themselves."""
    spoken = edition.locale if edition.language == "en" else edition.language
    return {"hl": spoken, "gl": edition.country, "ceid": f"{edition.country}:{edition.language}"}


def _days(asking: Asking) -> int:
    try:
        since = date.fromisoformat(asking.source.position[_READ_ON])
    except (KeyError, ValueError):
        return _LONGEST_AGO
    return max(1, min((asking.now.date() - since).days + 1, _LONGEST_AGO))


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`. The publisher, who is no author, stays where the text names it."""
    return reworked(read_feed(body, content_type, url), body, content_type, _without_publisher)


def _without_publisher(entry: Entry, element: Element) -> Entry:
    """A title that ends in what `source` says."""
    publisher = visible_text(word(element, "source"))
    title = entry.title.removesuffix(f" - {publisher}") if publisher else entry.title
    return replace(entry, title=title)
