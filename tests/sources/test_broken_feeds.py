"""Broken feeds are read as far as possible, what is no feed is refused in words, attacks come to nothing."""

from __future__ import annotations

import contextlib
import gzip
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.sources import FailureKind
from chalicelib.errors import EarshotError, SourceRefused, SourceUnavailable
from chalicelib.sources.feeds import read_feed

from .feed_examples import SAME_ENTRY, URL, json_feed, only_entry, read, rss

ITEM = "<item><title>One</title></item>"


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (rss(ITEM).replace("</channel></rss>", ""), 1),
        (rss(f"\n\n<item><title>One <p>two</title></item>{ITEM}"), 3),
        (rss(f"\n<item><title>One</title><link>/?a&b</link></item>\n{ITEM}</item>"), 2),
        (rss(f"<dc:date>2026</dc:date>{ITEM}"), 1),
        ("\n\n" + rss("\n<item><title>One</title><description>Two</item>"), 4),
        (rss(f"{ITEM}<item><title>Two</title><description><![CDATA[cut of"), 1),
    ],
)
def test_ill_formed_feed_is_read_with_a_note(document: str, line: int) -> None:
    found = read(document)

    assert found.entries[0].title.startswith("One")
    assert found.notes == (f"not well-formed XML: line {line}",)


@pytest.mark.parametrize(
    "document",
    [
        "\n \n" + rss(ITEM),
        "\ufeff\n" + rss(ITEM),
        "This file has no style information.\n" + rss(ITEM).removeprefix('<?xml version="1.0"?>'),
        "<!-- made by hand & heart --><?xml?xml version='1.0' ??>" + rss(ITEM),
        f"<!DOCTYPE html><html><body><p>Feed:</p>{rss(ITEM)}</body></html>",
        rss(ITEM) + "<script>track('</rss')</script>",
        "<rss><rss:channel><rss:item><rss:title>One</rss:title></rss:item></rss:channel></rss>",
        "<atom:feed><entry><title>One</title></entry></atom:feed>",
        "<RSS><CHANNEL><ITEM><TITLE>One</TITLE></ITEM></CHANNEL></RSS>",
        "<channel><item><title>One</title></item></channel>",
        rss("<item><title>O\x00n\x08e</title></item>"),
    ],
)
def test_feed_is_found_among_what_does_not_belong(document: str) -> None:
    assert only_entry(document).title == "One"


def test_markup_named_like_a_feeds_inside_a_text_is_no_entry() -> None:
    found = read(rss("<item><description><![CDATA[<item>a</item><entry>b</entry>]]></description></item>"))

    assert len(found.entries) == 1
    assert found.notes == ()


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("", "the document is empty"),
        (" \n", "the document is empty"),
        ("Not found", "plain text, not a feed"),
        ("1 < 2", "plain text, not a feed"),
        ("<!DOCTYPE html><title>Lamps</title>", "a web page, not a feed"),
        ("<opml version='2.0'/>", "XML, but not a feed: <opml>"),
        ('{"items": []}', "JSON, but not a JSON Feed"),
        ('[{"title": "x"}]', "JSON, but not a JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1",\n"items": [{', "broken JSON: line 2, column 12"),
        ("[" * 200_000, "JSON that cannot be read: a number too long, or nested too deeply"),
    ],
)
def test_what_is_no_feed_is_refused_in_words(document: str, reason: str) -> None:
    with pytest.raises(SourceRefused) as refusal:
        read(document)

    assert refusal.value.failure.kind is FailureKind.UNREADABLE
    assert refusal.value.failure.detail == reason


@pytest.mark.parametrize(
    ("href", "place"),
    [
        ("/feed.xml", "news.example/feed.xml"),
        ("feed.xml?token=secret#top", "news.example/lamps/feed.xml"),
        ("https://user:secret@feeds.example/a&amp;b", "feeds.example/a&b"),
    ],
)
def test_web_page_that_names_its_feed_is_refused_with_a_hint_that_holds_no_secret(
    href: str, place: str
) -> None:
    link = f'<LINK rel=alternate type="application/rss+xml" href="{href}">'
    page = f'<html><head><link rel="stylesheet" href="/s.css">{link}'

    with pytest.raises(SourceRefused, match=f"its feed seems to be {place}$"):
        read(page, url="https://news.example/lamps/all?key=secret")


def laughs() -> str:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(20))
    return f'<!DOCTYPE rss [<!ENTITY e0 "ha">{entities}]>{rss("<item><title>&e20;</title></item>")}'


