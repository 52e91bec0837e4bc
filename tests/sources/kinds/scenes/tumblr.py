"""Tumblr's interface: posts of a tag, newest first, before a moment."""

from __future__ import annotations

from html import escape

from ..services import SECRET, Answer, Asked, Post, Scene, Service

TAGGED = "/v2/tagged"
_MOST = 20
_TAGS = {"larkfield", "red widget", "redwidget"}


class Tumblr(Service):
    """Everything is tagged with the first name in it."""

    def answer(self, asked: Asked) -> Answer:
        assert asked.path == TAGGED
        if asked.query.get("api_key") != SECRET:
            errors = [{"title": "Unauthorized", "code": 1016, "detail": "Unable to authorize"}]
            meta = {"status": 401, "msg": "Unauthorized"}
            return Answer.of({"meta": meta, "response": [], "errors": errors}, 401)
        assert asked.query["tag"] in _TAGS
        limit = int(asked.query["limit"])
        assert 1 <= limit <= _MOST
        before = int(asked.query.get("before", str(1 << 40)))
        tagged = [post for post in self.newest_first if asked.query["tag"] in post.text.casefold()]
        shown = [post for post in tagged if int(post.at.timestamp()) < before][:limit]
        meta = {"status": 200, "msg": "OK"}
        return Answer.of({"meta": meta, "response": [_post(post) for post in shown]})


def _post(post: Post) -> dict[str, object]:
    return {
        "id": post.number,
        "id_string": str(post.number),
        "blog_name": post.author,
        "post_url": f"https://{post.author}.tumblr.example/post/{post.number}",
        "type": "text",
        "timestamp": int(post.at.timestamp()),
        "tags": ["larkfield"],
        "summary": post.text,
        "body": f"<p>{escape(post.text)}</p>",
    }


SCENE = Scene(kind="tumblr", service=Tumblr, key={"api_key": SECRET}, a_page=_MOST, quiet=3)
