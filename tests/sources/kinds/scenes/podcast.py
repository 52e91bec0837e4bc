"""A podcast: a feed of all its episodes, with show notes and a transcript."""

from __future__ import annotations

from ..served_feeds import NO_FEED, item, rss, unless_known
from ..services import Answer, Asked, Post, Scene, Service

_NAMESPACES = (
    "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' "
    "xmlns:podcast='https://podcastindex.org/namespace/1.0'"
)


class Podcast(Service):
    def answer(self, asked: Asked) -> Answer:
        return unless_known(asked, rss((self._episode(post) for post in self.newest_first), _NAMESPACES))

    def _episode(self, post: Post) -> str:
        more = (
            f"<guid isPermaLink='false'>episode-{post.number}</guid>"
            f"<itunes:summary>{post.text}</itunes:summary>"
            f"<enclosure url='{self.base}/{post.number}.mp3' length='1' type='audio/mpeg'/>"
            f"<podcast:transcript url='{self.base}/{post.number}.vtt' type='text/vtt'/>"
        )
        return item(post, f"{self.base}/{post.number}", more)


SCENE = Scene(kind="podcast", service=Podcast, address="/feed.xml", is_json=False, keeps=20, spoiled=NO_FEED)
