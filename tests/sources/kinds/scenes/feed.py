"""A web site with a feed: conditional requests answered, the newest twenty entries shown."""

from __future__ import annotations

import hashlib
from html import escape

from ..services import Answer, Asked, Post, Scene, Service


class Site(Service):
    def answer(self, asked: Asked) -> Answer:
        items = "".join(map(self._item, self.newest_first[:20]))
        document = f"<rss version='2.0'><channel><title>A site</title>{items}</channel></rss>"
        etag = f'"{hashlib.sha256(document.encode()).hexdigest()[:12]}"'
        if asked.headers.get("if-none-match") == etag:
            return Answer(304, headers={"ETag": etag})
        return Answer.xml(document, ETag=etag)

    def _item(self, post: Post) -> str:
        return (
            f"<item><guid>p{post.number}</guid><link>{self.base}/{post.number}</link>"
            f"<title>{escape(post.text)}</title><pubDate>{post.at:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        )


SCENE = Scene(
    kind="feed",
    service=Site,
    address="/feed.xml",
    keeps=20,
    is_json=False,
    spoiled=Answer.xml("<books><book/></books>"),
)
