"""Stack Exchange: a search bounded by time, in pages of at most 100; all errors have status 400."""

from __future__ import annotations

from ..services import SECRET, Answer, Asked, Post, Scene, Service

_MOST = 100


class StackExchange(Service):
    def __init__(self) -> None:
        super().__init__()
        self.backoff: int | None = None

    def answer(self, asked: Asked) -> Answer:
        assert asked.path == "/2.3/search/advanced"
        assert (asked.query["sort"], asked.query["order"]) == ("creation", "desc")
        assert asked.query["filter"] == "withbody"
        if asked.query.get("key", SECRET) != SECRET:
            return _error(400, "bad_parameter", "`key` doesn't match a known application")
        if asked.query["site"] != "stackoverflow":
            return _error(400, "bad_parameter", f"No site found for name `{asked.query['site']}`")
        word, size, page = asked.query["q"].strip('"'), int(asked.query["pagesize"]), int(asked.query["page"])
        assert size <= _MOST
        since, until = int(asked.query["fromdate"]), int(asked.query["todate"])
        found = [
            post
            for post in self.newest_first
            if word.casefold() in post.text.casefold() and since <= post.at.timestamp() <= until
        ]
        shown = found[(page - 1) * size : page * size]
        more = {"has_more": page * size < len(found), "quota_max": 300, "quota_remaining": 250}
        wait = {"backoff": self.backoff} if self.backoff else {}
        return Answer.of({"items": [_question(post) for post in shown], **more, **wait})


def _error(number: int, name: str, message: str) -> Answer:
    return Answer.of({"error_id": number, "error_name": name, "error_message": message}, 400)


def _question(post: Post) -> dict[str, object]:
    return {
        "question_id": post.number,
        "title": "A lamp",
        "body": f"<p>{post.text}</p>",
        "link": f"https://overflow.example/questions/{post.number}/a-lamp",
        "owner": {"display_name": post.author},
        "creation_date": int(post.at.timestamp()),
    }


SCENE = Scene(
    kind="stackexchange_json",
    service=StackExchange,
    key={"key": SECRET, "requests_a_day": "10000"},
    a_page=_MOST,
    quiet=2,
)
