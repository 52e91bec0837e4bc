"""Reads RSS and Atom through feedparser, which knows how broken feeds are meant.

It is given bytes in a buffer, never a text that it could take for an address or a file name to open.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from xml.parsers import expat
from xml.sax import SAXParseException

import feedparser

from ..domain.addresses import is_web_address
from ..domain.entries import Entry
from .bounds import MOST_ENTRIES
from .feed_dates import parse_date
from .feed_entries import Feed, Words, address, identity, longest, unreadable
from .feed_markup import FeedMarkup, feed_markup

# Only what is not well-formed costs feedparser much: about 4 seconds for 1 MB of nothing but `<`.
_MOST_BROKEN = 1_000_000
# What feedparser raises on some garbage.
_STUMBLES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_AS_UTF8 = {"content-type": "application/xml; charset=utf-8"}
_HTML_TYPES = ("text/html", "application/xhtml+xml")
# The relations of a link to the page an entry stands on, the best first.
_PAGE_RELATIONS = ("alternate", "related")
# Files that an entry brings along are not the page it stands on.
_FILE = re.compile(
    r"\.(?:aac|avi|flac|gif|jpe?g|m4[abpv]|mkv|mov|mp[34]|og[agv]|opus|png|wav|web[mp]|wm[av])$", re.I
)

Fields = dict[str, Any]


def read_xml_feed(text: str, url: str) -> Feed | None:
    """None when there is no feed in the text. Raises SourceRefused when there is one beyond repair."""
    markup = feed_markup(text)
    if markup is None:
        return None
    xml, notes = _bearable(markup.xml)
    parsed = _parsed(xml)
    feed: Fields = parsed["feed"]
    entries: list[Fields] = parsed["entries"]
    is_atom = markup.is_atom
    bases = (*_links(feed, ("alternate", "self")), url)
    # Entries of Atom inherit the feed's author (RFC 4287, 4.2.1). RSS names an editor, who wrote none of it.
    author = _author(feed, is_atom) if is_atom else None
    return Feed(
        title=_words(feed, "title", is_atom).visible,
        entries=(_entry(fields, is_atom, author, bases) for fields in entries),
        size=markup.size if markup.size > MOST_ENTRIES else len(entries),
        notes=(*_ill_formed(markup, parsed), *notes),
        hubs=tuple(_links(feed, ("hub",))),
        topics=tuple(_links(feed, ("self",))),
    )


def _bearable(xml: str) -> tuple[str, tuple[str, ...]]:
    if len(xml) <= _MOST_BROKEN or _is_well_formed(xml):
        return xml, ()
    return xml[:_MOST_BROKEN], (f"only the first {_MOST_BROKEN:,} characters were read",)


def _is_well_formed(xml: str) -> bool:
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(xml.encode(), True)
    except expat.ExpatError:
        return False
    return True


def _parsed(xml: str) -> Fields:
    """What feedparser finds. It shall neither clean HTML nor resolve links in it: we show none."""
    try:
        parsed: Fields = feedparser.parse(
            io.BytesIO(xml.encode()),
            response_headers=_AS_UTF8,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _STUMBLES as error:
        raise unreadable("a feed, but too broken to be read") from error
    return parsed


def _ill_formed(markup: FeedMarkup, parsed: Fields) -> Iterator[str]:
    """A note of the first line that is not XML. feedparser puts a declaration before what it is given."""
    lines = [markup.stray_line] if markup.stray_line else []
    error = parsed.get("bozo_exception")
    if isinstance(error, SAXParseException):
        lines.append((error.getLineNumber() or 1) - 1 + markup.lines_before)
    if lines:
        yield f"not well-formed XML: line {min(lines)}"


def _entry(fields: Fields, is_atom: bool, author: str | None, bases: tuple[str, ...]) -> Entry:
    published = _date(fields, "published") or _date(fields, "created")
    updated = _date(fields, "updated")
    if not (is_atom or published):  # RSS has one date, however it is called
        published, updated = updated, None
    return Entry(
        id=identity(dict.get(fields, "id")),
        url=_url(fields, is_atom, bases),
        title=_words(fields, "title", is_atom).visible,
        text=longest(_texts(fields, is_atom)),
        author=_author(fields, is_atom) or author,
        published_at=published,
        updated_at=updated,
    )


def _url(fields: Fields, is_atom: bool, bases: tuple[str, ...]) -> str | None:
    """The page the entry stands on: a link to it, else a guid that does not deny that it is one."""
    for link in _links(fields, _PAGE_RELATIONS):
        if url := address(link, bases):
            return url
    if is_atom or not dict.get(fields, "guidislink"):
        return None
    guid = address(dict.get(fields, "id"), ())
    return guid if is_web_address(guid) and not _FILE.search(guid or "") else None


def _links(fields: Fields, relations: tuple[str, ...]) -> list[str]:
    """The links of these relations, in their order; of one relation, HTML before other types."""
    links = [link for link in _dicts(fields, "links") if link.get("href") and link.get("rel") in relations]
    links.sort(key=lambda link: (relations.index(link["rel"]), link.get("type") != "text/html"))
    return [link["href"] for link in links]


def _author(fields: Fields, is_atom: bool) -> str | None:
    """The first of several. RSS writes name and mail address as it likes into one element: as it stands."""
    authors = _dicts(fields, "authors")
    first = authors[0] if authors else {}
    names = [first.get("name"), first.get("email")]
    if not is_atom and len(authors) < 2:
        names.insert(0, dict.get(fields, "author"))
    return next((shown for name in names if isinstance(name, str) and (shown := Words(name).visible)), None)


def _texts(fields: Fields, is_atom: bool) -> Iterable[Words]:
    """What may be the entry's text. Two contents of an Atom entry are the same one, plain and dressed."""
    contents = [_typed(content, is_atom) for content in _dicts(fields, "content") if _is_text(content)]
    plain = [words for words in contents if not words.is_html]
    return [*(plain if is_atom and plain else contents), _words(fields, "summary", is_atom)]


def _is_text(content: Fields) -> bool:
    kind = str(content.get("type"))
    return kind.startswith("text/") or kind.endswith("xml")


def _words(fields: Fields, key: str, is_atom: bool) -> Words:
    """A text construct. In RSS any text may be HTML; in Atom its type says."""
    text = dict.get(fields, key)
    detail = dict.get(fields, f"{key}_detail")
    kind = detail.get("type") if isinstance(detail, dict) else None
    return _typed({"value": text, "type": kind}, is_atom)


def _typed(content: Fields, is_atom: bool) -> Words:
    text = content.get("value")
    return Words(text if isinstance(text, str) else "", not is_atom or content.get("type") in _HTML_TYPES)


def _date(fields: Fields, key: str) -> datetime | None:
    """Our own reading, for feedparser's takes what a date lacks from today's."""
    written = dict.get(fields, key)
    return parse_date(written) if isinstance(written, str) else None


def _dicts(fields: Fields, key: str) -> list[Fields]:
    found = dict.get(fields, key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
