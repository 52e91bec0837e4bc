"""Good manners: validators, conditional requests, compression, HEAD."""

from __future__ import annotations

import gzip

import httpx
import pytest

from ops.town_square.sites import SITES
from ops.town_square.square import Draft, TownSquare

from .conftest import Clock

FEEDS = [site.feed for site in SITES]
PLAIN = {"accept-encoding": "identity"}


@pytest.mark.parametrize("feed", FEEDS)
def test_feed_that_has_not_changed_is_answered_with_304(
    feed: str, client: httpx.Client, clock: Clock
) -> None:
    first = client.get(feed, headers=PLAIN)
    clock.advance(seconds=10)

    by_tag = client.get(feed, headers=PLAIN | {"if-none-match": first.headers["etag"]})
    by_date = client.get(feed, headers=PLAIN | {"if-modified-since": first.headers["last-modified"]})

    assert (by_tag.status_code, by_date.status_code) == (304, 304)
    assert by_tag.content == by_date.content == b""
    assert by_tag.headers["etag"] == first.headers["etag"]
    assert by_tag.headers["last-modified"] == first.headers["last-modified"]


@pytest.mark.parametrize("feed", FEEDS)
def test_feed_that_has_changed_is_sent_again(feed: str, client: httpx.Client, clock: Clock) -> None:
    first = client.get(feed, headers=PLAIN)
    clock.advance(minutes=4)
    known = {"etag": first.headers["etag"], "date": first.headers["last-modified"]}

    by_tag = client.get(feed, headers=PLAIN | {"if-none-match": known["etag"]})
    by_date = client.get(feed, headers=PLAIN | {"if-modified-since": known["date"]})

    assert (by_tag.status_code, by_date.status_code) == (200, 200)
    assert by_tag.headers["etag"] != known["etag"]


@pytest.mark.parametrize("shape", ["W/{}", '"other", W/{}', '"a,b",{} , "z"', "*"])
def test_weak_tags_and_lists_are_understood(shape: str, client: httpx.Client) -> None:
    tag = client.get("/wire/feed.atom", headers=PLAIN).headers["etag"]

    answer = client.get("/wire/feed.atom", headers=PLAIN | {"if-none-match": shape.format(tag)})

    assert answer.status_code == 304


def test_tag_outranks_date(client: httpx.Client) -> None:
    date = client.get("/wire/feed.atom").headers["last-modified"]

    answer = client.get("/wire/feed.atom", headers={"if-none-match": '"old"', "if-modified-since": date})

    assert answer.status_code == 200


@pytest.mark.parametrize("date", ["yesterday", "", "Mon, 02 Mar 2026 99:00:00 GMT"])
def test_senseless_date_is_ignored(date: str, client: httpx.Client) -> None:
    assert client.get("/wire/feed.atom", headers={"if-modified-since": date}).status_code == 200


def test_a_deletion_changes_tag_and_date(client: httpx.Client, square: TownSquare, clock: Clock) -> None:
    first = client.get("/wire/feed.atom", headers=PLAIN)
    clock.advance(seconds=5)
    square.delete(square.posts("wire")[-1].link)
    clock.advance(seconds=5)

    second = client.get("/wire/feed.atom", headers=PLAIN)

    assert second.headers["etag"] != first.headers["etag"]
    assert second.headers["last-modified"] != first.headers["last-modified"]


def test_no_date_is_given_while_its_second_lasts(
    client: httpx.Client, square: TownSquare, clock: Clock
) -> None:
    square.publish(Draft("wire", "One", "one", "a"))

    assert "last-modified" not in client.get("/wire/feed.atom").headers
    clock.advance(seconds=1)
    assert "last-modified" in client.get("/wire/feed.atom").headers


def test_compressed_on_request_with_a_weak_tag_that_matches_both_ways(client: httpx.Client) -> None:
    plain = client.get("/wire/feed.atom", headers=PLAIN)
    with client.stream("GET", "/wire/feed.atom", headers={"accept-encoding": "br, gzip;q=0.5"}) as small:
        raw = b"".join(small.iter_raw())

    assert small.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert small.headers["etag"] == f"W/{plain.headers['etag']}"
    tag = {"if-none-match": small.headers["etag"]}
    assert client.get("/wire/feed.atom", headers=PLAIN | tag).status_code == 304


@pytest.mark.parametrize("wish", ["", "identity", "gzip;q=0", "*;q=0, br", "gzip;q=nonsense"])
def test_not_compressed_when_not_wanted(wish: str, client: httpx.Client) -> None:
    answer = client.get("/wire/feed.atom", headers={"accept-encoding": wish})

    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", [*FEEDS, "/", "/blog/", "/odd/huge", "/odd/gone"])
def test_head_gives_the_headers_without_the_body(path: str, client: httpx.Client) -> None:
    head = client.head(path, headers=PLAIN)

    with client.stream("GET", path, headers=PLAIN) as get:
        assert head.status_code == get.status_code
        assert head.headers.get("content-length") == get.headers.get("content-length")
        assert head.headers.get("etag") == get.headers.get("etag")
    assert head.content == b""
