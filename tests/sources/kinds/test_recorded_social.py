"""Real answers of social networks, recorded in the wild, are read as the index beside them says."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from datetime import UTC

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, Failure, FailureKind
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.sources.kinds import (
    bluesky_search,
    lemmy_json,
    mastodon_json,
    reddit_json,
    telegram_preview,
    tumblr_api,
    twitter_v11_search,
    x_v2_search,
    youtube_api_json,
)
from tests.sources.recorded import RECORDED, Recording, each, recordings, skip_without, unexplained

READERS: dict[str, Callable[[bytes, str | None, str], Document]] = {
    "bluesky_search": bluesky_search.read,
    "lemmy_json": lemmy_json.read,
    "mastodon_json": mastodon_json.read,
    "reddit_json": reddit_json.read,
    "telegram_preview": telegram_preview.read,
    "tumblr": tumblr_api.read,
    "twitter_v11_search": twitter_v11_search.read,
    "x_v2_search": x_v2_search.read,
    "youtube_api_json": youtube_api_json.read,
}
# What each recorded error is told as.
ERRORS = {
    "bluesky_search/error_body.json": FailureKind.UNREADABLE,
    "mastodon_json/error_422_localised.json": FailureKind.UNREADABLE,
    "mastodon_json/request_error.json": FailureKind.UNREADABLE,
    "reddit_json/server_error_500.json": FailureKind.SERVER_ERROR,
    "reddit_json/unauthorized_401.json": FailureKind.FORBIDDEN,
}
# Where we read a document otherwise than the index, and why.
OTHERWISE = {
    ("telegram_preview/prstnk_2026.html", "title"): "the first line; the index adds dots where it leaves off",
    ("youtube_api_json/comment_threads_page1.json", "title"): "as it was written; the index has the markup",
    ("youtube_api_json/comment_threads_page2.json", "title"): "as it was written; the index has the markup",
    ("youtube_api_json/comment_threads_search.json", "url"): (
        "a comment on a channel: without a video, the index's address leads to YouTube's front page"
    ),
}
# Posts in which people show how HTML is written.
SPEAKS_OF_HTML = "reddit_json/subreddit_search_2016.json"
MARKUP = re.compile(r"</?(?:p|div|span|br|a)(?: [a-z]+=[^>]*)?/?>|&(?:amp|lt|gt|quot|#39);", re.IGNORECASE)


def as_read(recording: Recording) -> Document:
    return READERS[recording.kind](recording.body, None, "")


RECORDINGS = recordings(lambda one: one.kind in READERS and one.name.endswith((".json", ".html")))

pytestmark = skip_without(RECORDINGS)
each_answer = each([recording for recording in RECORDINGS if recording.name not in ERRORS])


def same_words(entry: Entry, indexed: str) -> bool:
    """The index marks what has no title, "(post)", and gives the beginning of its text, spaced otherwise."""
    without_mark = re.sub(r"^\((?:post|status|comment)\) ", "", indexed)
    if without_mark == indexed:
        return entry.title == indexed
    return not entry.title and "".join(entry.text.split()).startswith("".join(without_mark.split()))


def failure_of(act: Callable[[], object]) -> Failure:
    try:
        act()
    except (SourceRefused, SourceUnavailable) as error:
        return error.failure
    raise AssertionError("it was read")


@each_answer
def test_recorded_answer_has_as_many_entries_as_the_index_says(recording: Recording) -> None:
    document = as_read(recording)

    assert len(document.entries) == recording.count
    assert document.notes == ()


@each_answer
def test_first_entry_agrees_with_the_index(recording: Recording) -> None:
    entries = as_read(recording).entries
    first = entries[0] if entries else Entry()

    agrees = {**recording.agreement(first), "title": same_words(first, recording.title)}
    assert unexplained(agrees, recording, OTHERWISE) == []


@each_answer
def test_every_entry_can_be_told_from_others_and_opened(recording: Recording) -> None:
    for entry in as_read(recording).entries:
        assert entry.id
        assert entry.url
        assert entry.url.startswith(("https://", "http://"))
        assert entry.published_at is None or entry.published_at.tzinfo is UTC


@each_answer
def test_entries_hold_only_what_people_see(recording: Recording) -> None:
    for entry in as_read(recording).entries:
        for text in (entry.title, entry.text, entry.author or ""):
            assert text == " ".join(text.split())
            assert recording.name == SPEAKS_OF_HTML or not MARKUP.search(text)


@pytest.mark.parametrize(("name", "kind"), ERRORS.items())
def test_recorded_error_is_told_in_words(name: str, kind: FailureKind) -> None:
    (recording,) = (one for one in RECORDINGS if one.name == name)

    failure = failure_of(lambda: as_read(recording))

    assert failure.kind is kind
    assert failure.detail.isprintable()


@pytest.mark.parametrize("kind", READERS)
def test_nothing_ever_recorded_makes_a_reader_stumble(kind: str) -> None:
    for path in RECORDED.glob("*/*"):
        with contextlib.suppress(SourceRefused, SourceUnavailable):
            document = READERS[kind](path.read_bytes(), None, "https://host.example/")
            assert all(entry.key for entry in document.entries)
