"""Atom (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..posts import Post
from .channel import Channel, timestamp
from .elements import HEAD, Markup, element, joined


def write(channel: Channel, posts: Sequence[Post]) -> str:
    """The whole document."""
    about = joined(
        element("id", f"tag:square.example,2020:{channel.site.key}"),
        element("title", channel.site.name),
        element("updated", timestamp(channel.changed_at)),
        element("link", rel="self", href=channel.feed, type="application/atom+xml"),
        element("link", rel="alternate", href=channel.home, type="text/html"),
    )
    entries = [element("entry", joined(*_entry(channel, post))) for post in posts]
    return HEAD + element("feed", joined(about, *entries), xmlns="http://www.w3.org/2005/Atom")


def _entry(channel: Channel, post: Post) -> Iterator[Markup]:
    yield element("id", f"tag:square.example,2020:{post.site}/{post.number}")
    yield element("title", post.title)
    yield element("link", rel="alternate", href=channel.address(post.link), type="text/html")
    yield element("author", element("name", post.author))
    yield element("published", timestamp(post.published_at))
    yield element("updated", timestamp(post.updated_at))
    yield element("content", channel.content(post), type="html", xml__lang=post.lang)
