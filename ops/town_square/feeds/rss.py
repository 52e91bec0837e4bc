"""RSS 2.0 (https://www.rssboard.org/rss-specification) and, for photos, Media RSS
(https://www.rssboard.org/media-rss).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email.utils import format_datetime

from ..markup import visible_text
from ..posts import Post
from .channel import Channel, timestamp
from .elements import HEAD, Markup, cdata, element, joined

_NAMESPACES = {
    "xmlns__content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns__dc": "http://purl.org/dc/elements/1.1/",
    "xmlns__dcterms": "http://purl.org/dc/terms/",
    "xmlns__atom": "http://www.w3.org/2005/Atom",
    "xmlns__media": "http://search.yahoo.com/mrss/",
    "xmlns__georss": "http://www.georss.org/georss",
}


def write(channel: Channel, posts: Sequence[Post]) -> str:
    """The whole document."""
    about = joined(
        element("title", channel.site.name),
        element("link", channel.home),
        element("description", f"The latest from {channel.site.name}"),
        element("lastBuildDate", format_datetime(channel.changed_at, usegmt=True)),
        element("atom:link", href=channel.feed, rel="self", type="application/rss+xml"),
    )
    items = [element("item", joined(*_item(channel, post))) for post in posts]
    body = element("channel", joined(about, *items))
    return HEAD + element("rss", body, version="2.0", **_NAMESPACES)


def _item(channel: Channel, post: Post) -> Iterator[Markup]:
    yield element("title", post.title)
    yield element("link", channel.address(post.link))
    yield element("guid", f"{post.site}-{post.number}@square.example", isPermaLink="false")
    yield element("dc:creator", cdata(post.author))
    yield element("pubDate", format_datetime(post.published_at, usegmt=True))
    if post.edited_at:
        yield element("dcterms:modified", timestamp(post.edited_at))
    yield element("dc:language", post.lang)
    yield from (element("category", tag) for tag in post.tags)
    yield from _photo(channel, post) if channel.site.kind == "media-rss" else _words(channel, post)


def _words(channel: Channel, post: Post) -> Iterator[Markup]:
    content = channel.content(post)
    if channel.site.home != "/blog/":
        yield element("description", content)
        return
    yield element("description", cdata(visible_text(content)))
    yield element("content:encoded", cdata(content))


def _photo(channel: Channel, post: Post) -> Iterator[Markup]:
    page, picture = channel.address(post.link), channel.address(f"/photos/img/{post.number}.svg")
    who = element("p", f"{post.author} posted a photo:")
    image = element("img", src=picture, alt="", width="320", height="240")
    frame = element("p", element("a", image, href=page, class_="photo larkfield-gallery"))
    yield element("description", who + frame + post.html)
    yield element("media:content", url=picture, type="image/svg+xml", medium="image")
    yield element("media:title", post.title)
    yield element("media:description", post.html, type="html")
    yield element("media:credit", post.author, role="photographer")
    if post.place:
        yield element("georss:point", f"{post.place[0]} {post.place[1]}")
