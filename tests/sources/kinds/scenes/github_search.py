"""GitHub: issues and pull requests by REST, discussions by GraphQL, 1,000 results of a search at most."""

from __future__ import annotations

import re
from datetime import datetime

from ..services import SECRET, Answer, Asked, Post, Scene, Service

GRAPHQL = "/graphql"
_MOST = 100
_SHOWN = 1000
_SPAN = re.compile(r"created:(\S+)\.\.(\S+)")
_KINDS = ("issue", "pull-request", "discussion")


class GitHub(Service):
    """What is said is an issue, a pull request and a discussion in turn."""

    def answer(self, asked: Asked) -> Answer:
        token = asked.headers.get("authorization")
        if token not in (None, f"Bearer {SECRET}"):
            return Answer.of({"message": "Bad credentials", "status": "401"}, 401)
        if asked.path == GRAPHQL:
            return self._discussions(asked, is_known=token is not None)
        assert asked.path == "/search/issues"
        assert (asked.query["sort"], asked.query["order"]) == ("created", "desc")
        what = [kind for kind in _KINDS if f"is:{kind}" in asked.query["q"]]
        if len(what) != 1:
            message = "Query must include 'is:issue' or 'is:pull-request'"
            return Answer.of({"message": message, "status": "422"}, 422)
        size, page = int(asked.query["per_page"]), int(asked.query["page"])
        assert size <= _MOST
        if (page - 1) * size >= _SHOWN:
            return Answer.of({"message": "Only the first 1000 search results are available"}, 422)
        found = self._found(asked.query["q"], what[0])
        shown = found[(page - 1) * size : page * size]
        items = [_issue(post) for post in shown]
        return Answer.of({"total_count": len(found), "incomplete_results": False, "items": items})

    def _discussions(self, asked: Asked, is_known: bool) -> Answer:
        if not is_known:
            return Answer.of({"message": "This endpoint requires you to be authenticated."}, 401)
        variables = asked.document["variables"]
        assert isinstance(variables, dict)
        found = self._found(variables["query"], "discussion")
        start = int(variables["after"] or 0)
        nodes = [_discussion(post) for post in found[start : start + 50]]
        ahead = {"hasNextPage": start + 50 < len(found), "endCursor": str(start + 50)}
        return Answer.of({"data": {"search": {"nodes": nodes, "pageInfo": ahead}}})

    def _found(self, query: str, what: str) -> list[Post]:
        span = _SPAN.search(query)
        assert span
        since, until = map(datetime.fromisoformat, span.groups())
        words = [word.casefold() for word in re.findall(r'"([^"]+)"', query)]
        return [
            post
            for post in self.newest_first
            if _KINDS[post.number % 3] == what
            and since <= post.at <= until
            and any(word in post.text.casefold() for word in words)
        ]


def _issue(post: Post) -> dict[str, object]:
    return {
        "id": post.number,
        "html_url": f"https://github.example/ann/lamp/issues/{post.number}",
        "title": "A lamp",
        "body": post.text,
        "user": {"login": post.author},
        "created_at": f"{post.at:%Y-%m-%dT%H:%M:%SZ}",
    }


def _discussion(post: Post) -> dict[str, object]:
    return {
        "id": f"D_{post.number}",
        "url": f"https://github.example/ann/lamp/discussions/{post.number}",
        "title": "A lamp",
        "bodyText": post.text,
        "author": {"login": post.author},
        "createdAt": f"{post.at:%Y-%m-%dT%H:%M:%SZ}",
    }


SCENE = Scene(kind="github_search", service=GitHub, key={"token": SECRET}, a_page=_MOST, quiet=4)
