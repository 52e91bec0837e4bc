from __future__ import annotations

import pytest

from chalicelib.domain.sources import FailureKind
from chalicelib.errors import SourceRefused
from chalicelib.sources.kinds.websub import read
from tests.sources.feed_examples import at, atom, json_feed

TOPIC = "https://news.example/feed"


def test_pushed_feed_is_read() -> None:
    body = atom(
        "<entry><id>n1</id><title>It hums</title><link href='/1'/>"
        "<updated>2026-03-02T09:00:00.123456789Z</updated></entry>"
    ).encode()

    (entry,) = read(body, "application/atom+xml", TOPIC).entries

    assert (entry.id, entry.url, entry.title) == ("n1", "https://news.example/1", "It hums")
    assert (entry.published_at, entry.updated_at) == (None, at("2026-03-02T09:00"))


def test_pushed_feed_whose_prefix_is_nowhere_declared_is_read() -> None:
    body = b"<?xml version='1.0'?><atom:feed><entry><id>n1</id><title>It hums</title></entry></atom:feed>"

    assert [entry.id for entry in read(body, None, TOPIC).entries] == ["n1"]


def test_pushed_json_feed_is_read() -> None:
    assert len(read(json_feed({"id": "n1"}).encode(), None, TOPIC).entries) == 1


def test_pushed_tombstones_are_entries_that_are_deleted() -> None:
    body = atom(
        "<at:deleted-entry ref='n1'/>", attributes='xmlns:at="http://purl.org/atompub/tombstones/1.0"'
    ).encode()

    document = read(body, None, TOPIC)

    assert [(entry.id, entry.is_deleted) for entry in document.entries] == [("n1", True)]
    assert document.notes == ("deleted at the source: 1",)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            b"GET /feed HTTP/1.1\nHost: news.example\n\nHTTP/1.1 200 Ok\n\n<html></html>",
            "a whole HTTP message",
        ),
        (b"HTTP/1.1 200 Ok\nContent-Type: application/json\n\n{}", "a whole HTTP message"),
        (b"", "the document is empty"),
        (b"hub.mode=subscribe&hub.challenge=abc", "plain text, not a feed"),
    ],
)
def test_what_is_no_push_is_refused_in_words(body: bytes, reason: str) -> None:
    with pytest.raises(SourceRefused, match=reason) as caught:
        read(body, None, TOPIC)

    assert caught.value.failure.kind is FailureKind.UNREADABLE
