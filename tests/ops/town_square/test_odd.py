"""The odd corner misbehaves exactly as announced."""

from __future__ import annotations

import json
import re
import zlib
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree

import feedparser
import httpx
import pytest

from ops.town_square import odd, odd_feeds
from ops.town_square.server import SquareServer

from .conftest import Clock


def parsed(client: httpx.Client, name: str) -> Any:
    answer = client.get(f"/odd/{name}")
    assert answer.status_code == 200
    return feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})


@pytest.mark.parametrize(("name", "status"), [("moved", 301), ("temporary", 302)])
def test_moved_feeds_lead_to_the_blog(name: str, status: int, client: httpx.Client) -> None:
    answer = client.get(f"/odd/{name}")

    assert answer.status_code == status
    assert answer.headers["location"] == str(client.base_url.join("/blog/feed.xml"))


def test_loop_never_ends(client: httpx.Client) -> None:
    with pytest.raises(httpx.TooManyRedirects):
        client.get("/odd/loop", follow_redirects=True)


def test_chain_ends_with_a_feed_after_ten_hops(client: httpx.Client) -> None:
    answer = client.get("/odd/chain", follow_redirects=True)

    assert answer.status_code == 200
    assert len(answer.history) == odd.HOPS == 10
    assert len(feedparser.parse(answer.content).entries) == 2


@pytest.mark.parametrize("name", ["chain/0", "chain/11", "chain/x", "unheard-of"])
def test_nothing_else_is_in_the_corner(name: str, client: httpx.Client) -> None:
    assert client.get(f"/odd/{name}").status_code == 404


def test_private_leads_to_the_metadata_of_a_cloud(client: httpx.Client) -> None:
    answer = client.get("/odd/private")

    assert (answer.status_code, answer.headers["location"]) == (
        302,
        "http://169.254.169.254/latest/meta-data/",
    )


@pytest.mark.parametrize(
    ("name", "status"), [("gone", 410), ("missing", 404), ("limited", 429), ("busy", 503)]
)
def test_refusals_have_their_status(name: str, status: int, client: httpx.Client) -> None:
    answer = client.get(f"/odd/{name}")

    assert answer.status_code == status
    assert answer.headers.get("retry-after") == ("120" if status in {429, 503} else None)


def test_limited_by_date_names_a_moment_ahead(client: httpx.Client, clock: Clock) -> None:
    answer = client.get("/odd/limited-date")

    assert answer.status_code == 429
    assert (parsedate_to_datetime(answer.headers["retry-after"]) - clock.now).total_seconds() == 120


def test_wall_challenges_the_visitor(client: httpx.Client) -> None:
    answer = client.get("/odd/wall")

    assert answer.status_code == 403
    assert answer.headers["cf-mitigated"] == "challenge"
    assert answer.headers["content-type"].startswith("text/html")


def test_slow_drips_single_bytes_and_has_an_end(client: httpx.Client) -> None:
    with client.stream("GET", "/odd/slow") as answer:
        pieces = answer.iter_raw()
        drops = [next(pieces) for _ in range(5)]

    assert odd_feeds.plain().startswith(b"".join(drops))
    assert len(b"".join(drops)) < 100
    assert odd.PATIENCE_S == 60


@pytest.mark.parametrize(
    ("name", "length", "coding"),
    [
        ("huge", None, "chunked"),
        ("endless", None, None),
        ("huge-announced", str(odd_feeds.FLOOD_BYTES), None),
    ],
)
def test_floods_go_on_and_on(name: str, length: str | None, coding: str | None, client: httpx.Client) -> None:
    with client.stream("GET", f"/odd/{name}", headers={"accept-encoding": "gzip"}) as answer:
        got = 0
        for piece in answer.iter_raw():
            got += len(piece)
            if got > 3_000_000:
                break

    assert got > 3_000_000
    assert answer.headers.get("content-length") == length
    assert answer.headers.get("transfer-encoding") == coding


def test_flood_is_exactly_as_long_as_announced() -> None:
    assert sum(map(len, odd_feeds.flood())) == odd_feeds.FLOOD_BYTES == 200 * 1024 * 1024


def test_gzip_bomb_is_small_and_expands_to_the_flood(client: httpx.Client) -> None:
    with client.stream("GET", "/odd/gzip-bomb") as answer:
        raw = b"".join(answer.iter_raw())

    unpacker, expanded = zlib.decompressobj(wbits=31), 0
    for start in range(0, len(raw), 4096):
        expanded += len(unpacker.decompress(raw[start : start + 4096]))
    assert answer.headers["content-encoding"] == "gzip"
    assert len(raw) < 2_000_000
    assert expanded == odd_feeds.FLOOD_BYTES


def test_xml_bomb_is_well_formed_to_look_at(client: httpx.Client) -> None:
    body = client.get("/odd/xml-bomb").text

    assert len(body) < 2_000
    assert len(re.findall("<!ENTITY", body)) == 10
    assert "&lol9;" in body


def test_broken_feed_still_gives_entries_to_a_lenient_reader(client: httpx.Client) -> None:
    feed = parsed(client, "broken")

    assert feed.bozo
    assert "Larkfield" in feed.entries[0].summary
    assert len(feed.entries) == 2
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(odd_feeds.broken())


def test_html_is_a_page_and_no_feed(client: httpx.Client) -> None:
    answer = client.get("/odd/html")

    assert answer.headers["content-type"].startswith("text/html")
    assert feedparser.parse(answer.content).entries == []


def test_empty_is_empty(client: httpx.Client) -> None:
    answer = client.get("/odd/empty")

    assert (answer.status_code, answer.content) == (200, b"")


def test_truncated_hangs_up_before_the_promised_end(client: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/odd/truncated")


def test_dates_are_of_long_ago_far_ahead_and_missing(client: httpx.Client) -> None:
    years = [
        e.published_parsed.tm_year if "published" in e else None for e in parsed(client, "dates").entries
    ]

    assert years == [1970, 2090, None]


def test_bare_entry_has_only_words(client: httpx.Client) -> None:
    (entry,) = parsed(client, "bare").entries

    assert "Larkfield" in entry.summary
    assert not {"id", "link", "published"} & entry.keys()


@pytest.mark.parametrize(("name", "words"), [("encoding", "работает отлично"), ("utf16", "大きい")])
def test_other_encodings_are_declared_truthfully(name: str, words: str, client: httpx.Client) -> None:
    feed = parsed(client, name)

    assert words in feed.entries[0].summary
    assert "charset" not in client.get(f"/odd/{name}").headers["content-type"]


def test_catalogue_lists_good_feeds_as_sample_and_odd_ones_not(client: httpx.Client) -> None:
    sites = json.loads(client.get("/sites.json").content)["sites"]

    sample = [site for site in sites if site["sample"]]
    assert len(sample) == 8
    assert {site["feed"] for site in sites if not site["sample"]} == {f"/odd/{name}" for name in odd.ODD_ONES}
    for site in sample:
        answer = client.get(site["address"])
        assert answer.status_code == 200
        assert all(site[field] for field in ("name", "kind", "exercises"))


def test_closing_does_not_wait_for_a_slow_one(server: SquareServer, client: httpx.Client) -> None:
    with client.stream("GET", "/odd/slow") as answer:
        pieces = answer.iter_raw()
        first = next(pieces)
        server.closing.set()
        rest = b"".join(pieces)

    assert odd_feeds.plain().startswith(first + rest)
    assert len(first + rest) < len(odd_feeds.plain())
