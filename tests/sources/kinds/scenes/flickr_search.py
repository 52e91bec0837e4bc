"""Flickr's search for photos: pages, bounded by time; failures have status 200.

Around a place it shows at most 250 photos a page, without an earliest date those of twelve hours, and unless
it is told otherwise the nearest first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from ..services import SECRET, Answer, Asked, Post, Scene, Service

_MOST = 4000
FAR_AWAY = "far away"  # whose text says so was not taken around here


class Flickr(Service):
    def answer(self, asked: Asked) -> Answer:
        assert asked.path == "/services/rest/"
        query = asked.query
        assert query["method"] == "flickr.photos.search"
        assert (query["format"], query["nojsoncallback"]) == ("json", "1")
        if query.get("api_key") != SECRET:
            return _failure(100, "Invalid API Key (Key has invalid format)")
        if not {"text", "tags", "lat"} & set(query):
            return _failure(3, "Parameterless searches have been disabled.")
        found = [post for post in self.newest_first if self._is_meant(post, query)][:_MOST]
        if "lat" in query and query.get("sort") is None:
            found.sort(key=lambda post: post.text)
        size = min(int(query.get("per_page", 100)), 250 if "lat" in query else 500)
        page = int(query.get("page", 1))
        photos = {
            "page": page,
            "pages": str(-(-len(found) // size)),
            "perpage": size,
            "total": str(len(found)),
            "photo": [_photo(post, query) for post in found[(page - 1) * size : page * size]],
        }
        return Answer.of({"photos": photos, "stat": "ok"})

    def _is_meant(self, post: Post, query: Mapping[str, str]) -> bool:
        if "lat" in query:
            since = int(query.get("min_upload_date", (self.now - timedelta(hours=12)).timestamp()))
            is_meant = FAR_AWAY not in post.text
        else:
            since = int(query.get("min_upload_date", 0))
            is_meant = query["text"].strip('"').casefold() in post.text.casefold()
        until = int(query.get("max_upload_date", self.now.timestamp()))
        return is_meant and since <= int(post.at.timestamp()) <= until


def _photo(post: Post, query: Mapping[str, str]) -> dict[str, object]:
    """With those of the extras that were asked for. Every other owner has a name in addresses."""
    extras: dict[str, object] = {
        "description": {"_content": f"<b>{post.text}</b>"},
        "tags": "shop",
        "date_upload": str(int(post.at.timestamp())),
        "last_update": int(post.at.timestamp()),
        "owner_name": post.author,
        "path_alias": post.author if post.number % 2 else None,
    }
    asked = query.get("extras", "").split(",")
    shown = {name.replace("_", ""): value for name, value in extras.items() if name in asked}
    return {"id": str(post.number), "owner": "7@N00", "title": "A photo", "ispublic": 1, **shown}


def _failure(code: int, message: str) -> Answer:
    return Answer.of({"stat": "fail", "code": code, "message": message})


SCENE = Scene(kind="flickr_search", service=Flickr, key={"api_key": SECRET}, a_page=250, quiet=2)
