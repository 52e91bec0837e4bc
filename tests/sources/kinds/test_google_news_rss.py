from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.sources import Document, Failure, FailureKind
from chalicelib.sources.kinds.google_news_rss import read
from tests.sources.feed_examples import at, rss

from .scenes.google_news_rss import SCENE
from .services import Listener, played, sentence

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


def asked(listener: Listener, name: str) -> list[str]:
    return [request.query[name] for request in listener.service.asked]


def test_names_and_terms_go_into_one_search_of_the_last_days() -> None:
    with played(SCENE) as listener:
        listener.fetch()

        assert asked(listener, "q") == ['"Larkfield" OR "red widget" when:7d']


@pytest.mark.parametrize(("ago", "days"), [(1, 1), (24, 2), (30, 2), (24 * 30, 7)])
def test_search_reaches_back_to_the_day_of_the_last_fetch(ago: int, days: int) -> None:
    with played(SCENE) as listener:
        listener.fetch()
        listener.fetch(after=timedelta(hours=ago))

        assert asked(listener, "q")[-1].endswith(f" when:{days}d")


@pytest.mark.parametrize(
    ("options", "editions"),
    [
        ({}, [("en-US", "US", "US:en")]),
        ({"countries": "gb, IE"}, [("en-GB", "GB", "GB:en"), ("en-IE", "IE", "IE:en")]),
        ({"countries": "CH", "language": "fr"}, [("fr", "CH", "CH:fr")]),
        ({"countries": "MX", "language": "es-419"}, [("es-419", "MX", "MX:es-419")]),
    ],
)
def test_each_edition_is_asked_with_parameters_that_agree(
    options: dict[str, str], editions: list[tuple[str, str, str]]
) -> None:
    with played(replace(SCENE, options=options)) as listener:
        listener.service.trouble = lambda _: listener.service.answer(listener.service.asked[0])
        listener.fetch()

        parameters = zip(*(asked(listener, name) for name in ("hl", "gl", "ceid")), strict=True)
        assert list(parameters) == editions


@pytest.mark.parametrize("options", [{"language": "English!"}, {"countries": "Utopia"}])
def test_edition_that_is_none_is_refused_in_words(options: dict[str, str]) -> None:
    with played(replace(SCENE, options=options)) as listener:
        failure = listener.fetch()

        assert isinstance(failure, Failure)
        assert failure.kind is FailureKind.NOT_CONFIGURED
        assert f"option {next(iter(options))} must be" in failure.detail
        assert not listener.service.asked


def test_article_is_heard_under_its_wrapper_and_nothing_behind_it_is_asked_for() -> None:
    with played(SCENE) as listener:
        listener.service.say(sentence(0))

        document = listener.fetch()

        assert isinstance(document, Document)
        assert [entry.url for entry in document.entries] == [
            "https://news.google.com/rss/articles/CBMi1000?oc=5"
        ]
        assert len(listener.service.asked) == 1
        assert listener.pace.gaps == [5.0]
