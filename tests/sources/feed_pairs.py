"""One document read both ways: quickly, as the regular feed that it may be, and by feedparser."""

from __future__ import annotations

import io
import warnings
from dataclasses import replace

import feedparser

from chalicelib.domain.entries import Entry
from chalicelib.sources.bounds import bounded
from chalicelib.sources.characters import decoded
from chalicelib.sources.feed_fields import FeedFields
from chalicelib.sources.feed_markup import feed_markup
from chalicelib.sources.regular_feeds import regular_feed
from chalicelib.sources.xml_feeds import read_by_feedparser

from .feed_examples import URL

Seen = tuple[str, tuple[Entry, ...], int, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def quickly(document: str) -> Seen | None:
    """None where it is left to feedparser."""
    fields = regular_feed(document)
    return seen(fields) if fields else None


def slowly(document: str) -> Seen:
    """Mended, as everything is that feedparser is given."""
    markup = feed_markup(document)
    assert markup is not None
    return seen(read_by_feedparser(markup))


def seen(fields: FeedFields) -> Seen:
    """All that anybody sees of a feed."""
    feed = fields.as_seen_from(URL)
    return feed.title, tuple(feed.entries), feed.size, feed.notes, feed.hubs, feed.topics


def characters_of(body: bytes) -> str:
    """As `read_feed` gives them to the readers of XML."""
    return decoded(body, None)[0].strip("\0\ufeff")


def by_feedparser_alone(body: bytes) -> tuple[Entry, ...]:
    """The entries that feedparser finds in what was received, with HTML cleaned and links resolved."""
    with warnings.catch_warnings(action="ignore"):
        parsed = feedparser.parse(io.BytesIO(body))
    is_atom = parsed.get("version", "").startswith("atom")
    fields = FeedFields(parsed["feed"], parsed["entries"], len(parsed["entries"]), is_atom)
    entries = [replace(entry, text=entry.text.rstrip()) for entry in fields.as_seen_from(URL).entries]
    return bounded(entries, len(entries), "", ()).entries
