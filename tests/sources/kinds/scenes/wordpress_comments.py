"""A WordPress site: the feed of its comments, the newest ten."""

from __future__ import annotations

from html import escape

from ..served_feeds import NO_FEED, NOT_THERE, item, rss, unless_known
from ..services import Answer, Asked, Post, Scene, Service

_SHOWN = 10


class Comments(Service):
    def answer(self, asked: Asked) -> Answer:
        if asked.path != "/news/comments/feed/":
            return NOT_THERE
        return unless_known(asked, rss(self._comment(post) for post in self.newest_first[:_SHOWN]))

    def _comment(self, post: Post) -> str:
        link = f"{self.base}/news/widgets/#comment-{post.number}"
        named = f"<title>By: {post.author}</title>"
        said = f"<description>{escape(post.text)}</description>"
        return item(post, link, said).replace(f"<title>{escape(post.text)}</title>", named)


SCENE = Scene(
    kind="wordpress_comments",
    service=Comments,
    address="/news",
    a_page=_SHOWN,
    keeps=_SHOWN,
    is_json=False,
    spoiled=NO_FEED,
)
