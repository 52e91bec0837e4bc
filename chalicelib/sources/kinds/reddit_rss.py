"""Reddit's feeds, of posts or of comments: Atom, once RSS 2, with a footer below each text."""

from __future__ import annotations

import re
from dataclasses import replace

from ...domain.entries import Entry
from ...domain.manners import Kind
from ...domain.sources import Document
from ...errors import SourceRefused
from ..feed_listening import listen
from ..feeds import read_feed
from .answers import rate_limited
from .feed_elements import adjusted

__all__ = ["KIND", "listen", "read"]

KIND = Kind(
    hears="Reddit: a private feed (from reddit.com/prefs/feeds), or that of a subreddit or search, with its "
    "`feed=` and `user=` added",
    cannot="The address is a secret, and kept as one",
    limits="Reddit lets one address ask about once a minute; 25 entries, or 100 with `limit=100`",
    has_secret_address=True,
    least_interval=30,
    most_interval=120,
)
_FOOTER = re.compile(
    r"(?:^|\s)submitted by (?:(?:/?u/)?[\w-]{1,40}|\[deleted\])(?: to (?:/?r/)?[\w-]{1,40})?"
    r" \[link\] \[(?:[\d,]+ )?comments?\]$"
)
_FULL_NAME = re.compile(r"t\d_[0-9a-z]+")
_PERMALINK = re.compile(r"/comments/([0-9a-z]+)(?:/[^/]*(?:/([0-9a-z]+))?)?/?(?:[?#]|$)")
_TOO_MANY = re.compile(rb"too many requests", re.IGNORECASE)


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`. Raises SourceUnavailable for a page that asks for patience, whatever its status."""
    try:
        document = read_feed(body, content_type, url)
    except SourceRefused:
        if _TOO_MANY.search(body[:20_000]):
            raise rate_limited("reddit says that it was asked too often") from None
        raise
    return adjusted(document, _adjusted)


def _adjusted(entry: Entry) -> Entry:
    return replace(entry, id=_id(entry), text=_FOOTER.sub("", entry.text))


def _id(entry: Entry) -> str | None:
    """The full name of the post or comment. Some feeds give the address of an icon instead."""
    if entry.id is None or _FULL_NAME.fullmatch(entry.id) or entry.id == entry.url:
        return entry.id
    found = _PERMALINK.search(entry.url or "")
    if found is None:
        return entry.id
    return f"t1_{found[2]}" if found[2] else f"t3_{found[1]}"
