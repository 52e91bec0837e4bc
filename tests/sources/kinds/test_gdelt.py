"""GDELT's list of articles, and the plain text it answers when it is asked wrongly or too often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, FailureKind
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.sources.kinds import gdelt

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
    "body", [b"The specified phrase is too short.", b"[]", b'{"timeline": []}', b"<html>"]
)
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(SourceRefused) as refusal:
        read(body)

    assert refusal.value.failure.kind is FailureKind.UNREADABLE