@pytest.mark.parametrize(
    "document",
    [
        laughs(),
        '<!DOCTYPE rss [<!ENTITY a "&b;"><!ENTITY b "&a;">]>' + rss("<item><title>&a;</title></item>"),
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss("<item><title>&x;</title></item>"),
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">' + rss("<item><title>&x;</title></item>"),
        rss("<item><title>&x;</title></item>").replace(
            "<channel>", '<!DOCTYPE x [<!ENTITY x "y">]><channel>'
        ),
    ],
)
def test_entities_are_neither_expanded_nor_fetched(document: str) -> None:
    assert read(document).entries[0].title in ("&e20;", "&a;", "&x;")


@pytest.mark.parametrize("body", [b"/etc/passwd", b"https://news.example/feed", b"file:///etc/passwd"])
def test_body_is_never_taken_for_a_name_to_open(body: bytes) -> None:
    with pytest.raises(SourceRefused, match="plain text"):
        read_feed(body, "application/xml", URL)


HEAD = "<rss><channel><item><title>"
TAIL = "</title></item></channel></rss>"


@pytest.mark.parametrize(
    "document",
    [
        HEAD + "<" * 200_000,
        HEAD + "<a " * 70_000,
        HEAD + "<x>" * 70_000,
        HEAD + "<!--" * 50_000,
        HEAD + "&" * 200_000 + TAIL,
        HEAD + "&lt;a x=" * 30_000 + TAIL,
        "<rss " * 40_000,
        "<html>" + "<link " * 40_000,
        "<rss><channel>" + "<item/>" * 100_000 + "</channel></rss>",
        "<rss><channel><item>"
        + "".join(f"<category>{n}</category>" for n in range(20_000))
        + "</item></channel></rss>",
        "<rss><channel><item " + "".join(f"a{n}='' " for n in range(40_000)) + "/></channel></rss>",
        "<rss><channel>"
        + "".join(f"<n{n}:a xmlns:n{n}='u{n}'/>" for n in range(10_000))
        + "</channel></rss>",
        "<rss><channel>" + "<x/>" * 500_000 + "</channel></rss>",
    ],
    ids=lambda document: document[:30],
)
def test_documents_made_to_keep_their_reader_busy_do_not(document: str) -> None:
    before = time.process_time()

    with contextlib.suppress(SourceRefused):
        read(document)

    assert time.process_time() - before < 3


def test_large_feed_is_read_in_part_and_a_large_broken_one_up_to_a_bound() -> None:
    many = "".join(f"<item><guid>n{n}</guid><title>{n}</title></item>" for n in range(1_200))
    long = f"<item><description>{'word ' * 10_000}</description></item>"

    assert len(read(rss(many)).entries) == 1_000
    assert read(rss(many)).notes == ("only the first 1,000 of 1,200 entries were read",)
    assert len(read(json_feed(*[{"id": n} for n in range(1_200)])).entries) == 1_000
    assert len(read(rss(long)).entries[0].text) == 19_999  # it ended in a blank
    assert read(rss(long)).notes == ("texts cut off after 20,000 characters: 1",)
    assert "only the first 1,000,000 characters were read" in read(rss(long * 25 + "<item>")).notes


def test_gzip_bomb_is_refused_and_half_a_gzip_file_may_be_whole_next_time() -> None:
    with pytest.raises(SourceRefused) as refusal:
        read_feed(gzip.compress(b"<rss>" + bytes(20_000_000)), None, URL)
    with pytest.raises(SourceUnavailable):
        read_feed(gzip.compress(rss(ITEM).encode())[:-20], None, URL)

    assert refusal.value.failure.kind is FailureKind.TOO_LARGE


SPLINTERS = (
    "< > & \" ' <![CDATA[ ]]> <!-- --> &#xD800; &#99999999; &x; <item> </item> <entry> </entry> <links/> "
    "<authors/> <content> <title/> <author><name> <source> <image> <textinput> <svg> <guid> <id> "
    "xmlns:a='' xml:base='http://[' <!DOCTYPE \0 \x85 \xff é <link\thref='http://[::1'/> <updated\ta='b'>"
    "<summary_detail\ta='b'/> <published_parsed\ta='b'/>"
).split(" ")


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(SAME_ENTRY.values())),
    st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from(SPLINTERS), st.integers(0, 30)), min_size=1, max_size=6
    ),
)
def test_no_broken_document_makes_it_stumble(document: str, breaks: list[tuple[float, str, int]]) -> None:
    for where, splinter, lost in breaks:
        position = int(where * len(document))
        document = document[:position] + splinter + document[position + lost :]

    try:
        found = read(document)
    except EarshotError:
        return
    for entry in found.entries:
        assert entry.key is not None
        entry.content.encode()
