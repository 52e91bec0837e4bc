"""Trustpilot: the API's reviews, a webhook's events, and the feed of long ago."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, Failure, FailureKind
from chalicelib.errors import SourceRefused
from chalicelib.sources.kinds import trustpilot

from .scenes.trustpilot import FIND, SCENE, UNIT, Trustpilot
from .services import WATCH, Answer, Listener, played, sentence

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


@pytest.fixture
def listener() -> Iterator[Listener]:
    with played(SCENE) as listener:
        yield listener


def business(listener: Listener) -> Trustpilot:
    assert isinstance(listener.service, Trustpilot)
    return listener.service


def test_business_unit_is_found_by_the_watchs_domain_and_remembered(listener: Listener) -> None:
    listener.service.say(sentence(0))

    document = listener.fetch()
    listener.fetch()

    assert isinstance(document, Document)
    assert document.speaks_of_watch
    assert listener.texts == ["Larkfield says 0"]
    assert listener.source.position == {"larkfield.example": UNIT}
    assert [asked.path for asked in listener.service.asked].count(FIND) == 1


def test_units_that_are_given_need_no_domain() -> None:
    with played(replace(SCENE, options={"units": UNIT})) as listener:
        listener.watch = replace(WATCH, domains=())
        listener.service.say(sentence(0))

        listener.fetch()

        assert listener.texts == ["Larkfield says 0"]
        assert FIND not in {asked.path for asked in listener.service.asked}


def test_newest_reviews_are_asked_for_a_hundred_at_a_time(listener: Listener) -> None:
    listener.fetch()
    listener.service.say(*map(sentence, range(200)))
    listener.service.asked.clear()

    listener.fetch()

    asked = [asked.query for asked in listener.service.asked]
    assert [query["page"] for query in asked] == ["1", "2", "3"]
    assert {(query["perPage"], query["orderBy"]) for query in asked} == {("100", "createdat.desc")}


def test_domain_without_reviews_does_not_hide_another(listener: Listener) -> None:
    listener.watch = replace(WATCH, domains=("larkfield.shop", "larkfield.example"))
    listener.service.say(sentence(0))

    listener.fetch()

    assert listener.texts == ["Larkfield says 0"]
    assert not listener.failures


def test_unit_there_was_no_time_for_is_asked_first_the_next_time(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener.watch = replace(WATCH, domains=("larkfield.shop", "larkfield.example"))
    business(listener).units = {"larkfield.shop": "u1", "larkfield.example": "u2"}
    monkeypatch.setattr("chalicelib.sources.reader._PATIENCE_S", 0.0)

    for _ in range(4):
        listener.fetch()

    units = [asked.path.split("/")[3] for asked in listener.service.asked if asked.path != FIND]
    assert units == ["u1", "u2", "u1", "u2"]
    assert len(listener.service.asked) == 6, "each unit was found once"


def test_business_that_trustpilot_does_not_know_is_told(listener: Listener) -> None:
    business(listener).units = {}

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.NOT_FOUND
    assert failure.detail == "Trustpilot knows no business at larkfield.example"


def test_watch_without_a_domain_is_told_and_nobody_is_asked(listener: Listener) -> None:
    listener.watch = replace(WATCH, domains=())

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.NOT_CONFIGURED
    assert "option units" in failure.detail
    assert not listener.service.asked


def test_answer_without_a_unit_is_told(listener: Listener) -> None:
    listener.service.trouble = lambda asked: Answer.of({}) if asked.path == FIND else None

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.UNREADABLE


def test_invalid_key_is_told_and_is_no_missing_business(listener: Listener) -> None:
    listener.ring.keep("trustpilot", {"api_key": "wrong"})

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.FORBIDDEN


def test_larger_plan_is_told_with_the_key(listener: Listener) -> None:
    listener.ring.keep("trustpilot", {"requests_a_month": "1"})

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.OUT_OF_BUDGET
    assert [asked.path for asked in listener.service.asked] == [FIND]


def test_unit_is_a_part_of_the_path_and_no_more() -> None:
    with played(replace(SCENE, options={"units": "../../x?y"})) as listener:
        listener.service.trouble = lambda _: Answer(404)
        listener.fetch()

        [asked] = listener.service.asked

    assert asked.path == "/v1/business-units/..%2F..%2Fx%3Fy/reviews"
