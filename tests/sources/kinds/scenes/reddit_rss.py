"""Reddit's feeds for one user: Atom of at most 25 entries, for who knows the token in the address."""

from __future__ import annotations

from html import escape

from ..services import SECRET, Answer, Asked, Post, Scene, Service

_SHOWN = 25


class RedditFeeds(Service):
    def answer(self, asked: Asked) -> Answer:
        assert asked.path == "/search.rss"
        if asked.query.get("feed") != SECRET or asked.query.get("user") != "ann":
            return Answer(429, b"<html><title>Too Many Requests</title></html>")
        entries = "".join(map(_entry, self.newest_first[:_SHOWN]))
        return Answer.xml(f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Lamps</title>{entries}</feed>")


def _entry(post: Post) -> str:
    return (
        f"<entry><id>t3_{post.number}</id><title>{escape(post.text)}</title>"
        f"<author><name>/u/{post.author}</name></author><published>{post.at.isoformat()}</published>"
        f"<link href='https://www.reddit.com/r/lamps/comments/{post.number}/a/'/></entry>"
    )


SCENE = Scene(
    kind="reddit_rss",
    service=RedditFeeds,
    address=f"/search.rss?q=Larkfield&sort=new&feed={SECRET}&user=ann",
    a_page=_SHOWN,
    keeps=_SHOWN,
    is_json=False,
    spoiled=Answer.xml("<books><book/></books>"),
)
