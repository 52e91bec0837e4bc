"""DEV: articles as its API lists them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, FailureKind
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.sources.kinds import devto_json

from .scenes.devto_json import SCENE
from .services import played, sentence

ARTICLE: dict[str, Any] = {
    "type_of": "article",
    "id": 42,
    "title": "Leaving <Acme>",
    "description": "How & why",
    "readable_publish_date": "Mar 2",
    "url": "https://forem.example/ann/leaving-acme-1",
    "canonical_url": "https://ann.example/leaving",
    "created_at": "2026-03-01T09:00:00Z",
    "published_at": "2026-03-02T09:00:00Z",
    "published_timestamp": "2026-03-02T09:00:00Z",
    "edited_at": "2026-03-02T10:00:00Z",
    "tag_list": ["acme"],
    "user": {"name": "Ann Other", "username": "ann"},
}


def read(document: object) -> Document:
    return devto_json.read(json.dumps(document).encode(), None, "https://forem.example/api/articles")


def test_article_is_read() -> None:
    assert read([ARTICLE]).entries == (
        Entry(
            id="42",
            url="https://forem.example/ann/leaving-acme-1",
            title="Leaving <Acme>",
            text="How & why · #acme",
            author="ann",
            published_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
            updated_at=datetime(2026, 3, 2, 10, tzinfo=UTC),
        ),
    )


def test_single_article_has_its_whole_text() -> None:
    (entry,) = read({**ARTICLE, "body_html": "<p>Acme <b>broke</b>.</p>"}).entries

    assert entry.text == "Acme broke."


def test_limit_tells_how_long_to_wait() -> None:
    with pytest.raises(SourceUnavailable) as refusal:
        read({"error": "Rate limit reached, try again in 30 seconds", "status": 429})

    assert refusal.value.failure.kind is FailureKind.RATE_LIMITED
    assert refusal.value.failure.retry_after == timedelta(seconds=30)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"error": "unauthorized", "status": 401}, FailureKind.FORBIDDEN),
        ({"error": "not found", "status": 404}, FailureKind.NOT_FOUND),
        ({}, FailureKind.UNREADABLE),
    ],
)
def test_error_is_a_failure_of_its_kind(body: object, kind: FailureKind) -> None:
    with pytest.raises(SourceRefused) as refusal:
        read(body)

    assert refusal.value.failure.kind is kind


def test_old_answers_hold_tags_in_one_text() -> None:
    (entry,) = read([{**ARTICLE, "tag_list": "acme, beginners"}]).entries

    assert entry.text == "How & why · #acme #beginners"


def test_each_hashtag_is_asked_for_by_whole_days_since_the_last_article() -> None:
    with played(SCENE) as listener:
        listener.service.say(sentence(0))
        listener.fetch()
        listener.fetch()

        asked = [(asked.query["tag"], asked.query["top"]) for asked in listener.service.asked]

    assert asked == [("larkfield", "8"), ("redwidget", "8"), ("larkfield", "1"), ("redwidget", "1")]
