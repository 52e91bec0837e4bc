from __future__ import annotations

import pytest

from chalicelib.sources.kinds.google_news_rss import read
from tests.sources.feed_examples import at, rss

SEARCH = "https://news.google.com/rss/search?q=lamp&hl=en-US&gl=US&ceid=US:en"
WRAPPER = "https://news.google.com/rss/articles/CBMiabc?oc=5"


def news(title: str, source: str) -> bytes:
    return rss(
        f"<item><title>{title}</title><link>\n  {WRAPPER}</link>"
        "<guid isPermaLink='false'>\n CBMiabc</guid><pubDate>Mon, 02 Mar 2026 09:00:00 GMT</pubDate>"
        f"<description>&lt;a href='{WRAPPER}'&gt;Lamp hums&lt;/a&gt;&amp;nbsp;"
        f"&lt;font&gt;Lamp Post&lt;/font&gt;</description>{source}</item>"
    ).encode()


def test_wrapper_stays_and_publisher_leaves_the_title() -> None:
    document = news("Lamp hums - Lamp Post", "<source url='https://post.example'>Lamp Post</source>")

    (entry,) = read(document, None, SEARCH).entries

    assert (entry.id, entry.url) == ("CBMiabc", WRAPPER)
    assert entry.title == "Lamp hums"
    assert "Lamp Post" in entry.text
    assert entry.author is None
    assert entry.published_at == at("2026-03-02T09:00")


@pytest.mark.parametrize(
    ("title", "source", "shown"),
    [
        ("A - B - C", "<source>C</source>", "A - B"),
        ("Hum - Smith &amp;amp; Sons", "<source> Smith &amp;amp;\n Sons</source>", "Hum"),
        ("Hum - Post", "<source>Another Post</source>", "Hum - Post"),
        ("Hum - Post", "<source/>", "Hum - Post"),
        ("Hum - Post", "", "Hum - Post"),
    ],
)
def test_only_what_source_names_is_removed(title: str, source: str, shown: str) -> None:
    assert read(news(title, source), None, SEARCH).entries[0].title == shown


def test_order_is_the_documents_not_that_of_the_dates() -> None:
    items = "".join(
        f"<item><title>{day}</title><guid>{day}</guid><pubDate>0{day} Mar 2026 09:00 GMT</pubDate></item>"
        for day in (2, 3, 1)
    )

    entries = read(rss(items).encode(), None, SEARCH).entries

    assert [entry.title for entry in entries] == ["2", "3", "1"]


def test_feed_that_is_not_well_formed_keeps_its_titles() -> None:
    broken = news("Hum - Post", "<source>Post</source>").replace(b"</source>", b"</source></b>")

    assert read(broken, None, SEARCH).entries[0].title == "Hum - Post"
