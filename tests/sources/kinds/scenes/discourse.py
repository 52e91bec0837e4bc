"""A Discourse forum: a search by whole days, in ten pages of 50 at most; and a feed of all posts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape

from ..services import Answer, Asked, Post, Scene, Service

_A_PAGE = 50
_PAGES = 10
_QUERY = re.compile(r'"([^"]+)" order:latest after:(\S+)(?: before:(\S+))?')


class Forum(Service):
    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/posts.rss":
            items = "".join(map(self._item, self.newest_first[:_A_PAGE]))
            return Answer.xml(f"<rss version='2.0'><channel><title>Lamps</title>{items}</channel></rss>")
        assert asked.path == "/search.json"
        page = int(asked.query["page"])
        if page > _PAGES:
            error = "page parameter must not be greater than 10"
            return Answer.of({"errors": [error], "error_type": "invalid_parameters"}, 400)
        found = self._found(asked.query["q"])
        shown = found[(page - 1) * _A_PAGE : page * _A_PAGE]
        is_more = True if page * _A_PAGE < len(found) else None
        return Answer.of(
            {
                "posts": [_post(post) for post in shown],
                "topics": [{"id": post.number, "title": "A lamp", "slug": "a-lamp"} for post in shown],
                "grouped_search_result": {"more_full_page_results": is_more, "error": None},
            }
        )

    def _found(self, query: str) -> list[Post]:
        asked = _QUERY.fullmatch(query)
        assert asked, query
        since, until = (_day(day) if day else None for day in (asked[2], asked[3]))
        return [
            post
            for post in self.newest_first
            if asked[1].casefold() in post.text.casefold()
            and (since is None or since < post.at)
            and (until is None or post.at < until)
        ]

    def _item(self, post: Post) -> str:
        return (
            f"<item><guid>forum-post-{post.number}</guid><link>{self.base}/t/a-lamp/{post.number}</link>"
            f"<description>{escape(f'<p>{post.text}</p>')}</description><title>A lamp</title>"
            f"<pubDate>{post.at:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        )


def _day(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def _post(post: Post) -> dict[str, object]:
    return {
        "id": post.number,
        "username": post.author,
        "created_at": post.at.isoformat(),
        "blurb": post.text,
        "post_number": 2,
        "topic_id": post.number,
    }


SCENE = Scene(kind="discourse", service=Forum, a_page=_A_PAGE, quiet=2)
