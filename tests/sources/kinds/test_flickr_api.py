"""Flickr in JSON: searches that mix numbers and strings, and feeds that are almost JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, FailureKind
from chalicelib.errors import EarshotError, SourceRefused, SourceUnavailable
from chalicelib.sources.kinds import flickr_api

PHOTO: dict[str, Any] = {
    "id": "5001",
    "owner": "77@N00",
    "title": "Acme &amp; me",
    "description": {"_content": 'See <a href="https://x.example">this</a>'},
    "ownername": "ann",
    "dateupload": "1772442000",
    "lastupdate": 1772445600,
    "tags": "acme lamp uploaded:by=app",
    "latitude": 0,
}
READ = Entry(
    id="5001",
    url="https://www.flickr.com/photos/77@N00/5001",
    title="Acme & me",
    text="See this #acme #lamp",
    author="ann",
    published_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    updated_at=datetime(2026, 3, 2, 10, tzinfo=UTC),
)
FEED = rb"""jsonFlickrFeed({
 "title": "Uploads from everyone, tagged acme",
 "items": [{
  "title": "Acme\'s lamp",
  "link": "https:\/\/www.flickr.com\/photos\/ann\/5001\/",
  "media": {"m": "https://x.example/5001_m.jpg"},
  "date_taken": "2026-03-01T08:00:00-08:00",
  "description": " <p><a href=\"https://x.example\">ann<\/a> posted a photo:<\/p> <p>It\'s new.<\/p>",
  "published": "2026-03-02T09:00:00Z",
  "author": "nobody@flickr.com (\"ann\")",
  "author_id": "77@N00",
  "tags": "acme"
 }]
})"""


def read(document: object) -> Document:
    return flickr_api.read(json.dumps(document).encode(), None, "https://www.flickr.com/services/rest/")


@pytest.mark.parametrize("key", ["photos", "photoset"])
def test_photo_of_a_search_is_read(key: str) -> None:
    assert read({key: {"photo": [PHOTO], "total": "1"}, "stat": "ok"}).entries == (READ,)


def test_ids_and_dates_may_be_numbers() -> None:
    photo = {**PHOTO, "id": 5001, "dateupload": 1772442000, "lastupdate": "1772445600"}

    assert read({"photos": {"photo": [photo]}}).entries == (READ,)


def test_photo_without_extras_has_its_page_and_its_owner() -> None:
    (entry,) = read({"photos": {"photo": [{"id": "5001", "owner": "77@N00", "title": " "}]}}).entries

    assert entry == Entry("5001", "https://www.flickr.com/photos/77@N00/5001", author="77@N00")


def test_feed_in_a_call_of_a_function_with_escapes_that_are_none_is_read() -> None:
    document = flickr_api.read(FEED, "application/x-javascript", "https://www.flickr.com/services/feeds")

    assert document.title == "Uploads from everyone, tagged acme"
    assert document.entries == (
        Entry(
            id="5001",
            url="https://www.flickr.com/photos/ann/5001/",
            title="Acme's lamp",
            text="It's new. #acme",
            author="ann",
            published_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
        ),
    )


def test_feed_without_the_call_is_the_same() -> None:
    bare = FEED.removeprefix(b"jsonFlickrFeed(").removesuffix(b")")

    assert flickr_api.read(bare, None, "") == flickr_api.read(FEED, None, "")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('nobody@flickr.com ("ann (bee)")', "ann (bee)"),
        ("nobody@flickr.com (ann)", "ann"),
        ("ann", "ann"),
        ("", None),
    ],
)
def test_author_is_the_name_beside_the_address_that_is_nobodys(written: str, name: str | None) -> None:
    assert read({"items": [{"title": "x", "author": written}]}).entries[0].author == name


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (100, FailureKind.FORBIDDEN),
        ("98", FailureKind.FORBIDDEN),
        (105, FailureKind.SERVER_ERROR),
        (3, FailureKind.UNREADABLE),
    ],
)
def test_failure_with_status_200_is_a_failure_of_its_kind(code: object, kind: FailureKind) -> None:
    with pytest.raises(EarshotError, match="Said why") as failed:
        read({"stat": "fail", "code": code, "message": "Said why"})

    assert isinstance(failed.value, SourceRefused | SourceUnavailable)
    assert failed.value.failure.kind is kind


def test_owner_with_a_name_in_addresses_is_linked_to_by_it() -> None:
    (entry,) = read({"photos": {"photo": [{**PHOTO, "pathalias": "ann"}]}}).entries

    assert entry.url == "https://www.flickr.com/photos/ann/5001"
