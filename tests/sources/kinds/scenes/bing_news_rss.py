"""Bing News' search: the newest dozen hits, behind links that count clicks."""

from __future__ import annotations

from ..served_feeds import NO_FEED, item, rss
from ..services import Answer, Asked, Post, Scene, Service

_SHOWN = 12


class BingNews(Service):
    def answer(self, asked: Asked) -> Answer:
        assert asked.path == "/news/search"
        assert asked.query["format"] == "rss"
        assert asked.query["qft"] == 'sortbydate="1"', "without it, the most relevant come first"
        assert asked.query["setlang"] == f"en-{asked.query['cc']}"
        named = asked.query["q"].casefold().strip('"').split('" or "')
        found = [post for post in self.newest_first if any(name in post.text.casefold() for name in named)]
        tid = len(self.asked)
        namespace = f"xmlns:News='{self.base}/news/search?format=rss'"
        return Answer.xml(rss((_article(post, tid) for post in found[:_SHOWN]), namespace))


def _article(post: Post, tid: int) -> str:
    click = (
        f"http://www.bing.com/news/apiclick.aspx?tid={tid}&url=https%3a%2f%2fpaper.example%2f{post.number}"
    )
    return item(post, click, "<News:Source>The Paper</News:Source>").replace(_guid(click), "")


def _guid(link: str) -> str:
    return f"<guid>{link.replace('&', '&amp;')}</guid>"


SCENE = Scene(
    kind="bing_news_rss", service=BingNews, a_page=_SHOWN, keeps=_SHOWN, is_json=False, spoiled=NO_FEED
)
