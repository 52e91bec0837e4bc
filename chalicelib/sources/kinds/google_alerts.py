"""Google Alerts: Atom with marked words in bold, and links that lead through google.com.

The address of such a feed is known to its owner only, and must be kept so.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ...domain.manners import Kind
from ...domain.sources import Document
from ..feed_listening import listen
from ..feeds import read_feed
from .feed_elements import adjusted
from .redirects import unwrapped

__all__ = ["KIND", "listen", "read"]

_WRAPPER = re.compile(r"https?://(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?/url\?", re.IGNORECASE)

KIND = Kind(
    hears="Google Alerts delivered as a feed: the address, which is kept secret, is the alert's own",
    limits="the newest 20 hits of an alert",
    cannot='Alerts are made by hand at Google, with "Deliver to: RSS feed"',
    has_secret_address=True,
    least_interval=15,
)


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`. The bold marks go with all other markup."""
    document = read_feed(body, content_type, url)
    return adjusted(document, lambda entry: replace(entry, url=unwrapped(entry.url, _WRAPPER)))
