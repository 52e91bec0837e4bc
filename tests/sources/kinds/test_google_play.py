"""Reviews that Google Play gives the maker of an app."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, FailureKind
from chalicelib.errors import EarshotError, SourceRefused, SourceUnavailable
from chalicelib.sources.kinds import google_play

ASKED = "https://play.example/androidpublisher/v3/applications/com.acme.lamp/reviews?maxResults=100"
SAID: dict[str, Any] = {
    "text": "\tIt broke <twice>.",
    "lastModified": {"seconds": "1772442000", "nanos": 7},
    "starRating": 1,
}
ANSWER = {"developerComment": {"text": "We are sorry.", "lastModified": {"seconds": "1772449200"}}}
REVIEW: dict[str, Any] = {
    "reviewId": "gp:AO-1_x",
    "authorName": "Ann",
    "comments": [{"userComment": SAID}, ANSWER],
}


def read(document: object, url: str = ASKED) -> Document:
    return google_play.read(json.dumps(document).encode(), None, url)


def test_review_is_what_its_author_said_and_not_what_was_answered() -> None:
    assert read({"reviews": [REVIEW]}).entries == (
        Entry(
            id="gp:AO-1_x",
            url="https://play.google.com/store/apps/details?id=com.acme.lamp&reviewId=gp:AO-1_x",
            text="It broke <twice>.",
            author="Ann",
            updated_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
        ),
    )


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [("Never\tIt broke.", "Never", "It broke."), ("It broke.", "", "It broke."), ("", "", "")],
)
def test_tab_divides_title_and_text(text: str, title: str, rest: str) -> None:
    review = {**REVIEW, "comments": [{"userComment": {**SAID, "text": text}}]}
    (entry,) = read({"reviews": [review]}).entries

    assert (entry.title, entry.text) == (title, rest)


def test_without_the_address_that_was_asked_a_review_has_none() -> None:
    assert read({"reviews": [REVIEW]}, "").entries[0].url is None


@pytest.mark.parametrize("document", [{}, {"reviews": []}, {"tokenPagination": {"nextPageToken": "x"}}])
def test_week_without_reviews_is_an_empty_document(document: object) -> None:
    assert read(document) == Document()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": 401, "message": "Said why"}, FailureKind.FORBIDDEN),
        ({"code": 403, "message": "Said why", "status": "PERMISSION_DENIED"}, FailureKind.FORBIDDEN),
        (
            {"code": 403, "message": "Said why", "errors": [{"reason": "quotaExceeded"}]},
            FailureKind.RATE_LIMITED,
        ),
        ({"code": 404, "message": "Said why"}, FailureKind.NOT_FOUND),
        ({"code": 429, "message": "Said why"}, FailureKind.RATE_LIMITED),
        ({"code": 503, "message": "Said why"}, FailureKind.SERVER_ERROR),
    ],
)
def test_error_is_a_failure_of_its_kind(error: object, kind: FailureKind) -> None:
    with pytest.raises(EarshotError, match="Said why") as failed:
        read({"error": error})

    assert isinstance(failed.value, SourceRefused | SourceUnavailable)
    assert failed.value.failure.kind is kind


@pytest.mark.parametrize("document", [[], {"items": []}])
def test_changed_shape_is_refused(document: object) -> None:
    with pytest.raises(SourceRefused):
        read(document)
