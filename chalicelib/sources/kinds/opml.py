"""Reads and writes lists of feeds in OPML (http://opml.org/spec2.opml), as feed readers exchange them.

Outlines that name a feed are looked for, wherever they are nested. As the document is not parsed as XML,
there are no entities to declare, and one that is broken, or breaks off, still tells what it tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from ...domain.entries import Entry
from ...domain.sources import Document, Source
from ..bounds import MOST_ENTRIES
from ..characters import decoded
from ..feed_entries import address, unreadable
from ..visible_text import plain_text, single_spaced

_LONGEST_TITLE = 1_000
_LONGEST_DESCRIPTION = 20_000
_OPML = re.compile(r"<opml(?=[\s>/])", re.IGNORECASE)
_ROOT = re.compile(r"<([a-z][\w.:-]{0,40})", re.IGNORECASE)
_TITLE = re.compile(r"<title\s*>([^<]*)</title", re.IGNORECASE)
_OUTLINE = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"""|<outline\s((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_REFERENCE = re.compile(r"&#?\w{1,31};")
# How some browsers wrote addresses of feeds: feed://host/path, feed:https://host/path.
_FEED_SCHEME = re.compile(r"feed:(?:(?://)?(?=https?:)|(?=//))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed of somebody's list."""

    url: str = field(repr=False)  # may hold a token of theirs
    title: str = ""
    description: str = ""


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """An entry for each feed of the list, in its order. Raises SourceRefused for what is no such list."""
    text = _text(body, content_type)
    outlines = list(_feed_outlines(text))
    found = list(_subscriptions(outlines, url))
    notes = []
    if len(found) > MOST_ENTRIES:
        notes.append(f"only the first {MOST_ENTRIES:,} of {len(found):,} entries were read")
    if left_out := len(outlines) - len(found):
        notes.append(f"entries left out because their address cannot be opened: {left_out:,}")
    title = _TITLE.search(text)
    return Document(
        tuple(Entry(url=one.url, title=one.title, text=one.description) for one in found[:MOST_ENTRIES]),
        title=(_words(title[1], _LONGEST_TITLE) if title else "") or None,
        notes=tuple(notes),
    )


def subscriptions(body: bytes) -> tuple[Subscription, ...]:
    """All feeds of the list whose address can be opened. Raises SourceRefused for what is no such list."""
    return tuple(_subscriptions(_feed_outlines(_text(body, None)), ""))


def written(sources: Iterable[Source]) -> bytes:
    """The list of these sources, for their owner: addresses stand in it with whatever secrets they hold."""
    lines = (
        f'<outline type="rss" text="{_quoted(one.title or one.host)}" xmlUrl="{_quoted(one.url)}"/>\n'
        for one in sources
    )
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n<head><title>Earshot</title></head>\n'
    )
    return f"{head}<body>\n{''.join(lines)}</body>\n</opml>\n".encode()


def _text(body: bytes, content_type: str | None) -> str:
    text = decoded(body, content_type)[0]
    if _OPML.search(text):
        return text
    if not text.strip("\0\ufeff \t\r\n"):
        raise unreadable("the document is empty")
    root = _ROOT.search(text)
    raise unreadable(f"XML or HTML, but not OPML: <{root[1]}>" if root else "not OPML, for it has no markup")


def _feed_outlines(text: str) -> Iterator[Mapping[str, str]]:
    """The attributes of each outline that names a feed, by their names in lower case."""
    for outline in _OUTLINE.finditer(text):
        attributes = {
            name.lower(): _REFERENCE.sub(lambda found: unescape(found[0]), double or single)
            for name, double, single in _ATTRIBUTE.findall(outline[1] or "")
        }
        if attributes.get("xmlurl", "").strip():
            yield attributes


def _subscriptions(outlines: Iterable[Mapping[str, str]], base: str) -> Iterator[Subscription]:
    for outline in outlines:
        written_url = outline["xmlurl"].strip()
        scheme = _FEED_SCHEME.match(written_url)
        rest = written_url[scheme.end() :] if scheme else written_url
        url = address(f"http:{rest}" if scheme and rest.startswith("//") else rest, (base,))
        if url:
            title = _words(outline.get("text") or outline.get("title") or "", _LONGEST_TITLE)
            yield Subscription(url, title, _words(outline.get("description", ""), _LONGEST_DESCRIPTION))


def _words(text: str, most: int) -> str:
    return plain_text(text)[:most].rstrip()


def _quoted(text: str) -> str:
    return escape(single_spaced(text))
