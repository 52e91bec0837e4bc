"""Feeds written for the tests of this package, and short ways to read them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document
from chalicelib.sources.feeds import read_feed

URL = "https://news.example/feeds/all.xml"


def read(document: str, content_type: str | None = None, url: str = URL) -> Document:
    return read_feed(document.encode(), content_type, url)


def rss(items: str, channel: str = "", attributes: str = "") -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0" {attributes}><channel><title>The Lamp Post</title>'
        f"<link>https://news.example/</link>{channel}{items}</channel></rss>"
    )


def atom(entries: str, feed: str = "", attributes: str = "") -> str:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>The Lamp Post</title>'
        f'<link href="https://news.example/"/>{feed}{entries}</feed>'
    )


def json_feed(*items: object, **fields: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", **fields, "items": items})


def only_entry(document: str, url: str = URL) -> Entry:
    (entry,) = read(document, url=url).entries
    return entry


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


# The same entry, as each format says it.
SAME_ENTRY = {
    "RSS 2.0": rss(
        "<item><guid isPermaLink='false'>n1</guid><link>https://news.example/1</link>"
        "<title>Lamp &amp;amp; shade</title><author>Ann</author>"
        "<description>&lt;p&gt;It &lt;b&gt;broke&lt;/b&gt;.&lt;/p&gt;</description>"
        "<pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate></item>"
    ),
    "RSS 1.0": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<channel><title>The Lamp Post</title></channel><item rdf:about="n1"><title>Lamp &amp; shade</title>'
        "<link>https://news.example/1</link><description>It broke.</description><dc:creator>Ann</dc:creator>"
        "<dc:date>2026-03-02T09:00:00Z</dc:date></item></rdf:RDF>"
    ),
    "RSS 0.91": (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.example/x.dtd">'
        '<rss version="0.91"><channel><title>The Lamp Post</title><item><guid isPermaLink="false">n1</guid>'
        "<title>Lamp &amp; shade</title><link>https://news.example/1</link><author>Ann</author>"
        "<description>It&nbsp;broke.</description><pubDate>02 Mar 26 09:00 GMT</pubDate></item></channel>"
        "</rss>"
    ),
    "Atom 1.0": atom(
        "<entry><id>n1</id><link href='/1'/>"
        "<title type='html'>Lamp &amp;amp; &lt;i&gt;shade&lt;/i&gt;</title>"
        "<author><name>Ann</name><email>ann@mail.example</email></author>"
        "<published>2026-03-02T10:00:00+01:00</published><content type='xhtml'>"
        "<div xmlns='http://www.w3.org/1999/xhtml'><p class='Tor'>It <b>broke</b>.</p></div></content>"
        "</entry>"
    ),
    "Atom 0.3": (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>The Lamp Post</title>'
        "<author><name>Ann</name></author><entry><id>n1</id><title>Lamp &amp; shade</title>"
        '<link rel="alternate" type="text/html" href="https://news.example/1"/>'
        '<issued>2026-03-02T09:00:00Z</issued><content type="text/html" mode="escaped">'
        "&lt;p&gt;It broke.&lt;/p&gt;</content></entry></feed>"
    ),
    "JSON Feed 1.0": json_feed(
        {
            "id": "n1",
            "url": "/1",
            "title": "Lamp & shade",
            "content_html": "<p>It <b>broke</b>.</p>",
            "date_published": "2026-03-02T10:00:00+01:00",
        },
        version="https://jsonfeed.org/version/1",
        home_page_url="https://news.example/",
        author={"name": "Ann"},
    ),
    "JSON Feed 1.1": json_feed(
        {
            "id": "n1",
            "url": "https://news.example/1",
            "title": "Lamp & shade",
            "content_text": "It broke.",
            "date_published": "2026-03-02T09:00:00Z",
            "authors": [{"name": "Ann"}, {"name": "Bo"}],
            "author": {"name": "the office"},
        }
    ),
}
