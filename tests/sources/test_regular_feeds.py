"""Regular feeds are read quickly, as feedparser reads them; what may be meant otherwise is left to it."""

from __future__ import annotations

import contextlib
import os
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.entries import Entry
from chalicelib.errors import EarshotError, SourceRefused
from chalicelib.sources.feed_markup import feed_markup
from chalicelib.sources.feeds import read_feed
from chalicelib.sources.regular_feeds import regular_feed
from chalicelib.sources.xml_feeds import read_xml_feed
from ops.bench.parsing import OTHERWISE

from .feed_examples import SAME_ENTRY, URL, atom, only_entry, read, rss
from .feed_pairs import by_feedparser_alone, characters_of, quickly, seen, slowly
from .feed_writer import written_feed
from .recorded import RECORDED, skip_without
from .test_recorded_feeds import RECORDINGS

NAMES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:other="https://other.example/ns" '
    'xmlns:thr="http://purl.org/syndication/thread/1.0"'
)


def item(inside: str, channel: str = "", attributes: str = NAMES) -> str:
    return rss(f"<item>{inside}</item>", channel, attributes)


def entry(inside: str, feed: str = "", attributes: str = NAMES) -> str:
    return atom(f"<entry>{inside}</entry>", feed, attributes)


def xhtml(inside: str) -> str:
    return f'<div xmlns="http://www.w3.org/1999/xhtml">{inside}</div>'


TITLE, TEXT = "<title>A lamp</title>", "<description>It broke.</description>"
ENCODED = "<content:encoded>&lt;p&gt;It broke, and how.&lt;/p&gt;</content:encoded>"
ANN = "<author><name>Ann</name><uri>https://ann.example/</uri></author>"
BASE = 'xml:base="https://base.example/blog/"'

