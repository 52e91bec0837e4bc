"""Stack Exchange: escaped titles, times in seconds, and errors that all look the same from outside."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, FailureKind
from chalicelib.errors import EarshotError, SourceRefused, SourceUnavailable
from chalicelib.sources.kinds import stackexchange_json

QUESTION: dict[str, Any] = {
    "question_id": 500,
    "accepted_answer_id": 501,
    "title": "Is &#39;acme&#39; &lt;/b&gt; broken &amp; why?",
    "body": "<p>It says <code>&lt;b&gt;</code>.</p>",
    "link": "https://overflow.example/questions/500/is-acme-broken",
    "owner": {"display_name": "Ann &amp; Bob", "user_type": "registered"},
    "creation_date": 1772442000,
    "last_edit_date": "1772445600",
    "last_activity_date": 1772449200,
}


def read(document: object) -> Document:
    return stackexchange_json.read(
        json.dumps(document).encode(), None, "https://api.overflow.example/2.3/search"
    )


def test_question_is_read_with_what_was_escaped_as_it_was_meant() -> None:
    (entry,) = read({"items": [QUESTION]}).entries

    assert entry == Entry(
        id="500",
        url="https://overflow.example/questions/500/is-acme-broken",
        title="Is 'acme' </b> broken & why?",
        text="It says <b>.",
        author="Ann & Bob",
        published_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
        updated_at=datetime(2026, 3, 2, 10, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("ids", "own"),
    [
        ({"answer_id": 2, "question_id": 1}, "2"),
        ({"comment_id": 3, "post_id": 1}, "3"),
        ({"post_id": 4, "post_type": "answer"}, "4"),
    ],
)
def test_answers_and_comments_have_their_own_ids(ids: dict[str, object], own: str) -> None:
    (entry,) = read({"items": [{**ids, "body": "Acme?"}]}).entries

    assert (entry.id, entry.text) == (own, "Acme?")


@pytest.mark.parametrize(
    ("owner", "author"), [({"user_type": "does_not_exist"}, None), (None, None), ("x", None)]
)
def test_owner_may_be_nobody(owner: object, author: str | None) -> None:
    (entry,) = read({"items": [{**QUESTION, "owner": owner}]}).entries

    assert entry.author == author


def test_backoff_is_noted_with_its_seconds() -> None:
    assert read({"items": [], "backoff": 10}).notes == (
        "asks us to wait 10 seconds before asking the same again",
    )
    assert read({"items": [], "backoff": 0}).notes == ()


def test_throttling_tells_the_wait_that_stands_in_its_words() -> None:
    with pytest.raises(SourceUnavailable) as refusal:
        read({"error_id": 502, "error_message": "too many requests, more requests available in 600 seconds"})

    assert refusal.value.failure.kind is FailureKind.RATE_LIMITED
    assert refusal.value.failure.retry_after == timedelta(minutes=10)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (400, FailureKind.UNEXPECTED_STATUS),
        (402, FailureKind.FORBIDDEN),
        (404, FailureKind.NOT_FOUND),
        (405, FailureKind.FORBIDDEN),
        (406, FailureKind.FORBIDDEN),
        (500, FailureKind.SERVER_ERROR),
        (503, FailureKind.SERVER_ERROR),
        (None, FailureKind.UNREADABLE),
    ],
)
def test_error_is_a_failure_of_its_kind(error: int | None, kind: FailureKind) -> None:
    with pytest.raises(EarshotError, match="no list of items: no such site") as failed:
        read({"error_id": error, "error_message": "no such site"})

    assert isinstance(failed.value, SourceRefused | SourceUnavailable)
    assert failed.value.failure.kind is kind
