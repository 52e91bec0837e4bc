"""Hacker News' search: newest first, pages of at most 1,000 hits in all, bounded by time."""

from __future__ import annotations

import re

from ..services import Answer, Asked, Post, Scene, Service

_MOST_HITS = 1000


class HackerNews(Service):
    def answer(self, asked: Asked) -> Answer:
        assert asked.path == "/api/v1/search_by_date"
        assert asked.query["tags"] == "(story,comment)"
        since, until = map(int, re.findall(r"=(\d+)", asked.query["numericFilters"]))
        word = asked.query["query"].strip('"').casefold()
        found = [
            post
            for post in self.newest_first
            if word in post.text.casefold() and since <= post.at.timestamp() <= until
        ]
        size, page = int(asked.query["hitsPerPage"]), int(asked.query["page"])
        shown = found[:_MOST_HITS][page * size : (page + 1) * size]
        pages = -(-min(len(found), _MOST_HITS) // size)
        return Answer.of({"hits": [_hit(post) for post in shown], "nbHits": len(found), "nbPages": pages})


def _hit(post: Post) -> dict[str, object]:
    return {
        "objectID": str(post.number),
        "comment_text": f"<p>{post.text}",
        "author": post.author,
        "created_at_i": int(post.at.timestamp()),
    }


SCENE = Scene(kind="hn_algolia", service=HackerNews, a_page=100, quiet=2)
