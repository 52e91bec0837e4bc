"""An account's own server at Bluesky: nothing without a session, of which few may be created."""

from __future__ import annotations

from datetime import datetime

from ..services import SECRET, Answer, Asked, Post, Scene, Service

CREATE = "/xrpc/com.atproto.server.createSession"
REFRESH = "/xrpc/com.atproto.server.refreshSession"
SEARCH = "/xrpc/app.bsky.feed.searchPosts"
_MOST = 100


class Bluesky(Service):
    def __init__(self) -> None:
        super().__init__()
        self.sessions = 0
        self.access = ""
        self.refresh = ""

    def answer(self, asked: Asked) -> Answer:
        if asked.path == CREATE:
            return self._create(asked)
        if asked.path == REFRESH:
            return self._refresh(asked)
        assert asked.path == SEARCH
        if not asked.headers.get("authorization"):
            return _error(401, "AuthMissing", "Authentication Required")
        if asked.headers["authorization"] != f"Bearer {self.access}":
            return _error(400, "ExpiredToken", "Token has expired")
        return self._search(asked)

    def _create(self, asked: Asked) -> Answer:
        assert asked.method == "POST"
        if asked.document != {"identifier": "ann.example", "password": SECRET}:
            return _error(401, "AuthenticationRequired", "Invalid identifier or password")
        return self._session()

    def _refresh(self, asked: Asked) -> Answer:
        assert asked.method == "POST"
        if asked.body:
            return _error(400, "InvalidRequest", "A request body was provided when none was expected")
        if asked.headers.get("authorization") != f"Bearer {self.refresh}":
            return _error(400, "ExpiredToken", "Token has been revoked")
        return self._session()

    def _session(self) -> Answer:
        self.sessions += 1
        self.access, self.refresh = f"{SECRET}-access-{self.sessions}", f"{SECRET}-refresh-{self.sessions}"
        return Answer.of({"accessJwt": self.access, "refreshJwt": self.refresh, "handle": "ann.example"})

    def _search(self, asked: Asked) -> Answer:
        assert asked.query["sort"] == "latest"
        limit, start = int(asked.query["limit"]), int(asked.query.get("cursor", "0"))
        assert 1 <= limit <= _MOST
        since = datetime.fromisoformat(asked.query["since"])
        until = datetime.fromisoformat(asked.query["until"]) if "until" in asked.query else self.now
        found = [post for post in self.newest_first if since <= post.at < until and _is_found(post, asked)]
        shown = found[start : start + limit]
        more = {"cursor": str(start + limit)} if start + limit < len(found) else {}
        return Answer.of({"posts": [_post(post) for post in shown], "hitsTotal": len(found), **more})


def _is_found(post: Post, asked: Asked) -> bool:
    """As it is: filters stand for themselves beside `*`, and no word of the language is another's."""
    if asked.query["q"] == "*":
        return asked.query.get("domain", "-") in post.text or asked.query.get("mentions", "-") in post.text
    assert asked.query["lang"] == "en"
    return asked.query["q"].strip('"').casefold() in post.text.casefold()


def _post(post: Post) -> dict[str, object]:
    at = f"{post.at:%Y-%m-%dT%H:%M:%S.000Z}"
    return {
        "uri": f"at://did:plc:joan/app.bsky.feed.post/3k{post.number}",
        "author": {"did": "did:plc:joan", "handle": "joan.example"},
        "record": {"text": post.text, "createdAt": at},
        "indexedAt": at,
    }


def _error(status: int, error: str, message: str) -> Answer:
    return Answer.of({"error": error, "message": message}, status)


SCENE = Scene(
    kind="bluesky_search",
    service=Bluesky,
    key={"handle": "ann.example", "app_password": SECRET},
    a_page=_MOST,
    quiet=3,  # two phrases and a site; the account's handle is none of Bluesky's
    sign_in=CREATE,
)
