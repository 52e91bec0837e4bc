"""What stands in a feed beyond what all feeds have, for the kinds that say more there, or say it twice.

`read_feed` reads any feed, however broken. This second look is only for feeds that are well-formed, and the
words it gives are for comparing with what was read, not for showing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ...domain.entries import Entry
from ...domain.sources import Document
from ..characters import decoded
from ..decoding import decoded as decompressed
from ..feed_markup import feed_markup
from ..visible_text import single_spaced

_GZIP = b"\x1f\x8b"
_MOST_BYTES = 8 * 1024 * 1024
_ENTRIES = ("item", "entry")
_MOST_TAGS = 75
_LONGEST_TAG = 2_000
_HIDDEN_TAG = "unused"  # what `feed_markup` calls categories and tags, to hide them from feedparser


def feed_element(body: bytes, content_type: str | None) -> Element | None:
    """The feed's outermost element; None where there is no feed, or one that is not well-formed."""
    if body.startswith(_GZIP):
        body = decompressed(body, "gzip", _MOST_BYTES)
    markup = feed_markup(decoded(body, content_type)[0].strip("\0\ufeff"))
    if markup is None:
        return None
    try:
        # `feed_markup` leaves out the document type, so that no entity can be declared.
        return ElementTree.fromstring(markup.xml)  # noqa: S314
    except ElementTree.ParseError:
        return None


def entry_elements(feed: Element) -> list[Element]:
    """The elements of the entries, in the document's order."""
    return [element for element in feed.iter() if name_of(element) in _ENTRIES]


def name_of(element: Element) -> str:
    """Its name in whatever namespace, for feeds call the same one by several addresses."""
    return element.tag.rpartition("}")[2]


def word(entry: Element, name: str) -> str:
    """The text of the entry's first element of this name, entities resolved once; empty without one."""
    return next((element.text or "" for element in entry if name_of(element) == name), "")


def tags_of(entry: Element) -> list[str]:
    """The tags and categories of the entry, as RSS, Atom and Media RSS have them, within reason."""
    hidden = (tag for tag in entry.iter() if name_of(tag) == _HIDDEN_TAG)
    found = dict.fromkeys(single_spaced(tag.get("term") or tag.text or "") for tag in hidden)
    return [tag for tag in found if 0 < len(tag) <= _LONGEST_TAG][:_MOST_TAGS]


def with_tags(text: str, tags: list[str]) -> str:
    """The text with tags after it, as sites show them: often they are the only words that name somebody."""
    return " ".join([*filter(None, [text]), *(f"#{tag}" for tag in tags)])


def reworked(
    document: Document,
    body: bytes,
    content_type: str | None,
    rework: Callable[[Entry, Element], Entry | None],
) -> Document:
    """The document with each entry after a second look at its element; None leaves the entry out.

    The document as it is where that look is not possible.
    """
    feed = feed_element(body, content_type)
    elements = [] if feed is None else entry_elements(feed)
    if len(elements) != len(document.entries):
        return document
    pairs = zip(document.entries, elements, strict=True)
    entries = [entry for pair in pairs if (entry := rework(*pair)) is not None]
    return replace(document, entries=tuple(entries))


def adjusted(document: Document, adjust: Callable[[Entry], Entry]) -> Document:
    """The document with each entry adjusted."""
    return replace(document, entries=tuple(map(adjust, document.entries)))
