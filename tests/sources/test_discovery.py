"""The feeds of a site, from its address."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from chalicelib.domain.sources import FailureKind
from chalicelib.errors import SourceRefused
from chalicelib.network.guard import AddressGuard
from chalicelib.sources.discovery import Feed, feeds_of
from chalicelib.sources.fetching import Fetcher

from .loopback import Site, Writing, opened, page, redirect

RSS = page(200, b"<rss version='2.0'><channel><title>Posts</title></channel></rss>")
NOTHING = page(404)
PLACES = ("feed", "rss.xml", "atom.xml", "index.xml", "feed.xml", "rss", "feed.json")
EMPTY = {f"/{place}": NOTHING for place in PLACES}


def html(head: str) -> bytes:
    return page(200, f"<!doctype html><html><head>{head}</head></html>".encode(), Content_Type="text/html")


def found(pages: Mapping[str, bytes | Writing]) -> tuple[Sequence[Feed], Site]:
    async def scene() -> tuple[Sequence[Feed], Site]:
        async with opened(pages) as site:
            fetcher = Fetcher(guard=AddressGuard(allow_private=True), contact="ops@earshot.example")
            try:
                return await feeds_of(fetcher, f"{site.base}/"), site
            finally:
                await fetcher.close()

    return asyncio.run(scene())


def test_address_of_a_feed_is_itself() -> None:
    feeds, site = found({"/": RSS})

    assert feeds == [Feed(f"{site.base}/", "Posts")]
    assert site.paths == ["/"]


def test_feed_that_has_moved_is_found_where_it_is_now() -> None:
    feeds, site = found({"/": redirect(301, "/new"), "/new": RSS})

    assert feeds == [Feed(f"{site.base}/new", "Posts")]


def test_page_names_its_feeds_and_the_main_one_comes_first() -> None:
    links = (
        '<base href="/blog/"><link rel="alternate" type="application/rss+xml" title="Comments" href="c.xml">'
        '<LINK REL="alternate" TYPE="application/atom+xml; charset=utf-8" HREF="p.xml?a=1&amp;b=2">'
        '<link rel="alternate" type="application/json+oembed" href="oembed">'
        '<link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" type="text/css" href="s.css">'
        '<link rel="alternate" type="application/atom+xml" href="javascript:alert(1)">'
    )

    feeds, site = found({"/": html(links)})

    assert feeds == [
        Feed(f"{site.base}/blog/p.xml?a=1&b=2", ""),
        Feed(f"{site.base}/blog/c.xml", "Comments", True),
    ]
    assert site.paths == ["/"]


def test_silent_page_is_looked_for_in_the_usual_places() -> None:
    feeds, site = found(
        {"/": html(""), **EMPTY, "/rss.xml": html("<title>Not found</title>"), "/atom.xml": RSS}
    )

    assert feeds == [Feed(f"{site.base}/atom.xml", "Posts")]
    assert site.paths == ["/", "/feed", "/rss.xml", "/atom.xml"]


def test_site_without_a_feed_is_told_so() -> None:
    with pytest.raises(SourceRefused, match="no feed at this address") as refusal:
        found({"/": html(""), **EMPTY})

    assert refusal.value.failure.kind is FailureKind.NOT_FOUND


def test_page_with_broken_markup_is_read_up_to_there() -> None:
    named = "<link rel='alternate' type='application/rss+xml' href='/posts.xml'>"

    feeds, site = found({"/": html(f"{named}<![nonsense")})

    assert feeds == [Feed(f"{site.base}/posts.xml", "")]


@pytest.mark.parametrize("base", ["http://[", f"&#{'9' * 5_000};"])
def test_base_that_is_no_address_hinders_nobody(base: str) -> None:
    named = f"<base href='{base}'><link rel='alternate' type='application/rss+xml' href='/posts.xml'>"

    feeds, site = found({"/": html(named)})

    assert feeds == [Feed(f"{site.base}/posts.xml", "")]


def test_who_does_not_let_us_in_is_not_asked_on() -> None:
    with pytest.raises(SourceRefused) as refusal:
        found({"/": html(""), **EMPTY, "/feed": page(403)})

    assert refusal.value.failure.kind is FailureKind.FORBIDDEN
