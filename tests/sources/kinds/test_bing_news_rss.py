from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.sources.kinds.bing_news_rss import read
from tests.sources.feed_examples import at, rss

from .scenes.bing_news_rss import SCENE
from .services import played

SEARCH = "https://www.bing.com/news/search?q=lamp&format=rss"


def news(link: str) -> bytes:
    return rss(
        f"<item><title>Lamp hums</title><link>{link}</link><description>It hums.</description>"
        "<pubDate>Mon, 02 Mar 2026 09:00:00 GMT</pubDate><News:Source>The Lamp Post</News:Source></item>",
        attributes='xmlns:News="https://www.bing.com:443/news/search?q=lamp&amp;format=rss"',
    ).encode()


@pytest.mark.parametrize("host", ["http://www.bing.com", "https://cn.bing.com", "https://www.bing.com:443"])
def test_article_inside_the_click_counter_is_the_address(host: str) -> None:
    click = f"{host}/news/apiclick.aspx?aid=&amp;tid=1&amp;url=https%3a%2f%2fpaper.example%2fa&amp;c=2"

    (entry,) = read(news(click), None, SEARCH).entries

    assert (entry.id, entry.url) == (None, "https://paper.example/a")
    assert (entry.title, entry.text, entry.author) == ("Lamp hums", "It hums.", None)
    assert entry.published_at == at("2026-03-02T09:00")


def test_same_article_found_by_two_searches_is_the_same_entry() -> None:
    first, second = (
        read(
            news(f"http://www.bing.com/news/apiclick.aspx?tid={tid}&amp;url=https%3a%2f%2fpaper.example%2fa"),
            None,
            SEARCH,
        ).entries[0]
        for tid in ("AAA", "BBB")
    )

    assert first == second


def test_search_that_finds_nothing_is_an_empty_document() -> None:
    assert read(rss("").encode(), None, SEARCH).entries == ()


def test_one_search_for_all_names_is_asked_for_the_newest() -> None:
    with played(SCENE) as listener:
        listener.fetch()

        (asked,) = listener.service.asked
        assert asked.query == {
            "q": '"Larkfield" OR "red widget"',
            "format": "rss",
            "qft": 'sortbydate="1"',
            "setlang": "en-US",
            "cc": "US",
        }


def test_each_country_is_asked_in_the_language_of_the_watch() -> None:
    with played(replace(SCENE, options={"countries": "GB,IE"})) as listener:
        listener.fetch()

        places = [(asked.query["setlang"], asked.query["cc"]) for asked in listener.service.asked]
        assert places == [("en-GB", "GB"), ("en-IE", "IE")]
