"""WordPress sites: the feed of all comments, or of those on one post."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from ...domain.manners import Kind
from ...domain.sources import Document
from .. import feed_listening
from ..asking import Asking
from .plain_feed import read

__all__ = ["KIND", "listen", "read"]

KIND = Kind(
    hears="a WordPress site: the comments on all posts, or on the one whose comments' feed is given",
    limits="the newest 10 comments, unless the site shows more",
)


async def listen(asking: Asking) -> Document:
    """The feed at the site's address, unless that is of a feed itself."""
    parts = urlsplit(asking.address)
    is_feed = parts.path.rstrip("/").endswith("/feed") or "feed=" in parts.query
    site = asking.address if asking.address.endswith("/") else f"{asking.address}/"
    address = asking.address if is_feed else urljoin(site, "comments/feed/")
    return await feed_listening.listen(replace(asking, address=address))
