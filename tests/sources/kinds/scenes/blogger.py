"""A Blogger blog: its search among posts (the even ones), and its comments (the odd ones), in pages."""

from __future__ import annotations

from ..served_feeds import NO_FEED, NOT_THERE, atom, entry, unless_known
from ..services import Answer, Asked, Post, Scene, Service

_A_PAGE = 50
_MOST = 500


class Blogger(Service):
    def answer(self, asked: Asked) -> Answer:
        assert asked.query["orderby"] == "updated"
        posts, comments = self._sorted()
        if asked.path == "/feeds/posts/default":
            words = asked.query["q"].strip('"').casefold()
            found = [post for post in posts if words in post.text.casefold()]
        elif asked.path == "/feeds/comments/default":
            found = comments
        else:
            return NOT_THERE
        start, size = int(asked.query["start-index"]), min(int(asked.query["max-results"]), _MOST)
        shown = found[start - 1 : start - 1 + size]
        return unless_known(asked, atom(map(self._entry, shown)))

    def _sorted(self) -> tuple[list[Post], list[Post]]:
        odd = [post for post in self.newest_first if post.number % 2]
        return [post for post in self.newest_first if not post.number % 2], odd

    def _entry(self, post: Post) -> str:
        link = f"{self.base}/2026/11/widgets.html?showComment={post.number}#c{post.number}"
        return entry(post, f"tag:blogger.com,1999:blog-1.post-{post.number}", link)


SCENE = Scene(
    kind="blogger",
    service=Blogger,
    a_page=_A_PAGE,
    quiet=3,
    is_json=False,
    spoiled=NO_FEED,
)
