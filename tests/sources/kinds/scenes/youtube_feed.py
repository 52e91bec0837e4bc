"""A channel of YouTube's: the newest fifteen videos."""

from __future__ import annotations

from ..served_feeds import NO_FEED, NOT_THERE, atom, unless_known
from ..services import Answer, Asked, Post, Scene, Service

_SHOWN = 15
_NAMESPACES = "xmlns:yt='http://www.youtube.com/xml/schemas/2015' xmlns:media='http://search.yahoo.com/mrss/'"


class Channel(Service):
    def answer(self, asked: Asked) -> Answer:
        if (asked.path, asked.query) != ("/feeds/videos.xml", {"channel_id": "UC1"}):
            return NOT_THERE
        return unless_known(asked, atom(map(_video, self.newest_first[:_SHOWN]), _NAMESPACES))


def _video(post: Post) -> str:
    return (
        f"<entry><id>yt:video:v{post.number}</id><yt:videoId>v{post.number}</yt:videoId>"
        f"<title>A video</title><link rel='alternate' href='https://www.youtube.com/watch?v=v{post.number}'/>"
        f"<author><name>{post.author}</name></author><published>{post.at:%Y-%m-%dT%H:%M:%S+00:00}</published>"
        f"<updated>{post.at:%Y-%m-%dT%H:%M:%S+00:00}</updated>"
        f"<media:group><media:description>{post.text}</media:description></media:group></entry>"
    )


SCENE = Scene(
    kind="youtube_feed",
    service=Channel,
    address="/feeds/videos.xml?channel_id=UC1",
    a_page=_SHOWN,
    keeps=_SHOWN,
    is_json=False,
    spoiled=NO_FEED,
)
