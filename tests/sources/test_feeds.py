"""Feeds of every format become the same entries, however they say it."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.sources.feeds import read_feed

from .feed_examples import SAME_ENTRY, URL, at, atom, json_feed, only_entry, read, rss

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("document", SAME_ENTRY.values(), ids=SAME_ENTRY)
def test_every_format_becomes_the_same_entry(document: str) -> None:
    assert only_entry(document) == Entry(
        id="n1",
        url="https://news.example/1",
        title="Lamp & shade",
        text="It broke.",
        author="Ann",
        published_at=at("2026-03-02T09:00:00"),
    )


@pytest.mark.parametrize("document", SAME_ENTRY.values(), ids=SAME_ENTRY)
def test_every_format_is_read_in_a_wide_encoding_and_packed(document: str) -> None:
    assert read_feed(gzip.compress(document.encode("utf-16")), None, URL).entries == read(document).entries


EMPTY = [
    rss(""),
    rss("", "<description><![CDATA[<html><body>]]></description>"),
    atom(""),
    json_feed(),
    "<rss/>",
]


@pytest.mark.parametrize("document", EMPTY)
def test_feed_without_entries_is_an_empty_document(document: str) -> None:
    assert read(document).entries == ()


def test_feed_has_a_title() -> None:
    assert read(rss("")).title == "The Lamp Post"
    assert read("<rss/>").title is None


def test_entry_without_anything_is_still_one() -> None:
    assert only_entry(rss("<item/>")) == Entry()
    assert only_entry(atom("<entry/>")) == Entry()
    assert only_entry(json_feed({})) == Entry()


def test_atom_entries_inherit_the_feeds_author_but_rss_items_not_the_editor() -> None:
    assert only_entry(atom("<entry/>", "<author><name>Ann</name></author>")).author == "Ann"
    assert only_entry(json_feed({}, authors=[{"name": "Ann"}])).author == "Ann"
    assert only_entry(rss("<item/>", "<managingEditor>office@news.example</managingEditor>")).author is None


def test_author_of_rss_stands_as_written_and_the_first_counts() -> None:
    many = "<dc:creator>Ann</dc:creator><itunes:author>The Lamp Hour</itunes:author>"
    names = 'xmlns:dc="https://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'

    assert only_entry(rss("<item><author>a@b.example (Ann)</author></item>")).author == "a@b.example (Ann)"
    assert only_entry(rss("<item><author><name>Ann</name><title>Dr</title></author></item>")).author == "Ann"
    assert only_entry(rss(f"<item>{many}</item>", attributes=names)).author == "Ann"
    assert only_entry(rss("<item><author/></item>")).author is None


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ("<link>/1</link>", "https://news.example/1"),
        ("<link> https://news.example/?a=1&amp;b=2 </link>", "https://news.example/?a=1&b=2"),
        ("<link>https://news.example/?a=1&b=2</link>", "https://news.example/?a=1&b=2"),
        ("<guid>https://news.example/1</guid>", "https://news.example/1"),
        ("<link/><guid isPermaLink='true'>https://news.example/1</guid>", "https://news.example/1"),
        ("<guid isPermaLink='false'>https://news.example/1</guid>", None),
        ("<guid>4711</guid>", None),
        ("<guid>https://news.example/1.mp3</guid><enclosure url='https://news.example/1.mp3'/>", None),
        ("<enclosure url='https://news.example/1.mp3'/>", None),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>https://[broken/</link>", None),
        ("<link>https://news.example:port/</link>", None),
        (f"<link>https://news.example/{'a' * 5000}</link>", None),
    ],
)
def test_address_of_an_rss_item(links: str, url: str | None) -> None:
    assert only_entry(rss(f"<item>{links}</item>")).url == url


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ("<link rel='self' href='/self'/><link rel='replies' href='/r'/><link href='/1'/>", "/1"),
        ("<link rel='alternate' type='text/plain' href='/t'/><link type='text/html' href='/1'/>", "/1"),
        ("<link rel='alternate' type='application/xhtml+xml' href='/1'/>", "/1"),
        ("<link rel='related' href='/1'/>", "/1"),
        ("<link rel='enclosure' href='/1'/>", None),
    ],
)
def test_address_of_an_atom_entry(links: str, url: str | None) -> None:
    found = only_entry(atom(f"<entry><id>urn:x</id>{links}</entry>")).url

    assert found == (url and f"https://news.example{url}")


def test_relative_addresses_are_seen_from_xml_base_then_the_feeds_link_then_where_it_was_found() -> None:
    entry = "<entry><id>t3_x</id><link href='a'/></entry>"
    bare = f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'

    based = only_entry(atom(entry, attributes='xml:base="https://base.example/blog/"'))

    assert (based.id, based.url) == ("t3_x", "https://base.example/blog/a")
    assert only_entry(atom(entry)).url == "https://news.example/a"
    assert only_entry(bare).url == "https://news.example/feeds/a"
    assert only_entry(bare, url="").url == "a"


def test_rss_has_one_date_however_it_is_called_and_atom_two() -> None:
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    date = "<dc:date>2026-03-02</dc:date>"

    dated = only_entry(rss(f"<item>{date}</item>", attributes=dc))
    both = only_entry(rss(f"<item><pubDate>1 Mar 2026</pubDate>{date}</item>", attributes=dc))
    updated = only_entry(atom("<entry><updated>2026-03-02</updated></entry>"))

    assert (dated.published_at, dated.updated_at) == (at("2026-03-02"), None)
    assert (both.published_at, both.updated_at) == (at("2026-03-01"), at("2026-03-02"))
    assert (updated.published_at, updated.updated_at) == (None, at("2026-03-02"))


@pytest.mark.parametrize("written", ["gestern", "2026년 03월 02일", "", "<b>2026</b>"])
def test_what_is_no_date_is_none(written: str) -> None:
    assert only_entry(rss(f"<item><pubDate>{written}</pubDate></item>")).published_at is None
    assert only_entry(json_feed({"date_published": ["2026"]})).published_at is None


def test_text_is_the_longest_that_the_feed_offers() -> None:
    media = (
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    )
    whole = "<content:encoded><![CDATA[<p>The whole story</p>]]></content:encoded>"
    photo = "<description>What happened, in words</description><media:description>A lamp</media:description>"

    assert (
        only_entry(rss(f"<item><description>Excerpt</description>{whole}</item>", attributes=media)).text
        == "The whole story"
    )
    assert only_entry(rss(f"<item>{photo}</item>", attributes=media)).text == "What happened, in words"
    video = (
        "<media:group><media:title>x</media:title><media:description>Shown</media:description></media:group>"
    )
    assert only_entry(atom(f"<entry>{video}</entry>", attributes=media)).text == "Shown"


def test_of_two_contents_the_plain_one_is_taken() -> None:
    plain = "<content type='text'>Poor light</content>"
    dressed = "<content type='html'>&lt;td&gt;Lamp: Poor light&lt;/td&gt;</content>"

    assert only_entry(atom(f"<entry>{plain}{dressed}</entry>")).text == "Poor light"


def test_text_that_only_repeats_the_title_is_left_out() -> None:
    assert (
        only_entry(
            rss("<item><title>Same</title><description>&lt;p&gt;Same&lt;/p&gt;</description></item>")
        ).text
        == ""
    )


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Fish &amp; chips", "Fish & chips"),
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("Fish & chips", "Fish & chips"),
        ("<![CDATA[ Fish &amp; chips\n]]>", "Fish & chips"),
        ("The &lt;b&gt;lamp&lt;/b&gt;", "The lamp"),
        ("The &amp;lt;b&amp;gt;lamp&amp;lt;/b&amp;gt;", "The lamp"),
        ("The <b>lamp</b>", "The lamp"),
        ("1 &lt; 2", "1 < 2"),
        ("caf&eacute; &#233;&#xe9; &copy;", "café éé ©"),
        ("half &#xD83D; and &#99999999; &#0;", "half � and � �"),
        ("Gr\xc3\xb6\xc3\x9fe", "Größe"),
    ],
)
def test_titles_are_shown_as_meant(title: str, shown: str) -> None:
    assert only_entry(rss(f"<item><title>{title}</title></item>")).title == shown


def test_plain_title_of_atom_may_speak_of_markup() -> None:
    assert only_entry(atom("<entry><title>The &lt;b&gt; tag</title></entry>")).title == "The <b> tag"
    assert only_entry(json_feed({"title": "The <b> tag"})).title == "The <b> tag"


def test_tombstones_are_no_entries() -> None:
    names = 'xmlns:at="http://purl.org/atompub/tombstones/1.0"'
    gone = '<at:deleted-entry ref="yt:1"><link href="/1"/><at:by><name>A</name></at:by></at:deleted-entry>'

    assert read(atom(gone, attributes=names)).entries == ()


def test_json_of_odd_types_is_read_as_far_as_it_makes_sense() -> None:
    odd = {
        "id": 7,
        "url": 8,
        "title": None,
        "content_html": ["x"],
        "authors": ["Ann", {"name": 3}],
        "author": [],
    }

    assert only_entry(json_feed(odd, "no item", 5, None)) == Entry(id="7", author="Ann")
    assert only_entry(json_feed({"external_url": "https://other.example/"})).url == "https://other.example/"
    assert only_entry(json_feed({"title": "half \ud83d"})).content == "half"


@pytest.mark.parametrize(
    ("document", "loads"), [(json_feed(), False), (rss(""), False), (atom(""), False), (rss("<item>"), True)]
)
def test_feedparser_is_loaded_only_for_what_is_not_regular(document: str, loads: bool) -> None:
    imports = "import sys; from chalicelib.sources.feeds import read_feed"
    script = f"{imports}; read_feed({document.encode()!r}, None, '')"

    done = subprocess.run(
        [sys.executable, "-c", f"{script}; print('feedparser' in sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert done.stdout.strip() == str(loads)
