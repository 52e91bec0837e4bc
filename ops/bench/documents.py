"""Feeds as sites publish them, made up: RSS 2.0 and Atom, some 18 entries and some 40 KB on average.

Each is made from one of some hundred outlines, whose mark stands wherever a feed differs from the others made
from it. One entry in a hundred speaks of somebody who is watched. Same seed, same feeds.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import feedparser

WATCHED = (
    "Brambleforth Callisade Dunmarrow Everlisk Fennimore Galdwick Harrowbeck Ironquill Jessamour Kestrelby "
    "Lorvane Mirthwood Northgale Oakenshaw Pellucid Quarrowby Rosthwaite Silverfen Tamberlane Umberfield"
).split()
_MARK = b"f000000f"  # stands for the feed, in its ids and links
_EVERY = 100  # one entry in so many speaks of somebody who is watched
_WORDS = """
    the of and to in a is that it was for on are as with they at this have from or by one had not but what
    all were when we there can an your which their said if do will each about how up out them then she many
    some so these would other into has more her two like him see time could no make than first been its who
    now people my made over did down only way find use may water long little very after words called just
    where most know city report morning council river garden market letter season kitchen winter window
    engine station harbour bridge teacher library concert printer keyboard release version update travel
""".split()
_AUTHORS = ("Ana Lund", "Ben Okoro", "Chiara Moretti", "Dmitri Sokolov", "Émile Roux", "Fatima Zahra")
_SAID = (
    "The {name} lamp broke on the second day and their support does not answer.",
    "I love the new {name}: it arrived early and works just as promised.",
    "We visited {name} last week. Their shop is next to the station.",
)
_LATEST = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
_OPENING = re.compile(rb"<(item|entry)[\s>]")


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed with a mark where each made from it has its own number. `fresh` is the entry that it publishes
    when it changes, right before place `at`. `mentions` counts the entries that speak of the watched.
    """

    body: bytes
    fresh: bytes
    at: int
    entries: int
    mentions: int

    def feed(self, number: int, is_changed: bool) -> bytes:
        """The document of the feed of this number."""
        body = self.body[: self.at] + self.fresh + self.body[self.at :] if is_changed else self.body
        return body.replace(_MARK, b"f%06df" % number)


def made_up(count: int = 200, seed: int = 6) -> tuple[Outline, ...]:
    """So many different outlines."""
    chance = random.Random(seed)  # noqa: S311 - the same feeds each time, no secret
    outlines, written = [], 0
    for number in range(count):
        entries = chance.randint(6, 30)
        outlines.append(_outline(chance, entries, written, is_atom=number % 3 == 2))
        written += entries
    return tuple(outlines)


def recorded(folder: Path) -> tuple[Outline, ...]:
    """Outlines made of the RSS and Atom documents in a folder that are well-formed and have entries. Nobody
    who is watched stands in them, and the feeds made from one are all alike.
    """
    files = sorted(file for file in folder.rglob("*") if file.suffix in {".xml", ".rss", ".atom"})
    return tuple(outline for file in files if (outline := _as_recorded(file.read_bytes())))


def _as_recorded(body: bytes) -> Outline | None:
    opening = _OPENING.search(body)
    count = _entries_in(body) if opening else 0
    if not opening or not count:
        return None
    fresh = _BARE_ENTRY if opening[1] == b"entry" else _BARE_ITEM
    outline = Outline(body, fresh.encode(), opening.start(), count, mentions=0)
    return outline if _entries_in(outline.feed(0, is_changed=True)) == count + 1 else None


def _entries_in(body: bytes) -> int:
    """How many different ones feedparser finds; none in what is not well-formed."""
    read = feedparser.parse(body)
    keys = {entry.get("id") or entry.get("link") or entry.get("title") for entry in read.entries}
    return 0 if read.bozo else len(keys)


def _outline(chance: random.Random, entries: int, written: int, is_atom: bool) -> Outline:
    write = _atom_entry if is_atom else _rss_item
    parts, mentions = [], 0
    for place in range(entries):
        is_mention = (written + place) % _EVERY == _EVERY // 2
        mentions += is_mention
        parts.append(write(chance, place, _LATEST - timedelta(hours=7 * place + 1), is_mention))
    head, tail = (_ATOM_HEAD, "</feed>\n") if is_atom else (_RSS_HEAD, "</channel>\n</rss>\n")
    body = f"{head}{''.join(parts)}{tail}".encode()
    fresh = write(chance, -1, _LATEST, False).encode()
    return Outline(body, fresh, len(head.encode()), entries, mentions)


