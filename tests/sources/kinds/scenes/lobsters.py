"""Lobsters: the newest stories (the even posts) and comments (the odd ones), and stories by their domains."""

from __future__ import annotations

from html import escape

from ..served_feeds import NO_FEED, NOT_THERE, item, rss, unless_known
from ..services import Answer, Asked, Post, Scene, Service


class Lobsters(Service):
    def answer(self, asked: Asked) -> Answer:
        assert "search" not in asked.path, "it is the most expensive thing to ask for"
        odd = [post for post in self.newest_first if post.number % 2]
        even = [post for post in self.newest_first if not post.number % 2]
        if asked.path == "/comments.rss":
            return unless_known(asked, rss(map(self._comment, odd[:20])))
        if asked.path in ("/newest.rss", "/domains/larkfield.example.rss"):
            return unless_known(asked, rss(map(self._story, even[:25])))
        return NOT_THERE

    def _story(self, post: Post) -> str:
        page = f"{self.base}/s/a{post.number}/it_hums"
        link = f'<p><a href="{page}">Comments</a></p>'
        more = (
            f"<guid>{self.base}/s/a{post.number}</guid><author>larkfield.example via {post.author}</author>"
            f"<comments>{page}</comments><description>{escape(link)}</description><category>web</category>"
        )
        return item(post, f"https://larkfield.example/{post.number}", more)

    def _comment(self, post: Post) -> str:
        page = f"{self.base}/c/a{post.number}"
        said = f"<description>{escape(f'<p>{post.text}</p>')}</description><comments>{page}</comments>"
        title = f"<title>{escape(post.text)}</title>"
        return item(post, page, said).replace(title, "<title>It hums</title>")


SCENE = Scene(
    kind="lobsters",
    service=Lobsters,
    keeps=40,
    quiet=3,
    is_json=False,
    spoiled=NO_FEED,
)
