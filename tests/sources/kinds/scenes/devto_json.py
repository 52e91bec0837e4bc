"""DEV: the articles with a tag, those with most reactions first, in numbered pages of at most 1,000."""

from __future__ import annotations

from datetime import timedelta

from ..services import Answer, Asked, Post, Scene, Service

_MOST = 1000


class Dev(Service):
    def answer(self, asked: Asked) -> Answer:
        assert asked.path == "/api/articles"
        tag, days = asked.query["tag"], int(asked.query["top"])
        size, page = int(asked.query["per_page"]), int(asked.query["page"])
        assert size <= _MOST
        since = self.now - timedelta(days=days)
        found = [post for post in self.posts if post.at > since and tag in post.text.casefold()]
        return Answer.of([_article(post) for post in found[(page - 1) * size : page * size]])


def _article(post: Post) -> dict[str, object]:
    return {
        "id": post.number,
        "title": post.text,
        "description": "Light",
        "url": f"https://dev.example/{post.author}/{post.number}",
        "published_at": post.at.isoformat(),
        "tag_list": ["larkfield"],
        "user": {"username": post.author},
    }


SCENE = Scene(kind="devto_json", service=Dev, a_page=_MOST, quiet=2)
