from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.domain.sources import Document, Failure, FailureKind

from .scenes.tumblr import SCENE
from .services import MINUTE, Answer, Listener, Post, played, sentence


@pytest.fixture
def listener() -> Iterator[Listener]:
    with played(SCENE) as listener:
        yield listener


def test_it_is_asked_for_every_tag_once(listener: Listener) -> None:
    listener.watch = replace(listener.watch, terms=("red widget", "#Larkfield"))

    listener.fetch()

    assert [asked.query["tag"] for asked in listener.service.asked] == [
        "larkfield",
        "red widget",
        "redwidget",
    ]


def test_many_posts_of_one_second_are_all_heard(listener: Listener) -> None:
    """A page ends within that second, and the next one begins before its end."""
    at = listener.now
    listener.service.posts = [Post(number, sentence(number), at) for number in range(15)]
    listener.service.posts += [Post(number, sentence(number), at + MINUTE) for number in range(15, 25)]

    listener.fetch()

    assert len(set(listener.texts)) == 25


def test_posts_that_fill_a_page_with_one_second_end_it(listener: Listener) -> None:
    """More than a page of them cannot be told apart; it goes on before that second rather than for ever."""
    at = listener.now
    listener.service.posts = [Post(1, sentence(1), at - MINUTE)]
    listener.service.posts += [Post(number, sentence(number), at) for number in range(2, 42)]

    assert isinstance(listener.fetch(), Document)

    assert "Larkfield says 1" in listener.texts
    assert len(listener.service.asked) < 10


def test_page_of_featured_posts_goes_on_where_tumblr_featured_them(listener: Listener) -> None:
    featured = int(listener.now.timestamp())
    old = {
        "id_string": "7",
        "timestamp": 1_400_000_000,
        "featured_timestamp": featured,
        "summary": sentence(7),
    }
    pages = iter([[old], []])
    listener.service.trouble = lambda _: Answer.of({"meta": {"status": 200}, "response": next(pages, [])})

    listener.fetch()

    assert listener.service.asked[1].query["before"] == str(featured + 1)
    assert listener.texts == ["Larkfield says 7"]


def test_wrong_key_is_told_in_the_words_of_tumblr(listener: Listener) -> None:
    listener.ring.keep("tumblr", {"api_key": "wrong"})

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.FORBIDDEN
    assert failure.detail == "Tumblr says: Unauthorized Unable to authorize"


def test_limit_told_in_the_body_is_a_limit(listener: Listener) -> None:
    answer = {"meta": {"status": 429, "msg": "Limit Exceeded"}, "response": [], "errors": []}
    listener.service.trouble = lambda _: Answer.of(answer, 429)

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.RATE_LIMITED
