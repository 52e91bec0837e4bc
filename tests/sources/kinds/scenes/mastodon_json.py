"""An instance of Mastodon: timelines of hashtags for all, and a search for those who have a token."""

from __future__ import annotations

from html import escape

from ..services import SECRET, Answer, Asked, Post, Scene, Service

_MOST = 40
_MOST_TAGS = 4
TIMELINE = "/api/v1/timelines/tag/"
SEARCH = "/api/v2/search"


class Mastodon(Service):
    """Whatever names a tag is filed under it."""

    def answer(self, asked: Asked) -> Answer:
        authorization = asked.headers.get("authorization")
        if authorization not in (None, f"Bearer {SECRET}"):
            return Answer.of({"error": "The access token is invalid"}, 401)
        if asked.path.startswith(TIMELINE):
            return self._timeline(asked)
        assert asked.path == SEARCH
        if authorization is None:
            return Answer.of({"error": "This method requires an authenticated user"}, 401)
        return self._search(asked)

    def _timeline(self, asked: Asked) -> Answer:
        tags = [asked.path.removeprefix(TIMELINE), *filter(None, asked.query.get("any[]", "").split(","))]
        limit = int(asked.query["limit"])
        assert len(tags) <= _MOST_TAGS, "the others would be ignored"
        assert limit <= _MOST
        found = [post for post in self.posts if any(tag in _squeezed(post.text) for tag in tags)]
        after = asked.query.get("min_id")
        if after is None:
            shown = found[-limit:]
        else:
            shown = [post for post in found if int(id_of(post)) > int(after)][:limit]
        return Answer.of([_status(post) for post in reversed(shown)])

    def _search(self, asked: Asked) -> Answer:
        assert asked.query["type"] == "statuses"
        limit, offset = int(asked.query["limit"]), int(asked.query.get("offset", "0"))
        assert limit <= _MOST
        words = asked.query["q"].strip('"').casefold()
        found = [post for post in self.newest_first if words in post.text.casefold()]
        statuses = [_status(post) for post in found[offset : offset + limit]]
        return Answer.of({"accounts": [], "hashtags": [], "statuses": statuses})


def id_of(post: Post) -> str:
    """Told from when it was said, wherever that was."""
    return str(int(post.at.timestamp() * 1000) << 16)


def _squeezed(text: str) -> str:
    return text.casefold().replace(" ", "")


def _status(post: Post) -> dict[str, object]:
    return {
        "id": id_of(post),
        "url": f"https://instance.example/@{post.author}/{id_of(post)}",
        "content": f"<p>{escape(post.text)}</p>",
        "spoiler_text": "",
        "account": {"acct": post.author},
        "created_at": f"{post.at:%Y-%m-%dT%H:%M:%S.000Z}",
    }


SCENE = Scene(
    kind="mastodon_json",
    service=Mastodon,
    key={"tokens": f"elsewhere.example=other, 127.0.0.1={SECRET}"},
    a_page=_MOST,
    quiet=3,  # the hashtags together, and a search for each of two phrases
)
