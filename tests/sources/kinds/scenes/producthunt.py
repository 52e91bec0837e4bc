"""Product Hunt: launches by GraphQL, newest first, 20 a page; nothing without a token."""

from __future__ import annotations

from datetime import datetime

from ..services import SECRET, Answer, Asked, Post, Scene, Service

_MOST = 20


class ProductHunt(Service):
    def answer(self, asked: Asked) -> Answer:
        assert (asked.method, asked.path) == ("POST", "/v2/api/graphql")
        if asked.headers.get("authorization") != f"Bearer {SECRET}":
            error = {
                "error": "invalid_oauth_token",
                "error_description": "Please supply a valid access token.",
            }
            return Answer.of({"data": None, "errors": [error]}, 401)
        assert "posts(order: NEWEST" in str(asked.document["query"])
        variables = asked.document["variables"]
        assert isinstance(variables, dict)
        since = datetime.fromisoformat(variables["since"])
        until = datetime.fromisoformat(variables["until"]) if variables["until"] else self.now
        found = [post for post in self.newest_first if since <= post.at <= until]
        start = int(variables["after"] or 0)
        nodes = [_launch(post) for post in found[start : start + _MOST]]
        ahead = {"hasNextPage": start + _MOST < len(found), "endCursor": str(start + _MOST)}
        return Answer.of({"data": {"posts": {"nodes": nodes, "pageInfo": ahead}}})


def _launch(post: Post) -> dict[str, object]:
    return {
        "id": str(post.number),
        "name": "A lamp",
        "tagline": post.text,
        "description": "Light",
        "url": f"https://hunt.example/posts/{post.number}",
        "createdAt": f"{post.at:%Y-%m-%dT%H:%M:%SZ}",
        "user": {"username": "[REDACTED]"},
    }


SCENE = Scene(kind="producthunt", service=ProductHunt, key={"token": SECRET}, a_page=_MOST)
