from __future__ import annotations

import json

import pytest

from chalicelib.sources.kinds.discourse import read
from tests.sources.feed_examples import at, rss

FEED = "https://forum.example/c/lamps/5.rss"
TOPIC = "https://forum.example/t/it-hums/77"


def topic(end: str) -> bytes:
    return rss(
        "<item><title>It hums</title><dc:creator><![CDATA[Ann]]></dc:creator><category>Lamps</category>"
        f"<description><![CDATA[\n <p>All night.</p>\n {end}\n ]]></description><link>{TOPIC}</link>"
        "<pubDate>Mon, 02 Mar 2026 09:00:00 +0000</pubDate><discourse:topicPinned>No</discourse:topicPinned>"
        "<guid isPermaLink='false'>forum.example-topic-77</guid></item>",
        attributes='xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:discourse="http://www.discourse.org/"',
    ).encode()


def end(counts: str = "74 posts - 43 participants", link: str = "Read full topic") -> str:
    return f'<p><small>{counts}</small></p>\n <p><a href="{TOPIC}">{link}</a></p>'


def test_topic_is_read() -> None:
    (entry,) = read(topic(end()), None, FEED).entries

    assert (entry.id, entry.url) == ("forum.example-topic-77", TOPIC)
    assert (entry.title, entry.text, entry.author) == ("It hums", "All night.", "Ann")
    assert entry.published_at == at("2026-03-02T09:00")


@pytest.mark.parametrize(
    "later",
    [end("75 posts - 44 participants"), end("3 messages - 2 participant(e)s", "Lire le sujet en entier"), ""],
)
def test_replies_do_not_edit_the_topic(later: str) -> None:
    assert read(topic(later), None, FEED).entries == read(topic(end()), None, FEED).entries


def test_json_goes_to_its_own_reader() -> None:
    assert read(json.dumps({"latest_posts": []}).encode(), None, FEED).entries == ()
