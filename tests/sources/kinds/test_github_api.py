"""GitHub: searches for issues, discussions and repositories, and the limits it sets."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, FailureKind
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.sources.kinds import github_api

ISSUE: dict[str, Any] = {
    "id": 900,
    "number": 3,
    "url": "https://api.github.example/repos/ann/lamp/issues/3",
    "html_url": "https://github.example/ann/lamp/issues/3",
    "title": "Acme <b>breaks</b> &amp; falls ",
    "user": {"login": "ann"},
    "body": "<!-- Say what Bumm Inc. did -->Acme `<title>` is wrong.\r\n\r\n<details>Very.</details>",
    "created_at": "2026-03-02T09:00:00Z",
    "updated_at": "2026-03-02T10:00:00Z",
}
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DISCUSSION = {
    "id": "D_1",
    "title": "Acme?",
    "bodyText": "No.",
    "url": "https://github.example/ann/lamp/discussions/4",
    "author": {"login": "bob"},
    "createdAt": "2026-03-02T09:00:00Z",
}


def read(document: object) -> Document:
    return github_api.read(json.dumps(document).encode(), None, "https://api.github.example/search/issues")


@pytest.mark.parametrize("document", [{"total_count": 1, "items": [ISSUE]}, [ISSUE]], ids=["search", "list"])
def test_issue_is_read_as_people_see_it(document: object) -> None:
    assert read(document).entries == (
        Entry(
            id="900",
            url="https://github.example/ann/lamp/issues/3",
            title="Acme <b>breaks</b> &amp; falls",
            text="Acme `<title>` is wrong. Very.",
            author="ann",
            published_at=AT,
            updated_at=datetime(2026, 3, 2, 10, tzinfo=UTC),
        ),
    )


def test_repository_is_named_with_its_owner() -> None:
    repository = {
        "id": 901,
        "name": "lamp",
        "full_name": "ann/lamp",
        "owner": {"login": "ann"},
        "html_url": "https://github.example/ann/lamp",
        "description": "Like Acme's",
        "created_at": "2026-03-02T09:00:00Z",
    }
    (entry,) = read({"items": [repository]}).entries

    assert entry == Entry("901", "https://github.example/ann/lamp", "ann/lamp", "Like Acme's", "ann", AT)


@pytest.mark.parametrize("found", [{"nodes": [DISCUSSION]}, {"edges": [{"node": DISCUSSION}]}])
def test_discussion_is_read_from_what_graphql_answers(found: object) -> None:
    (entry,) = read({"data": {"search": found}}).entries

    assert entry == Entry(
        "D_1", "https://github.example/ann/lamp/discussions/4", "Acme?", "No.", "bob", AT, None
    )


@pytest.mark.parametrize("body", ["`" * 500_000, "`<a " * 100_000, "``<a`" * 100_000])
def test_code_without_end_takes_no_time(body: str) -> None:
    started = time.process_time()

    read([{**ISSUE, "body": body}])

    assert time.process_time() - started < 2


def test_search_cut_short_says_so() -> None:
    document = read({"incomplete_results": True, "items": [ISSUE]})

    assert document.notes == ("the search took GitHub too long: some results are missing",)


def test_null_body_and_vanished_author_are_nothing() -> None:
    (entry,) = read([{**ISSUE, "body": None, "user": None}]).entries

    assert (entry.text, entry.author) == ("", None)


@pytest.mark.parametrize(
    "body",
    [
        {"message": "API rate limit exceeded for 203.0.113.7. (But here's the good news)"},
        {"message": "You have exceeded a secondary rate limit."},
        {"message": "You have triggered an abuse detection mechanism."},
        {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]},
    ],
)
def test_every_limit_is_a_limit_whatever_its_status(body: object) -> None:
    with pytest.raises(SourceUnavailable) as refusal:
        read(body)

    assert refusal.value.failure.kind is FailureKind.RATE_LIMITED


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"message": "Bad credentials", "status": "401"}, FailureKind.FORBIDDEN),
        ({"message": "Requires authentication"}, FailureKind.FORBIDDEN),
        ({"message": "Not Found"}, FailureKind.NOT_FOUND),
        ({"message": "Validation Failed", "status": "422"}, FailureKind.UNEXPECTED_STATUS),
        ({"data": {"search": None}}, FailureKind.UNREADABLE),
        ({}, FailureKind.UNREADABLE),
    ],
)
def test_error_is_a_failure_of_its_kind(body: object, kind: FailureKind) -> None:
    with pytest.raises(SourceRefused) as refusal:
        read(body)

    assert refusal.value.failure.kind is kind


def test_feed_of_releases_is_read_as_a_feed() -> None:
    feed = b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>r1</id><title>1.0</title></entry></feed>"

    assert [entry.id for entry in github_api.read(feed, None, "").entries] == ["r1"]
