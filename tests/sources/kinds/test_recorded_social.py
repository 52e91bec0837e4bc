"""Real answers of social networks, recorded in the wild, are read as the index beside them says."""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

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

RECORDED = Path(__file__).parents[3] / ".." / "shared" / "recorded"
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


@dataclass(frozen=True)
class Recording:
    """A recorded answer and what the index says of it."""

    name: str
    count: int
    title: str
    url: str
    author: str
    date: str

    def read(self) -> Document:
        body = (RECORDED / self.name).read_bytes()
        return READERS[self.name.partition("/")[0]](body, None, "")


def recordings() -> list[Recording]:
    index = RECORDED / "INDEX.tsv"
    if not index.exists():
        return []
    with index.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Recording(
            row["file"],
            int(row["expected_entries"] or 0),
            row["first_title"],
            row["first_url"],
            row["first_author"],
            row["first_published_utc"],
        )
        for row in rows
        if row["source_type"] in READERS and row["file"].endswith((".json", ".html"))
    ]


RECORDINGS = recordings()
ANSWERS = [recording for recording in RECORDINGS if recording.name not in ERRORS]

pytestmark = pytest.mark.skipif(
    not RECORDINGS, reason="the recorded documents (../shared/recorded) are not here"
)
each_answer = pytest.mark.parametrize("recording", ANSWERS, ids=lambda recording: recording.name)


def moment(written: str) -> datetime | None:
    found = re.match(r"[\dT:-]+", written)
    return datetime.fromisoformat(found[0]).replace(tzinfo=UTC) if found else None


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
    document = recording.read()

    assert len(document.entries) == recording.count
    assert document.notes == ()


@each_answer
def test_first_entry_agrees_with_the_index(recording: Recording) -> None:
    entries = recording.read().entries
    first = entries[0] if entries else Entry()

    agrees = {
        "title": same_words(first, recording.title),
        "url": (first.url or "") == recording.url,
        "author": (first.author or "") == recording.author,
        "date": first.published_at == moment(recording.date),
    }

    assert [field for field, does in agrees.items() if does == ((recording.name, field) in OTHERWISE)] == []


@each_answer
def test_every_entry_can_be_told_from_others_and_opened(recording: Recording) -> None:
    for entry in recording.read().entries:
        assert entry.id
        assert entry.url
        assert entry.url.startswith(("https://", "http://"))
        assert entry.published_at is None or entry.published_at.tzinfo is UTC


@each_answer
def test_entries_hold_only_what_people_see(recording: Recording) -> None:
    for entry in recording.read().entries:
        for text in (entry.title, entry.text, entry.author or ""):
            assert text == " ".join(text.split())
            assert recording.name == SPEAKS_OF_HTML or not MARKUP.search(text)


@pytest.mark.parametrize(("name", "kind"), ERRORS.items())
def test_recorded_error_is_told_in_words(name: str, kind: FailureKind) -> None:
    (recording,) = (one for one in RECORDINGS if one.name == name)

    failure = failure_of(recording.read)

    assert failure.kind is kind
    assert failure.detail.isprintable()


@pytest.mark.parametrize("kind", READERS)
def test_nothing_ever_recorded_makes_a_reader_stumble(kind: str) -> None:
    for path in RECORDED.glob("*/*"):
        with contextlib.suppress(SourceRefused, SourceUnavailable):
            document = READERS[kind](path.read_bytes(), None, "https://host.example/")
            assert all(entry.key for entry in document.entries)
