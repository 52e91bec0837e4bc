from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.domain.sources import Document, Failure, FailureKind

from .scenes.github_search import GRAPHQL, SCENE
from .services import NOW, Answer, Listener, played, sentence


@pytest.fixture
def listener() -> Iterator[Listener]:
    with played(SCENE) as listener:
        yield listener


def test_issues_and_pull_requests_are_searched_for_one_by_one_by_all_names(listener: Listener) -> None:
    listener.fetch()

    queries = [asked.query["q"] for asked in listener.service.asked if asked.path == "/search/issues"]
    span = "created:2026-11-15T10:15:00Z..2026-11-22T10:30:00Z"
    assert queries == [
        f'("Larkfield" OR "red widget") in:title,body is:{what} {span}' for what in ("issue", "pull-request")
    ]


def test_discussions_are_heard_with_a_token_only(listener: Listener) -> None:
    listener.service.say(*map(sentence, range(3)))
    listener.fetch()
    with_token = len(listener.heard)
    listener.ring.keys.clear()
    listener.service.asked.clear()

    listener.fetch()

    assert with_token == 3
    assert GRAPHQL not in {asked.path for asked in listener.service.asked}
    assert all("authorization" not in asked.headers for asked in listener.service.asked)


def test_discussions_are_walked_by_their_cursor(listener: Listener) -> None:
    listener.service.say(*map(sentence, range(360)))

    listener.fetch()

    cursors = [
        variables["after"]
        for asked in listener.service.asked
        if asked.path == GRAPHQL and isinstance(variables := asked.document["variables"], dict)
    ]
    assert cursors == [None, "50", "100", None]
    assert len(set(listener.texts)) == 360


def test_more_than_a_thousand_results_are_gone_on_with_in_a_narrower_search(listener: Listener) -> None:
    listener.service.say(*map(sentence, range(3300)))

    for _ in range(3):
        assert isinstance(listener.fetch(), Document)

    assert len(set(listener.texts)) == 3300
    assert "gap_since" not in listener.source.position


@pytest.mark.parametrize(("has_token", "a_minute"), [(False, 10), (True, 30)])
def test_searches_keep_to_the_limit_of_a_minute(listener: Listener, has_token: bool, a_minute: int) -> None:
    if not has_token:
        listener.ring.keys.clear()

    listener.fetch()

    assert {60 / gap for gap in listener.pace.gaps} == {a_minute}


def test_limit_of_requests_is_told_with_403_and_a_time(listener: Listener) -> None:
    until = str(int((NOW + timedelta(hours=1, minutes=2)).timestamp()))
    spent = Answer.of(
        {"message": "API rate limit exceeded for user ID 1."},
        403,
        X_RateLimit_Remaining="0",
        X_RateLimit_Reset=until,
    )
    listener.service.trouble = lambda _: spent

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert (failure.kind, failure.retry_after) == (FailureKind.RATE_LIMITED, timedelta(minutes=2))


def test_second_limit_is_told_with_retry_after(listener: Listener) -> None:
    message = {"message": "You have exceeded a secondary rate limit."}
    listener.service.trouble = lambda _: Answer.of(message, 403, Retry_After="60")

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert (failure.kind, failure.retry_after) == (FailureKind.RATE_LIMITED, timedelta(minutes=1))


def test_last_search_of_a_minute_is_followed_by_rest(listener: Listener) -> None:
    def spent(asked: object) -> Answer:
        items: dict[str, object] = {"total_count": 0, "items": []}
        return Answer.of(items, X_RateLimit_Remaining="0", X_RateLimit_Reset="20")

    listener.service.trouble = spent

    document = listener.fetch()

    assert isinstance(document, Document)
    assert document.rest == timedelta(seconds=20)
