from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from chalicelib.domain.sources import FailureKind, Source
from chalicelib.errors import SourceRefused
from chalicelib.sources.bounds import MOST_ENTRIES
from chalicelib.sources.kinds.opml import Subscription, read, subscriptions, written

LAMPS = "https://lamps.example/feed"
SOURCE = Source("s1", "feed", LAMPS, datetime(2026, 3, 2, tzinfo=UTC), title="Lamps")


def opml(body: str, head: str = "<title>Mine</title>") -> bytes:
    return f'<?xml version="1.0"?><opml version="2.0"><head>{head}</head><body>{body}</body></opml>'.encode()


def outline(url: str = LAMPS, more: str = 'text="Lamps"') -> str:
    return f'<outline {more} type="rss" xmlUrl="{url}"/>'


def test_list_is_read_in_its_order_however_nested() -> None:
    body = (
        f'<outline text="Light">{outline()}<outline title="More">'
        + outline("https://hum.example/?a=1&amp;b=2", "title='Hum &amp; buzz'")
        + "</outline></outline>"
        + outline("https://candles.example/rss", 'text="Candles" description="Wax &lt;b&gt;only&lt;/b&gt;"')
    )

    document = read(opml(body), None, "")

    assert document.title == "Mine"
    assert [(entry.url, entry.title, entry.text) for entry in document.entries] == [
        (LAMPS, "Lamps", ""),
        ("https://hum.example/?a=1&b=2", "Hum & buzz", ""),
        ("https://candles.example/rss", "Candles", "Wax only"),
    ]
    assert document.notes == ()


def test_what_the_reader_called_a_feed_comes_before_its_title() -> None:
    (found,) = subscriptions(opml(outline(more='title="Feed of lamps" text="My lamps"')))

    assert found == Subscription(LAMPS, "My lamps")


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        ("feed://lamps.example/feed", "http://lamps.example/feed"),
        ("feed:https://lamps.example/feed", LAMPS),
        ("feed://https://lamps.example/feed", LAMPS),
        (" https://lamps.example/feed\n", LAMPS),
        ("/feed", LAMPS),
        ("//lamps.example/feed", LAMPS),
    ],
)
def test_address_becomes_one_that_can_be_opened(url: str, opened: str) -> None:
    document = read(opml(outline(url)), None, "https://lamps.example/subscriptions.opml")

    assert [entry.url for entry in document.entries] == [opened]


def test_address_that_cannot_be_opened_is_left_out_and_counted() -> None:
    document = read(opml(outline("javascript:alert(1)") + outline() + outline(" ")), None, "")

    assert [entry.url for entry in document.entries] == [LAMPS]
    assert document.notes == ("entries left out because their address cannot be opened: 1",)


@pytest.mark.parametrize(
    "body",
    [
        b"<opml><head><title>No body</title></head></opml>",
        b"<opml/>",
        opml('<outline type="link" text="A page" url="https://lamps.example/"/>'),
        opml(f"<!-- {outline()} -->"),
        opml(f"<![CDATA[{outline()}]]>"),
    ],
)
def test_list_without_feeds_is_empty(body: bytes) -> None:
    assert read(body, None, "").entries == ()


@pytest.mark.parametrize(
    "body",
    [
        opml(f'<OUTLINE TEXT="A & B" XMLURL="{LAMPS}"></OUTLINE>'),
        opml(f"<outline xmlUrl = '{LAMPS}' text='a > b' />"),
        opml(outline())[:-10],
        opml(outline() + '<outline text="unclosed'),
        opml(f'<outline text="broken xmlUrl=">{outline()}'),
        opml(outline()).replace(b"<?xml", b"Saved from a browser\n<?xml"),
        opml(outline()).decode().encode("utf-16"),
    ],
)
def test_broken_list_tells_what_it_tells(body: bytes) -> None:
    assert [entry.url for entry in read(body, None, "").entries] == [LAMPS]


def test_entities_are_neither_expanded_nor_fetched() -> None:
    body = (
        b'<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">'
        b'<!ENTITY x SYSTEM "file:///etc/passwd">]>' + opml(outline(more='text="&b;&x;"'))[21:]
    )

    assert [found.title for found in subscriptions(body)] == ["&b;&x;"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b" \n", "the document is empty"),
        (b"lamps, candles", "no markup"),
        (b"<!doctype html><html><body>Lamps</body></html>", "not OPML: <html>"),
        (b"<rss><channel/></rss>", "not OPML: <rss>"),
    ],
)
def test_what_is_no_list_is_refused_in_words(body: bytes, reason: str) -> None:
    for reader in (lambda: read(body, None, ""), lambda: subscriptions(body)):
        with pytest.raises(SourceRefused, match=reason) as caught:
            reader()

        assert caught.value.failure.kind is FailureKind.UNREADABLE


def test_long_list_is_imported_whole_and_shown_in_part() -> None:
    body = opml("".join(outline(f"https://lamps.example/{number}") for number in range(MOST_ENTRIES + 1)))

    document = read(body, None, "")

    assert len(subscriptions(body)) == MOST_ENTRIES + 1
    assert len(document.entries) == MOST_ENTRIES
    assert document.notes == ("only the first 1,000 of 1,001 entries were read",)


@pytest.mark.parametrize(
    "piece", ['<outline xmlUrl="x', '<outline a="', "<!--", "<outline ", "a=", "a", "<![CDATA["]
)
def test_hostile_list_costs_little_time(piece: str) -> None:
    body = opml("<outline " + piece * (1_000_000 // len(piece)))
    started = time.process_time()

    subscriptions(body)

    assert time.process_time() - started < 2


def test_written_list_is_read_again() -> None:
    sources = (
        SOURCE,
        replace(SOURCE, url="https://hum.example/?a=1&b='2'\"", title='Hum & <buzz> "\x00'),
        replace(SOURCE, url="https://candles.example/rss", title=None),
    )

    found = subscriptions(written(sources))

    assert found == (
        Subscription(LAMPS, "Lamps"),
        Subscription("https://hum.example/?a=1&b='2'\"", 'Hum & <buzz> "'),
        Subscription("https://candles.example/rss", "candles.example"),
    )


def test_written_list_is_well_formed_for_others() -> None:
    root = ElementTree.fromstring(written([replace(SOURCE, title="A\ud800 & B\x0b")]))

    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert [one.get("xmlUrl") for one in root.iter("outline")] == [LAMPS]
    assert [one.get("text") for one in root.iter("outline")] == ["A & B"]


def test_empty_list_can_be_written() -> None:
    assert subscriptions(written([])) == ()


def test_address_stays_out_of_the_representation() -> None:
    assert "token" not in repr(Subscription("https://lamps.example/?token=1", "Lamps"))
