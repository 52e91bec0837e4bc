"""Trustpilot: the API's reviews, a webhook's events, and the feed of long ago."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, FailureKind
from chalicelib.errors import SourceRefused
from chalicelib.sources.kinds import trustpilot

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
REVIEW: dict[str, Any] = {
    "id": "r1",
    "stars": 1,
    "title": "Never again",
    "text": "Acme & co. <broke> it.",
    "createdAt": "2026-03-02T09:00:00Z",
    "updatedAt": None,
    "consumer": {"id": "c1", "displayName": "Ann"},
    "links": [{"rel": "self", "href": "https://api.trust.example/v1/reviews/r1"}],
}
READ = Entry(
    id="r1",
    url="https://www.trustpilot.com/reviews/r1",
    title="Never again",
    text="Acme & co. <broke> it.",
    author="Ann",
    published_at=AT,
)
EVENT = {
    **{key: REVIEW[key] for key in ("id", "title", "text", "createdAt")},
    "link": "https://api.trust.example/v1/reviews/r1",
    "consumer": {"name": "Ann"},
}


def read(document: object) -> Document:
    return trustpilot.read(json.dumps(document).encode(), None, "https://api.trust.example")


def test_review_of_the_api_leads_to_the_page_for_people() -> None:
    assert read({"reviews": [REVIEW]}).entries == (READ,)


def test_review_of_a_product_has_content() -> None:
    product = {"id": "p1", "content": "Broke.", "consumer": {"displayName": "Ann"}}
    (entry,) = read({"productReviews": [product]}).entries

    assert (entry.id, entry.text, entry.author) == ("p1", "Broke.", "Ann")


def test_events_are_read_whatever_they_are_called() -> None:
    events = [
        {"eventName": "service-review-created", "eventData": EVENT},
        {"eventName": "something-new", "eventData": {**EVENT, "id": "r2"}},
    ]
    entries = read({"events": events}).entries

    assert [entry.id for entry in entries] == ["r1", "r2"]
    assert entries[0].url == "https://api.trust.example/v1/reviews/r1"


def test_deleted_review_is_left_out() -> None:
    document = read({"events": [{"eventName": "service-review-deleted", "eventData": EVENT}]})

    assert document.entries == ()
    assert document.notes == ("entries left out because they cannot be used: 1",)


def test_old_feed_is_dated_by_the_number_not_by_the_words() -> None:
    review = {
        "Created": {"UnixTime": 1772442000, "Human": "02 March 2026 08:00:00 GMT"},
        "Title": "Never again",
        "Content": "Broke.",
        "CompanyReply": "",
        "User": {"Name": "Ann"},
        "Url": "http://www.trust.example/review/acme.example#1",
    }
    document = read({"DomainName": "acme.example", "Reviews": [review]})

    assert document.title == "acme.example"
    assert document.entries == (
        Entry(
            url="http://www.trust.example/review/acme.example#1",
            title="Never again",
            text="Broke.",
            author="Ann",
            published_at=AT,
        ),
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"message": "Unauthorized", "errorCode": 401}, FailureKind.FORBIDDEN),
        ({"fault": {"faultstring": "Invalid ApiKey"}}, FailureKind.UNREADABLE),
        ([], FailureKind.UNREADABLE),
    ],
)
def test_error_is_a_failure_of_its_kind(body: object, kind: FailureKind) -> None:
    with pytest.raises(SourceRefused) as refusal:
        read(body)

    assert refusal.value.failure.kind is kind
