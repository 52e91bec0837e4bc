"""A WordPress site: its search as a feed, ten posts a page, and a 404 after the last."""

from __future__ import annotations

from ..served_feeds import NO_FEED, NOT_THERE, item, rss, unless_known
from ..services import Answer, Asked, Scene, Service

_A_PAGE = 10


class WordPress(Service):
    def answer(self, asked: Asked) -> Answer:
        assert asked.path == "/news/"
        assert asked.query["feed"] == "rss2"
        words = asked.query["s"].strip('"').casefold()
        page = int(asked.query.get("paged", "1"))
        found = [post for post in self.newest_first if words in post.text.casefold()]
        shown = found[(page - 1) * _A_PAGE : page * _A_PAGE]
        if page > 1 and not shown:
            return NOT_THERE
        return unless_known(asked, rss(item(post, f"{self.base}/?p={post.number}") for post in shown))


SCENE = Scene(
    kind="wordpress",
    service=WordPress,
    address="/news/",
    a_page=_A_PAGE,
    quiet=2,
    is_json=False,
    spoiled=NO_FEED,
)
