"""Which documents can be read: a line for each kind, and a module with a function `read` for each that is
not a plain feed. A module is imported when its kind is first read.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from ...domain.sources import Document, Failure, FailureKind
from ...errors import SourceRefused

_MODULES = {
    "feed": "plain_feed",
    "appstore_reviews": "appstore_api",
    "bing_news_rss": "bing_news_rss",
    "blogger": "plain_feed",
    "bluesky_search": "bluesky_search",
    "devto_json": "devto_json",
    "discourse": "discourse",
    "flickr": "flickr",
    "gdelt": "gdelt",
    "github_search": "github_api",
    "google_alerts": "google_alerts",
    "google_news_rss": "google_news_rss",
    "google_play": "google_play",
    "hn_algolia": "hn_algolia",
    "hn_rss": "hn_rss",
    "jsonfeed": "plain_feed",
    "lemmy_json": "lemmy_json",
    "lobsters": "lobsters",
    "mastodon_json": "mastodon_json",
    "mastodon_rss": "plain_feed",
    "medium": "plain_feed",
    "news": "plain_feed",
    "opml": "opml",
    "podcast": "podcast",
    "press_corporate": "plain_feed",
    "producthunt": "producthunt",
    "reddit_json": "reddit_json",
    "reddit_rss": "reddit_rss",
    "stackexchange_feed": "plain_feed",
    "stackexchange_json": "stackexchange_json",
    "telegram_preview": "telegram_preview",
    "trustpilot": "trustpilot",
    "tumblr": "tumblr",
    "twitter_v11_search": "twitter_v11_search",
    "websub": "websub",
    "wordpress": "plain_feed",
    "wordpress_comments": "plain_feed",
    "x_v2_search": "x_v2_search",
    "youtube_api_json": "youtube_api_json",
    "youtube_feed": "youtube_feed",
}
NAMES = tuple(_MODULES)


class _Reads(Protocol):
    def read(self, body: bytes, content_type: str | None, url: str) -> Document: ...


def read(kind: str, body: bytes, content_type: str | None, url: str) -> Document:
    """What a document of this kind says. Raises SourceRefused or SourceUnavailable."""
    if kind not in _MODULES:
        detail = f"there is no kind of source called {kind!r}"
        raise SourceRefused(Failure(FailureKind.NOT_CONFIGURED, detail))
    module = cast(_Reads, import_module(f".{_MODULES[kind]}", __name__))
    return module.read(body, content_type, url)
