from __future__ import annotations

import pytest

from chalicelib.domain.sources import FailureKind
from chalicelib.sources.kinds import tweets
from chalicelib.sources.kinds.json_documents import Json


@pytest.mark.parametrize(
    ("text", "original", "whole"),
    [
        ("RT @acme: We are so…", "We are so very sorry", "RT @acme: We are so very sorry"),
        ("RT @acme: We are so…", "", "RT @acme: We are so…"),
        ("Note: not repeated", "We are so very sorry", "Note: not repeated"),
        ("RT @acme", "We are so very sorry", "RT @acme"),
    ],
)
def test_a_repeated_post_is_read_to_its_end(text: str, original: str, whole: str) -> None:
    assert tweets.said_again(text, original) == whole


def test_short_addresses_are_followed_by_where_they_lead() -> None:
    links = [
        {
            "url": "https://t.co/a",
            "expanded_url": "https://short.example/a",
            "unwound_url": "https://shop.example/a",
        },
        {"url": "https://t.co/b", "expanded_url": "https://shop.example/b"},
        {"url": "https://t.co/c", "expanded_url": "https://x.com/ann/status/12/photo/1"},
        {"url": "https://t.co/d", "expanded_url": "https://twitter.com/ann/status/12"},
        {"url": "https://t.co/e"},
        None,
    ]

    assert [link for link in tweets.linked(Json({"urls": links})) if link] == [
        "https://shop.example/a",
        "https://shop.example/b",
        "https://twitter.com/ann/status/12",
    ]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"title": "Unauthorized", "status": 401, "detail": "Unauthorized"}, FailureKind.FORBIDDEN),
        ({"title": "Too Many Requests", "status": 429, "type": "about:blank"}, FailureKind.RATE_LIMITED),
        ({"title": "UsageCapExceeded", "detail": "Monthly product cap"}, FailureKind.RATE_LIMITED),
        (
            {"title": "No more", "type": "https://api.x.example/2/problems/usage-capped"},
            FailureKind.RATE_LIMITED,
        ),
        ({"title": "Client Forbidden", "reason": "client-not-enrolled"}, FailureKind.FORBIDDEN),
        ({"title": "Service Unavailable", "status": 503}, FailureKind.SERVER_ERROR),
        ({"title": "Invalid Request", "errors": [{"message": "max_results"}]}, FailureKind.UNREADABLE),
        ({"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, FailureKind.RATE_LIMITED),
        ({"errors": [{"code": 89, "message": "Expired"}]}, FailureKind.FORBIDDEN),
        ({"errors": [{"code": 130, "message": "Over capacity"}]}, FailureKind.SERVER_ERROR),
        ({"errors": [{"title": "Not Found Error", "detail": "gone"}]}, FailureKind.NOT_FOUND),
        ({"error": {"message": "Exceeded rate limit"}}, FailureKind.RATE_LIMITED),
        ({"error": "Not authorized."}, FailureKind.FORBIDDEN),
        ({"meta": {}}, FailureKind.UNREADABLE),
    ],
)
def test_errors_of_all_shapes_are_told_apart(answer: object, kind: FailureKind) -> None:
    assert tweets.failure(Json(answer)).failure.kind is kind


def test_an_error_is_told_in_the_words_of_the_source() -> None:
    answer = {
        "title": "Invalid Request",
        "detail": "One or more parameters was invalid.",
        "errors": [{"message": "Bad"}],
    }

    assert tweets.failure(Json(answer)).failure.detail == (
        "X says: Invalid Request One or more parameters was invalid. Bad"
    )
