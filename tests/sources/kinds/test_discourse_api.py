"""Discourse in JSON: each post by itself, under its topic's title, at an address on the forum's own host."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, FailureKind
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.sources.kinds import discourse_api

FORUM = "https://forum.example"
POST: dict[str, Any] = {
    "id": 70,
    "name": "Ann Other",
    "username": "ann",
    "created_at": "2026-03-02T10:00:00.123+01:00",
    "updated_at": "2026-03-02T11:00:00.123+01:00",
    "cooked": "<p>Acme &amp; I are <em>done</em>.</p>",
    "raw": "Acme & I are *done*.",
    "post_number": 2,
    "post_type": 1,
    "topic_id": 7,
    "topic_slug": "lamps",
}
TOPIC = {"id": 7, "slug": "lamps", "title": "Lamps & shades", "fancy_title": "Lamps &amp; shades"}
READ = Entry(
    id="70",
    url="https://forum.example/t/lamps/7/2",
    title="Lamps & shades",
    text="Acme & I are done.",
    author="ann",
    published_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    updated_at=datetime(2026, 3, 2, 10, tzinfo=UTC),
)


def read(document: object, url: str = f"{FORUM}/posts.json") -> Document:
    return discourse_api.read(json.dumps(document).encode(), None, url)


def without(keys: str) -> dict[str, Any]:
    return {key: value for key, value in POST.items() if key not in keys.split()}


@pytest.mark.parametrize(
    "document",
    [
        {"latest_posts": [{**POST, "topic_title": "Lamps & shades"}]},
        {**TOPIC, "post_stream": {"posts": [POST], "stream": [70]}},
        {"posts": [without("topic_slug")], "topics": [TOPIC], "grouped_search_result": {"post_ids": [70]}},
    ],
    ids=["latest", "topic", "search"],
)
def test_same_post_is_the_same_entry_wherever_it_stands(document: object) -> None:
    assert read(document).entries == (READ,)


def test_post_that_opens_a_topic_is_found_at_the_topic() -> None:
    document = {**TOPIC, "post_stream": {"posts": [{**POST, "post_number": 1}]}}

    assert read(document).entries[0].url == "https://forum.example/t/lamps/7"


def test_forum_below_a_path_names_its_addresses_itself() -> None:
    document = {"latest_posts": [{**POST, "post_url": "/talk/t/lamps/7/2"}]}

    assert read(document, f"{FORUM}/talk/posts.json").entries[0].url == f"{FORUM}/talk/t/lamps/7/2"


def test_address_needs_no_words_of_the_title() -> None:
    document = {"posts": [without("topic_slug")], "topics": []}

    assert read(document).entries[0].url == "https://forum.example/t/7/2"


@pytest.mark.parametrize(
    ("post", "text"),
    [
        (without("cooked"), "Acme & I are *done*."),
        ({**without("cooked raw"), "blurb": "... Acme &amp; I are"}, "... Acme & I are"),
        ({**POST, "cooked": ""}, "Acme & I are *done*."),
        (without("cooked raw"), ""),
    ],
)
def test_text_is_cooked_or_else_raw_or_else_a_part_of_it(post: dict[str, Any], text: str) -> None:
    assert read({"latest_posts": [post]}).entries[0].text == text


@pytest.mark.parametrize(
    "gone",
    [
        {"user_deleted": True},
        {"deleted_at": "2026-03-02T09:00:00Z"},
        {"post_type": 3, "cooked": "", "raw": "", "action_code": "closed.enabled"},
    ],
)
def test_what_was_taken_back_or_never_said_is_left_out(gone: dict[str, Any]) -> None:
    document = read({"latest_posts": [{**POST, **gone}, {**POST, "id": 71}]})

    assert [entry.id for entry in document.entries] == ["71"]
    assert document.notes == ("entries left out because they cannot be used: 1",)


def test_list_of_topics_is_read_as_topics() -> None:
    topics = [{**TOPIC, "created_at": "2026-03-02T09:00:00Z", "posters": [{"user_id": 3}, {"user_id": 4}]}]
    users = [{"id": 4, "username": "bob"}, {"id": 3, "username": "ann"}]
    (entry,) = read({"users": users, "topic_list": {"topics": topics}}).entries

    assert (entry.id, entry.url, entry.author) == ("7", "https://forum.example/t/lamps/7", "ann")


def test_search_that_finds_nothing_is_an_empty_document() -> None:
    assert read({"posts": [], "topics": [], "grouped_search_result": {}}) == Document()


def test_search_that_was_not_carried_out_says_so() -> None:
    document = read({"posts": [], "grouped_search_result": {"error": "Your search term is too short."}})

    assert document.notes == ("the search was not carried out: Your search term is too short.",)


@pytest.mark.parametrize(
    ("error_type", "kind"),
    [
        ("not_logged_in", FailureKind.FORBIDDEN),
        ("invalid_access", FailureKind.FORBIDDEN),
        ("not_found", FailureKind.NOT_FOUND),
        (None, FailureKind.UNREADABLE),
    ],
)
def test_error_body_is_a_failure_of_its_kind(error_type: str | None, kind: FailureKind) -> None:
    with pytest.raises(SourceRefused, match="no posts: You cannot see this") as refusal:
        read({"errors": ["You cannot see this"], "error_type": error_type})

    assert refusal.value.failure.kind is kind


def test_limit_tells_how_long_to_wait() -> None:
    with pytest.raises(SourceUnavailable) as refusal:
        read({"errors": ["Too often"], "error_type": "rate_limit", "extras": {"wait_seconds": 12}})

    assert refusal.value.failure.kind is FailureKind.RATE_LIMITED
    assert refusal.value.failure.retry_after == timedelta(seconds=12)
