"""Searching Flickr: by words, and around a place, where everything counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.sources import Document, Failure, FailureKind
from chalicelib.domain.watches import Watch

from .scenes.flickr_search import FAR_AWAY, SCENE
from .services import MINUTE, WATCH, Answer, Listener, played, sentence

AROUND = replace(SCENE, options={"by": "place"})


@pytest.fixture
def by_words() -> Iterator[Listener]:
    with played(SCENE) as listener:
        yield listener


@pytest.fixture
def around() -> Iterator[Listener]:
    with played(AROUND) as listener:
        yield listener


def test_each_phrase_is_searched_for_as_it_stands(by_words: Listener) -> None:
    document = by_words.fetch()

    assert isinstance(document, Document)
    assert [asked.query["text"] for asked in by_words.service.asked] == ['"Larkfield"', '"red widget"']
    assert not any("lat" in asked.query for asked in by_words.service.asked)
    assert not document.speaks_of_watch


def test_photos_around_the_place_count_unnamed(around: Listener) -> None:
    around.service.say("a lamp in the rain", f"a lamp {FAR_AWAY}", ago=30 * MINUTE)

    document = around.fetch()

    assert isinstance(document, Document)
    assert document.speaks_of_watch
    assert [entry.content for entry in document.entries] == ["A photo\na lamp in the rain #shop"]
    [asked] = around.service.asked
    assert "text" not in asked.query
    circle = [asked.query[name] for name in ("lat", "lon", "radius", "radius_units")]
    assert circle == ["52.2", "0.12", "2.0", "km"]


def test_photos_around_the_place_are_found_that_are_older_than_half_a_day(around: Listener) -> None:
    around.service.say(sentence(0), ago=timedelta(days=3))

    around.fetch()

    assert len(around.texts) == 1


def test_pages_around_the_place_are_of_250_and_the_newest_come_first(around: Listener) -> None:
    around.fetch()
    around.service.say(*map(sentence, range(600)))
    begun = len(around.service.asked)

    around.fetch()

    pages = [(asked.query["page"], asked.query["per_page"]) for asked in around.service.asked[begun:]]
    assert pages == [("1", "250"), ("2", "250"), ("3", "250")]
    assert around.texts == [sentence(number).removesuffix(" indeed.") for number in reversed(range(600))]


def test_more_than_is_read_at_once_is_heard_at_the_next_fetches(by_words: Listener) -> None:
    """And never a page so far down that Flickr would show the same photos again."""
    by_words.fetch()
    by_words.service.say(*map(sentence, range(4_500)))

    for _ in range(3):
        by_words.fetch()

    assert len(set(by_words.texts)) == 4_500
    assert max(int(asked.query["page"]) for asked in by_words.service.asked) == 10
    assert not by_words.failures


def test_invalid_key_is_told_though_the_status_is_200(by_words: Listener) -> None:
    by_words.ring.keep("flickr_search", {"api_key": "wrong"})

    failure = by_words.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.FORBIDDEN
    assert "Invalid API Key" in failure.detail


def test_search_that_is_out_of_order_is_asked_again(by_words: Listener) -> None:
    by_words.service.trouble = lambda _: Answer.of({"stat": "fail", "code": 10, "message": "Not available"})

    failure = by_words.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.SERVER_ERROR


@pytest.mark.parametrize(
    ("options", "watch", "words"),
    [
        ({"by": "place"}, replace(WATCH, place=None), "no place"),
        ({"by": "luck"}, WATCH, "must be text or place"),
        ({}, replace(WATCH, names=(), terms=()), "no name or term"),
    ],
)
def test_what_cannot_be_searched_for_is_told_and_nobody_is_asked(
    options: dict[str, str], watch: Watch, words: str
) -> None:
    with played(replace(SCENE, options=options)) as listener:
        listener.watch = watch

        failure = listener.fetch()

        assert isinstance(failure, Failure)
        assert failure.kind is FailureKind.NOT_CONFIGURED
        assert words in failure.detail
        assert not listener.service.asked


def test_hour_has_no_more_than_3600_requests(by_words: Listener) -> None:
    by_words.fetch()
    period = SCENE.declared.budget.period(by_words.now + 10 * MINUTE)  # type: ignore[union-attr]
    by_words.purse.counts["flickr_search", period] = 3_599

    by_words.fetch(after=10 * MINUTE)
    failure = by_words.fetch(after=MINUTE)

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.OUT_OF_BUDGET
    assert failure.retry_after is not None
    assert failure.retry_after <= timedelta(hours=1)
    assert isinstance(by_words.fetch(after=60 * MINUTE), Document)