# Odd, but clear: read quickly.
REGULAR = [
    *(SAME_ENTRY[kind] for kind in ("RSS 2.0", "RSS 1.0", "Atom 1.0", "Atom 0.3")),
    "<rss/>",
    "<rss><channel/></rss>",
    rss(""),
    atom(""),
    '<?xml version="1.0"?>\n<!-- made by hand -->\n<?xml-stylesheet href="s.css"?>' + rss("<item/>")[21:],
    rss("<item/>") + "\n<!-- in 0.2 s -->\n",
    "<RSS><CHANNEL><ITEM><TITLE>A lamp</TITLE></ITEM></CHANNEL></RSS>",
    f"<rss><channel>{TITLE}</channel><item>{TITLE}{TEXT}</item></rss>",
    f'<rss xmlns="http://backend.userland.com/rss2"><channel><item>{TITLE}</item></channel></rss>',
    f'<atom:feed xmlns:atom="http://www.w3.org/2005/Atom"><atom:entry>{TITLE}</atom:entry></atom:feed>',
    # Titles: the first of those that stand equally deep.
    item(TITLE + "<title>Another</title>"),
    item("<title/><title>A lamp</title>"),
    item("<title>A</title><media:title>B</media:title>"),
    item("<media:title>B</media:title><title>A</title>"),
    item("<media:group><media:title>B</media:title></media:group>"),
    item("<media:group><media:title>B</media:title></media:group><title>A</title>"),
    item("<dc:title>B</dc:title><title>A</title>"),
    item("<title>A<!-- a comment --> lamp</title>"),
    item("<title><![CDATA[A]]> <![CDATA[<b>lamp</b>]]></title>"),
    item("<title>&#233;&#x1F4A1; Gr\xc3\xb6\xc3\x9fe</title>"),
    item("<title>Größe “quoted” 日本語</title>"),
    item("<title>it\x92s</title><dc:creator>\x93Ann\x94</dc:creator>"),
    rss("<item/>", "<title>Second</title><image><title>Third</title><url>/i.png</url></image>"),
    rss(f"<item>{TITLE}</item><title>After the entries</title>"),
    rss("<item/>", "<textInput><title>Search</title><name>q</name></textInput>"),
    # Texts: a second description is content, unless there is content.
    item(TEXT + ENCODED),
    item(ENCODED + TEXT),
    item(TEXT + "<itunes:summary>It broke once more.</itunes:summary>" + ENCODED),
    item(TEXT + "<media:description>The lamp</media:description>"),
    item("<media:content><media:description>A lamp, and how</media:description></media:content>" + TEXT),
    item(TEXT, "<itunes:summary>All</itunes:summary><description>of us</description>"),
    item("<content>It broke.</content><dc:description>Or did it?</dc:description>"),
    entry("<summary>In short</summary><content type='html'>&lt;b&gt;At length&lt;/b&gt;</content>"),
    entry("<content type='html'>a&lt;br/&gt;b</content>"),
    entry("<content type='text'>1 &lt; 2</content><content type='html'>1 &amp;lt; 2</content>"),
    entry(f"<content type='xhtml'>{xhtml('<p>One</p><p>&amp;lt;two&amp;gt;</p>')}</content>"),
    entry(f"<content type='xhtml'>\n{xhtml('1 &lt;b&gt; 2')}\n</content>"),
    entry(f"<content type='xhtml'>{xhtml('<script>no</script>yes')}<!-- --></content>"),
    entry(f"<content type='xhtml'>{xhtml('one')}{xhtml('two')}</content>"),
    entry(f"<title type='xhtml'>{xhtml('The <i>lamp</i>')}</title>"),
    entry(f"<summary type='application/xhtml+xml'>{xhtml('<br/>')}</summary>"),
    entry(f"<rights type='xhtml'>{xhtml('<title>of a page</title>')}</rights>{TITLE}"),
    entry("<content type='TEXT/HTML' mode='escaped'>&lt;p&gt;It&lt;/p&gt;</content>"),
    entry(TITLE + "<content type='html' src='https://news.example/1.html'/>"),
    # Links and ids.
    item("<link>https://news.example/?a=1&amp;amp;b=2&amp;copy;</link>"),
    item("<link/><guid>https://news.example/1</guid>"),
    item("<link> </link><guid isPermaLink='TRUE'>https://news.example/1</guid>"),
    item("<guid>https://news.example/1</guid><link>/2</link>"),
    item("<guid>https://news.example/1</guid><guid>https://news.example/2</guid>"),
    item("<atom:link href='/2' rel='related'/><link>/1</link><enclosure url='/1.mp3' type='audio/mpeg'/>"),
    item("<link>not an address</link><guid isPermaLink='false'>x</guid><comments>/c</comments>"),
    item("<guid/><link></link>"),
    entry("<link/><link rel='alternate'/><link href='/1'/>"),
    entry("<link href='/1'>There<media:title>A lamp</media:title></link>"),
    entry("<link href='/1' rel='ALTERNATE' type='Text/HTML' hreflang='en' thr:count='2'/>"),
    rss("", '<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="/feed"/>', NAMES),
    entry(f"<id>t3_x</id><link href='a'/><content {BASE}>x</content>") + " ",
    entry("<id>x</id><link href='a'/>", attributes=f"{NAMES} {BASE}"),
    atom(f"<entry><summary {BASE}/></entry><entry><id>/1</id><link href='a?'/></entry>"),
    # People.
    item("<author>ann@mail.example (Ann)</author>"),
    item("<dc:creator>Ann</dc:creator><dc:creator>Bo</dc:creator><author>Cy</author>"),
    item("<author>Ann<name>Bo</name>Cy</author>"),
    item("<author><name>Ann</name><title>Dr</title><office>2b</office></author><title>A lamp</title>"),
    item("<author/>"),
    item(TITLE, "<managingEditor>office@news.example (The office)</managingEditor>"),
    item(TITLE, "<itunes:owner><itunes:name>Owner</itunes:name></itunes:owner>"),
    entry(TITLE, ANN),
    entry(ANN + "<contributor><name>Bo</name></contributor>", "<author><name>Editor</name></author>"),
    entry("<author><name> </name><email>ann@mail.example</email></author>"),
    entry("<author>Ann</author><author><name>Bo</name></author>"),
    entry("<source><title>Elsewhere</title><id>s</id><author><name>Bo</name></author></source>" + TITLE),
    item("<source url='https://else.example/'>Elsewhere</source><media:title>A</media:title>"),
    # Dates.
    item("<pubDate>1 Mar 2026</pubDate><pubDate>2 Mar 2026</pubDate><dc:date>2026-03-03</dc:date>"),
    entry("<published>2026-03-01</published><updated>2026-03-02T24:00:00Z</updated>"),
    entry("<issued>2026-03-01</issued><modified>2026-03-02</modified><created>2026-03-03</created>"),
    item("<dcterms:created>2026-03-01</dcterms:created><pubDate>gestern</pubDate>"),
    # What means nothing to us, and what stands in it.
    item("<other:box><title>In a box</title><other:title>no</other:title></other:box>"),
    item("<category domain='x'>a</category><slash:comments>3</slash:comments><other:x y='z'>w</other:x>"),
    item("<image><url>/1.png</url></image>" + TITLE),
    item("<post-id xmlns='com-wordpress:feed-additions:1'>7</post-id>" + TITLE),
]


@pytest.mark.parametrize("document", REGULAR)
def test_regular_feed_is_read_quickly_and_as_feedparser_does(document: str) -> None:
    assert quickly(document) == slowly(document)


