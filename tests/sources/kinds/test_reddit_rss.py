from __future__ import annotations

from datetime import timedelta
from html import escape

import pytest

from chalicelib.domain.sources import Failure, FailureKind
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.sources.kinds.reddit_rss import read
from tests.sources.feed_examples import at, atom, rss

from .scenes.reddit_rss import SCENE
from .services import SECRET, Answer, played, sentence

SEARCH = "https://www.reddit.com/search.rss?q=lamp&sort=new"
POST = "https://www.reddit.com/r/lamps/comments/1abc2/it_hums/"


def footer(user: str = "/u/ann", group: str = "", comments: str = "comments") -> str:
    return (
        f'&#32; submitted by &#32; <a href="https://www.reddit.com/user/ann"> {user} </a>{group} <br/>'
        f' <span><a href="https://i.example/1.jpg">[link]</a></span> &#32;'
        f' <span><a href="{POST}">[{comments}]</a></span>'
    )


def post(html: str, id: str = "t3_1abc2", url: str = POST) -> bytes:
    return atom(
        f"<entry><author><name>/u/ann</name></author><content type='html'>{escape(html)}</content>"
        f"<id>{id}</id><link href='{url}'/><updated>2026-03-02T09:00:00+00:00</updated>"
        "<published>2026-03-02T08:00:00+00:00</published><title>It hums</title></entry>"
    ).encode()


def test_post_is_read_without_its_footer() -> None:
    html = (
        f"<table><tr><td><!-- SC_OFF --><div class='md'><p>All night.</p></div></td></tr></table>{footer()}"
    )

    (entry,) = read(post(html), None, SEARCH).entries

    assert (entry.id, entry.url, entry.title) == ("t3_1abc2", POST, "It hums")
    assert entry.text == "All night."
    assert entry.author == "/u/ann"
    assert (entry.published_at, entry.updated_at) == (at("2026-03-02T08:00"), at("2026-03-02T09:00"))


@pytest.mark.parametrize(
    "end",
    [
        footer(user="[deleted]"),
        footer(user="/u/a-b_C9", group=' to <a href="/r/lamps">/r/lamps</a>', comments="1,143 comments"),
        footer(user="ann", group=" to lamps", comments="1 comment"),
    ],
)
def test_footer_of_any_year_is_left_out(end: str) -> None:
    assert read(post(end), None, SEARCH).entries[0].text == ""


@pytest.mark.parametrize(
    "words",
    [
        "It was submitted by mistake [link] [comments] and stayed.",
        "submitted by ann",
        "See [link] [comments]",
    ],
)
def test_authors_own_words_are_no_footer(words: str) -> None:
    assert read(post(words), None, SEARCH).entries[0].text == words


@pytest.mark.parametrize(
    ("id", "url", "read_as"),
    [
        ("https://static.example/icon.png/", POST, "t3_1abc2"),
        ("https://static.example/icon.png/", f"{POST}k9x8y7/", "t1_k9x8y7"),
        ("t1_k9x8y7", f"{POST}k9x8y7/", "t1_k9x8y7"),
        (
            "https://static.example/icon.png/",
            "https://www.reddit.com/r/lamps/",
            "https://static.example/icon.png/",
        ),
    ],
)
def test_id_is_the_full_name(id: str, url: str, read_as: str) -> None:
    assert read(post("Hum.", id, url), None, SEARCH).entries[0].id == read_as


def test_old_feeds_in_rss_are_read_too() -> None:
    item = (
        f"<item><title>It hums</title><link>{POST}</link><guid isPermaLink='true'>{POST}</guid>"
        "<pubDate>Mon, 02 Mar 2026 09:00:00 +0000</pubDate>"
        f"<description>{escape(footer(user='ann'))}</description></item>"
    )

    (entry,) = read(rss(item).encode(), None, SEARCH).entries

    assert (entry.id, entry.url, entry.text) == (POST, POST, "")
    assert entry.published_at == at("2026-03-02T09:00")


@pytest.mark.parametrize(
    "page",
    [
        b"<!doctype html><title>Too Many Requests</title><p>whoa there, pardner!",
        b'{"message": "Too Many Requests", "error": 429}',
        b"Too Many Requests",
    ],
)
def test_plea_for_patience_is_heard_whatever_its_status(page: bytes) -> None:
    with pytest.raises(SourceUnavailable) as caught:
        read(page, None, SEARCH)

    assert caught.value.failure.kind is FailureKind.RATE_LIMITED


def test_other_page_is_refused() -> None:
    with pytest.raises(SourceRefused, match="web page"):
        read(b"<!doctype html><title>Reddit</title>", None, SEARCH)


def test_secret_in_the_address_stays_with_the_keys(caplog: pytest.LogCaptureFixture) -> None:
    with played(SCENE) as listener:
        listener.service.say(sentence(0))

        listener.fetch()
        listener.service.trouble = lambda _: Answer(404)
        listener.fetch()

        assert listener.texts == ["Larkfield says 0"]
        for kept in (listener.source, listener.source.url, listener.heard, listener.failures, caplog.text):
            assert SECRET not in str(kept)


def test_limit_lasts_as_long_as_reddit_says() -> None:
    spent = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "53"}
    with played(SCENE) as listener:
        listener.service.trouble = lambda _: Answer(429, b"Too Many Requests", spent)

        failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert (failure.kind, failure.retry_after) == (FailureKind.RATE_LIMITED, timedelta(seconds=53))
