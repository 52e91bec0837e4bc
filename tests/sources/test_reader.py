from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, Failure, FailureKind, Source, after_reading, source_id
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.network.guard import AddressGuard
from chalicelib.services import fetch
from chalicelib.sources import reader
from chalicelib.sources.fetching import Fetcher, Limits
from chalicelib.sources.reader import SourceReader

from .kinds.services import Purse, Ring

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
URL = "https://news.example/feed"
SOURCE = Source(id=source_id("feed", URL), kind="feed", url=URL, added_at=NOW)
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>https://news.example/</link>
<item><guid>one</guid><link>https://news.example/1</link><title>Kettle leaks</title></item></channel></rss>"""


class Newspaper:
    """A site with one feed that answers conditional requests as it should; it remembers what it was asked."""

    def __init__(self, body: bytes = FEED, headers: dict[str, str] | None = None) -> None:
        self.body = body
        self.headers = {"Content-Type": "application/rss+xml", **(headers or {})}
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        etag = self.headers.get("ETag")
        if etag and request.headers.get("If-None-Match") == etag:
            return httpx.Response(304, headers={"ETag": etag})
        return httpx.Response(200, headers=self.headers, content=self.body)


def read(source: Source, site: Newspaper | httpx.MockTransport, keys: Ring | None = None) -> Document:
    transport = site if isinstance(site, httpx.MockTransport) else httpx.MockTransport(site)
    fetcher = Fetcher(guard=AddressGuard(), contact="ops@earshot.example", transport=transport)

    async def scene() -> Document:
        reader = SourceReader(fetcher, keys or Ring(), Purse())
        try:
            return await reader.read(source, None)
        finally:
            await reader.close()

    return asyncio.run(scene())


def test_feed_brings_its_entries_and_what_to_remember() -> None:
    site = Newspaper(headers={"ETag": '"1"', "Last-Modified": "Mon, 02 Feb 2026 03:04:05 GMT"})

    document = read(SOURCE, site)

    assert document.entries == (Entry(id="one", url="https://news.example/1", title="Kettle leaks"),)
    assert (document.title, document.unchanged, document.moved_to) == ("News", False, None)
    assert (document.etag, document.last_modified) == ('"1"', "Mon, 02 Feb 2026 03:04:05 GMT")
    assert document.body_hash
    assert "application/atom+xml" in site.asked[0].headers["Accept"]


def test_second_reading_asks_only_for_changes() -> None:
    site = Newspaper(headers={"ETag": '"1"'})
    source = after_reading(SOURCE, read(SOURCE, site), NOW)

    document = read(source, site)

    assert site.asked[1].headers["If-None-Match"] == '"1"'
    assert document.unchanged
    assert document.entries == ()
    assert (document.etag, document.body_hash) == (source.etag, source.body_hash)


def test_same_bytes_again_are_no_news() -> None:
    """Many sites know nothing of conditional requests; parsing the same document again would be wasted."""
    site = Newspaper()
    source = after_reading(SOURCE, read(SOURCE, site), NOW)

    document = read(source, site)

    assert document.unchanged
    assert after_reading(source, document, NOW) == source


def test_other_bytes_are_read() -> None:
    site = Newspaper()
    source = after_reading(SOURCE, read(SOURCE, site), NOW)
    site.body = FEED.replace(b"Kettle leaks", b"Kettle mended")

    document = read(source, site)

    assert not document.unchanged
    assert document.entries[0].title == "Kettle mended"
    assert document.body_hash != source.body_hash


@pytest.mark.parametrize("known", [False, True])
def test_permanent_move_is_told_whether_or_not_anything_changed(known: bool) -> None:
    def answers(request: httpx.Request) -> httpx.Response:
        if request.url.host == "news.example":
            return httpx.Response(301, headers={"Location": "https://paper.example/rss"})
        return (
            httpx.Response(304) if "If-None-Match" in request.headers else httpx.Response(200, content=FEED)
        )

    source = replace(SOURCE, etag='"1"') if known else SOURCE

    document = read(source, httpx.MockTransport(answers))

    assert document.moved_to == "https://paper.example/rss"
    assert document.unchanged is known


