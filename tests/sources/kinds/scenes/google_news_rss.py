"""Google News' search: a hundred hits of the last days in no order, each title ending in its publisher."""

from __future__ import annotations

import re
from datetime import timedelta
from html import escape

from ..served_feeds import NO_FEED, item, rss
from ..services import Answer, Asked, Post, Scene, Service

_WORDS = re.compile(r'((?:"[^"]+"(?: OR )?)+) when:(\d+)d')


class GoogleNews(Service):
    def answer(self, asked: Asked) -> Answer:
        assert asked.path == "/rss/search"
        language, country = asked.query["hl"], asked.query["gl"]
        assert asked.query["ceid"] == f"{country}:{language.partition('-')[0]}", "they must agree"
        words = _WORDS.fullmatch(asked.query["q"])
        assert words
        since = self.now - timedelta(days=int(words[2]))
        named = words[1].casefold().strip('"').split('" or "')
        found = [
            post
            for post in self.newest_first
            if post.at >= since and any(name in post.text.casefold() for name in named)
        ][:100]
        return Answer.xml(rss(map(_article, sorted(found, key=lambda post: post.number % 7))))


def _article(post: Post) -> str:
    wrapper = f"https://news.google.com/rss/articles/CBMi{post.number}?oc=5"
    said = f"<a href='{wrapper}'>{post.text}</a>&nbsp;&nbsp;<font color='#6f6f6f'>The Paper</font>"
    more = (
        f"<guid isPermaLink='false'>CBMi{post.number}</guid><description>{escape(said)}</description>"
        "<source url='https://paper.example'>The Paper</source>"
    )
    return item(post, wrapper, more).replace("</title>", " - The Paper</title>", 1)


SCENE = Scene(
    kind="google_news_rss", service=GoogleNews, a_page=100, keeps=100, is_json=False, spoiled=NO_FEED
)
