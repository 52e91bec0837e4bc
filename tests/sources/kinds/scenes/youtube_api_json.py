"""YouTube's interface: a hundred searches a day, a page being a search; and comments on videos."""

from __future__ import annotations

from datetime import datetime

from ..services import SECRET, Answer, Asked, Post, Scene, Service

SEARCH, COMMENTS = "/youtube/v3/search", "/youtube/v3/commentThreads"
_MOST = 50


class YouTube(Service):
    """`comments` holds what is said about a video, newest first; None where comments are switched off."""

    def __init__(self) -> None:
        super().__init__()
        self.comments: dict[str, list[str] | None] = {}

    def answer(self, asked: Asked) -> Answer:
        if "x-goog-api-key" not in asked.headers:
            return error(403, "forbidden", "Method doesn't allow unregistered callers")
        if asked.headers["x-goog-api-key"] != SECRET:
            return error(400, "badRequest", "API key not valid. Please pass a valid API key.")
        if asked.path == COMMENTS:
            return self._threads(asked)
        assert asked.path == SEARCH
        return self._search(asked)

    def _search(self, asked: Asked) -> Answer:
        assert {name: asked.query[name] for name in ("type", "order", "part")} == {
            "type": "video",
            "order": "date",
            "part": "snippet",
        }
        size, start = int(asked.query["maxResults"]), int(asked.query.get("pageToken", "P0")[1:])
        assert size <= _MOST
        since = datetime.fromisoformat(asked.query["publishedAfter"])
        until = datetime.fromisoformat(asked.query.get("publishedBefore", self.now.isoformat()))
        words = [word.strip('"').casefold() for word in asked.query["q"].split("|")]
        found = [
            post
            for post in self.newest_first
            if since <= post.at <= until and any(word in post.text.casefold() for word in words)
        ]
        answer: dict[str, object] = {
            "kind": "youtube#searchListResponse",
            "items": [_video(post) for post in found[start : start + size]],
        }
        if start + size < len(found):
            answer["nextPageToken"] = f"P{start + size}"
        return Answer.of(answer)

    def _threads(self, asked: Asked) -> Answer:
        assert asked.query["part"] == "snippet,replies"
        assert asked.query["order"] == "time"
        video = asked.query["videoId"]
        said = self.comments.get(video, [])
        if said is None:
            message = "The video identified by the videoId parameter has disabled comments."
            return error(403, "commentsDisabled", message)
        threads = [_thread(video, number, text) for number, text in enumerate(reversed(said), 1)][::-1]
        return Answer.of({"kind": "youtube#commentThreadListResponse", "items": threads})


def id_of(post: Post) -> str:
    return f"video-{post.number}"


def _video(post: Post) -> dict[str, object]:
    at = f"{post.at:%Y-%m-%dT%H:%M:%SZ}"
    about = {"title": post.text, "description": "", "channelTitle": post.author, "publishedAt": at}
    return {"id": {"kind": "youtube#video", "videoId": id_of(post)}, "snippet": about}


def _thread(video: str, number: int, text: str) -> dict[str, object]:
    about = {"videoId": video, "textDisplay": text, "textOriginal": text, "authorDisplayName": "@bob"}
    comment = {"id": f"{video}-{number}", "snippet": {**about, "publishedAt": "2026-11-22T09:00:00Z"}}
    return {"id": comment["id"], "snippet": {"topLevelComment": comment}}


def error(status: int, reason: str, message: str) -> Answer:
    """As all interfaces of Google write it."""
    what = {"code": status, "message": message, "errors": [{"domain": "youtube", "reason": reason}]}
    return Answer.of({"error": what}, status)


SCENE = Scene(
    kind="youtube_api_json",
    service=YouTube,
    key={"api_key": SECRET},
    a_page=_MOST,
    quiet=1 + 3,  # a search, and the comments on each video that is known
)
