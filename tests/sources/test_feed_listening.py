"""What listening to a feed learns of its hub, and how a push for it is read."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx
import pytest

from chalicelib.domain.pushes import Push
from chalicelib.domain.sources import Document, FailureKind, Source, after_reading, source_id
from chalicelib.domain.subscriptions import Hub
from chalicelib.errors import SourceRefused
from chalicelib.network.guard import AddressGuard
from chalicelib.sources.fetching import Fetcher
from chalicelib.sources.reader import SourceReader
from tests.domain.examples import NOW

from .feed_examples import URL, atom
from .kinds.services import Purse, Ring

HUB = Hub("https://hub.example/", "https://news.example/topic")
LINKS = f'<link rel="hub" href="{HUB.url}"/><link rel="self" href="{HUB.topic}"/>'
FEED = atom("<entry><id>1</id><title>Lamp</title></entry>", LINKS)
SOURCE = Source(id=source_id("feed", URL), kind="feed", url=URL, added_at=NOW)


def a_reader(body: str = "", **headers: str) -> SourceReader:
    answer = httpx.Response(200, content=body.encode(), headers=headers)
    transport = httpx.MockTransport(lambda _: answer)
    fetcher = Fetcher(guard=AddressGuard(), contact="ops@earshot.example", transport=transport)
    ring = Ring()
    ring.keep(f"source:{SOURCE.id}", {"address": URL})
    return SourceReader(fetcher, ring, Purse())


def read(body: str, source: Source = SOURCE, **headers: str) -> Document:
    return asyncio.run(a_reader(body, **headers).read(source, None))


def test_feed_tells_its_hub() -> None:
    assert read(FEED).hub == HUB
    assert read(atom("")).hub is None


def test_headers_tell_it_before_the_feed_does() -> None:
    other = Hub("https://other.example/", "https://news.example/other")

    document = read(FEED, Link=f"<{other.url}>; rel=hub, <{other.topic}>; rel=self")

    assert document.hub == other


def test_feed_that_breaks_off_has_not_changed_its_hub() -> None:
    known = after_reading(SOURCE, read(FEED), NOW)
    broken = FEED.replace(LINKS, "").removesuffix("</feed>")

    assert read(broken, known).hub == HUB
    assert read(broken, SOURCE).hub is None


def test_no_hub_is_told_of_a_secret_address() -> None:
    secret = replace(SOURCE, kind="private_feed", url="https://news.example/")

    assert read(FEED, secret, Link=f"<{HUB.url}>; rel=hub, <{HUB.topic}>; rel=self").hub is None


def test_push_is_read_as_if_it_had_been_fetched() -> None:
    push = Push(FEED.encode(), "application/atom+xml", "")

    document = a_reader().read_pushed(SOURCE, push)

    assert [entry.title for entry in document.entries] == ["Lamp"]
    assert not document.speaks_of_watch


def test_push_that_is_no_feed_is_refused_in_words() -> None:
    with pytest.raises(SourceRefused, match="the document is empty") as caught:
        a_reader().read_pushed(SOURCE, Push(b"", None, ""))

    assert caught.value.failure.kind is FailureKind.UNREADABLE
