from __future__ import annotations

import json

import pytest

from chalicelib.errors import SourceRefused
from chalicelib.sources.kinds.tumblr import read
from tests.sources.feed_examples import at, rss

BLOG = "https://lamps.tumblr.example/rss"


def test_post_of_a_blogs_feed_ends_with_its_tags() -> None:
    item = (
        "<item><title>It hums</title><description>&lt;p&gt;All night.&lt;/p&gt;</description>"
        "<link>https://lamps.tumblr.example/post/12</link><guid>https://lamps.tumblr.example/post/12</guid>"
        "<pubDate>Mon, 02 Mar 2026 01:00:00 -0800</pubDate>"
        "<category>hum lamp</category><category>acme</category></item>"
    )

    (entry,) = read(rss(item).encode(), None, BLOG).entries

    assert (entry.id, entry.url) == ("https://lamps.tumblr.example/post/12",) * 2
    assert (entry.title, entry.text, entry.author) == ("It hums", "All night. #hum lamp #acme", None)
    assert entry.published_at == at("2026-03-02T09:00")


def test_posts_without_title_or_tags_are_read() -> None:
    item = (
        "<item><description>All night.</description><guid>https://lamps.tumblr.example/post/13</guid></item>"
    )

    (entry,) = read(rss(item).encode(), None, BLOG).entries

    assert (entry.title, entry.text) == ("", "All night.")


def test_json_goes_to_its_own_reader() -> None:
    body = json.dumps({"meta": {"status": 200}, "response": {"posts": []}}).encode()

    assert read(body, None, BLOG).entries == ()


def test_broken_json_is_refused() -> None:
    with pytest.raises(SourceRefused):
        read(b'{"response": {"posts": [', None, BLOG)
