"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..posts import Post
from .channel import Channel, timestamp


def write(channel: Channel, posts: Sequence[Post]) -> str:
    """The whole document."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.site.name,
        "home_page_url": channel.home,
        "feed_url": channel.feed,
        "items": [_item(channel, post) for post in posts],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _item(channel: Channel, post: Post) -> dict[str, object]:
    item: dict[str, object] = {
        "id": f"{channel.site.key}:{post.number}",
        "url": channel.address(post.link),
        "title": post.title,
        "content_html": channel.content(post),
        "authors": [{"name": post.author}],
        "language": post.lang,
        "date_published": timestamp(post.published_at),
    }
    if post.edited_at:
        item["date_modified"] = timestamp(post.edited_at)
    if post.stars:
        item["_rating"] = {"stars": post.stars, "of": 5}
    return item
