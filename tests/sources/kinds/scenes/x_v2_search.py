"""X: recent search at a price. It keeps its own count of the posts that it charged for."""

from __future__ import annotations

import re
from datetime import timedelta

from ..services import SECRET, Answer, Asked, Post, Scene, Service

SEARCH = "/2/tweets/search/recent"
_FIRST_ID_MS = 1_288_834_974_657
_ALLOWED = {"query", "since_id", "until_id", "max_results", "next_token", "tweet.fields"}


class X(Service):
    def __init__(self) -> None:
        super().__init__()
        self.charged = 0

    def answer(self, asked: Asked) -> Answer:
        assert asked.path == SEARCH
        if asked.headers.get("authorization") != f"Bearer {SECRET}":
            return Answer.of({"title": "Unauthorized", "status": 401, "detail": "Unauthorized"}, 401)
        assert set(asked.query) <= _ALLOWED, "expansions cost money"
        assert len(asked.query["query"]) <= 512
        assert asked.query["query"].endswith("-is:retweet lang:en")
        too_old = self.now - timedelta(days=7)
        for name in ("since_id", "until_id"):
            if name in asked.query and int(asked.query[name]) <= _id_at(too_old.timestamp()):
                return _invalid(f"'{name}' must be a tweet id created after {too_old:%Y-%m-%dT%H:%MZ}")
        return self._search(asked)

    def _search(self, asked: Asked) -> Answer:
        size, start = int(asked.query["max_results"]), int(asked.query.get("next_token", "t0")[1:])
        if not 10 <= size <= 100:
            return _invalid("The `max_results` query parameter value is not between 10 and 100")
        names = re.findall(r'"([^"]+)"|(@\w+)', asked.query["query"])
        words = [(phrase or handle).casefold() for phrase, handle in names]
        above = max(int(asked.query.get("since_id", 0)), _id_at((self.now - timedelta(days=7)).timestamp()))
        below = int(asked.query.get("until_id", 1 << 63))
        found = [
            post
            for post in self.newest_first
            if above < id_of(post) < below and any(word in post.text.casefold() for word in words)
        ]
        shown = found[start : start + size]
        self.charged += len(shown)
        meta: dict[str, object] = {"result_count": len(shown)}
        if start + size < len(found):
            meta["next_token"] = f"t{start + size}"
        return Answer.of({"data": [_post(post) for post in shown], "meta": meta} if shown else {"meta": meta})


def id_of(post: Post) -> int:
    """Told from when it was said."""
    return _id_at(post.at.timestamp())


def _id_at(seconds: float) -> int:
    return (int(seconds * 1000) - _FIRST_ID_MS) << 22


def _post(post: Post) -> dict[str, object]:
    at = f"{post.at:%Y-%m-%dT%H:%M:%S.000Z}"
    return {"id": str(id_of(post)), "text": post.text, "author_id": "12", "created_at": at}


def _invalid(message: str) -> Answer:
    title = "Invalid Request"
    problem = {"title": title, "detail": "One or more parameters to your request was invalid."}
    return Answer.of({**problem, "errors": [{"message": message}]}, 400)


SCENE = Scene(kind="x_v2_search", service=X, key={"bearer_token": SECRET}, a_page=100)
