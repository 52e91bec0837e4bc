"""Recorded answers of communities and shops are read as a careful reader reads them: as the index says."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, FailureKind
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.sources.kinds import (
    appstore_api,
    devto_json,
    discourse_api,
    flickr_api,
    github_api,
    hn_algolia,
    lobsters_api,
    stackexchange_json,
    trustpilot,
)
from tests.sources.recorded import RECORDED, Recording, each, recordings, skip_without, unexplained

# The feeds of these kinds that come in XML only belong to other modules, but for those of two.
READERS: dict[str, Callable[[bytes, str | None, str], Document]] = {
    "appstore_reviews": appstore_api.read,
    "devto_json": devto_json.read,
    "discourse": discourse_api.read,
    "flickr": flickr_api.read,
    "github_search": github_api.read,
    "hn_algolia": hn_algolia.read,
    "lobsters": lobsters_api.read,
    "stackexchange_json": stackexchange_json.read,
    "trustpilot": trustpilot.read,
}
WITH_FEEDS = ("appstore_reviews", "github_search")

# Where we read a document otherwise than the index, and why: (file, field) to a reason.
OTHERWISE: dict[tuple[str, str], str] = {}

# Where several entries have one id, and why.
REPEATED = {
    "flickr/photos_search_geo_1.json": "its ids were made unrecognisable before it was published",
    "stackexchange_json/users_associated_2016.json": "accounts on several sites, each numbered by its site",
    "trustpilot/webhook_review_events.json": "two events about one review",
}

# What error bodies come to.
FAILURES = {
    "devto_json/too_many_requests.json": (FailureKind.RATE_LIMITED, 30),
    "github_search/rate_limit_anonymous.json": (FailureKind.RATE_LIMITED, None),
    "stackexchange_json/throttle_400_a.json": (FailureKind.RATE_LIMITED, 67194),
}


def as_read(recording: Recording) -> Document:
    return READERS[recording.kind](recording.body, None, "")


def is_ours(recording: Recording) -> bool:
    return recording.kind in READERS and (recording.kind in WITH_FEEDS or recording.name.endswith(".json"))


RECORDINGS = recordings(is_ours)

pytestmark = skip_without(RECORDINGS)
each_recording = each([one for one in RECORDINGS if one.name not in FAILURES])


@each_recording
def test_recorded_document_holds_as_many_entries_as_the_index_says(recording: Recording) -> None:
    document = as_read(recording)

    agrees = len(document.entries) == recording.count
    assert agrees != ((recording.name, "count") in OTHERWISE)


@each_recording
def test_first_entry_agrees_with_the_index(recording: Recording) -> None:
    first = next(iter(as_read(recording).entries), Entry())

    assert unexplained(recording.agreement(first), recording, OTHERWISE) == []


@each_recording
def test_entries_are_told_apart(recording: Recording) -> None:
    keys = [entry.key for entry in as_read(recording).entries]

    are_told_apart = len(set(keys)) == len(keys)
    assert are_told_apart != (recording.name in REPEATED)


@pytest.mark.parametrize("name", FAILURES)
def test_error_body_is_a_failure_of_its_kind(name: str) -> None:
    kind, seconds = FAILURES[name]
    (recording,) = [one for one in RECORDINGS if one.name == name]

    with pytest.raises(SourceUnavailable) as refusal:
        as_read(recording)

    wait = refusal.value.failure.retry_after
    assert refusal.value.failure.kind is kind
    assert (wait.total_seconds() if wait else None) == seconds


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_no_document_ever_recorded_makes_a_reader_stumble(
    read: Callable[[bytes, str | None, str], Document],
) -> None:
    for path in sorted(RECORDED.glob("*/*.json")):
        with contextlib.suppress(SourceRefused, SourceUnavailable):
            document = read(path.read_bytes(), None, "https://forum.example/latest.json")

            assert all(entry.key for entry in document.entries)
