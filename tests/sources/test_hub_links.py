"""Where a feed says which hub pushes for it, and by what name."""

from __future__ import annotations

import time

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.subscriptions import Hub
from chalicelib.sources.hub_links import hub_in_headers

from .feed_examples import URL, atom, json_feed, read, rss

HUB = Hub("https://hub.example/", "https://news.example/topic")
ATOM_LINKS = (
    '<link rel="hub" href="https://hub.example/"/><link rel="self" href="https://news.example/topic"/>'
)
IN_RSS = 'xmlns:atom="http://www.w3.org/2005/Atom"'
RSS_LINKS = ATOM_LINKS.replace("<link", "<atom:link")
ITEM = "<item><title>Lamp</title></item>"
RSS_1 = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    f'xmlns="http://purl.org/rss/1.0/" {IN_RSS}>'
    f"<channel><title>T</title>{RSS_LINKS}</channel>{ITEM}</rdf:RDF>"
)


@pytest.mark.parametrize(
    "feed",
    [
        atom("<entry><id>1</id></entry>", ATOM_LINKS),
        rss(ITEM, RSS_LINKS, IN_RSS),
        rss(ITEM, RSS_LINKS.replace("atom:", "a10:"), IN_RSS.replace("atom=", "a10=")),
        RSS_1,
        json_feed({"id": "1"}, feed_url=HUB.topic, hubs=[{"type": "WebSub", "url": HUB.url}]),
    ],
    ids=["Atom", "RSS", "RSS with another prefix", "RSS 1.0", "JSON Feed"],
)
def test_feed_names_its_hub_and_its_topic(feed: str) -> None:
    assert read(feed).hub == HUB


@pytest.mark.parametrize(
    "feed",
    [
        atom("<entry><id>1</id></entry>"),
        atom("", '<link rel="hub" href="https://hub.example/"/>'),
        atom("", '<link rel="self" href="https://news.example/topic"/>'),
        atom("", ATOM_LINKS.replace("https://hub", "ftp://hub")),
        atom("", ATOM_LINKS.replace("https://news", "javascript://news")),
        atom(f"<entry><id>1</id>{ATOM_LINKS}</entry>"),
        json_feed({"id": "1"}, hubs=[{"type": "WebSub", "url": HUB.url}]),
        json_feed({"id": "1"}, feed_url=HUB.topic, hubs=[{"type": "rssCloud", "url": HUB.url}]),
        json_feed({"id": "1"}, feed_url=HUB.topic, hubs="WebSub"),
        json_feed({"id": "1"}, feed_url=HUB.topic, hubs=[None, 1, {"type": "WebSub", "url": 1}]),
    ],
)
def test_feed_that_does_not_name_both_in_earnest_names_none(feed: str) -> None:
    assert read(feed).hub is None


def test_first_usable_of_several_hubs_is_taken() -> None:
    several = (
        '<link rel="hub" href="mailto:hub@hub.example"/><link rel="hub" href="https://hub.example/"/>'
        '<link rel="hub" href="https://second.example/"/><link rel="self" href="https://news.example/topic"/>'
    )

    assert read(atom("", several)).hub == HUB


def test_links_may_be_relative_to_the_feed() -> None:
    links = '<link rel="hub" href="/hub"/><link rel="self" href="all.xml?of=lamps"/>'

    assert read(atom("", links)).hub == Hub("https://news.example/hub", f"{URL}?of=lamps")


@pytest.mark.parametrize(
    "written",
    [
        ['<https://hub.example/>; rel="hub", <https://news.example/topic>; rel="self"'],
        ["<https://hub.example/>; rel=hub", "<https://news.example/topic>; rel=self"],
        ["<https://hub.example/>;REL=HUB,<https://news.example/topic>;Rel=Self"],
        ['<https://hub.example/>; title="a, b"; rel="preconnect hub"', '</topic>; rel="self alternate"'],
        ["<https://x.example/?a=1,2;3>; rel=next, <https://hub.example/>; rel=hub", "</topic> ; rel = self"],
        ['<mailto:x>; rel="hub"', "<https://hub.example/>; rel=hub", "</topic>; rel=self"],
    ],
)
def test_headers_name_hub_and_topic(written: list[str]) -> None:
    headers = httpx.Headers([("Link", line) for line in written])

    assert hub_in_headers(headers, URL) == HUB


@pytest.mark.parametrize(
    "written",
    [
        "",
        "<https://hub.example/>; rel=hub",
        "<https://news.example/topic>; rel=self",
        "https://hub.example/; rel=hub, </topic>; rel=self",
        "<https://hub.example/>; rel=hubs, </topic>; rel=self",
        '<https://hub.example/>; title="; rel=hub", </topic>; rel=self',
        "<>; rel=hub, </topic>; rel=self",
        "<http://[>; rel=hub, </topic>; rel=self",
    ],
)
def test_headers_that_do_not_name_both_name_none(written: str) -> None:
    assert hub_in_headers(httpx.Headers({"Link": written}), URL) is None


@given(st.text(alphabet="<>;,= \"'relhubsf/:x\t", max_size=300))
def test_no_header_trips_us(written: str) -> None:
    hub_in_headers(httpx.Headers({"Link": written}), URL)


@pytest.mark.parametrize("part", ["<", "<>;", '<>;a="', "<>; a ; a ", "<>;;;;", "<x>; rel=hub,"])
def test_endless_header_does_not_keep_us_busy(part: str) -> None:
    headers = httpx.Headers({"Link": part * 100_000})
    started = time.process_time()

    assert hub_in_headers(headers, URL) is None

    assert time.process_time() - started < 0.5
