"""Medium: a feed for each tag, with its newest ten stories."""

from __future__ import annotations

from ..served_feeds import NO_FEED, NOT_THERE, item, rss, unless_known
from ..services import Answer, Asked, Post, Scene, Service

_SHOWN = 10
_TAGS = {"larkfield", "red-widget"}  # small letters, and hyphens for spaces


class Medium(Service):
    def answer(self, asked: Asked) -> Answer:
        tag = asked.path.removeprefix("/feed/tag/")
        if tag not in _TAGS:
            return NOT_THERE
        tagged = [post for post in self.newest_first if tag.replace("-", " ") in post.text.casefold()]
        return unless_known(asked, rss(_story(post, tag) for post in tagged[:_SHOWN]))


def _story(post: Post, tag: str) -> str:
    link = f"https://medium.com/@joan/story-{post.number}?source=rss------{tag}-5"
    return item(post, link, f"<guid isPermaLink='false'>https://medium.com/p/{post.number}</guid>")


SCENE = Scene(
    kind="medium",
    service=Medium,
    a_page=_SHOWN,
    keeps=_SHOWN,
    quiet=2,
    is_json=False,
    spoiled=NO_FEED,
)
