from __future__ import annotations

from dataclasses import replace
from html import escape

from chalicelib.sources.kinds.lobsters import read
from tests.sources.feed_examples import at, rss

from .scenes.lobsters import SCENE
from .services import played, sentence

FEED = "https://lobste.rs/newest.rss"
PAGE = "https://lobste.rs/s/abc123/it_hums"


def story(html: str) -> bytes:
    return rss(
        "<item><title>It hums</title><link>https://shop.example/</link><guid>https://lobste.rs/s/abc123</guid>"
        f"<author>shop.example via ann</author><pubDate>Mon, 02 Mar 2026 03:00:00 -0600</pubDate>"
        f"<comments>{PAGE}</comments><description>{escape(html)}</description></item>"
    ).encode()


def test_story_is_read_without_the_link_to_its_comments() -> None:
    (entry,) = read(story(f'<p><a href="{PAGE}">Comments</a></p>'), None, FEED).entries

    assert (entry.id, entry.url) == ("https://lobste.rs/s/abc123", "https://shop.example/")
    assert (entry.title, entry.text, entry.author) == ("It hums", "", "shop.example via ann")
    assert entry.published_at == at("2026-03-02T09:00")


def test_words_of_a_story_stay() -> None:
    (entry,) = read(story(f'<p>No Comments</p>\n<p><a href="{PAGE}">Comments</a></p>'), None, FEED).entries

    assert entry.text == "No Comments"


def test_json_goes_to_its_own_reader() -> None:
    assert read(b"[]", None, FEED).entries == ()


def test_its_feeds_are_asked_for_and_those_of_several_tags_together() -> None:
    with played(replace(SCENE, options={"tags": "python, web"})) as listener:
        listener.fetch()

        paths = [asked.path for asked in listener.service.asked]
        assert paths[:3] == ["/newest.rss", "/comments.rss", "/domains/larkfield.example.rss"]
        assert paths[3:] == ["/t/python,web.rss"]
        assert listener.pace.gaps == [1.0] * 4


def test_comments_on_the_same_story_are_told_apart() -> None:
    with played(SCENE) as listener:
        listener.service.say(*map(sentence, range(4)))
        listener.fetch()

        pages = [entry.url for entry in listener.heard if entry.title == "It hums"]
        assert len(set(pages)) == len(pages) == 2