# What feedparser, or the mending before it, may take otherwise: left to it.
DOUBTFUL = [
    rss("<item>"),
    rss("<item><title>A & B</title></item>"),
    rss("<item><title>&nbsp;</title></item>"),
    rss("<item><title>&#146;</title></item>"),
    rss("<item><a:b/></item>"),
    rss("<item/>") + "<p/>",
    "A line of prose. " + rss("<item/>")[21:],
    f"<channel><item>{TITLE}</item></channel>",
    f"<feed><entry>{TITLE}</entry></feed>",
    f"<feed xmlns='https://other.example/'><entry>{TITLE}</entry></feed>",
    f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:rss="http://purl.org/rss/1.0/"><entry>{TITLE}</entry></feed>',
    f"<entry xmlns='http://www.w3.org/2005/Atom'>{TITLE}</entry>",
    f"<rss>{TITLE}<channel/></rss>",
    item(f"<item>{TITLE}</item>"),
    item("<title>The <b>lamp</b></title>"),
    item(f"<description>{xhtml('<p>It broke.</p>')}</description>"),
    item("<description type='xhtml'>It</description>"),
    entry("<content type='html'><p>It broke.</p></content>"),
    entry("<content type='xhtml'><p>It broke.</p></content>"),
    entry("<content type='image/png'>iVBORw0KGgo=</content>"),
    entry("<content mode='base64'>SXQgYnJva2U=</content>"),
    entry(f"<content type='xhtml'>{xhtml('<body>It</body>')}</content>"),
    entry(f"<content type='xhtml'>{xhtml(f'<p {BASE}>It</p>')}</content>"),
    entry("<link rel='alternate'><title>x</title></link>"),
    entry("<link url='/1'/>"),
    entry("<link href='/1' other:rel='self'/>"),
    item("<link>https:///news.example/1</link>"),
    item("<link xml:base='/x'>1</link>"),
    item("<foo base='/x'/>"),
    atom(f"<entry><summary {BASE}/></entry><entry><link href='http://['/></entry>"),
    item("<dc:creator>a@mail.example</dc:creator><dc:creator>Bo</dc:creator>"),
    entry("<author>ann@mail.example (Ann)</author>"),
    entry("<author><name><b>Ann</b></name></author>"),
    entry("<itunes:owner><itunes:name>Bo</itunes:name></itunes:owner>"),
    item("<author><itunes:name>Ann</itunes:name></author>"),
    item("<image><title>x</title></image>"),
    item("<textInput><name>x</name></textInput>"),
    item("<contributor><title>x</title></contributor>"),
    entry("<source><content>x</content></source>"),
    entry("<source><author><title>x</title></author></source>"),
    entry("<source><subtitle><b/></subtitle></source>"),
    rss("<item/>", "<source>x</source>"),
    rss("<item/>", "<image><foo/><title>x</title></image>"),
    rss("<item href='/1'/>"),
    item("<date>2026-03-02</date>"),
    item("<guidislink>x</guidislink>"),
    item("<summary:detail xmlns:summary='u'>x</summary:detail>"),
    item("<media:title xmlns:media='u'>x</media:title>", attributes=""),
    item("<a:b xmlns:a='u'/><a:b xmlns:a='v'/>"),
    item("<a:b xmlns:a='u'/><b:b xmlns:b='u'/>"),
    item("<b:b xmlns:b='" + "u" * 1000 + "'/>"),
    rss("<item " + "".join(f"xmlns:n{n}='u{n}' " for n in range(300)) + "/>"),
    item("<x>" * 200 + "</x>" * 200),
    entry(f"<content type='xhtml'>{xhtml('<p>' * 200 + '</p>' * 200)}</content>"),
    rss("<item/>" * 500_000),
]


@pytest.mark.parametrize("document", DOUBTFUL, ids=lambda document: document[:150])
def test_what_may_be_meant_otherwise_is_left_to_feedparser(document: str) -> None:
    assert regular_feed(document) is None


def test_there_are_enough_odd_documents() -> None:
    assert len(REGULAR) >= 60


def test_only_the_first_of_very_many_entries_are_read_and_all_are_counted() -> None:
    document = rss("".join(f"<item><title>{n}</title></item>" for n in range(1_200)))

    assert quickly(document) == slowly(document)
    assert read(document).notes == ("only the first 1,000 of 1,200 entries were read",)


def test_content_that_feedparser_repeats_as_a_summary_is_read_once_as_what_it_is() -> None:
    assert only_entry(entry("<title>x</title><content type='html'>a&lt;br/&gt;b</content>")).text == "a b"


