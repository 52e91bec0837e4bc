"""Reads RSS and Atom that are not regular: mended, which may be all they need, or through feedparser, which
knows how broken feeds are meant.

It is given bytes in a buffer, never a text that it could take for an address or a file name to open.
"""

from __future__ import annotations

import io
from dataclasses import replace
from xml.parsers import expat
from xml.sax import SAXParseException

from .bounds import MOST_ENTRIES
from .feed_entries import unreadable
from .feed_fields import FeedFields, Fields
from .feed_markup import FeedMarkup, feed_markup
from .regular_feeds import regular_feed

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


def read_xml_feed(text: str) -> FeedFields | None:
    """None when there is no feed in the text. Raises SourceRefused when there is one beyond repair."""
    markup = feed_markup(text)
    if markup is None:
        return None
    mended = regular_feed(markup.xml)
    if mended is None:
        return read_by_feedparser(markup)
    return replace(mended, size=_size(markup, mended.entries), notes=_ill_formed(markup, None))


def read_by_feedparser(markup: FeedMarkup) -> FeedFields:
    """Raises SourceRefused for a feed beyond repair."""
    xml, notes = _bearable(markup.xml)
    parsed = _parsed(xml)
    entries: list[Fields] = parsed["entries"]
    notes = (*_ill_formed(markup, parsed.get("bozo_exception")), *notes)
    return FeedFields(parsed["feed"], entries, _size(markup, entries), markup.is_atom, notes)


def _size(markup: FeedMarkup, entries: list[Fields]) -> int:
    return markup.size if markup.size > MOST_ENTRIES else len(entries)


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
    import feedparser  # it takes its time to be loaded, and few feeds need it

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


def _ill_formed(markup: FeedMarkup, error: object) -> tuple[str, ...]:
    """A note of the first line that is not XML. feedparser puts a declaration before what it is given."""
    lines = [markup.stray_line] if markup.stray_line else []
    if isinstance(error, SAXParseException):
        lines.append((error.getLineNumber() or 1) - 1 + markup.lines_before)
    return (f"not well-formed XML: line {min(lines)}",) if lines else ()