_NUMBER = _MARK.decode()
_ATOM_HEAD = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title>Notes of {_NUMBER}</title><subtitle>What we saw &amp; heard</subtitle>
<link rel="alternate" type="text/html" href="https://{_NUMBER}.example/"/>
<link rel="self" type="application/atom+xml" href="https://{_NUMBER}.example/atom.xml"/>
<id>tag:{_NUMBER}.example,2026:feed</id><updated>2026-11-20T12:00:00Z</updated>
<generator uri="https://press.example/" version="6.4">Press</generator>
"""
_RSS_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
  xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel><title>News of {_NUMBER}</title><link>https://{_NUMBER}.example</link>
<atom:link href="https://{_NUMBER}.example/feed/" rel="self" type="application/rss+xml"/>
<description>News &amp; views</description><lastBuildDate>Fri, 20 Nov 2026 12:00:00 +0000</lastBuildDate>
<language>en-GB</language><generator>https://wordpress.example/?v=6.4</generator>
"""


_BARE_ITEM = f"""<item><title>Nothing more</title><link>https://{_NUMBER}.example/new/</link>
<guid isPermaLink="false">https://{_NUMBER}.example/?p=new</guid></item>
"""
_BARE_ENTRY = f"""<entry><title>Nothing more</title><link href="https://{_NUMBER}.example/new/"/>
<id>tag:{_NUMBER}.example,2026:new</id><updated>2026-11-20T12:00:00Z</updated></entry>
"""


def _rss_item(chance: random.Random, place: int, at: datetime, is_mention: bool) -> str:
    link = f"https://{_NUMBER}.example/{at:%Y/%m}/{place}-{chance.choice(_WORDS)}/"
    return f"""<item><title>{escape(_title(chance))}</title><link>{link}</link>
<comments>{link}#comments</comments><dc:creator><![CDATA[{chance.choice(_AUTHORS)}]]></dc:creator>
<pubDate>{at:%a, %d %b %Y %H:%M:%S} +0000</pubDate><category><![CDATA[{chance.choice(_WORDS)}]]></category>
<guid isPermaLink="false">https://{_NUMBER}.example/?p={place + 1}</guid>
<description><![CDATA[<p>{_sentences(chance)[:200]} [&#8230;]</p>]]></description>
<content:encoded><![CDATA[{_html(chance, is_mention)}]]></content:encoded>
<slash:comments>{chance.randint(0, 9)}</slash:comments>
</item>
"""


def _atom_entry(chance: random.Random, place: int, at: datetime, is_mention: bool) -> str:
    return f"""<entry><title type="html">{escape(escape(_title(chance)))}</title>
<link rel="alternate" type="text/html" href="https://{_NUMBER}.example/posts/{place + 1}"/>
<id>tag:{_NUMBER}.example,2026:{place + 1}</id><published>{at:%Y-%m-%dT%H:%M:%SZ}</published>
<updated>{at:%Y-%m-%dT%H:%M:%SZ}</updated><author><name>{chance.choice(_AUTHORS)}</name></author>
<category term="{chance.choice(_WORDS)}"/>
<content type="html">{escape(_html(chance, is_mention))}</content></entry>
"""


def _title(chance: random.Random) -> str:
    return " ".join(chance.choices(_WORDS, k=chance.randint(4, 10))).capitalize()


def _html(chance: random.Random, is_mention: bool) -> str:
    """What editors make: some paragraphs, few of them in most entries, a picture in many sizes, and buttons.
    Of real feeds some three tenths are text that people see.
    """
    paragraphs = [_sentences(chance) for _ in range(chance.choice((1, 1, 1, 2, 2, 5)))]
    if is_mention:
        paragraphs[0] = f"{chance.choice(_SAID).format(name=chance.choice(WATCHED))} {paragraphs[0]}"
    link = '<p>More <a href="/about?a=1&amp;b=2">about it</a> &#8211; it&#8217;s all there&hellip;</p>'
    text = (f'<p class="wp-block-paragraph has-medium-font-size">{each}</p>' for each in paragraphs)
    return "\n".join([_picture(chance), *text, link, _BUTTONS])


def _picture(chance: random.Random) -> str:
    name = f"https://{_NUMBER}.example/wp-content/uploads/2026/11/{chance.choice(_WORDS)}"
    sizes = ", ".join(f"{name}-{width}x{width * 2 // 3}.jpg {width}w" for width in (300, 768))
    return (
        f'<figure class="wp-block-image size-large"><img loading="lazy" width="1024" height="682" alt="" '
        f'src="{name}-1024x682.jpg" srcset="{sizes}" sizes="(max-width: 1024px) 100vw, 1024px" /></figure>'
    )


_BUTTONS = "".join(
    f'<a rel="nofollow" href="https://{site}.example/share?u=https%3A%2F%2F{_NUMBER}.example&amp;ref=feed">'
    f'<img src="https://{_NUMBER}.example/i/{site}.png" alt="{site}" border="0" /></a> '
    for site in ("first", "second")
)


def _sentences(chance: random.Random) -> str:
    sentences: Sequence[str] = [
        " ".join(chance.choices(_WORDS, k=chance.randint(6, 18))).capitalize() for _ in range(4)
    ]
    return f"{'. '.join(sentences)}. It was <em>{chance.choice(_WORDS)}</em>."
