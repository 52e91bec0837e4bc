"""Stack Exchange: escaped titles, times in seconds, and errors that all look the same from outside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, Failure, FailureKind
from chalicelib.errors import EarshotError, SourceRefused, SourceUnavailable
from chalicelib.sources.kinds import stackexchange_json

from .scenes.stackexchange_json import SCENE, StackExchange
from .services import SECRET, Answer, Listener, played, sentence

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


@pytest.fixture
def listener() -> Iterator[Listener]:
    with played(SCENE) as listener:
        listener.service.say(sentence(0))
        yield listener


def test_each_name_is_searched_for_on_the_site_with_the_key(listener: Listener) -> None:
    listener.fetch()

    for asked, name in zip(listener.service.asked, ('"Larkfield"', '"red widget"'), strict=True):
        assert (asked.query["q"], asked.query["site"], asked.query["key"]) == (name, "stackoverflow", SECRET)


def test_key_is_optional(listener: Listener) -> None:
    listener.ring.keys.clear()

    assert isinstance(listener.fetch(), Document)

    assert all("key" not in asked.query for asked in listener.service.asked)


def test_backoff_is_waited_for_before_the_next_request_and_told_to_the_next_fetch(listener: Listener) -> None:
    assert isinstance(listener.service, StackExchange)
    listener.service.backoff = 10

    document = listener.fetch()

    assert isinstance(document, Document)
    assert listener.pace.rests == [timedelta(seconds=10)] * 2
    assert document.rest == timedelta(seconds=10)


def test_nothing_is_waited_for_where_no_backoff_is_asked(listener: Listener) -> None:
    listener.fetch()

    assert listener.pace.rests == []


def test_throttling_by_status_400_leaves_the_host_alone_for_as_long_as_it_says(listener: Listener) -> None:
    message = "too many requests from this IP, more requests available in 81430 seconds"
    throttled = {"error_id": 502, "error_name": "throttle_violation", "error_message": message}
    listener.service.trouble = lambda _: Answer.of(throttled, 400)

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert (failure.kind, failure.retry_after) == (FailureKind.RATE_LIMITED, timedelta(seconds=81430))


@pytest.mark.parametrize(("fields", "most"), [({}, 300), ({"requests_a_day": "10000"}, 10_000)])
def test_budget_is_300_a_day_unless_the_key_says_more(
    listener: Listener, fields: dict[str, str], most: int
) -> None:
    listener.ring.keys["stackexchange_json"] = {"key": SECRET, **fields}
    listener.purse.spend("stackexchange_json", f"{listener.now:%Y-%m-%d}", most - 2, most)

    first, second = listener.fetch(), listener.fetch()

    assert isinstance(first, Document)
    assert isinstance(second, Failure)
    assert second.kind is FailureKind.OUT_OF_BUDGET
