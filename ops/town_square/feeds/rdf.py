"""RSS 1.0 (https://web.resource.org/rss/1.0/spec) with the Dublin Core and content modules, as old
boards speak it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..markup import visible_text
from ..posts import Post
from .channel import Channel, timestamp
from .elements import HEAD, Markup, cdata, element, joined

_NAMESPACES = {
    "xmlns__rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmlns": "http://purl.org/rss/1.0/",
    "xmlns__dc": "http://purl.org/dc/elements/1.1/",
    "xmlns__dcterms": "http://purl.org/dc/terms/",
    "xmlns__content": "http://purl.org/rss/1.0/modules/content/",
}


def write(channel: Channel, posts: Sequence[Post]) -> str:
    """The whole document: the list of items first, then the items beside the channel, not in it."""
    addresses = [channel.address(post.link) for post in posts]
    listed = [element("rdf:li", rdf__resource=address) for address in addresses]
    about = joined(
        element("title", channel.site.name),
        element("link", channel.home),
        element("description", f"The latest from {channel.site.name}"),
        element("dc:date", timestamp(channel.changed_at)),
        element("items", element("rdf:Seq", *listed)),
    )
    items = [
        element("item", joined(*_item(channel, post)), rdf__about=address)
        for post, address in zip(posts, addresses, strict=True)
    ]
    head = element("channel", about, rdf__about=channel.feed)
    return HEAD + element("rdf:RDF", joined(head, *items), **_NAMESPACES)


def _item(channel: Channel, post: Post) -> Iterator[Markup]:
    yield element("title", post.title)
    yield element("link", channel.address(post.link))
    yield element("description", visible_text(channel.content(post)))
    yield element("content:encoded", cdata(channel.content(post)))
    yield element("dc:creator", post.author)
    yield element("dc:language", post.lang)
    yield element("dcterms:issued", timestamp(post.published_at))
    yield element("dc:date", timestamp(post.updated_at))
