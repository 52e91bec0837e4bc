"""Writes a site's posts as its feed. One module per format; this one only knows which is which."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..posts import Post
from . import atom, json_feed, rdf, rss
from .channel import Channel

_WRITERS: dict[str, Callable[[Channel, Sequence[Post]], str]] = {
    "rss": rss.write,
    "media-rss": rss.write,
    "atom": atom.write,
    "rdf": rdf.write,
    "json-feed": json_feed.write,
}


def write(channel: Channel, posts: Sequence[Post]) -> bytes:
    """The feed as bytes. Depends on nothing but its arguments, so the same state gives the same
    ETag.
    """
    return _WRITERS[channel.site.kind](channel, posts).encode()


__all__ = ["Channel", "write"]
