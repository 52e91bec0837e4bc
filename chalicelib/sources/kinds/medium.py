"""Medium: its feeds of tags, and of authors and publications."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from ...domain.manners import Kind
from ...domain.sources import Document
from ...domain.watches import Watch
from ..asking import Asking
from ..feed_listening import FEED_TYPES
from ..several_feeds import listen_to_each
from .plain_feed import read

__all__ = ["KIND", "listen", "read"]

_BETWEEN = re.compile(r"[\W_]+")

# https://help.medium.com/hc/en-us/articles/214874118-Using-RSS-feeds-of-profiles-publications-and-topics
KIND = Kind(
    hears="Medium: stories tagged with what the watch is called; or those of the author or publication given",
    limits="the newest 10 or so stories of a tag",
    cannot="Neither a search nor responses are offered, and members' stories end after an excerpt",
    home="https://medium.com/",
    searches=True,
    least_interval=15,
    gap_s=1.0,
)


async def listen(asking: Asking) -> Document:
    """The feed of the address given, else one for each tag."""
    requests = (asking.request(path, accept=FEED_TYPES) for path in _paths(asking))
    return await listen_to_each(asking, requests)


def _paths(asking: Asking) -> Iterator[str]:
    given = urlsplit(asking.address).path.rstrip("/")
    if given:
        yield given if given.startswith("/feed") else f"/feed{given}"
        return
    for tag in _tags(asking.subject):
        yield f"/feed/tag/{quote(tag)}"


def _tags(watch: Watch) -> tuple[str, ...]:
    """As Medium writes tags: in small letters, with hyphens between words."""
    tags = (_BETWEEN.sub("-", phrase.casefold()).strip("-") for phrase in watch.names + watch.terms)
    return tuple(dict.fromkeys(filter(None, tags)))
