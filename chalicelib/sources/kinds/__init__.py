"""Every kind of source and document: a line for each, and a module with a function `read`.

A kind that can be listened to also has a `KIND`, which declares it, and a function `listen`. A module is
imported when its kind is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from ...domain.manners import Kind
from ...domain.sources import Document, Failure, FailureKind
from ...errors import SourceRefused
from ..asking import Asking

_LISTENED = {
    "feed": "plain_feed",
    "appstore_reviews": "appstore_api",
    "bing_news_rss": "bing_news_rss",
    "blogger": "blogger",
    "bluesky_search": "bluesky_search",
    "devto_json": "devto_json",
    "discourse": "discourse",
    "flickr": "flickr",
    "flickr_search": "flickr_search",
    "gdelt": "gdelt",
    "github_search": "github_api",
    "google_alerts": "google_alerts",
    "google_news_rss": "google_news_rss",
    "google_play": "google_play",
    "hn_algolia": "hn_algolia",
    "lemmy_json": "lemmy_json",
    "lobsters": "lobsters",
    "mastodon_json": "mastodon_json",
    "medium": "medium",
    "podcast": "podcast",
    "private_feed": "private_feed",
    "producthunt": "producthunt",
    "reddit_json": "reddit_json",
    "reddit_rss": "reddit_rss",
    "stackexchange_json": "stackexchange_json",
    "telegram_preview": "telegram_preview",
    "trustpilot": "trustpilot",
    "tumblr": "tumblr",
    "wordpress": "wordpress",
    "wordpress_comments": "wordpress_comments",
    "x_v2_search": "x_v2_search",
    "youtube_api_json": "youtube_api_json",
    "youtube_feed": "youtube_feed",
}
# What can be read, but is another kind's to listen to, or is no source at all.
_READ = {
    "hn_rss": "hn_rss",
    "jsonfeed": "plain_feed",
    "mastodon_rss": "plain_feed",
    "news": "plain_feed",
    "opml": "opml",
    "press_corporate": "plain_feed",
    "stackexchange_feed": "plain_feed",
    "twitter_v11_search": "twitter_v11_search",
    "websub": "websub",
}
LISTENED = tuple(_LISTENED)
NAMES = tuple(sorted({**_LISTENED, **_READ}))


class _Reads(Protocol):
    def read(self, body: bytes, content_type: str | None, url: str) -> Document: ...


class Listens(_Reads, Protocol):
    """What a module of a kind that can be listened to has."""

    KIND: Kind

    async def listen(self, asking: Asking) -> Document: ...


def read(kind: str, body: bytes, content_type: str | None, url: str) -> Document:
    """What a document of this kind says. Raises SourceRefused or SourceUnavailable."""
    module = _LISTENED.get(kind) or _READ.get(kind)
    return cast(_Reads, _module(kind, module)).read(body, content_type, url)


def listening(kind: str) -> Listens:
    """The module that listens to this kind. Raises SourceRefused when there is none."""
    return cast(Listens, _module(kind, _LISTENED.get(kind)))


def declared(kind: str) -> Kind:
    """What this kind declares. Raises SourceRefused when there is none."""
    return listening(kind).KIND


def _module(kind: str, module: str | None) -> object:
    if module is None:
        detail = f"there is no kind of source called {kind!r}"
        raise SourceRefused(Failure(FailureKind.NOT_CONFIGURED, detail))
    return import_module(f".{module}", __name__)
