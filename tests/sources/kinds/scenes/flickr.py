"""Flickr's public feed: the latest twenty photos with any of the tags, in JSON that is almost JSON."""

from __future__ import annotations

import json

from ..services import Answer, Asked, Post, Scene, Service


class Flickr(Service):
    def answer(self, asked: Asked) -> Answer:
        assert asked.path == "/services/feeds/photos_public.gne"
        assert (asked.query["format"], asked.query["nojsoncallback"]) == ("json", "1")
        assert asked.query["tagmode"] == "any"
        tags = set(asked.query["tags"].split(","))
        found = [post for post in self.newest_first if tags & set(post.text.casefold().split())]
        feed = {"title": "Uploads from everyone", "items": [_item(post) for post in found[:20]]}
        body = json.dumps(feed).replace("It is", r"It\'s").encode()
        return Answer(200, body, {"Content-Type": "application/json"})


def _item(post: Post) -> dict[str, object]:
    link = f"https://www.flickr.com/photos/{post.author}/{post.number}/"
    return {
        "title": post.text,
        "link": link,
        "media": {"m": "https://live.staticflickr.com/1/1_m.jpg"},
        "date_taken": "2026-01-01T10:00:00-08:00",
        "description": f"<p>{post.author} posted a photo:</p> <p>It is here.</p>",
        "published": f"{post.at:%Y-%m-%dT%H:%M:%SZ}",
        "author": f'nobody@flickr.com ("{post.author}")',
        "author_id": "7@N00",
        "tags": "larkfield",
    }


SCENE = Scene(kind="flickr", service=Flickr, keeps=20)
