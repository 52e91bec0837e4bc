"""The search of Hacker News: stories lead to what they are about, everything else to its own page."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, FailureKind
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.sources.kinds import hn_algolia

STORY: dict[str, Any] = {
    "objectID": "9001",
    "title": "Acme &amp; sons close",
    "url": "https://acme.example/closing",
    "author": "ann",
    "story_text": None,
    "created_at": "2026-03-02T09:00:00Z",
    "created_at_i": 1772442000,
    "updated_at": "2026-03-03T09:00:00Z",
    "_highlightResult": {"title": {"value": "<em>Acme</em> opens"}},
}
COMMENT: dict[str, Any] = {
    "objectID": "9002",
    "comment_text": "I&#x27;d avoid <i>Acme</i>.<p>Never again.",
    "author": "bob",
    "story_title": "Lamps",
    "story_url": "https://lamps.example/",
    "created_at_i": 1772442000,
    "title": None,
    "url": None,
}


def read(document: object) -> Document:
    return hn_algolia.read(
        json.dumps(document).encode(), None, "https://hn.algolia.com/api/v1/search_by_date"
    )


def test_story_is_read_without_the_marks_around_what_was_found() -> None:
    (entry,) = read({"hits": [STORY]}).entries

    assert entry == Entry(
        id="9001",
        url="https://acme.example/closing",
        title="Acme & sons close",
        author="ann",
        published_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
        updated_at=datetime(2026, 3, 3, 9, tzinfo=UTC),
    )


def test_comment_is_its_own_words_on_its_own_page() -> None:
    (entry,) = read({"hits": [COMMENT]}).entries

    assert entry == Entry(
        id="9002",
        url="https://news.ycombinator.com/item?id=9002",
        text="I'd avoid Acme. Never again.",
        author="bob",
        published_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    )


@pytest.mark.parametrize("url", [None, "", 7, "javascript:alert(1)"])
def test_question_without_an_address_is_found_on_its_own_page(url: object) -> None:
    asked = {**STORY, "url": url, "story_text": "Does Acme <b>work</b>?"}
    (entry,) = read({"hits": [asked]}).entries

    assert (entry.url, entry.text) == ("https://news.ycombinator.com/item?id=9001", "Does Acme work?")


def test_question_whose_address_key_is_absent_is_found_on_its_own_page() -> None:
    asked = {key: value for key, value in STORY.items() if key != "url"}
    (entry,) = read({"hits": [asked]}).entries

    assert entry.url == "https://news.ycombinator.com/item?id=9001"


def test_single_item_is_read_without_its_answers() -> None:
    item = {
        "id": 9003,
        "author": "cyd",
        "title": "Acme",
        "text": "Hm.",
        "created_at": "2026-03-02T09:00:00.000Z",
    }
    (entry,) = read({**item, "children": [{"id": 9004, "author": "ann", "text": "Yes."}]}).entries

    assert (entry.id, entry.url, entry.text) == ("9003", "https://news.ycombinator.com/item?id=9003", "Hm.")


def test_search_that_finds_nothing_is_an_empty_document() -> None:
    assert read({"hits": [], "nbHits": 0}) == Document()


def test_hit_with_nothing_in_it_is_left_out_with_a_note() -> None:
    document = read({"hits": [STORY, {}, None, "x"]})

    assert len(document.entries) == 1
    assert document.notes == ("entries left out because they cannot be used: 3",)


def test_error_body_says_what_is_wrong() -> None:
    with pytest.raises(SourceRefused, match="Invalid filter") as refusal:
        read({"message": "Invalid filter", "status": 400})

    assert refusal.value.failure.kind is FailureKind.UNEXPECTED_STATUS


def test_limit_told_in_the_body_is_a_limit() -> None:
    with pytest.raises(SourceUnavailable) as refusal:
        read({"message": "Too many requests", "status": 429})

    assert refusal.value.failure.kind is FailureKind.RATE_LIMITED
