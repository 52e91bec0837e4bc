"""Which kind of source does an address belong to? People paste what their browser shows them."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

_GOOGLE = re.compile(r"(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?")
# What sites call the part of an address that lets its bearer in.
_TOKEN = re.compile(
    r"(?:\w*[_-])?(?:token|secret|api_?key|key|auth|signature|sig|pass(?:word)?)", re.IGNORECASE
)
_REDDIT = re.compile(r"(?:[a-z]+\.)?reddit\.com")


def kind_of(url: str) -> str:
    """The kind that knows this address better than `feed` does; `feed` for all others.

    What holds a secret must be recognised, lest it be stored as an address like any other.
    """
    parts = urlsplit(url)
    host, path = (parts.hostname or "").lower(), parts.path
    if _GOOGLE.fullmatch(host) and path.startswith("/alerts/feeds/"):
        return "google_alerts"
    if _REDDIT.fullmatch(host) and (path.endswith(".rss") or "feed" in parse_qs(parts.query)):
        return "reddit_rss"
    if host in ("www.youtube.com", "youtube.com") and path == "/feeds/videos.xml":
        return "youtube_feed"
    if host == "t.me" and len(path.strip("/")) > 1:
        return "telegram_preview"
    if any(_TOKEN.fullmatch(name) for name in parse_qs(parts.query)):
        return "private_feed"
    return "feed"