@given(st.randoms(use_true_random=False))
def test_any_feed_that_is_read_quickly_is_read_as_feedparser_does(chance: random.Random) -> None:
    document = written_feed(chance)

    found = quickly(document)

    if found is not None:
        assert found == slowly(document)


BROKEN = [
    rss("<item><title>Fish & chips</title><link>/?a=1&b=2</link></item>"),
    rss("<item><title>caf&eacute; &nbsp;&copy; &x;</title><dc:creator/></item>", attributes=NAMES),
    rss("<item><title>&#146;&#133;&#128;</title></item>"),
    rss("<item><title>O\x00n\x08e</title></item>"),
    "A line of prose. " + rss("<item><title>One</title></item>")[21:] + "<p>And more.</p>",
    "<rss><rss:channel><rss:item><rss:title>One</rss:title></rss:item></rss:channel></rss>",
    entry(f"<id>/1</id><title>1 & 2</title><content {BASE}>x</content><link href='a'/>"),
]


@pytest.mark.parametrize("document", BROKEN)
def test_broken_feed_that_is_regular_once_mended_is_read_as_feedparser_reads_it(document: str) -> None:
    markup = feed_markup(document)
    assert markup is not None
    fields = read_xml_feed(document)
    assert fields is not None

    assert regular_feed(document) is None
    assert regular_feed(markup.xml) is not None
    assert seen(fields) == slowly(document)


@given(
    st.randoms(use_true_random=False),
    st.floats(0, 1),
    st.sampled_from(["&", "&nbsp;", "&#146;", "\0", "<", "]]>"]),
)
def test_any_broken_feed_is_read_as_feedparser_reads_it(
    chance: random.Random, where: float, stray: str
) -> None:
    whole = written_feed(chance)
    broken = whole[: (at := int(where * len(whole)))] + stray + whole[at:]

    with contextlib.suppress(SourceRefused):
        fields = read_xml_feed(broken)
        assert fields is None or seen(fields) == slowly(broken)


@pytest.mark.parametrize(
    "document",
    [
        rss("<item>" + "<x>" * 50_000 + "</x>" * 50_000 + "</item>"),
        rss(f"<item><title><![CDATA[{'xmlns:' * 300_000}]]></title></item>"),
        rss(f"<item><title><![CDATA[{'xmlns' + ' ' * 999}]]></title></item>" * 900),
        rss(f"<item><title><![CDATA[{'&#0' * 500_000}]]></title></item>"),
        rss("<item>" + "<author>Ann</author>" * 90_000 + "</item>"),
    ],
    ids=lambda document: document[95:140],
)
def test_well_formed_documents_made_to_keep_their_reader_busy_do_not(document: str) -> None:
    before = time.process_time()

    with contextlib.suppress(SourceRefused):
        read(document)

    assert time.process_time() - before < 3


FEEDPARSERS_OWN = Path(os.environ.get("FEEDPARSER_TESTS", "no-such-folder"))
needs_feedparsers_own = pytest.mark.skipif(
    not FEEDPARSERS_OWN.is_dir(),
    reason="FEEDPARSER_TESTS names no folder: unpack what `pip download --no-binary :all: --no-deps "
    "feedparser` brings, outside of this tree, and name its folder `tests`",
)


def differing(paths: list[Path]) -> set[str]:
    """Those that we do not read as feedparser alone does."""
    return {
        f"{path.parent.name}/{path.name}"
        for path in paths
        if entries_of(body := path.read_bytes()) != by_feedparser_alone(body)
    }


def entries_of(body: bytes) -> tuple[Entry, ...]:
    try:
        return read_feed(body, None, URL).entries
    except EarshotError:
        return ()


@skip_without(RECORDINGS)
def test_recorded_feeds_are_read_as_feedparser_alone_reads_them_but_for_reasons() -> None:
    found = differing([RECORDED / recording.name for recording in RECORDINGS if recording.kind != "jsonfeed"])

    assert found <= OTHERWISE.keys()


@needs_feedparsers_own
def test_feedparsers_own_documents_are_read_as_it_reads_them_but_for_reasons() -> None:
    kinds = ("wellformed", "illformed")
    paths = sorted(path for kind in kinds for path in (FEEDPARSERS_OWN / kind).rglob("*.xml"))

    found = differing(paths)

    assert found <= OTHERWISE.keys()
    assert len(found) < 0.01 * len(paths)


@skip_without(RECORDINGS)
def test_most_recorded_feeds_are_read_quickly_and_as_feedparser_reads_them() -> None:
    texts = [characters_of(one.body) for one in RECORDINGS if one.kind != "jsonfeed" and one.count]
    quick = [(text, found) for text in texts if (found := quickly(text))]

    assert [text[:300] for text, found in quick if found != slowly(text)] == []
    assert len(quick) > 0.8 * len(texts)
