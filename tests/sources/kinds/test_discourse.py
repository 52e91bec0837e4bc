from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.sources import Document, Failure, FailureKind
from chalicelib.sources.kinds.discourse import read
from tests.sources.feed_examples import at, rss

from .scenes.discourse import SCENE
from .services import MINUTE, Answer, played, sentence

DAY = timedelta(days=1)

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


def test_search_asks_for_each_name_since_the_last_post_by_days() -> None:
    with played(SCENE) as listener:
        listener.service.say(sentence(0), ago=2 * MINUTE)
        listener.fetch()
        listener.fetch()

        queries = [asked.query["q"] for asked in listener.service.asked]

    assert queries == [
        '"Larkfield" order:latest after:2026-11-15',
        '"red widget" order:latest after:2026-11-15',
        '"Larkfield" order:latest after:2026-11-22',
        '"red widget" order:latest after:2026-11-22',
    ]


def test_what_one_fetch_leaves_over_the_next_goes_on_with() -> None:
    """Five pages a fetch; the first of the second fetch begins where the first ended."""
    with played(SCENE) as listener:
        for day in range(6):
            listener.service.say(*(sentence(60 * day + number) for number in range(60)), ago=day * DAY)

        for _ in range(4):
            listener.fetch()

        assert len(set(listener.texts)) == 360
        assert "gap_since" not in listener.source.position
        assert all(int(asked.query["page"]) <= 10 for asked in listener.service.asked)


def test_forum_that_is_searched_too_often_tells_the_wait() -> None:
    limited = {"errors": ["slow down"], "error_type": "rate_limit", "extras": {"wait_seconds": 90}}
    with played(SCENE) as listener:
        listener.service.trouble = lambda _: Answer.of(limited, 429, Retry_After="30")

        failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert (failure.kind, failure.retry_after) == (FailureKind.RATE_LIMITED, timedelta(seconds=90))


def test_searches_stay_within_what_forums_allow() -> None:
    with played(SCENE) as listener:
        listener.fetch()

        assert all(60 / gap <= 15 for gap in listener.pace.gaps)


def test_feed_of_all_posts_hears_what_the_search_does_not_show() -> None:
    with played(replace(SCENE, address="/posts.rss")) as listener:
        listener.service.say(sentence(0), "Of nobody in particular")

        listener.fetch()
        unchanged = listener.fetch()

        assert len(listener.heard) == 2
        assert isinstance(unchanged, Document)
        assert unchanged.unchanged
        assert {asked.path for asked in listener.service.asked} == {"/posts.rss"}
