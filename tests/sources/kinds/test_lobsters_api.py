"""Lobsters in JSON: lists of stories, and a story with its comments."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document
from chalicelib.errors import SourceRefused
from chalicelib.sources.kinds import lobsters_api

STORY: dict[str, Any] = {
    "short_id": "abc123",
    "short_id_url": "https://lobste.rs/s/abc123",
    "created_at": "2026-03-02T04:00:00.000-05:00",
    "title": "Why Acme <br> matters",
    "url": "https://acme.example/why",
    "description": "<p>It &amp; you.</p>",
    "comments_url": "https://lobste.rs/s/abc123/why_acme_matters",
    "submitter_user": {"username": "ann", "about": "Acme"},
}


def read(document: object) -> Document:
    return lobsters_api.read(json.dumps(document).encode(), None, "https://lobste.rs/newest.json")


def test_story_is_read_with_its_time_in_utc() -> None:
    (entry,) = read([STORY]).entries

    assert entry == Entry(
        id="abc123",
        url="https://acme.example/why",
        title="Why Acme <br> matters",
        text="It & you.",
        author="ann",
        published_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    )


@pytest.mark.parametrize("submitter", ["ann", {"username": "ann"}])
def test_submitter_is_a_name_or_an_object(submitter: object) -> None:
    (entry,) = read([{**STORY, "submitter_user": submitter}]).entries

    assert entry.author == "ann"


def test_story_about_nothing_else_leads_to_its_own_page() -> None:
    (entry,) = read([{**STORY, "url": ""}]).entries

    assert entry.url == "https://lobste.rs/s/abc123"


def test_page_of_a_story_is_the_story_and_says_that_comments_are_heard_elsewhere() -> None:
    document = read({**STORY, "comments": [{"short_id": "c1", "comment": "<p>No.</p>"}]})

    assert [entry.id for entry in document.entries] == ["abc123"]
    assert document.notes == ("comments left to the feed of comments: 1",)


def test_comments_by_themselves_are_read() -> None:
    said = {
        "short_id": "c1",
        "url": "https://lobste.rs/s/abc123/why#c_c1",
        "comment": "<p>Acme, <em>no</em>.</p>",
        "commenting_user": "bob",
        "created_at": "2026-03-02T09:00:00Z",
    }
    (entry,) = read([said]).entries

    assert (entry.text, entry.author, entry.url) == (
        "Acme, no.",
        "bob",
        "https://lobste.rs/s/abc123/why#c_c1",
    )


@pytest.mark.parametrize("document", [{}, {"error": "not found"}, {"stories": []}])
def test_changed_shape_is_refused(document: object) -> None:
    with pytest.raises(SourceRefused):
        read(document)
