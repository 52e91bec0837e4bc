"""Recorded answers of communities and shops are read as a careful reader reads them: as the index says."""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

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

RECORDED = Path(__file__).parents[3] / ".." / "shared" / "recorded"

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


@dataclass(frozen=True)
class Recording:
    """A recorded document and what the index says of it."""

    name: str
    count: int
    title: str
    url: str
    author: str
    date: str

    def read(self) -> Document:
        kind = self.name.partition("/")[0]
        return READERS[kind]((RECORDED / self.name).read_bytes(), None, "")


def recordings() -> list[Recording]:
    index = RECORDED / "INDEX.tsv"
    if not index.exists():
        return []
    with index.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Recording(
            row["file"],
            int(row["expected_entries"]),
            row["first_title"],
            row["first_url"],
            row["first_author"],
            row["first_published_utc"],
        )
        for row in rows
        if is_ours(row["file"])
    ]


def is_ours(name: str) -> bool:
    kind = name.partition("/")[0]
    return kind in READERS and (kind in WITH_FEEDS or name.endswith(".json"))


RECORDINGS = recordings()

pytestmark = pytest.mark.skipif(
    not RECORDINGS, reason="the recorded documents (../shared/recorded) are not here"
)
each_recording = pytest.mark.parametrize(
    "recording", [one for one in RECORDINGS if one.name not in FAILURES], ids=lambda recording: recording.name
)


def moment(written: str) -> datetime | None:
    found = re.match(r"[\dTZ:-]+", written)
    return datetime.fromisoformat(found[0]).replace(tzinfo=UTC) if found else None


@each_recording
def test_recorded_document_holds_as_many_entries_as_the_index_says(recording: Recording) -> None:
    document = recording.read()

    agrees = len(document.entries) == recording.count
    assert agrees != ((recording.name, "count") in OTHERWISE)


@each_recording
def test_first_entry_agrees_with_the_index(recording: Recording) -> None:
    first = next(iter(recording.read().entries), Entry())

    agrees = {
        "title": first.title == recording.title,
        "url": (first.url or "") == (urljoin(first.url or "", recording.url) if recording.url else ""),
        "author": (first.author or "") == recording.author,
        "date": (first.published_at or first.updated_at) == moment(recording.date),
        "kind of date": (first.published_at is None)
        == ("(updated only)" in recording.date or not recording.date),
    }

    assert [field for field, does in agrees.items() if does == ((recording.name, field) in OTHERWISE)] == []


@each_recording
def test_entries_are_told_apart(recording: Recording) -> None:
    keys = [entry.key for entry in recording.read().entries]

    are_told_apart = len(set(keys)) == len(keys)
    assert are_told_apart != (recording.name in REPEATED)


@pytest.mark.parametrize("name", FAILURES)
def test_error_body_is_a_failure_of_its_kind(name: str) -> None:
    kind, seconds = FAILURES[name]
    (recording,) = [one for one in RECORDINGS if one.name == name]

    with pytest.raises(SourceUnavailable) as refusal:
        recording.read()

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