def test_what_is_no_feed_is_refused_in_words() -> None:
    site = Newspaper(b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>")
    site.headers["Content-Type"] = "text/html"

    with pytest.raises(SourceRefused) as refusal:
        read(SOURCE, site)

    assert refusal.value.failure.kind is FailureKind.UNREADABLE


def test_failure_of_the_site_passes_through() -> None:
    with pytest.raises(SourceUnavailable) as trouble:
        read(SOURCE, httpx.MockTransport(lambda _: httpx.Response(503, headers={"Retry-After": "60"})))

    assert trouble.value.failure.kind is FailureKind.SERVER_ERROR


def test_kind_that_does_not_exist_is_refused_without_asking_anybody() -> None:
    site = Newspaper()

    with pytest.raises(SourceRefused, match="no kind of source called 'telegraph'") as refusal:
        read(replace(SOURCE, kind="telegraph"), site)

    assert refusal.value.failure.kind is FailureKind.NOT_CONFIGURED
    assert site.asked == []


def test_host_that_wants_rest_is_told_of_and_not_asked_meanwhile() -> None:
    """By this worker; the fetch function tells the others."""
    site = Newspaper(headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "600"})
    fetcher = Fetcher(
        guard=AddressGuard(), contact="ops@earshot.example", transport=httpx.MockTransport(site)
    )

    async def scene() -> tuple[Document, Failure]:
        reader = SourceReader(fetcher, Ring(), Purse())
        document = await reader.read(SOURCE, None)
        with pytest.raises(SourceUnavailable) as refusal:
            await reader.read(SOURCE, None)
        return document, refusal.value.failure

    document, failure = asyncio.run(scene())

    assert document.rest is not None
    assert failure.kind is FailureKind.RESTING
    for rest in (document.rest, failure.retry_after):
        assert rest is not None
        assert timedelta(minutes=9) < rest <= timedelta(minutes=10)
    assert len(site.asked) == 1


class NewKeys(Ring):
    """Keys of which this worker knows an older state."""

    def get(self, name: str) -> Mapping[str, str]:
        return {}

    def fresh(self, name: str) -> Mapping[str, str]:
        return super().get(name)


def test_key_that_was_set_a_moment_ago_is_used() -> None:
    """Whoever sets a key and adds a source must not be told that there is no key."""
    address = "https://news.example/feed?token=secret"
    source = replace(SOURCE, kind="private_feed", url="https://news.example/")
    keys = NewKeys(**{f"source:{source.id}": {"address": address}})
    site = Newspaper()

    document = read(source, site, keys)

    assert document.entries
    assert str(site.asked[0].url) == address


def test_secret_address_can_be_tried_before_it_is_kept() -> None:
    site = Newspaper()

    read(replace(SOURCE, kind="private_feed", url="https://news.example/feed?token=secret"), site)

    assert site.asked[0].url.query == b"token=secret"


def test_secret_address_that_is_lost_says_what_to_do() -> None:
    site = Newspaper()

    with pytest.raises(SourceRefused, match="remove this source and add it again"):
        read(replace(SOURCE, kind="private_feed", url="https://news.example/"), site)
    assert not site.asked


def test_slowest_fetch_ends_within_the_time_of_its_function() -> None:
    """The host's other sources before it, its own pages, a wait that was asked for, and the last page."""
    stages = json.loads((Path(__file__).parents[2] / ".chalice" / "config.json").read_text())["stages"]
    timeout_s = stages["earshot"]["lambda_functions"]["fetch"]["lambda_timeout"]

    longest_s = fetch.LANE_S + reader._PATIENCE_S + reader._LONGEST_WAIT_S + Limits().total_s

    assert longest_s < timeout_s
