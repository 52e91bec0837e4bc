"""GDELT: at most 250 articles of a span of time, newest first; what it dislikes it says in plain text."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from ..services import Answer, Asked, Post, Scene, Service

_MOST = 250
_QUERY = re.compile(r'(\((?:"[^"]+" OR )+"[^"]+"\)|"[^"]+")((?: source\w+:\w+)*)')


class Gdelt(Service):
    def answer(self, asked: Asked) -> Answer:
        assert asked.path == "/api/v2/doc/doc"
        assert (asked.query["mode"], asked.query["format"]) == ("artlist", "json")
        assert asked.query["sort"] == "datedesc"
        query = _QUERY.fullmatch(asked.query["query"])
        if query is None:
            return _said("Parentheses may only be used around OR'd statements.")
        since, until = _time(asked.query["startdatetime"]), _time(asked.query["enddatetime"])
        named = query[1].casefold().strip('()"').split('" or "')
        found = [
            post
            for post in self.newest_first
            if since <= post.at <= until and any(name in post.text.casefold() for name in named)
        ]
        articles = [_article(post) for post in found[: min(int(asked.query["maxrecords"]), _MOST)]]
        return Answer.of({"articles": articles} if articles else {})


def _time(written: str) -> datetime:
    return datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _said(words: str) -> Answer:
    return Answer(200, f"{words}\n".encode(), {"Content-Type": "text/html; charset=utf-8"})


def _article(post: Post) -> dict[str, object]:
    return {
        "url": f"https://paper.example/{post.number}",
        "url_mobile": "",
        "title": post.text,
        "seendate": f"{post.at:%Y%m%dT%H%M%SZ}",
        "domain": "paper.example",
        "language": "English",
        "sourcecountry": "United Kingdom",
    }


SCENE = Scene(kind="gdelt", service=Gdelt, a_page=_MOST)
