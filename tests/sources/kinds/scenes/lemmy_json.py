"""An instance of Lemmy: posts and comments each by themselves, in numbered pages of at most 50."""

from __future__ import annotations

from ..services import Answer, Asked, Post, Scene, Service

_MOST = 50


class Lemmy(Service):
    def answer(self, asked: Asked) -> Answer:
        assert asked.path == "/api/v3/search"
        assert (asked.query["sort"], asked.query["listing_type"]) == ("New", "All")
        size, page = int(asked.query["limit"]), int(asked.query["page"])
        if not 1 <= size <= _MOST:
            return Answer.of({"error": "couldnt_get_posts"}, 400)
        word, what = asked.query["q"].casefold(), asked.query["type_"]
        found = [post for post in self.newest_first if word in post.text.casefold()]
        found = [post for post in found if _is_comment(post) == (what == "Comments")]
        shown = found[(page - 1) * size : page * size]
        views = [self._comment(post) if _is_comment(post) else self._post(post) for post in shown]
        answer: dict[str, object] = {"posts": [], "comments": [], "communities": [], "users": []}
        return Answer.of({"type_": what, **answer, what.lower(): views})

    def _post(self, post: Post) -> dict[str, object]:
        said = {"id": post.number, "name": post.text, **self._always(post, "post")}
        return {"post": said, "creator": {"name": post.author}}

    def _comment(self, post: Post) -> dict[str, object]:
        said = {"id": post.number, "content": post.text, **self._always(post, "comment")}
        return {"comment": said, "creator": {"name": post.author}, "post": {"name": "Lamps"}}

    def _always(self, post: Post, what: str) -> dict[str, object]:
        return {
            "ap_id": f"{self.base}/{what}/{post.number}",
            "published": post.at.isoformat(),
            "deleted": False,
            "removed": False,
        }


def _is_comment(post: Post) -> bool:
    return post.number % 2 == 1


SCENE = Scene(kind="lemmy_json", service=Lemmy, a_page=_MOST, quiet=4)
