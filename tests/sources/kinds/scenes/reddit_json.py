"""Reddit: a token from its sign-in host, then listings of at most 100, walked by the name of the last."""

from __future__ import annotations

import re
from base64 import b64decode

from ..services import SECRET, Answer, Asked, Post, Scene, Service

SIGN_IN = "/api/v1/access_token"
REFRESH_TOKEN = f"1-{SECRET}"
_MOST = 100
_SHOWN = 1000


class Reddit(Service):
    def __init__(self) -> None:
        super().__init__()
        self.tokens = 0

    @property
    def token(self) -> str:
        return f"{SECRET}-token-{self.tokens}"

    def answer(self, asked: Asked) -> Answer:
        if asked.path == SIGN_IN:
            return self._sign_in(asked)
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return Answer.of({"message": "Unauthorized", "error": 401}, 401)
        assert asked.query["raw_json"] == "1"
        if asked.path == "/search":
            assert asked.query["sort"] == "new"
            return self._listing(asked, [post for post in self.newest_first if _is_found(post, asked)])
        assert re.fullmatch(r"/r/[\w+]+/comments", asked.path)
        return self._listing(asked, self.newest_first)

    def _sign_in(self, asked: Asked) -> Answer:
        assert asked.method == "POST"
        scheme, _, credentials = asked.headers.get("authorization", "").partition(" ")
        if scheme != "Basic" or b64decode(credentials).decode() != f"app:{SECRET}":
            return Answer.of({"message": "Unauthorized", "error": 401}, 401)
        if asked.form != {"grant_type": "refresh_token", "refresh_token": REFRESH_TOKEN}:
            return Answer.of({"error": "invalid_grant"}, 400)
        self.tokens += 1
        return Answer.of(
            {"access_token": self.token, "token_type": "bearer", "expires_in": 86400, "scope": "read"}
        )

    def _listing(self, asked: Asked, found: list[Post]) -> Answer:
        limit = int(asked.query["limit"])
        assert limit <= _MOST
        names = [_name(post) for post in found[:_SHOWN]]
        start = names.index(asked.query["after"]) + 1 if "after" in asked.query else 0
        shown = found[start : min(start + limit, _SHOWN)]
        after = names[start + limit - 1] if start + limit < len(names) else None
        children = [{"kind": "t3", "data": _data(post)} for post in shown]
        return Answer.of({"kind": "Listing", "data": {"after": after, "children": children}})


def _is_found(post: Post, asked: Asked) -> bool:
    wanted = [part.strip('"').removeprefix("site:") for part in asked.query["q"].split(" OR ")]
    return any(part.casefold() in post.text.casefold() for part in wanted)


def _name(post: Post) -> str:
    return f"t3_{post.number}"


def _data(post: Post) -> dict[str, object]:
    return {
        "name": _name(post),
        "title": post.text,
        "selftext": "",
        "is_self": True,
        "author": post.author,
        "permalink": f"/r/lamps/comments/{post.number}/a/",
        "created_utc": post.at.timestamp(),
        "edited": False,
        "removed_by_category": None,
    }


SCENE = Scene(
    kind="reddit_json",
    service=Reddit,
    options={"sign_in": "{base}"},
    key={"client_id": "app", "client_secret": SECRET, "refresh_token": REFRESH_TOKEN},
    a_page=_MOST,
    sign_in=SIGN_IN,
)
