"""GDELT's list of articles, and the plain text it answers when it is asked wrongly or too often."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, Failure, FailureKind
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.sources.kinds import gdelt

from .scenes.gdelt import SCENE
from .services import Answer, Asked, Listener, played, sentence

ARTICLES = rb"""{"articles": [{
 "url": "https://news.example/acme",
 "url_mobile": "",
 "title": "Acme\'s lamps &amp; shades : a recall",
 "seendate": "20260302T090000Z",
 "domain": "news.example",
 "language": "English",
 "sourcecountry": "United States"
}]}"""


def read(body: bytes) -> Document:
    return gdelt.read(body, "application/json", "https://api.gdelt.example/api/v2/doc/doc")


def test_article_is_read_even_from_broken_json() -> None:
    assert read(ARTICLES).entries == (
        Entry(
            url="https://news.example/acme",
            title="Acme's lamps & shades : a recall",
            published_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
        ),
    )


@pytest.mark.parametrize("body", [b"{}", b'{"articles": []}'])
def test_nothing_found_is_an_empty_document(body: bytes) -> None:
    assert read(body) == Document()


def test_limit_in_plain_text_tells_how_long_to_wait() -> None:
    with pytest.raises(SourceUnavailable) as refusal:
        read(b"Please limit requests to one every 5 seconds or write to us for larger queries.\n")

    assert refusal.value.failure.kind is FailureKind.RATE_LIMITED
    assert refusal.value.failure.retry_after == timedelta(seconds=5)


def test_article_that_speaks_of_limits_is_no_limit() -> None:
    assert len(read(ARTICLES.replace(b"a recall", b"please limit requests")).entries) == 1


@pytest.mark.parametrize(
    "body", [b"The specified phrase is too short.", b"[]", b'{"timeline": []}', b"<error/>"]
)
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(SourceRefused) as refusal:
        read(body)

    assert refusal.value.failure.kind is FailureKind.UNREADABLE


def queries(listener: Listener) -> list[str]:
    return [asked.query["query"] for asked in listener.service.asked]


def test_alternatives_stand_in_parentheses_and_are_narrowed_down_as_told() -> None:
    with played(replace(SCENE, options={"language": "german", "country": "united kingdom"})) as listener:
        assert isinstance(listener.fetch(), Document)

        narrowed = '("Larkfield" OR "red widget") sourcelang:german sourcecountry:unitedkingdom'
        assert queries(listener) == [narrowed]


def test_full_answer_is_followed_by_what_is_older_at_the_pace_that_is_asked_for() -> None:
    with played(SCENE) as listener:
        listener.fetch()
        listener.service.say(*map(sentence, range(300)))
        listener.service.asked.clear()

        listener.fetch()

        ends = [asked.query["enddatetime"] for asked in listener.service.asked]
        assert ends == ["20261122113000", "20261122102451"]
        assert {asked.query["maxrecords"] for asked in listener.service.asked} == {"250"}
        assert len(listener.texts) == 300
        assert set(listener.pace.gaps) == {5.0}


def test_article_that_is_found_late_is_heard() -> None:
    """GDELT finds an article some time after the moment that it is dated."""
    with played(SCENE) as listener:
        listener.service.say(sentence(0))
        listener.fetch()
        listener.service.say(sentence(1), ago=timedelta(minutes=110))

        listener.fetch()

        assert len(set(listener.texts)) == 2


@pytest.mark.parametrize("status", [200, 429])
def test_plea_to_come_less_often_is_heard_whatever_its_status(status: int) -> None:
    plea = b"Please limit requests to one every 5 seconds or contact us for larger queries."

    def tired(_: Asked) -> Answer:
        return Answer(status, plea, {"Content-Type": "text/plain"})

    with played(SCENE) as listener:
        listener.service.trouble = tired

        failure = listener.fetch()

        assert isinstance(failure, Failure)
        assert (failure.kind, failure.retry_after) == (FailureKind.RATE_LIMITED, timedelta(seconds=5))


def test_complaint_about_the_query_is_told_in_its_words() -> None:
    with played(SCENE) as listener:
        listener.service.trouble = lambda _: Answer(200, b"The specified phrase is too short.")

        failure = listener.fetch()

        assert isinstance(failure, Failure)
        assert "The specified phrase is too short." in failure.detail
