"""Addresses that people paste, and the kind that knows them best."""

from __future__ import annotations

import pytest

from chalicelib.sources.recognition import kind_of


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://www.google.com/alerts/feeds/0123/456", "google_alerts"),
        ("https://www.google.co.uk/alerts/feeds/0123/456", "google_alerts"),
        ("https://www.google.com/alerts", "feed"),
        ("https://google.com.evil.example/alerts/feeds/1/2", "feed"),
        ("https://www.reddit.com/search.rss?q=acme&feed=abc&user=ann", "reddit_rss"),
        ("https://old.reddit.com/r/lamps/new/.rss", "reddit_rss"),
        ("https://www.reddit.com/r/lamps/", "feed"),
        ("https://www.youtube.com/feeds/videos.xml?channel_id=UC1", "youtube_feed"),
        ("https://t.me/s/lamps", "telegram_preview"),
        ("https://blog.example/feed", "feed"),
        ("https://letters.example/feed?private_token=0123", "private_feed"),
        ("https://letters.example/feed?a=1&key=", "feed"),
        ("https://letters.example/feed?monkey=1", "feed"),
    ],
)
def test_address_belongs_to_a_kind(url: str, kind: str) -> None:
    assert kind_of(url) == kind
